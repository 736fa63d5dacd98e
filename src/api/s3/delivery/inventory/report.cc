#include "api/s3/delivery/inventory/report.h"

#include <fmt/chrono.h>

#include "base/digest.h"

namespace sluice::api::s3 {
namespace {

constexpr std::int64_t kFileRowsMax = 1'000'000;

std::string folder_of(const InventoryConfiguration& configuration, const std::string& bucket) {
  const auto& prefix = configuration.bucket_prefix;
  return fmt::format("{}{}{}/{}/", prefix, prefix.empty() ? "" : "/", bucket, configuration.id);
}

auto minute_of(Timestamp time) {
  return fmt::gmtime(std::chrono::floor<std::chrono::seconds>(time));
}

}  // namespace

InventoryReport::InventoryReport(Delivery& delivery, Sender sender,
                                 const InventoryConfiguration& configuration,
                                 const InventoryBucket& source, Random& random, Timestamp time)
    : delivery_(delivery),
      sender_(std::move(sender)),
      configuration_(configuration),
      source_(source),
      random_(random),
      time_(time),
      columns_(columns_of(configuration)),
      folder_(folder_of(configuration, source.rules.bucket.name.text())),
      row_(columns_.size()) {}

Parcel InventoryReport::parcel(std::string_view name, std::string_view content_type) const {
  return {.bucket = store::BucketName(configuration_.bucket),
          .key = store::object_key(folder_ + std::string(name)),
          .content_type = std::string(content_type),
          .encryption = configuration_.encryption};
}

void InventoryReport::open_file() {
  const bool is_csv = configuration_.format == InventoryFormat::csv;
  const auto name = fmt::format("data/{}.{}", make_uuid(random_), is_csv ? "csv.gz" : "parquet");
  body_ = delivery_.open(sender_,
                         parcel(name, is_csv ? "application/x-gzip" : "application/octet-stream"));
  file_ = is_csv ? make_csv_file(*body_) : make_parquet_file(*body_, columns_);
  rows_ = 0;
}

void InventoryReport::close_file() {
  file_->finish();
  file_.reset();
  data_.push_back(body_->finish());
  body_.reset();
}

void InventoryReport::add(const store::Object& object) {
  if (!file_) open_file();
  for (std::size_t i = 0; i < columns_.size(); ++i)
    row_[i] = columns_[i]->cell(object, source_);
  file_->add(row_);
  if (++rows_ == kFileRowsMax) close_file();
}

std::string InventoryReport::manifest() const {
  json::array files;
  for (const auto& file : data_) {
    files.push_back(json::object{{"key", file.key.text()},
                                 {"size", static_cast<std::int64_t>(file.size_bytes)},
                                 {"MD5checksum", file.etag}});
  }
  const auto millis = std::chrono::floor<std::chrono::milliseconds>(time_);
  return to_text(json::object{
      {"sourceBucket", source_.rules.bucket.name.text()},
      {"destinationBucket", "arn:aws:s3:::" + configuration_.bucket},
      {"version", "2016-11-30"},
      {"creationTimestamp", std::to_string(millis.time_since_epoch().count())},
      {"fileFormat", configuration_.format == InventoryFormat::csv ? "CSV" : "Parquet"},
      {"fileSchema", inventory_schema(columns_, configuration_.format)},
      {"files", std::move(files)}});
}

std::string InventoryReport::symlinks() const {
  std::string text;
  for (const auto& file : data_)
    text += fmt::format("s3://{}/{}\n", configuration_.bucket, file.key);
  return text;
}

std::vector<store::StagedObject> InventoryReport::finish() {
  if (file_) close_file();
  const auto folder = fmt::format("{:%Y-%m-%dT%H-%MZ}/", minute_of(time_));
  const auto link = fmt::format("hive/dt={:%Y-%m-%d-%H-%M}/symlink.txt", minute_of(time_));
  const auto text = manifest();
  auto all = data_;
  all.push_back(
      delivery_.stage(sender_, parcel(folder + "manifest.json", "application/json"), text));
  all.push_back(
      delivery_.stage(sender_, parcel(folder + "manifest.checksum", "text/plain"), md5_hex(text)));
  all.push_back(delivery_.stage(sender_, parcel(link, "text/plain"), symlinks()));
  return all;
}

}  // namespace sluice::api::s3
