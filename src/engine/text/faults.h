// What is said of a record that cannot be taken apart.
#pragma once

#include <string>

#include "engine/text/csv_fields.h"
#include "engine/text/json_parser.h"
#include "engine/text/record_stream.h"

namespace sluice::engine {

inline constexpr const char* kNotUtf8 = "not UTF-8";

// "record longer than 32 MiB".
std::string too_long_fault(const TextLimits& limits);

// Empty when nothing is wrong. The splitter has just split this record.
std::string csv_fault(const TextBlock& block, const TextRecord& record,
                      const CsvSplitter& splitter);

// Empty when the text is one JSON object. The parser has just parsed it, with this outcome.
std::string json_fault(std::string_view text, JsonOutcome outcome, const JsonParser& parser);

}  // namespace sluice::engine
