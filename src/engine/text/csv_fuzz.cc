// Any bytes are cut into the same records whatever the block size, every byte is accounted for, and
// what a record splits into can be read.

#include <cstdlib>

#include "base/error.h"
#include "engine/text/csv_fields.h"
#include "engine/text/sample.h"
#include "engine/text/text_fixture.h"

namespace sluice::engine {
namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

CsvFormat format_of(std::uint8_t choice) {
  CsvFormat format{.delimiter = ','};
  if ((choice & 1) != 0) format.quote = '"';
  if ((choice & 2) != 0) format.escape = '\\';
  if ((choice & 4) != 0) format.header_lines = 1;
  return format;
}

void split_all(const std::string& content, const CsvFormat& format,
               const sluice::engine::TextLimits& limits) {
  RecordStream stream(
      std::make_unique<TextReader>(content),
      std::make_unique<CsvFramer>(format, CsvFramer::EmptyLines::records, limits.record_bytes_max),
      limits);
  CsvSplitter splitter(format, 20);
  while (const auto block = stream.next()) {
    for (const auto& record : block->records) {
      splitter.split(block->text(record));
      require(splitter.fault() != CsvFault::none || splitter.field_count() > 0);
      // The framer and the splitter agree on what is closed.
      const bool is_whole = record.fault == RecordFault::none;
      require(!is_whole || splitter.fault() != CsvFault::open_quote);
      for (const auto& field : splitter.fields()) {
        require(splitter.unescape(field).size() <= field.size);
      }
    }
  }
}

void check_content(const std::uint8_t* data, std::size_t size) {
  const CsvFormat format = format_of(data[0]);
  const std::size_t record_max = (data[0] & 8) != 0 ? 16 + data[1] % 100 : 32 << 20;
  const std::string content(reinterpret_cast<const char*>(data + 3), size - 3);
  const TextLimits small{.block_bytes = 1u + data[2] % 80, .record_bytes_max = record_max};
  const TextLimits large{.block_bytes = 4096, .record_bytes_max = record_max};
  try {
    require(csv_records(content, format, small) == csv_records(content, format, large));
    split_all(content, format, small);
    if (data[1] % 16 == 0) sample_csv(std::make_unique<TextReader>(content), format);
  } catch (const Error&) {
    // UTF-16.
  }
}

}  // namespace
}  // namespace sluice::engine

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size >= 3) sluice::engine::check_content(data, size);
  return 0;
}
