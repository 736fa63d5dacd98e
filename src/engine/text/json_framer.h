// Where JSON records end: objects one behind another (on lines of their own, on one line, or each
// over many lines), or the elements of one array.
//
// A record ends where its brackets close. One that spans lines is parsed to see that; as soon as it
// cannot be JSON any more it is cut at its first line's end, where reading goes on, so that a
// broken line does not swallow its neighbours. An array that is never closed ends with an empty,
// unclosed record.
#pragma once

#include <cstddef>

#include "engine/scan.h"
#include "engine/text/json_parser.h"
#include "engine/text/record_stream.h"

namespace sluice::engine {

class JsonFramer final : public RecordFramer {
 public:
  JsonFramer(const JsonFormat& format, std::size_t record_bytes_max);

  Framed frame(TextBlock& block, bool is_last) override;

 private:
  enum class Array { none, awaited, open };
  enum class Outcome { whole, more, broken };
  struct Extent {
    Outcome outcome = Outcome::more;
    std::size_t end = 0;
    std::uint32_t lines = 0;  // line ends within
  };
  struct Run;

  void skip_separators(Run& run);
  Extent extent(const Run& run);
  Extent bracket_extent(std::string_view text, std::size_t begin);
  Extent parsed_extent(std::string_view text, std::size_t begin);
  bool cut_line(Run& run);
  void end_record(Run& run, std::size_t end, RecordFault fault);

  Array array_;
  const std::size_t record_bytes_max_;
  JsonParser parser_;
};

}  // namespace sluice::engine
