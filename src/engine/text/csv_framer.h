// Where the records of delimited text end.
//
// LF ends a record, a CR before it belongs to it; so does the end of the content. With a quote
// character, a quote at the beginning of a field opens it, and line ends inside it are data (RFC
// 4180); a quote anywhere else is an ordinary character. A doubled quote, or an escaped one, does
// not close. Without a quote character every LF ends a record, as in Hive.
//
// A quote that nothing closes, up to the content's end or for longer than a record may be, is taken
// as one mistake on its own line: the record is cut there and reading goes on at the next line.
//
// An empty line is no record in a table of several columns (DuckDB's way; Hive reads a row of
// NULLs), and an empty value in a table of one.
#pragma once

#include <cstddef>

#include "engine/scan.h"
#include "engine/text/record_stream.h"

namespace sluice::engine {

// Throws Error invalid when delimiter, quote and escape cannot go together.
void check_csv_format(const CsvFormat& format);

class CsvFramer final : public RecordFramer {
 public:
  enum class EmptyLines { skipped, records };

  CsvFramer(const CsvFormat& format, EmptyLines empty_lines, std::size_t record_bytes_max);

  Framed frame(TextBlock& block, bool is_last) override;

 private:
  struct Run;
  class Quotes;

  void frame_lines(Run& run);
  bool frame_quoted(Run& run);
  bool give_up(Run& run, std::size_t open_quote);
  void give_up_long(Run& run);
  void end_record(Run& run, std::size_t end, RecordFault fault);

  const CsvFormat format_;
  const EmptyLines empty_lines_;
  const std::size_t record_bytes_max_;
  int headers_left_;
};

}  // namespace sluice::engine
