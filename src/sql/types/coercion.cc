#include "sql/types/coercion.h"

#include "base/error.h"
#include "sql/types/make.h"

namespace sluice::sql {

namespace {

constexpr int kDecimalMax = 38;
constexpr int kCharMax = 65'536;

// Integers widen to every number type right of them.
bool widens_number(const Type& from, TypeKind to) {
  if (is_integer(from)) return from.kind < to && to <= TypeKind::double_;
  if (from.kind == TypeKind::decimal) return to == TypeKind::real || to == TypeKind::double_;
  return from.kind == TypeKind::real && to == TypeKind::double_;
}

// `from` as a type of the kind of `like`, when its kind alone decides that it may become one.
std::optional<Type> as_kind_of(const Type& from, const Type& like) {
  if (like.kind == TypeKind::decimal) {
    return is_integer(from) ? std::optional(as_decimal(from)) : std::nullopt;
  }
  if (is_numeric(from)) {
    return widens_number(from, like.kind) ? std::optional(make_type(like.kind)) : std::nullopt;
  }
  if (from.kind == TypeKind::varchar && like.kind == TypeKind::char_) {
    return char_type(from.length == Type::kUnbounded ? kCharMax : std::min(from.length, kCharMax));
  }
  const bool is_instant = like.kind == TypeKind::timestamp || like.kind == TypeKind::timestamp_tz;
  if (from.kind == TypeKind::date && is_instant) return Type{.kind = like.kind};
  if (from.kind == TypeKind::timestamp && like.kind == TypeKind::timestamp_tz) {
    return Type{.kind = like.kind, .precision = from.precision};
  }
  if (from.kind == TypeKind::time && like.kind == TypeKind::time_tz) {
    return Type{.kind = like.kind, .precision = from.precision};
  }
  return std::nullopt;
}

std::optional<Type> common_nested(const Type& left, const Type& right) {
  if (left.children.size() != right.children.size()) return std::nullopt;
  Type out{.kind = left.kind};
  for (std::size_t i = 0; i < left.children.size(); ++i) {
    auto child = common_type(left.children[i], right.children[i]);
    if (!child) return std::nullopt;
    out.children.push_back(*child);
    if (left.kind != TypeKind::row) continue;
    const bool same = left.names[i] == right.names[i];
    out.names.push_back(same ? left.names[i] : std::nullopt);
  }
  return out;
}

std::optional<Type> common_of_kind(const Type& left, const Type& right) {
  switch (left.kind) {
    case TypeKind::decimal: {
      const int scale = std::max(left.scale, right.scale);
      const int whole = std::max(left.precision - left.scale, right.precision - right.scale);
      return decimal_type(std::min(kDecimalMax, whole + scale), scale);
    }
    case TypeKind::varchar:
    case TypeKind::char_: {
      const bool unbounded = left.length == Type::kUnbounded || right.length == Type::kUnbounded;
      return Type{.kind = left.kind,
                  .length = unbounded ? Type::kUnbounded : std::max(left.length, right.length)};
    }
    case TypeKind::time:
    case TypeKind::time_tz:
    case TypeKind::timestamp:
    case TypeKind::timestamp_tz:
      return Type{.kind = left.kind, .precision = std::max(left.precision, right.precision)};
    case TypeKind::quantile_digest:
    case TypeKind::array:
    case TypeKind::map:
    case TypeKind::row:
      return common_nested(left, right);
    default:
      return std::nullopt;
  }
}

}  // namespace

std::optional<Type> common_type(const Type& left, const Type& right) {
  if (left == right || is_unknown(right)) return left;
  if (is_unknown(left)) return right;
  if (left.kind == right.kind) return common_of_kind(left, right);
  if (auto as_right = as_kind_of(left, right)) return common_type(*as_right, right);
  if (auto as_left = as_kind_of(right, left)) return common_type(left, *as_left);
  return std::nullopt;
}

std::optional<Type> common_type(std::span<const Type> types) {
  std::optional<Type> common = Type{};
  for (const auto& type : types) {
    common = common_type(*common, type);
    if (!common) return std::nullopt;
  }
  return common;
}

bool can_coerce(const Type& from, const Type& to) {
  const auto common = common_type(from, to);
  if (!common) return false;
  if (*common == to) return true;
  // Rows with other field names have a common type without names, yet one may become the other.
  if (common->kind != TypeKind::row || from.kind != TypeKind::row) return false;
  for (std::size_t i = 0; i < to.children.size(); ++i) {
    if (!can_coerce(from.children[i], to.children[i])) return false;
  }
  return true;
}

Type as_decimal(const Type& type) {
  switch (type.kind) {
    case TypeKind::tinyint:
      return decimal_type(3, 0);
    case TypeKind::smallint:
      return decimal_type(5, 0);
    case TypeKind::integer:
      return decimal_type(10, 0);
    case TypeKind::bigint:
      return decimal_type(19, 0);
    default:
      return type;
  }
}

Type decimal_sum_type(const Type& left, const Type& right) {
  const int scale = std::max(left.scale, right.scale);
  const int whole = std::max(left.precision - left.scale, right.precision - right.scale);
  return decimal_type(std::min(kDecimalMax, whole + scale + 1), scale);
}

Type decimal_product_type(const Type& left, const Type& right) {
  const int scale = left.scale + right.scale;
  if (scale > kDecimalMax) {
    throw Error(
        ErrorKind::invalid, "INVALID_FUNCTION_ARGUMENT",
        fmt::format("DECIMAL scale must be in range [0, precision ({})]: {}", kDecimalMax, scale));
  }
  return decimal_type(std::min(kDecimalMax, left.precision + right.precision), scale);
}

Type decimal_quotient_type(const Type& left, const Type& right) {
  const int widening = std::max(right.scale - left.scale, 0);
  return decimal_type(std::min(kDecimalMax, left.precision + right.scale + widening),
                      std::max(left.scale, right.scale));
}

Type decimal_modulus_type(const Type& left, const Type& right) {
  const int scale = std::max(left.scale, right.scale);
  const int whole = std::min(left.precision - left.scale, right.precision - right.scale);
  return decimal_type(std::min(kDecimalMax, whole + scale), scale);
}

bool is_comparable(const Type& type) {
  if (is_sketch(type)) return false;
  return std::all_of(type.children.begin(), type.children.end(), is_comparable);
}

bool is_orderable(const Type& type) {
  const bool has_no_order = type.kind == TypeKind::map || type.kind == TypeKind::json ||
                            is_geospatial(type) || is_sketch(type);
  if (has_no_order) return false;
  return std::all_of(type.children.begin(), type.children.end(), is_orderable);
}

}  // namespace sluice::sql
