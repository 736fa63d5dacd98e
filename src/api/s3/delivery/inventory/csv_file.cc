// Every field in quotes, keys percent-encoded, no line of names: as S3 writes it.
#include "api/s3/delivery/inventory/gzip.h"
#include "api/s3/delivery/inventory/table_file.h"
#include "base/bytes.h"
#include "base/text.h"

namespace sluice::api::s3 {
namespace {

constexpr std::size_t kKeyColumn = 1;

std::string text_of(const InventoryCell& cell) {
  if (const auto* text = std::get_if<std::string>(&cell)) return *text;
  if (const auto* number = std::get_if<std::int64_t>(&cell)) return std::to_string(*number);
  if (const auto* flag = std::get_if<bool>(&cell)) return *flag ? "true" : "false";
  if (const auto* time = std::get_if<Timestamp>(&cell)) return to_iso8601(*time);
  return "";
}

class CsvFile final : public InventoryFile {
 public:
  explicit CsvFile(store::BodyWriter& body) : body_(body) {}

  void add(std::span<const InventoryCell> row) override {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      auto text = text_of(row[i]);
      if (i == kKeyColumn) text = percent_encode(text, Slash::kept);
      line += (i == 0 ? "" : ",") + quote_text(text, '"');
    }
    write(gzip_.add(line + "\n"));
  }

  void finish() override { write(gzip_.finish()); }

 private:
  void write(const std::string& bytes) {
    if (!bytes.empty()) body_.write(bytes_of(bytes));
  }

  store::BodyWriter& body_;
  Gzip gzip_;
};

}  // namespace

std::unique_ptr<InventoryFile> make_csv_file(store::BodyWriter& body) {
  return std::make_unique<CsvFile>(body);
}

}  // namespace sluice::api::s3
