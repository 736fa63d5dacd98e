#include "engine/text/faults.h"

#include <algorithm>

#include "base/text.h"

namespace sluice::engine {

std::string too_long_fault(const TextLimits& limits) {
  const std::size_t mebibytes = limits.record_bytes_max >> 20;
  if (mebibytes > 0) return fmt::format("record longer than {} MiB", mebibytes);
  return fmt::format("record longer than {} bytes", limits.record_bytes_max);
}

std::string csv_fault(const TextBlock& block, const TextRecord& record,
                      const CsvSplitter& splitter) {
  const std::string_view text = block.text(record);
  switch (splitter.fault()) {
    case CsvFault::none:
      return record.fault == RecordFault::none ? "" : "the record does not end";
    case CsvFault::text_after_quote:
      return fmt::format("text behind the closing quote of field {}", splitter.fault_field() + 1);
    case CsvFault::open_quote:
      break;
  }
  const auto before = text.substr(0, splitter.fault_position());
  const auto line =
      block.first_line + record.line + static_cast<std::uint64_t>(std::ranges::count(before, '\n'));
  return fmt::format("the quote opened on line {} is not closed", line);
}

std::string json_fault(std::string_view text, JsonOutcome outcome, const JsonParser& parser) {
  if (text.empty()) return "the array is not closed";
  if (text[0] != '{') return "not a JSON object";
  if (outcome != JsonOutcome::whole) {
    return fmt::format("not JSON: {} at byte {}", parser.mistake(), parser.end() + 1);
  }
  if (parser.end() != text.size()) {
    return fmt::format("not JSON: expected nothing more at byte {}", parser.end() + 1);
  }
  return "";
}

}  // namespace sluice::engine
