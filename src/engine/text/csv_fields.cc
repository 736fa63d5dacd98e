#include "engine/text/csv_fields.h"

#include "engine/text/byte_scan.h"
#include "engine/text/csv_framer.h"

namespace sluice::engine {

CsvSplitter::CsvSplitter(const CsvFormat& format, std::size_t fields_max)
    : format_(format), fields_max_(fields_max) {
  check_csv_format(format);
  fields_.reserve(fields_max);
}

void CsvSplitter::split(std::string_view record) {
  fields_.clear();
  field_count_ = 0;
  fault_ = CsvFault::none;
  if (format_.quote) {
    split_quoted(record);
  } else {
    split_plain(record);
  }
}

void CsvSplitter::split_plain(std::string_view record) {
  std::size_t begin = 0;
  if (!format_.escape) {
    ByteScan<1> scan(record, {format_.delimiter});
    for (auto at = scan.next(); at < record.size(); at = scan.next()) {
      add(record, begin, at, false);
      begin = at + 1;
    }
    add(record, begin, record.size(), false);
    return;
  }
  bool has_escapes = false;
  std::size_t escaped_until = 0;
  ByteScan<2> scan(record, {format_.delimiter, *format_.escape});
  for (auto at = scan.next(); at < record.size(); at = scan.next()) {
    if (at < escaped_until) continue;
    if (record[at] == *format_.escape) {
      has_escapes = true;
      escaped_until = at + 2;
      continue;
    }
    add(record, begin, at, has_escapes);
    begin = at + 1;
    has_escapes = false;
  }
  add(record, begin, record.size(), has_escapes);
}

// The same marks in the same order as CsvFramer::Quotes, so that both agree where fields begin.
void CsvSplitter::split_quoted(std::string_view record) {
  constexpr std::size_t kNone = std::string_view::npos;
  const char quote = *format_.quote;
  const char escape = format_.escape.value_or(quote);
  std::size_t begin = 0;
  std::size_t open = kNone;    // the quote that is open
  std::size_t closed = kNone;  // the field's closing quote
  std::size_t used_until = 0;
  bool has_escapes = false;
  const auto end_field = [&](std::size_t end) {
    if (closed == kNone) {
      add(record, begin, end, has_escapes);
    } else if (closed + 1 == end) {
      add_quoted(record, begin + 1, closed, has_escapes);
    } else if (fault_ == CsvFault::none) {
      fault_ = CsvFault::text_after_quote;
      fault_position_ = closed + 1;
      fault_field_ = field_count_;
    }
    begin = end + 1;
    closed = kNone;
    has_escapes = false;
  };
  ByteScan<3> scan(record, {format_.delimiter, quote, escape});
  for (auto at = scan.next(); at < record.size(); at = scan.next()) {
    if (at < used_until) continue;
    const char byte = record[at];
    const bool has_next = at + 1 < record.size();
    const char next = has_next ? record[at + 1] : '\0';
    const bool escapes = byte == escape && escape != quote && has_next &&
                         (next == quote || next == escape || next == format_.delimiter);
    if (escapes || (open != kNone && byte == quote && has_next && next == quote)) {
      has_escapes = true;
      used_until = at + 2;
    } else if (byte == quote) {
      if (open != kNone) closed = at;
      const bool opens = open == kNone && at == begin;
      open = opens ? at : kNone;
    } else if (byte == format_.delimiter && open == kNone) {
      end_field(at);
    }
  }
  if (open == kNone) return end_field(record.size());
  fault_ = CsvFault::open_quote;
  fault_position_ = open;
  fault_field_ = field_count_;
}

void CsvSplitter::add(std::string_view record, std::size_t begin, std::size_t end,
                      bool has_escapes) {
  ++field_count_;
  if (fields_.size() == fields_max_) return;
  fields_.push_back({.data = record.data() + begin,
                     .size = static_cast<std::uint32_t>(end - begin),
                     .has_escapes = has_escapes});
}

void CsvSplitter::add_quoted(std::string_view record, std::size_t begin, std::size_t end,
                             bool has_escapes) {
  add(record, begin, end, has_escapes);
  if (field_count_ == fields_.size()) fields_.back().is_quoted = true;
}

std::string CsvSplitter::unescape(const CsvField& field) const {
  const std::string_view text = field.text();
  std::string value;
  value.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char byte = text[i];
    const char next = i + 1 < text.size() ? text[i + 1] : '\0';
    const bool has_next = i + 1 < text.size();
    if (!format_.quote) {
      const bool escapes = byte == format_.escape && has_next;
      if (escapes) ++i;
      value += !escapes ? byte : next == 'n' ? '\n' : next == 'r' ? '\r' : next;
      continue;
    }
    const bool doubles = byte == format_.quote && has_next && next == byte && field.is_quoted;
    const bool escapes =
        byte == format_.escape && format_.escape != format_.quote && has_next &&
        (next == format_.quote || next == format_.escape || next == format_.delimiter);
    if (doubles || escapes) ++i;
    value += doubles || escapes ? next : byte;
  }
  return value;
}

}  // namespace sluice::engine
