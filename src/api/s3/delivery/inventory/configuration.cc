#include "api/s3/delivery/inventory/configuration.h"

#include "api/s3/delivery/inventory/columns.h"
#include "api/wire/errors.h"

namespace sluice::api::s3 {
namespace {

constexpr std::string_view kArn = "arn:aws:s3:::";

std::string text_in(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value ? std::string(value->as_string()) : std::string();
}

std::string bucket_in(const json::object& destination) {
  const auto arn = text_in(destination, "Bucket");
  if (arn.starts_with(kArn) && arn.size() > kArn.size()) return arn.substr(kArn.size());
  throw Error(ErrorKind::invalid, "InvalidS3DestinationBucket",
              "Invalid bucket ARN for the destination.");
}

InventoryFormat format_in(const json::object& destination) {
  const auto format = text_in(destination, "Format");
  if (format == "ORC") refuse_unserved("Inventories in ORC are");
  return format == "Parquet" ? InventoryFormat::parquet : InventoryFormat::csv;
}

json::object encryption_in(const json::object& destination) {
  const auto* encryption = destination.if_contains("Encryption");
  if (!encryption) return {};
  if (const auto* kms = encryption->as_object().if_contains("SSEKMS")) {
    return {{"ServerSideEncryption", "aws:kms"}, {"SSEKMSKeyId", kms->at("KeyId")}};
  }
  if (encryption->as_object().contains("SSES3")) return {{"ServerSideEncryption", "AES256"}};
  return {};
}

std::set<std::string> fields_in(const json::object& document) {
  std::set<std::string> fields;
  const auto* listed = document.if_contains("OptionalFields");
  if (!listed) return fields;
  for (const auto& field : listed->as_array()) {
    const std::string name(field.as_string());
    if (!has_inventory_field(name)) refuse_unserved(fmt::format("The inventory field {} is", name));
    fields.insert(name);
  }
  return fields;
}

}  // namespace

InventoryConfiguration parse_inventory(const json::object& document) {
  const auto& destination = document.at("Destination").at("S3BucketDestination").as_object();
  const auto* filter = document.if_contains("Filter");
  const bool is_weekly = text_in(document.at("Schedule").as_object(), "Frequency") == "Weekly";
  return {.id = text_in(document, "Id"),
          .is_enabled = document.at("IsEnabled").as_bool(),
          .has_all_versions = text_in(document, "IncludedObjectVersions") == "All",
          .prefix = filter ? text_in(filter->as_object(), "Prefix") : "",
          .fields = fields_in(document),
          .frequency = is_weekly ? InventoryFrequency::weekly : InventoryFrequency::daily,
          .bucket = bucket_in(destination),
          .bucket_prefix = text_in(destination, "Prefix"),
          .format = format_in(destination),
          .encryption = encryption_in(destination)};
}

}  // namespace sluice::api::s3
