// Readers over text, and text taken apart, for this folder's tests and fuzzers.
#pragma once

#include <algorithm>
#include <cstring>
#include <memory>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "base/reader.h"
#include "engine/text/csv_framer.h"
#include "engine/text/json_framer.h"
#include "engine/text/record_stream.h"

namespace sluice::engine {

class TextReader final : public Reader {
 public:
  // Gives at most `piece_bytes` a call.
  explicit TextReader(std::string text, std::size_t piece_bytes = std::string::npos)
      : text_(std::move(text)), piece_bytes_(piece_bytes) {}

  std::size_t read(std::span<std::byte> out) override {
    const std::size_t count = std::min({out.size(), piece_bytes_, text_.size() - used_});
    std::memcpy(out.data(), text_.data() + used_, count);
    used_ += count;
    return count;
  }

 private:
  std::string text_;
  std::size_t piece_bytes_;
  std::size_t used_ = 0;
};

struct FoundRecord {
  std::string text;
  std::uint64_t number = 0;
  std::uint64_t line = 0;
  std::uint64_t offset_bytes = 0;
  RecordFault fault = RecordFault::none;

  bool operator==(const FoundRecord&) const = default;
};

inline std::ostream& operator<<(std::ostream& out, const FoundRecord& record) {
  return out << fmt::format("#{} line {} @{} fault {} [{}]", record.number, record.line,
                            record.offset_bytes, static_cast<int>(record.fault), record.text);
}

inline std::vector<FoundRecord> all_records(std::string content,
                                            std::unique_ptr<RecordFramer> framer,
                                            const TextLimits& limits) {
  RecordStream stream(std::make_unique<TextReader>(std::move(content)), std::move(framer), limits);
  std::vector<FoundRecord> found;
  while (const auto block = stream.next()) {
    for (std::size_t i = 0; i < block->records.size(); ++i) {
      const TextRecord& record = block->records[i];
      found.push_back({.text = std::string(block->text(record)),
                       .number = block->first_record + i,
                       .line = block->first_line + record.line,
                       .offset_bytes = block->offset_bytes + record.begin,
                       .fault = record.fault});
    }
  }
  return found;
}

inline std::vector<FoundRecord> csv_records(
    std::string content, const CsvFormat& format, const TextLimits& limits = {},
    CsvFramer::EmptyLines empty_lines = CsvFramer::EmptyLines::skipped) {
  auto framer = std::make_unique<CsvFramer>(format, empty_lines, limits.record_bytes_max);
  return all_records(std::move(content), std::move(framer), limits);
}

inline std::vector<FoundRecord> json_records(std::string content, const JsonFormat& format = {},
                                             const TextLimits& limits = {}) {
  auto framer = std::make_unique<JsonFramer>(format, limits.record_bytes_max);
  return all_records(std::move(content), std::move(framer), limits);
}

inline std::vector<std::string> texts(const std::vector<FoundRecord>& records) {
  std::vector<std::string> texts;
  for (const auto& record : records)
    texts.push_back(record.text);
  return texts;
}

}  // namespace sluice::engine
