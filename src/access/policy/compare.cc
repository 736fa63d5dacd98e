#include "access/policy/compare.h"

#include <charconv>
#include <cstring>

#include <arpa/inet.h>

#include "access/signature/text/dates.h"
#include "base/text.h"

namespace sluice::access {
namespace {

std::optional<double> parse_number(std::string_view text) {
  text = trim(text);
  if (text.starts_with('+')) text.remove_prefix(1);
  double number = 0;
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, number);
  if (text.empty() || read.ptr != end || read.ec != std::errc()) return std::nullopt;
  return number;
}

// Seconds since the epoch, or ISO 8601 as far as a day, a minute or more.
std::optional<Timestamp> parse_date(std::string_view text) {
  text = trim(text);
  if (const auto seconds = parse_number(text)) {
    constexpr double kSecondsMax = 253'402'300'799.0;  // of the year 9999
    if (!(*seconds >= -kSecondsMax && *seconds <= kSecondsMax)) return std::nullopt;
    return Timestamp(std::chrono::microseconds(static_cast<std::int64_t>(*seconds * 1e6)));
  }
  if (text.size() == 10) return parse_extended_time(std::string(text) + "T00:00:00Z");
  if (text.size() == 17 && text.ends_with('Z'))
    return parse_extended_time(std::string(text.substr(0, 16)) + ":00Z");
  return parse_extended_time(text);
}

template <class Value>
bool is_ordered(Comparison comparison, const Value& value, const Value& expected) {
  switch (comparison) {
    case Comparison::numeric_equals:
    case Comparison::date_equals:
      return value == expected;
    case Comparison::numeric_less:
    case Comparison::date_less:
      return value < expected;
    case Comparison::numeric_less_equal:
    case Comparison::date_less_equal:
      return value <= expected;
    case Comparison::numeric_greater:
    case Comparison::date_greater:
      return value > expected;
    default:
      return value >= expected;
  }
}

bool is_in_range(std::string_view value, std::string_view expected) {
  const auto address = parse_address_range(value);
  const auto range = parse_address_range(expected);
  if (!address || !range || address->is_version_6 != range->is_version_6) return false;
  for (int bit = 0; bit < range->prefix_bits; ++bit) {
    const int mask = 0x80 >> (bit % 8);
    if ((address->bytes[bit / 8] & mask) != (range->bytes[bit / 8] & mask)) return false;
  }
  return true;
}

// Each of the six parts by itself: a star in the account does not reach into the resource.
bool is_arn_like(std::string_view value, const Resolved& expected) {
  if (expected.text == "*" && expected.is_literal.empty()) return true;
  std::size_t value_at = 0;
  std::size_t pattern_at = 0;
  for (int part = 0; part < 6; ++part) {
    const auto end_of = [&](std::string_view text, std::size_t at) {
      return part == 5 ? text.size() : text.find(':', at);
    };
    const std::size_t value_end = end_of(value, value_at);
    const std::size_t pattern_end = end_of(expected.text, pattern_at);
    if (value_end == std::string_view::npos || pattern_end == std::string::npos) return false;
    std::vector<bool> literal;
    if (!expected.is_literal.empty()) {
      literal.assign(expected.is_literal.begin() + static_cast<std::ptrdiff_t>(pattern_at),
                     expected.is_literal.begin() + static_cast<std::ptrdiff_t>(pattern_end));
    }
    const std::string_view pattern =
        std::string_view(expected.text).substr(pattern_at, pattern_end - pattern_at);
    if (!matches_pattern(value.substr(value_at, value_end - value_at), pattern, Case::matters,
                         literal)) {
      return false;
    }
    value_at = value_end + 1;
    pattern_at = pattern_end + 1;
  }
  return true;
}

}  // namespace

std::optional<AddressRange> parse_address_range(std::string_view text) {
  text = trim(text);
  const std::size_t slash = text.find('/');
  const std::string address(text.substr(0, slash));
  AddressRange range;
  in_addr version_4{};
  in6_addr version_6{};
  if (inet_pton(AF_INET, address.c_str(), &version_4) == 1) {
    std::memcpy(range.bytes, &version_4, 4);
    range.prefix_bits = 32;
  } else if (inet_pton(AF_INET6, address.c_str(), &version_6) == 1) {
    // A listener of both versions shows IPv4 peers as ::ffff:192.0.2.7.
    if (IN6_IS_ADDR_V4MAPPED(&version_6) && slash == std::string_view::npos) {
      std::memcpy(range.bytes, version_6.s6_addr + 12, 4);
      range.prefix_bits = 32;
    } else {
      range.is_version_6 = true;
      std::memcpy(range.bytes, &version_6, 16);
      range.prefix_bits = 128;
    }
  } else {
    return std::nullopt;
  }
  if (slash == std::string_view::npos) return range;
  const std::string_view digits = text.substr(slash + 1);
  int bits = 0;
  const char* end = digits.data() + digits.size();
  const auto read = std::from_chars(digits.data(), end, bits);
  if (digits.empty() || read.ptr != end || read.ec != std::errc() || bits < 0 ||
      bits > range.prefix_bits) {
    return std::nullopt;
  }
  range.prefix_bits = bits;
  return range;
}

bool is_match(Comparison comparison, std::string_view value, const Resolved& expected) {
  switch (comparison) {
    case Comparison::string_equals:
    case Comparison::binary_equals:
      return value == expected.text;
    case Comparison::string_equals_ignore_case:
    case Comparison::boolean:
      return equal_ignoring_case(value, expected.text);
    case Comparison::string_like:
      return matches_pattern(value, expected.text, Case::matters, expected.is_literal);
    case Comparison::ip_address:
      return is_in_range(value, expected.text);
    case Comparison::arn_like:
      return is_arn_like(value, expected);
    case Comparison::null:
      return false;
    case Comparison::date_equals:
    case Comparison::date_less:
    case Comparison::date_less_equal:
    case Comparison::date_greater:
    case Comparison::date_greater_equal: {
      const auto left = parse_date(value);
      const auto right = parse_date(expected.text);
      return left && right && is_ordered(comparison, *left, *right);
    }
    default: {
      const auto left = parse_number(value);
      const auto right = parse_number(expected.text);
      return left && right && is_ordered(comparison, *left, *right);
    }
  }
}

bool is_comparable(Comparison comparison, std::string_view value) {
  switch (comparison) {
    case Comparison::ip_address:
      return parse_address_range(value).has_value();
    case Comparison::boolean:
    case Comparison::null:
      return equal_ignoring_case(value, "true") || equal_ignoring_case(value, "false");
    case Comparison::date_equals:
    case Comparison::date_less:
    case Comparison::date_less_equal:
    case Comparison::date_greater:
    case Comparison::date_greater_equal:
      return parse_date(value).has_value();
    case Comparison::numeric_equals:
    case Comparison::numeric_less:
    case Comparison::numeric_less_equal:
    case Comparison::numeric_greater:
    case Comparison::numeric_greater_equal:
      return parse_number(value).has_value();
    default:
      return true;
  }
}

}  // namespace sluice::access
