#include "engine/text/csv_framer.h"

#include <algorithm>
#include <string_view>

#include "base/error.h"

namespace sluice::engine {

namespace {

constexpr std::size_t kNone = std::string_view::npos;

bool is_line_end(char byte) {
  return byte == '\n' || byte == '\r';
}

}  // namespace

void check_csv_format(const CsvFormat& format) {
  const auto fail = [](std::string_view what) {
    throw Error(ErrorKind::invalid, "INVALID_TABLE_PROPERTY", fmt::format("CSV format: {}", what));
  };
  if (is_line_end(format.delimiter)) fail("the delimiter cannot be a line end");
  if (format.quote && is_line_end(*format.quote)) fail("the quote cannot be a line end");
  if (format.escape && is_line_end(*format.escape)) fail("the escape cannot be a line end");
  if (format.quote == format.delimiter) fail("the quote cannot be the delimiter");
  if (format.escape == format.delimiter) fail("the escape cannot be the delimiter");
  if (format.header_lines < 0) fail("the number of header lines cannot be negative");
}

struct CsvFramer::Run {
  TextBlock& block;
  std::string_view text;
  bool is_last;
  std::size_t start = 0;           // of the record being looked at
  std::uint32_t line = 0;          // at its start
  std::uint32_t lines_inside = 0;  // line ends that are data of it
  bool is_skipping = false;

  std::size_t rest() const { return text.size() - start; }
};

// Whether a quote is open, from one mark (a quote or an escape) to the next.
class CsvFramer::Quotes {
 public:
  Quotes(const CsvFormat& format, std::string_view text, std::size_t start)
      : format_(format), text_(text), record_start_(start) {}

  bool is_open() const { return open_ != kNone; }
  std::size_t open() const { return open_; }
  bool is_used(std::size_t position) const { return position < used_until_; }
  void start_record(std::size_t position) { record_start_ = position; }

  void mark(std::size_t position) {
    const bool has_next = position + 1 < text_.size();
    const char next = has_next ? text_[position + 1] : '\0';
    if (text_[position] != *format_.quote) {
      const bool escapes = has_next && (next == *format_.quote || next == *format_.escape ||
                                        next == format_.delimiter);
      if (!escapes) return;
      used_until_ = position + 2;
      if (!is_open()) escaped_until_ = used_until_;
    } else if (!is_open()) {
      if (begins_field(position)) open_ = position;
    } else if (has_next && next == *format_.quote) {
      used_until_ = position + 2;
    } else {
      open_ = kNone;
    }
  }

 private:
  bool begins_field(std::size_t position) const {
    if (position == record_start_) return true;
    return text_[position - 1] == format_.delimiter && position != escaped_until_;
  }

  const CsvFormat& format_;
  std::string_view text_;
  std::size_t record_start_;
  std::size_t open_ = kNone;
  std::size_t used_until_ = 0;
  std::size_t escaped_until_ = kNone;  // the byte before it is no delimiter
};

CsvFramer::CsvFramer(const CsvFormat& format, EmptyLines empty_lines, std::size_t record_bytes_max)
    : format_(format),
      empty_lines_(empty_lines),
      record_bytes_max_(record_bytes_max),
      headers_left_(format.header_lines) {
  check_csv_format(format);
}

Framed CsvFramer::frame(TextBlock& block, bool is_last) {
  Run run{.block = block, .text = block.text(), .is_last = is_last};
  if (!format_.quote) {
    frame_lines(run);
  } else {
    while (frame_quoted(run))
      continue;
  }
  return {.used = run.start, .lines = run.line, .is_skipping = run.is_skipping};
}

void CsvFramer::frame_lines(Run& run) {
  ByteScan<1> scan(run.text, {'\n'});
  for (auto end = scan.next(); end < run.text.size(); end = scan.next()) {
    const bool is_long = end - run.start > record_bytes_max_;
    end_record(run, end, is_long ? RecordFault::too_long : RecordFault::none);
  }
  if (run.rest() > record_bytes_max_ + (run.is_last ? 0 : 1)) {
    give_up_long(run);
  } else if (run.is_last && run.rest() > 0) {
    end_record(run, run.text.size(), RecordFault::none);
  }
}

// True when it gave up on a record, and is to be called again for what follows.
bool CsvFramer::frame_quoted(Run& run) {
  const char quote = *format_.quote;
  ByteScan<3> scan(run.text, {'\n', quote, format_.escape.value_or(quote)}, run.start);
  Quotes quotes(format_, run.text, run.start);
  for (auto at = scan.next(); at < run.text.size(); at = scan.next()) {
    if (quotes.is_used(at)) continue;
    if (at - run.start > record_bytes_max_) return give_up(run, quotes.open());
    if (run.text[at] != '\n') {
      quotes.mark(at);
    } else if (quotes.is_open()) {
      ++run.lines_inside;
    } else {
      end_record(run, at, RecordFault::none);
      quotes.start_record(run.start);
    }
  }
  // One byte more than the limit, because only the byte behind a quote says whether it closes.
  if (run.rest() > record_bytes_max_ + (run.is_last ? 0 : 1)) return give_up(run, quotes.open());
  run.lines_inside = 0;
  if (!run.is_last || run.rest() == 0) return false;
  if (quotes.is_open()) return give_up(run, quotes.open());
  end_record(run, run.text.size(), RecordFault::none);
  return false;
}

// The record does not end within the limit: cuts it at the end of the line with the open quote.
bool CsvFramer::give_up(Run& run, std::size_t open_quote) {
  const std::size_t limit = std::min(run.text.size(), run.start + record_bytes_max_);
  std::size_t end = open_quote == kNone ? kNone : run.text.find('\n', open_quote);
  const bool ends_here =
      end == kNone && open_quote != kNone && run.is_last && run.rest() <= record_bytes_max_;
  if (ends_here) end = run.text.size();
  if (end == kNone || end > limit) {
    give_up_long(run);
    return true;
  }
  const auto inside = run.text.substr(run.start, end - run.start);
  run.lines_inside = static_cast<std::uint32_t>(std::ranges::count(inside, '\n'));
  end_record(run, end, RecordFault::unclosed);
  return true;
}

// The record goes up to the first line end past the limit, which may not be here yet.
void CsvFramer::give_up_long(Run& run) {
  const std::size_t found = run.text.find('\n', run.start + record_bytes_max_);
  const std::size_t end = found == kNone ? run.text.size() : found;
  const auto inside = run.text.substr(run.start, end - run.start);
  run.lines_inside = static_cast<std::uint32_t>(std::ranges::count(inside, '\n'));
  end_record(run, end, RecordFault::too_long);
  run.is_skipping = found == kNone && !run.is_last;
}

void CsvFramer::end_record(Run& run, std::size_t end, RecordFault fault) {
  std::size_t size = end - run.start;
  if (size > 0 && run.text[end - 1] == '\r') --size;
  if (fault == RecordFault::too_long) size = std::min(size, record_bytes_max_);
  const bool is_line_ended = end < run.text.size();
  if (headers_left_ > 0) {
    --headers_left_;
  } else if (size > 0 || empty_lines_ == EmptyLines::records) {
    run.block.records.push_back({.begin = static_cast<std::uint32_t>(run.start),
                                 .size = static_cast<std::uint32_t>(size),
                                 .line = run.line,
                                 .fault = fault});
  }
  run.start = end + (is_line_ended ? 1 : 0);
  run.line += run.lines_inside + (is_line_ended ? 1 : 0);
  run.lines_inside = 0;
}

}  // namespace sluice::engine
