#include "engine/functions/nested/compare.h"

#include <cmath>

#include "engine/functions/define.h"

namespace sluice::engine::nested {

namespace {

using duckdb::hugeint_t;
using duckdb::string_t;

// Calls `visit` with both values in their C++ type; for kinds without parts.
template <class Visit>
auto with_values(const Cell& left, const Cell& right, const Visit& visit) {
  switch (left.kind()) {
    case Kind::boolean:
      return visit(left.value<bool>(), right.value<bool>());
    case Kind::int8:
      return visit(left.value<std::int8_t>(), right.value<std::int8_t>());
    case Kind::int16:
      return visit(left.value<std::int16_t>(), right.value<std::int16_t>());
    case Kind::int32:
      return visit(left.value<std::int32_t>(), right.value<std::int32_t>());
    case Kind::int128:
      return visit(left.value<hugeint_t>(), right.value<hugeint_t>());
    case Kind::real:
      return visit(left.value<float>(), right.value<float>());
    case Kind::double_:
      return visit(left.value<double>(), right.value<double>());
    case Kind::text:
      return visit(view(left.value<string_t>()), view(right.value<string_t>()));
    case Kind::zoned:
      return visit(left.field(0).value<std::int64_t>(), right.field(0).value<std::int64_t>());
    default:
      return visit(left.value<std::int64_t>(), right.value<std::int64_t>());
  }
}

template <class T>
bool is_nan(const T& value) {
  if constexpr (std::is_floating_point_v<T>) return std::isnan(value);
  return false;
}

template <class T>
bool is_same_value(const T& left, const T& right) {
  return left == right || (is_nan(left) && is_nan(right));
}

// --- =

// What all parts say together.
class Conjunction {
 public:
  // False when the answer is decided.
  bool add(const Cell& left, const Cell& right) {
    return add(left.is_null() || right.is_null() ? std::nullopt : equal(left, right));
  }
  bool add(std::optional<bool> part) {
    if (!part && all_) all_ = std::nullopt;
    if (part == std::optional(false)) all_ = false;
    return all_ != std::optional(false);
  }
  std::optional<bool> answer() const { return all_; }

 private:
  std::optional<bool> all_ = true;
};

std::optional<bool> equal_lists(const Cell& left, const Cell& right) {
  if (left.length() != right.length()) return false;
  Conjunction all;
  for (idx_t i = 0; i < left.length(); ++i) {
    if (!all.add(left.element(i), right.element(i))) break;
  }
  return all.answer();
}

std::optional<bool> equal_rows(const Cell& left, const Cell& right) {
  Conjunction all;
  for (std::size_t i = 0; i < left.field_count(); ++i) {
    if (!all.add(left.field(i), right.field(i))) break;
  }
  return all.answer();
}

CellMap<idx_t> positions(const Cell& map) {
  CellMap<idx_t> found;
  for (idx_t i = 0; i < map.length(); ++i)
    found.emplace(map.key(i), i);
  return found;
}

// Entries match by key, whatever their order.
std::optional<bool> equal_maps(const Cell& left, const Cell& right) {
  if (left.length() != right.length()) return false;
  const auto found = positions(right);
  Conjunction all;
  for (idx_t i = 0; i < left.length(); ++i) {
    const auto other = found.find(left.key(i));
    if (other == found.end()) return false;
    if (!all.add(left.mapped(i), right.mapped(other->second))) break;
  }
  return all.answer();
}

// --- IS DISTINCT FROM

bool are_identical_lists(const Cell& left, const Cell& right) {
  if (left.length() != right.length()) return false;
  for (idx_t i = 0; i < left.length(); ++i) {
    if (!is_identical(left.element(i), right.element(i))) return false;
  }
  return true;
}

bool are_identical_rows(const Cell& left, const Cell& right) {
  for (std::size_t i = 0; i < left.field_count(); ++i) {
    if (!is_identical(left.field(i), right.field(i))) return false;
  }
  return true;
}

bool are_identical_maps(const Cell& left, const Cell& right) {
  if (left.length() != right.length()) return false;
  const auto found = positions(right);
  for (idx_t i = 0; i < left.length(); ++i) {
    const auto other = found.find(left.key(i));
    if (other == found.end()) return false;
    if (!is_identical(left.mapped(i), right.mapped(other->second))) return false;
  }
  return true;
}

// --- <

template <class T>
int order_values(const T& left, const T& right, Unordered nan) {
  if (is_nan(left) || is_nan(right)) {
    const int last = static_cast<int>(is_nan(left)) - static_cast<int>(is_nan(right));
    return nan == Unordered::last ? last : -last;
  }
  if (left == right) return 0;
  return left < right ? -1 : 1;
}

int order_parts(const Cell& left, const Cell& right, Unordered nan, std::string_view refusal) {
  if (left.is_null() || right.is_null()) raise("NOT_SUPPORTED", refusal);
  return order(left, right, nan);
}

int order_lists(const Cell& left, const Cell& right, Unordered nan) {
  const idx_t shared = std::min(left.length(), right.length());
  for (idx_t i = 0; i < shared; ++i) {
    const int found = order_parts(left.element(i), right.element(i), nan,
                                  "ARRAY comparison not supported for arrays with null elements");
    if (found != 0) return found;
  }
  return order_values(left.length(), right.length(), nan);
}

int order_rows(const Cell& left, const Cell& right, Unordered nan) {
  for (std::size_t i = 0; i < left.field_count(); ++i) {
    const int found = order_parts(left.field(i), right.field(i), nan,
                                  "ROW comparison not supported for fields with null elements");
    if (found != 0) return found;
  }
  return 0;
}

// --- hashes

std::size_t mixed(std::size_t seed, std::size_t value) {
  return seed * 31 + (value ^ (value >> 29)) * 0x9E3779B97F4A7C15ULL;
}

// Both zeros are one value, and so are all NaNs.
std::size_t hash_floating(double value) {
  if (std::isnan(value)) return 0x7FF8;
  return std::hash<double>()(value == 0 ? 0.0 : value);
}

std::size_t hash_parts(const Cell& value) {
  std::size_t seed = 17;
  if (value.kind() == Kind::row) {
    for (std::size_t i = 0; i < value.field_count(); ++i)
      seed = mixed(seed, hash(value.field(i)));
    return seed;
  }
  for (idx_t i = 0; i < value.length(); ++i) {
    // The order of a map's entries does not count.
    if (value.kind() == Kind::map) {
      seed += mixed(hash(value.key(i)), hash(value.mapped(i)));
    } else {
      seed = mixed(seed, hash(value.element(i)));
    }
  }
  return seed;
}

}  // namespace

std::optional<bool> equal(const Cell& left, const Cell& right) {
  switch (left.kind()) {
    case Kind::list:
      return equal_lists(left, right);
    case Kind::map:
      return equal_maps(left, right);
    case Kind::row:
      return equal_rows(left, right);
    default:
      return with_values(left, right, [](auto a, auto b) { return a == b; });
  }
}

bool is_identical(const Cell& left, const Cell& right) {
  if (left.is_null() || right.is_null()) return left.is_null() && right.is_null();
  switch (left.kind()) {
    case Kind::list:
      return are_identical_lists(left, right);
    case Kind::map:
      return are_identical_maps(left, right);
    case Kind::row:
      return are_identical_rows(left, right);
    default:
      return with_values(left, right, [](auto a, auto b) { return is_same_value(a, b); });
  }
}

int order(const Cell& left, const Cell& right, Unordered nan) {
  switch (left.kind()) {
    case Kind::list:
      return order_lists(left, right, nan);
    case Kind::row:
      return order_rows(left, right, nan);
    case Kind::map:
      raise("NOT_SUPPORTED", "maps have no order");
    default:
      return with_values(left, right, [nan](auto a, auto b) { return order_values(a, b, nan); });
  }
}

std::size_t hash(const Cell& value) {
  if (value.is_null()) return 0;
  switch (value.kind()) {
    case Kind::list:
    case Kind::map:
    case Kind::row:
      return hash_parts(value);
    case Kind::real:
      return hash_floating(value.value<float>());
    case Kind::double_:
      return hash_floating(value.value<double>());
    case Kind::int128: {
      const auto number = value.value<hugeint_t>();
      return mixed(number.lower, static_cast<std::size_t>(number.upper));
    }
    case Kind::text:
      return std::hash<std::string_view>()(view(value.value<string_t>()));
    default:
      return with_values(value, value, [](auto a, auto) -> std::size_t {
        if constexpr (std::is_integral_v<decltype(a)>) return mixed(1, static_cast<std::size_t>(a));
        return 0;
      });
  }
}

bool is_indeterminate(const Cell& value) {
  if (value.is_null()) return true;
  if (value.kind() == Kind::row) {
    for (std::size_t i = 0; i < value.field_count(); ++i) {
      if (is_indeterminate(value.field(i))) return true;
    }
  }
  if (value.kind() != Kind::list && value.kind() != Kind::map) return false;
  for (idx_t i = 0; i < value.length(); ++i) {
    const bool open = value.kind() == Kind::map ? is_indeterminate(value.mapped(i))
                                                : is_indeterminate(value.element(i));
    if (open) return true;
  }
  return false;
}

}  // namespace sluice::engine::nested
