#include "api/wire/xml/check.h"

#include <array>

#include <fmt/format.h>

#include "base/text.h"
#include "base/utf8.h"

namespace sluice::api {
namespace {

constexpr std::string_view kSpace = " \t\r\n";

// One pass over the markup; everything it refuses is a fault of the whole document.
class Checker {
 public:
  Checker(std::string_view text, const XmlLimits& limits) : text_(text), limits_(limits) {}

  std::optional<std::string> run() {
    if (!is_utf8(text_)) return "it is not UTF-8";
    for (const char c : text_) {
      const auto byte = static_cast<unsigned char>(c);
      if (byte < 0x20 && kSpace.find(c) == std::string_view::npos)
        return "it has control characters";
    }
    if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
    while (at_ < text_.size() && !fault_)
      step();
    if (!fault_ && (depth_ > 0 || roots_ != 1)) fault_ = "it is not one element";
    return fault_;
  }

 private:
  void step() {
    const auto rest = text_.substr(at_);
    if (rest[0] != '<') return check_text(rest.substr(0, rest.find('<')));
    if (rest.starts_with("<!--")) return skip_to("-->", 4);
    if (rest.starts_with("<![CDATA[")) {
      if (depth_ == 0) return refuse("it has text outside its element");
      return skip_to("]]>", 9);
    }
    if (rest.starts_with("<!")) return refuse("document types are not allowed");
    if (rest.starts_with("<?")) return skip_to("?>", 2);
    check_tag(rest);
  }

  void refuse(std::string reason) { fault_ = std::move(reason); }

  void skip_to(std::string_view end, std::size_t from) {
    const auto found = text_.find(end, at_ + from);
    if (found == std::string_view::npos) return refuse(fmt::format("'{}' is missing", end));
    at_ = found + end.size();
  }

  void check_text(std::string_view run) {
    at_ += run.size();
    if (depth_ == 0 && run.find_first_not_of(kSpace) != std::string_view::npos) {
      return refuse("it has text outside its element");
    }
    if (run.find("]]>") != std::string_view::npos) return refuse("']]>' stands alone");
    check_references(run);
  }

  void check_references(std::string_view run) {
    for (auto at = run.find('&'); at != std::string_view::npos; at = run.find('&', at + 1)) {
      const auto end = run.find(';', at);
      if (end == std::string_view::npos) return refuse("'&' stands alone");
      if (!is_reference(run.substr(at + 1, end - at - 1)))
        return refuse("it has an unknown entity");
    }
  }

  static bool is_reference(std::string_view name) {
    constexpr std::array<std::string_view, 5> kEntities = {"amp", "lt", "gt", "quot", "apos"};
    for (const auto entity : kEntities) {
      if (name == entity) return true;
    }
    if (!name.starts_with('#')) return false;
    const bool hex = name.starts_with("#x");
    const auto digits = name.substr(hex ? 2 : 1);
    if (digits.empty() || digits.size() > 8) return false;
    std::uint32_t code = 0;
    for (const char c : digits) {
      if (hex ? hex_value(c) < 0 : !is_digit(c)) return false;
      code = code * (hex ? 16 : 10) + static_cast<std::uint32_t>(hex_value(c));
    }
    // XML 1.0 refuses control characters; S3 sends and takes them like this, as XML 1.1 has it.
    return code != 0 && code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF);
  }

  void check_tag(std::string_view rest) {
    const auto end = tag_end(rest);
    if (end == std::string_view::npos) return refuse("a tag does not end");
    const bool closes = rest[1] == '/';
    const bool is_empty = rest[end - 1] == '/';
    if (closes ? depth_ == 0 : depth_ == 0 && roots_ > 0) {
      return refuse("something follows its element");
    }
    if (closes) {
      --depth_;
    } else {
      roots_ += depth_ == 0;
      depth_ += !is_empty;
      if (depth_ > limits_.depth_max) return refuse("it is nested too deeply");
      if (++elements_ > limits_.elements_max) return refuse("it has too many elements");
    }
    at_ += end + 1;
  }

  // Of the '>' outside quotes; checks what is inside them.
  std::size_t tag_end(std::string_view rest) {
    std::size_t at = 1;
    while (at < rest.size() && rest[at] != '>') {
      if (rest[at] == '<') return std::string_view::npos;
      if (rest[at] == '"' || rest[at] == '\'') {
        const auto close = rest.find(rest[at], at + 1);
        if (close == std::string_view::npos) return close;
        const auto value = rest.substr(at + 1, close - at - 1);
        if (value.find('<') != std::string_view::npos) return std::string_view::npos;
        check_references(value);
        at = close;
      }
      ++at;
    }
    return at < rest.size() ? at : std::string_view::npos;
  }

  std::string_view text_;
  const XmlLimits& limits_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  std::size_t roots_ = 0;
  std::size_t elements_ = 0;
  std::optional<std::string> fault_;
};

}  // namespace

std::optional<std::string> find_xml_fault(std::string_view text, const XmlLimits& limits) {
  return Checker(text, limits).run();
}

}  // namespace sluice::api
