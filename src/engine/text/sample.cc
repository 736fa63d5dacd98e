#include "engine/text/sample.h"

#include "base/text.h"
#include "base/utf8.h"
#include "engine/text/csv_fields.h"
#include "engine/text/csv_framer.h"
#include "engine/text/faults.h"
#include "engine/text/json_framer.h"
#include "engine/text/record_stream.h"

namespace sluice::engine {

namespace {

constexpr std::size_t kFieldsMax = 10'000;

// Calls `add(block, record)` for each; true when that was the whole content.
template <class Add>
bool each_record(RecordStream& stream, const SampleLimits& limits, Add add) {
  std::size_t count = 0;
  while (const auto block = stream.next()) {
    for (const TextRecord& record : block->records) {
      const bool is_past = block->offset_bytes + record.begin >= limits.bytes;
      if (is_past || count == limits.records) return false;
      add(*block, record);
      ++count;
    }
  }
  return true;
}

CsvSampleRecord csv_record(const TextBlock& block, const TextRecord& record,
                           CsvSplitter& splitter) {
  CsvSampleRecord sample{.line = block.first_line + record.line};
  if (record.fault == RecordFault::too_long) {
    sample.fault = too_long_fault(TextLimits());
    return sample;
  }
  splitter.split(block.text(record));
  for (const CsvField& field : splitter.fields()) {
    sample.fields.push_back({
        .text = field.has_escapes ? splitter.unescape(field) : std::string(field.text()),
        .is_quoted = field.is_quoted,
        .is_null = splitter.is_null(field),
    });
  }
  sample.fault = csv_fault(block, record, splitter);
  if (sample.fault.empty() && !is_utf8(block.text(record))) sample.fault = kNotUtf8;
  return sample;
}

JsonSampleRecord json_record(const TextBlock& block, const TextRecord& record, JsonParser& parser) {
  const std::string_view text = block.text(record);
  JsonSampleRecord sample{.line = block.first_line + record.line};
  if (record.fault == RecordFault::too_long) {
    sample.fault = too_long_fault(TextLimits());
    return sample;
  }
  sample.text = text;
  sample.fault = is_utf8(text) ? json_fault(text, parser.parse(text), parser) : kNotUtf8;
  return sample;
}

}  // namespace

CsvSample sample_csv(std::unique_ptr<Reader> content, const CsvFormat& format,
                     const SampleLimits& limits) {
  const TextLimits text_limits;
  RecordStream stream(std::move(content),
                      std::make_unique<CsvFramer>(format, CsvFramer::EmptyLines::skipped,
                                                  text_limits.record_bytes_max),
                      text_limits);
  CsvSplitter splitter(format, kFieldsMax);
  CsvSample sample;
  sample.is_whole = each_record(stream, limits, [&](const auto& block, const auto& record) {
    sample.records.push_back(csv_record(block, record, splitter));
  });
  return sample;
}

JsonSample sample_json(std::unique_ptr<Reader> content, const JsonFormat& format,
                       const SampleLimits& limits) {
  const TextLimits text_limits;
  RecordStream stream(std::move(content),
                      std::make_unique<JsonFramer>(format, text_limits.record_bytes_max),
                      text_limits);
  JsonParser parser;
  JsonSample sample;
  sample.is_whole = each_record(stream, limits, [&](const auto& block, const auto& record) {
    sample.records.push_back(json_record(block, record, parser));
  });
  return sample;
}

}  // namespace sluice::engine
