#include "base/json.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <boost/json/serialize.hpp>
#include <boost/json/stream_parser.hpp>

#include "base/error.h"

namespace sluice {
namespace {

constexpr std::size_t kDepthMax = 256;

[[noreturn]] void fail_at(std::string_view text, std::size_t offset, const std::string& reason) {
  const auto before = text.substr(0, std::min(offset, text.size()));
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const auto start = before.rfind('\n');
  const auto column = start == std::string_view::npos ? before.size() + 1 : before.size() - start;
  throw Error(ErrorKind::invalid, "MalformedJson",
              fmt::format("malformed JSON at line {}, column {}: {}", line, column, reason));
}

void print(const json::value& value, std::string& out);

// Boost prints 0.5 as 5E-1; people read these texts.
void print_double(double number, std::string& out) {
  if (!std::isfinite(number)) {
    out += "null";
    return;
  }
  const std::string digits = fmt::format("{}", number);
  out += digits;
  if (digits.find_first_of(".e") == std::string::npos) out += ".0";
}

void print_array(const json::array& array, std::string& out) {
  out += '[';
  for (std::size_t i = 0; i < array.size(); ++i) {
    if (i > 0) out += ',';
    print(array[i], out);
  }
  out += ']';
}

void print_object(const json::object& object, std::string& out) {
  out += '{';
  bool first = true;
  for (const auto& member : object) {
    if (!first) out += ',';
    first = false;
    out += json::serialize(json::string_view(member.key()));
    out += ':';
    print(member.value(), out);
  }
  out += '}';
}

void print(const json::value& value, std::string& out) {
  if (value.is_object()) return print_object(value.get_object(), out);
  if (value.is_array()) return print_array(value.get_array(), out);
  if (value.is_double()) return print_double(value.get_double(), out);
  out += json::serialize(value);
}

}  // namespace

json::value parse_json(std::string_view text) {
  json::parse_options options;
  options.max_depth = kDepthMax;
  json::stream_parser parser(json::storage_ptr(), options);
  boost::system::error_code error;
  const auto used = parser.write_some(text.data(), text.size(), error);
  if (error) fail_at(text, used, error.message());
  if (const auto rest = text.find_first_not_of(" \t\r\n", used); rest != std::string_view::npos) {
    fail_at(text, rest, "something follows the value");
  }
  parser.finish(error);
  if (error) fail_at(text, text.size(), error.message());
  return parser.release();
}

std::string to_text(const json::value& value) {
  std::string out;
  print(value, out);
  return out;
}

}  // namespace sluice
