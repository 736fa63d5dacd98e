// The first records of a content, for who wants to know what it is before there is a table.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/reader.h"
#include "engine/scan.h"

namespace sluice::engine {

struct SampleLimits {
  std::size_t records = 1000;
  std::size_t bytes = 1 << 20;  // of decompressed content; records that begin past it are left out
};

struct SampleField {
  std::string text;  // unquoted, unescaped
  bool is_quoted = false;
  bool is_null = false;  // it is the format's null text
};

struct CsvSampleRecord {
  std::uint64_t line = 0;  // from 1
  std::vector<SampleField> fields;
  std::string fault;  // why it is no record; then the fields are what could be read
};

struct CsvSample {
  std::vector<CsvSampleRecord> records;
  bool is_whole = false;  // these are all of the content's records
};

// Header lines are left out as the format says; with header_lines = 0 the header comes as a record.
// Empty lines come as no record. Throws what the reader throws.
CsvSample sample_csv(std::unique_ptr<Reader> content, const CsvFormat& format,
                     const SampleLimits& limits = {});

struct JsonSampleRecord {
  std::uint64_t line = 0;
  std::string text;   // one JSON value, valid where there is no fault
  std::string fault;  // "expected ':'"
};

struct JsonSample {
  std::vector<JsonSampleRecord> records;
  bool is_whole = false;
};

JsonSample sample_json(std::unique_ptr<Reader> content, const JsonFormat& format,
                       const SampleLimits& limits = {});

}  // namespace sluice::engine
