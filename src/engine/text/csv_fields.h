// The fields of one record of delimited text.
//
// Quotes as in csv_framer.h. What the escape does: without a quote character as in Hive's
// LazySimpleSerDe, the next character is taken literally ("\n" and "\r" written after an escape are
// line ends); with a quote character it counts before a delimiter, a quote or itself and is
// ordinary elsewhere. (OpenCSVSerde drops an ordinary escape: "C:\temp" becomes "C:temp" there and
// stays here.)
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/scan.h"

namespace sluice::engine {

// As it stands in the record, without the quotes around it.
struct CsvField {
  const char* data = nullptr;
  std::uint32_t size = 0;
  bool is_quoted = false;
  bool has_escapes = false;  // unescape() must be called for its value

  std::string_view text() const { return {data, size}; }
};

enum class CsvFault : std::uint8_t { none, open_quote, text_after_quote };

class CsvSplitter {
 public:
  // Fields past `fields_max` are counted, not kept.
  CsvSplitter(const CsvFormat& format, std::size_t fields_max);

  // Splits a record without its line end; kTextPadding readable bytes follow it.
  void split(std::string_view record);

  // Of the last record; what was kept of it, views into the record.
  const std::vector<CsvField>& fields() const { return fields_; }
  std::size_t field_count() const { return field_count_; }
  CsvFault fault() const { return fault_; }
  // Where in the record the fault lies (the opening quote, the text behind a quote), in which
  // field.
  std::size_t fault_position() const { return fault_position_; }
  std::size_t fault_field() const { return fault_field_; }

  // The value of a field with escapes.
  std::string unescape(const CsvField& field) const;
  // What a field is when it is one, not a value: unquoted and equal to the null text.
  bool is_null(const CsvField& field) const {
    return !field.is_quoted && field.text() == format_.null_text;
  }

 private:
  void split_plain(std::string_view record);
  void split_quoted(std::string_view record);
  void add(std::string_view record, std::size_t begin, std::size_t end, bool has_escapes);
  void add_quoted(std::string_view record, std::size_t begin, std::size_t end, bool has_escapes);

  const CsvFormat format_;
  const std::size_t fields_max_;
  std::vector<CsvField> fields_;
  std::size_t field_count_ = 0;
  CsvFault fault_ = CsvFault::none;
  std::size_t fault_position_ = 0;
  std::size_t fault_field_ = 0;  // from 0
};

}  // namespace sluice::engine
