#include "engine/functions/json/arithmetic.h"

#include <cmath>

#include <boost/multiprecision/cpp_int.hpp>

#include "engine/functions/calendar.h"
#include "engine/functions/json/text.h"
#include "engine/functions/parse.h"

namespace sluice::engine {

namespace {

using sql::PathKind;
using Wide = boost::multiprecision::int512_t;

constexpr int kDigitsMax = 38;

Wide wide_power(int exponent) {
  return pow(Wide(10), static_cast<unsigned>(exponent));
}

struct Limits {
  std::int64_t least;
  std::int64_t most;
};

Limits limits_of(ItemType type) {
  switch (type) {
    case ItemType::tinyint:
      return {INT8_MIN, INT8_MAX};
    case ItemType::smallint:
      return {INT16_MIN, INT16_MAX};
    case ItemType::integer:
      return {INT32_MIN, INT32_MAX};
    default:
      return {INT64_MIN, INT64_MAX};
  }
}

JsonItem checked_integer(Int128 value, ItemType type) {
  const Limits limits = limits_of(type);
  if (value < limits.least || value > limits.most) throw PathFault{"integer overflow"};
  return make_integer(static_cast<std::int64_t>(value), type);
}

JsonItem calculate_integers(PathKind op, const JsonItem& left, const JsonItem& right) {
  const ItemType type = std::max(left.type, right.type);
  const Int128 a = left.whole;
  const Int128 b = right.whole;
  const bool divides = op == PathKind::divide || op == PathKind::modulus;
  if (divides && b == 0) throw PathFault{"Division by zero"};
  switch (op) {
    case PathKind::add:
      return checked_integer(a + b, type);
    case PathKind::subtract:
      return checked_integer(a - b, type);
    case PathKind::multiply:
      return checked_integer(a * b, type);
    case PathKind::divide:
      return checked_integer(a / b, type);
    default:
      return checked_integer(a % b, type);
  }
}

double double_of(const JsonItem& item) {
  if (item.is_integer()) return static_cast<double>(item.whole);
  if (item.type != ItemType::decimal) return item.number;
  return parse_double(plain_decimal(item.unscaled, item.scale)).value_or(0);
}

JsonItem calculate_floating(PathKind op, const JsonItem& left, const JsonItem& right) {
  const bool is_real = std::max(left.type, right.type) == ItemType::real;
  const auto made = [&](double value) { return is_real ? make_real(value) : make_double(value); };
  const double a = double_of(left);
  const double b = double_of(right);
  switch (op) {
    case PathKind::add:
      return made(a + b);
    case PathKind::subtract:
      return made(a - b);
    case PathKind::multiply:
      return made(a * b);
    case PathKind::divide:
      return made(a / b);
    default:
      return made(std::fmod(a, b));
  }
}

Wide unscaled_of(const JsonItem& item) {
  return item.is_integer() ? Wide(item.whole) : static_cast<Wide>(item.unscaled);
}

JsonItem checked_decimal(const Wide& unscaled, int scale) {
  if (scale > kDigitsMax || abs(unscaled) >= wide_power(kDigitsMax)) {
    throw PathFault{"Decimal overflow"};
  }
  return make_decimal(static_cast<Int128>(unscaled), scale);
}

// Half away from zero.
Wide rounded_quotient(const Wide& dividend, const Wide& divisor) {
  const Wide quotient = dividend / divisor;
  if (abs(dividend % divisor) * 2 < abs(divisor)) return quotient;
  return (dividend < 0) == (divisor < 0) ? Wide(quotient + 1) : Wide(quotient - 1);
}

JsonItem calculate_decimals(PathKind op, const JsonItem& left, const JsonItem& right) {
  const int scale = std::max(left.scale, right.scale);
  const Wide a = unscaled_of(left);
  const Wide b = unscaled_of(right);
  const Wide a_scaled = a * wide_power(scale - left.scale);
  const Wide b_scaled = b * wide_power(scale - right.scale);
  const bool divides = op == PathKind::divide || op == PathKind::modulus;
  if (divides && b == 0) throw PathFault{"Division by zero"};
  switch (op) {
    case PathKind::add:
      return checked_decimal(a_scaled + b_scaled, scale);
    case PathKind::subtract:
      return checked_decimal(a_scaled - b_scaled, scale);
    case PathKind::multiply:
      return checked_decimal(a * b, left.scale + right.scale);
    case PathKind::divide:
      return checked_decimal(rounded_quotient(a_scaled * wide_power(scale), b_scaled), scale);
    default:
      return checked_decimal(a_scaled % b_scaled, scale);
  }
}

// To a whole number, the direction given by what is added where digits are cut off.
JsonItem rounded_decimal(const JsonItem& item, bool is_up) {
  const Wide unit = wide_power(item.scale);
  const Wide value = unscaled_of(item);
  Wide whole = value / unit;
  const bool is_cut = whole * unit != value;
  if (is_cut && is_up && value > 0) whole += 1;
  if (is_cut && !is_up && value < 0) whole -= 1;
  return checked_decimal(whole, 0);
}

template <class Value>
std::optional<bool> ordered(PathKind op, const Value& left, const Value& right) {
  switch (op) {
    case PathKind::equal:
      return left == right;
    case PathKind::not_equal:
      return !(left == right);
    case PathKind::less:
      return left < right;
    case PathKind::less_or_equal:
      return left <= right;
    case PathKind::greater:
      return left > right;
    default:
      return left >= right;
  }
}

std::optional<bool> compare_numbers(PathKind op, const JsonItem& left, const JsonItem& right) {
  const ItemType type = std::max(left.type, right.type);
  if (type == ItemType::big_integer) return std::nullopt;
  if (type == ItemType::real || type == ItemType::double_) {
    return ordered(op, double_of(left), double_of(right));
  }
  const int scale = std::max(left.scale, right.scale);
  return ordered(op, Wide(unscaled_of(left) * wide_power(scale - left.scale)),
                 Wide(unscaled_of(right) * wide_power(scale - right.scale)));
}

// There are days that no timestamp reaches.
Int128 micros_of(const JsonItem& item) {
  return item.type == ItemType::date ? Int128{item.whole} * kMicrosPerDay : Int128{item.whole};
}

}  // namespace

void fail_item_type(std::string_view expected, const JsonItem& actual) {
  throw PathFault{
      fmt::format("invalid item type. Expected: {}, actual: {}", expected, shown_type(actual))};
}

const JsonItem& require_number(const JsonItem& item) {
  if (!item.is_number()) fail_item_type("NUMBER", item);
  if (item.type == ItemType::big_integer) {
    throw PathFault{fmt::format("cannot convert {} to Trino value (value too big)", item.text)};
  }
  return item;
}

JsonItem calculate(PathKind op, const JsonItem& left, const JsonItem& right) {
  const ItemType type = std::max(require_number(left).type, require_number(right).type);
  if (type <= ItemType::bigint) return calculate_integers(op, left, right);
  if (type == ItemType::decimal) return calculate_decimals(op, left, right);
  return calculate_floating(op, left, right);
}

JsonItem negated(const JsonItem& item) {
  if (require_number(item).is_integer()) return checked_integer(-Int128{item.whole}, item.type);
  JsonItem out = item;
  out.unscaled = -item.unscaled;
  out.number = -item.number;
  return out;
}

JsonItem absolute(const JsonItem& item) {
  const bool is_negative =
      require_number(item).whole < 0 || item.unscaled < 0 || std::signbit(item.number);
  return is_negative ? negated(item) : item;
}

JsonItem rounded_up(const JsonItem& item) {
  if (require_number(item).type == ItemType::decimal) return rounded_decimal(item, true);
  JsonItem out = item;
  out.number = std::ceil(item.number);
  return out;
}

JsonItem rounded_down(const JsonItem& item) {
  if (require_number(item).type == ItemType::decimal) return rounded_decimal(item, false);
  JsonItem out = item;
  out.number = std::floor(item.number);
  return out;
}

JsonItem as_double(const JsonItem& item) {
  if (item.type == ItemType::varchar) {
    const auto value = parse_double(item.text);
    if (!value) throw PathFault{fmt::format("Cannot cast '{}' to DOUBLE", item.text)};
    return make_double(*value);
  }
  if (!item.is_number()) fail_item_type("NUMBER or TEXT", item);
  return make_double(double_of(require_number(item)));
}

std::int64_t array_index(const JsonItem& item) {
  if (item.type == ItemType::big_integer) {
    throw PathFault{fmt::format("cannot convert value {} to long", item.text)};
  }
  if (require_number(item).is_integer()) return item.whole;
  if (item.type == ItemType::decimal) {
    const Wide whole = rounded_quotient(unscaled_of(item), wide_power(item.scale));
    if (abs(whole) > Wide(INT64_MAX)) throw PathFault{"the array index is out of range"};
    return static_cast<std::int64_t>(whole);
  }
  const double rounded = std::round(item.number);
  if (!(std::abs(rounded) < 9.2e18)) throw PathFault{"the array index is out of range"};
  return static_cast<std::int64_t>(rounded);
}

std::optional<bool> compare_items(PathKind op, const JsonItem& left, const JsonItem& right) {
  if (left.is_number() && right.is_number()) return compare_numbers(op, left, right);
  const auto is_moment = [](const JsonItem& item) {
    return item.type == ItemType::date || item.type == ItemType::timestamp;
  };
  if (is_moment(left) && is_moment(right)) return ordered(op, micros_of(left), micros_of(right));
  if (left.type != right.type) return std::nullopt;
  if (left.type == ItemType::boolean) return ordered(op, left.whole, right.whole);
  return ordered(op, left.text, right.text);
}

}  // namespace sluice::engine
