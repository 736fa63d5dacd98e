#include "engine/text/json_framer.h"

#include <algorithm>
#include <bit>

namespace sluice::engine {

namespace {

// Bit i: an odd number of quotes at or before it.
std::uint64_t prefix_xor(std::uint64_t mask) {
  for (int shift = 1; shift < 64; shift *= 2)
    mask ^= mask << shift;
  return mask;
}

// What is inside strings, carried from one 64 bytes to the next.
class StringMask {
 public:
  std::uint64_t next(const char* data) {
    const std::uint64_t quotes = match_64(data, '"') & ~escaped(match_64(data, '\\'));
    const std::uint64_t inside = prefix_xor(quotes) ^ inside_;
    inside_ = inside >> 63 != 0 ? ~std::uint64_t{0} : 0;
    return inside;
  }

 private:
  std::uint64_t escaped(std::uint64_t backslashes) {
    std::uint64_t mask = is_first_escaped_ ? 1 : 0;
    is_first_escaped_ = false;
    for (; backslashes != 0; backslashes &= backslashes - 1) {
      const int at = std::countr_zero(backslashes);
      if ((mask >> at & 1) != 0) continue;
      if (at == 63)
        is_first_escaped_ = true;
      else
        mask |= std::uint64_t{2} << at;
    }
    return mask;
  }

  std::uint64_t inside_ = 0;
  bool is_first_escaped_ = false;
};

bool is_space(char byte) {
  return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

}  // namespace

struct JsonFramer::Run {
  TextBlock& block;
  std::string_view text;
  bool is_last;
  std::size_t at = 0;
  std::uint32_t line = 0;
  bool is_skipping = false;

  std::size_t rest() const { return text.size() - at; }
};

JsonFramer::JsonFramer(const JsonFormat& format, std::size_t record_bytes_max)
    : array_(format.is_array ? Array::awaited : Array::none), record_bytes_max_(record_bytes_max) {}

Framed JsonFramer::frame(TextBlock& block, bool is_last) {
  Run run{.block = block, .text = block.text(), .is_last = is_last};
  while (true) {
    skip_separators(run);
    if (run.rest() == 0) break;
    const Extent record = extent(run);
    if (record.outcome == Outcome::whole && record.end - run.at <= record_bytes_max_) {
      end_record(run, record.end, RecordFault::none);
      run.line += record.lines;
      continue;
    }
    const bool may_go_on =
        record.outcome == Outcome::more && !is_last && run.rest() <= record_bytes_max_ + 1;
    if (may_go_on || !cut_line(run)) break;
  }
  if (is_last && run.rest() == 0 && array_ == Array::open) {
    end_record(run, run.at, RecordFault::unclosed);
    array_ = Array::none;
  }
  return {.used = run.at, .lines = run.line, .is_skipping = run.is_skipping};
}

void JsonFramer::skip_separators(Run& run) {
  for (; run.at < run.text.size(); ++run.at) {
    const char byte = run.text[run.at];
    if (byte == '\n') ++run.line;
    if (is_space(byte)) continue;
    if (array_ == Array::awaited) {
      array_ = byte == '[' ? Array::open : Array::none;
      if (byte == '[') continue;
    }
    if (array_ != Array::open || (byte != ',' && byte != ']')) return;
    if (byte == ']') array_ = Array::none;
  }
}

// Of the value at run.at, be it an object or not.
JsonFramer::Extent JsonFramer::extent(const Run& run) {
  const char first = run.text[run.at];
  if (first == '{') return bracket_extent(run.text, run.at);
  if (array_ != Array::open) return {Outcome::broken};
  if (first == '[') return bracket_extent(run.text, run.at);
  const Extent parsed = parsed_extent(run.text, run.at);
  if (parsed.outcome != Outcome::whole || first == '"') return parsed;
  // A number may go on in the next block.
  return parsed.end == run.text.size() && !run.is_last ? Extent{} : parsed;
}

JsonFramer::Extent JsonFramer::bracket_extent(std::string_view text, std::size_t begin) {
  StringMask strings;
  std::int64_t depth = 0;
  for (std::size_t chunk = begin; chunk < text.size(); chunk += 64) {
    const char* data = text.data() + chunk;
    const std::uint64_t inside = strings.next(data);
    const std::uint64_t newlines = match_64(data, '\n');
    const std::uint64_t opens = (match_64(data, '{') | match_64(data, '[')) & ~inside;
    const std::uint64_t closes = (match_64(data, '}') | match_64(data, ']')) & ~inside;
    std::uint64_t events = opens | closes | newlines;
    const std::size_t rest = text.size() - chunk;
    if (rest < 64) events &= (std::uint64_t{1} << rest) - 1;
    for (; events != 0; events &= events - 1) {
      const std::uint64_t bit = events & (~events + 1);
      if ((bit & newlines & inside) != 0) return {Outcome::broken};
      if ((bit & newlines) != 0) return parsed_extent(text, begin);
      depth += (bit & opens) != 0 ? 1 : -1;
      if (depth > 0) continue;
      const std::size_t end = chunk + static_cast<std::size_t>(std::countr_zero(bit));
      const bool is_pair = text[end] == text[begin] + 2;  // "[" and "]", "{" and "}"
      return {is_pair ? Outcome::whole : Outcome::broken, end + 1};
    }
  }
  return {};
}

JsonFramer::Extent JsonFramer::parsed_extent(std::string_view text, std::size_t begin) {
  switch (parser_.parse(text.substr(begin, record_bytes_max_ + 1))) {
    case JsonOutcome::whole:
      break;
    case JsonOutcome::incomplete:
      return {};
    case JsonOutcome::broken:
      return {Outcome::broken};
  }
  const auto lines = std::ranges::count(text.substr(begin, parser_.end()), '\n');
  return {Outcome::whole, begin + parser_.end(), static_cast<std::uint32_t>(lines)};
}

// Ends the record at its first line's end. False when that is not here yet.
bool JsonFramer::cut_line(Run& run) {
  const std::size_t end = run.text.find('\n', run.at);
  const bool is_found = end != std::string_view::npos;
  if (is_found || run.is_last) {
    const std::size_t stop = is_found ? end : run.text.size();
    const bool is_long = stop - run.at > record_bytes_max_;
    end_record(run, stop, is_long ? RecordFault::too_long : RecordFault::unclosed);
    return true;
  }
  if (run.rest() <= record_bytes_max_ + 1) return false;
  end_record(run, run.text.size(), RecordFault::too_long);
  run.is_skipping = true;
  return false;
}

void JsonFramer::end_record(Run& run, std::size_t end, RecordFault fault) {
  std::size_t size = end - run.at;
  if (fault != RecordFault::none && size > 0 && run.text[end - 1] == '\r') --size;
  if (fault == RecordFault::too_long) size = std::min(size, record_bytes_max_);
  run.block.records.push_back({.begin = static_cast<std::uint32_t>(run.at),
                               .size = static_cast<std::uint32_t>(size),
                               .line = run.line,
                               .fault = fault});
  run.at = end;
}

}  // namespace sluice::engine
