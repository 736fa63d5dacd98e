#include "engine/functions/format/specifier.h"

#include <charconv>

#include "engine/functions/define.h"
#include "engine/functions/utf8.h"

namespace sluice::engine::format {

namespace {

// Java takes what fits an int, and then its memory is the limit.
constexpr int kSizeMax = 1'000'000;
constexpr std::string_view kFlags = "-#+ 0,(<";
constexpr std::string_view kConversions = "bBhHsScCdoxXeEfgGaA%n";
constexpr std::string_view kTimes = "HIklMSLNpzZsQBbhAaCYyjmdeRTrDFc";

class Parser {
 public:
  explicit Parser(std::string_view format) : format_(format) {}

  std::vector<Specifier> parse() {
    std::vector<Specifier> out;
    while (true) {
      const auto percent = format_.find('%', at_);
      Specifier next{.literal = std::string(format_.substr(at_, percent - at_))};
      if (percent == std::string_view::npos) {
        out.push_back(std::move(next));
        return out;
      }
      at_ = percent + 1;
      read(next);
      next.text = format_.substr(percent, at_ - percent);
      check(next);
      out.push_back(std::move(next));
    }
  }

 private:
  char peek() const {
    if (at_ == format_.size()) fail_format(format_, "UnknownFormatConversion: Conversion = '%'");
    return format_[at_];
  }

  std::optional<int> number() {
    const char* begin = format_.data() + at_;
    int value = 0;
    const auto [end, error] = std::from_chars(begin, format_.data() + format_.size(), value);
    if (error == std::errc::result_out_of_range)
      fail_format(format_, "IllegalFormatWidth: -2147483648");
    if (error != std::errc() || begin == end) return std::nullopt;
    at_ += static_cast<std::size_t>(end - begin);
    return value;
  }

  int checked_size(int size) const {
    if (size > kSizeMax) fail_format(format_, "the width or precision is too large");
    return size;
  }

  bool at_digit() const { return peek() >= '1' && peek() <= '9'; }

  void read(Specifier& out) {
    if (at_digit()) {
      const int value = number().value_or(0);
      if (peek() == '$') {
        ++at_;
        out.which = Specifier::Which::numbered;
        out.number = static_cast<std::size_t>(value);
      } else {
        out.width = checked_size(value);
      }
    }
    if (out.width < 0) read_flags(out);
    if (out.width < 0 && at_digit()) out.width = checked_size(number().value_or(-1));
    if (peek() == '.') read_precision(out);
    read_conversion(out);
  }

  void read_flags(Specifier& out) {
    for (; kFlags.find(peek()) != std::string_view::npos; ++at_) {
      if (peek() == '<') {
        out.which = Specifier::Which::previous;
      } else if (out.has(peek())) {
        fail_format(format_, fmt::format("DuplicateFormatFlags: Flags = '{}'", peek()));
      } else {
        out.flags += peek();
      }
    }
  }

  void read_precision(Specifier& out) {
    ++at_;
    peek();
    const bool is_digit = peek() >= '0' && peek() <= '9';
    if (!is_digit) fail_format(format_, "UnknownFormatConversion: Conversion = '.'");
    out.precision = checked_size(number().value_or(-1));
  }

  void read_conversion(Specifier& out) {
    if (peek() == 't' || peek() == 'T') {
      out.time = peek();
      out.is_upper = peek() == 'T';
      ++at_;
      if (kTimes.find(peek()) == std::string_view::npos)
        fail_format(format_, fmt::format("UnknownFormatConversion: Conversion = 't{}'",
                                         character_at(format_, at_)));
      out.conversion = format_[at_++];
      return;
    }
    if (kConversions.find(peek()) == std::string_view::npos)
      fail_format(format_, fmt::format("UnknownFormatConversion: Conversion = '{}'",
                                       character_at(format_, at_)));
    const char c = format_[at_++];
    out.is_upper = c >= 'A' && c <= 'Z';
    out.conversion = static_cast<char>(out.is_upper ? c - 'A' + 'a' : c);
  }

  [[noreturn]] void fail_flags(const Specifier& specifier) const {
    fail_format(format_, fmt::format("FormatFlagsConversionMismatch: Conversion = {}, Flags = {}",
                                     specifier.conversion, specifier.flags));
  }

  void refuse_flags(const Specifier& specifier, std::string_view refused) const {
    if (specifier.flags.find_first_of(refused) != std::string::npos) fail_flags(specifier);
  }

  void refuse_precision(const Specifier& specifier) const {
    if (specifier.precision >= 0)
      fail_format(format_, fmt::format("IllegalFormatPrecision: {}", specifier.precision));
  }

  void require_width(const Specifier& specifier) const {
    if (specifier.width < 0 && (specifier.has('-') || specifier.has('0')))
      fail_format(format_, fmt::format("MissingFormatWidth: {}", specifier.text));
  }

  void check_number(const Specifier& specifier) const {
    require_width(specifier);
    const bool contradicts =
        (specifier.has('+') && specifier.has(' ')) || (specifier.has('-') && specifier.has('0'));
    if (contradicts)
      fail_format(format_, fmt::format("IllegalFormatFlags: Flags = '{}'", specifier.flags));
  }

  void check(const Specifier& specifier) const {
    if (specifier.time != 0) {
      refuse_precision(specifier);
      refuse_flags(specifier, "#+ 0,(");
      return require_width(specifier);
    }
    switch (specifier.conversion) {
      case 'b':
      case 'h':
        refuse_flags(specifier, "#");
        [[fallthrough]];
      case 's':
        refuse_flags(specifier, "+ 0,(");
        return require_width(specifier);
      case 'c':
        refuse_precision(specifier);
        refuse_flags(specifier, "#+ 0,(");
        return require_width(specifier);
      case '%':
        refuse_precision(specifier);
        refuse_flags(specifier, "#+ 0,(");
        return require_width(specifier);
      case 'n':
        return check_line_end(specifier);
      case 'd':
        refuse_precision(specifier);
        refuse_flags(specifier, "#");
        return check_number(specifier);
      case 'o':
      case 'x':
        refuse_precision(specifier);
        refuse_flags(specifier, ",");
        return check_number(specifier);
      case 'e':
        refuse_flags(specifier, ",");
        return check_number(specifier);
      case 'a':
        refuse_flags(specifier, "(,");
        return check_number(specifier);
      case 'g':
        refuse_flags(specifier, "#");
        return check_number(specifier);
      default:
        return check_number(specifier);
    }
  }

  void check_line_end(const Specifier& specifier) const {
    if (specifier.width >= 0)
      fail_format(format_, fmt::format("IllegalFormatWidth: {}", specifier.width));
    refuse_precision(specifier);
    if (!specifier.flags.empty())
      fail_format(format_, fmt::format("IllegalFormatFlags: Flags = '{}'", specifier.flags));
  }

  std::string_view format_;
  std::size_t at_ = 0;
};

}  // namespace

void fail_format(std::string_view format, std::string_view reason) {
  raise(kInvalidArgument, fmt::format("Invalid format string: {} ({})", format, reason));
}

std::vector<Specifier> parse(std::string_view format) {
  return Parser(format).parse();
}

}  // namespace sluice::engine::format
