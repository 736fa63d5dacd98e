#include "crawl/shape.h"

namespace sluice::crawl {

namespace {

using catalog::Type;
using catalog::TypeKind;

constexpr int kDecimalDigitsMax = 38;

// Digits before the point that an integer type needs; 0 for what is none.
int integer_digits(TypeKind kind) {
  switch (kind) {
    case TypeKind::tinyint:
      return 3;
    case TypeKind::smallint:
      return 5;
    case TypeKind::integer:
      return 10;
    case TypeKind::bigint:
      return 19;
    default:
      return 0;
  }
}

bool is_floating(TypeKind kind) {
  return kind == TypeKind::float_ || kind == TypeKind::double_;
}

bool is_number(TypeKind kind) {
  return integer_digits(kind) > 0 || is_floating(kind) || kind == TypeKind::decimal;
}

bool is_characters(TypeKind kind) {
  return kind == TypeKind::string || kind == TypeKind::char_ || kind == TypeKind::varchar;
}

bool is_time(TypeKind kind) {
  return kind == TypeKind::date || kind == TypeKind::timestamp;
}

std::optional<Type> common_decimal(const Type& left, const Type& right) {
  const auto whole = [](const Type& type) {
    return type.kind == TypeKind::decimal ? type.precision - type.scale : integer_digits(type.kind);
  };
  Type type{.kind = TypeKind::decimal};
  type.scale = std::max(left.scale, right.scale);
  type.precision = std::max(whole(left), whole(right)) + type.scale;
  if (type.precision > kDecimalDigitsMax) return std::nullopt;
  return type;
}

std::optional<Type> common_number(const Type& left, const Type& right) {
  const bool is_decimal = left.kind == TypeKind::decimal || right.kind == TypeKind::decimal;
  if (is_floating(left.kind) || is_floating(right.kind)) return catalog::scalar(TypeKind::double_);
  if (is_decimal) return common_decimal(left, right);
  return integer_digits(left.kind) > integer_digits(right.kind) ? left : right;
}

std::optional<Type> common_struct(const Type& left, const Type& right) {
  Type type = left;
  for (std::size_t i = 0; i < right.names.size(); ++i) {
    const auto found = std::find(type.names.begin(), type.names.end(), right.names[i]);
    if (found == type.names.end()) {
      type.names.push_back(right.names[i]);
      type.children.push_back(right.children[i]);
      continue;
    }
    Type& mine = type.children[static_cast<std::size_t>(found - type.names.begin())];
    const auto common = common_type(mine, right.children[i]);
    if (!common) return std::nullopt;
    mine = *common;
  }
  return type;
}

std::optional<Type> common_children(const Type& left, const Type& right) {
  Type type = left;
  for (std::size_t i = 0; i < left.children.size(); ++i) {
    const auto common = common_type(left.children[i], right.children[i]);
    if (!common) return std::nullopt;
    type.children[i] = *common;
  }
  return type;
}

bool describes_itself(const Shape& shape) {
  return shape.format.format == catalog::FileFormat::parquet ||
         shape.format.format == catalog::FileFormat::avro;
}

std::optional<std::string> format_difference(const catalog::TableFormat& expected,
                                             const catalog::TableFormat& found) {
  using catalog::to_text;
  if (expected.format != found.format) {
    return fmt::format("{} instead of {}", to_text(found.format), to_text(expected.format));
  }
  if (expected.compression != found.compression) {
    return fmt::format("compression {} instead of {}", to_text(found.compression),
                       to_text(expected.compression));
  }
  if (expected.is_json_array != found.is_json_array) {
    return "one of them is a JSON array, the other JSON records";
  }
  if (expected.csv.delimiter != found.csv.delimiter) {
    return fmt::format("the delimiter is '{}' instead of '{}'", found.csv.delimiter,
                       expected.csv.delimiter);
  }
  if (expected.csv.header_lines != found.csv.header_lines) {
    return found.csv.header_lines > 0 ? "it has a header, the others have none"
                                      : "it has no header, the others have one";
  }
  if (expected.csv.quote != found.csv.quote || expected.csv.escape != found.csv.escape) {
    return "its quotes are other ones";
  }
  return std::nullopt;
}

const catalog::Column* find_column(const Shape& shape, const std::string& name) {
  for (const catalog::Column& column : shape.columns) {
    if (column.name == name) return &column;
  }
  return nullptr;
}

std::optional<std::string> column_difference(const Shape& expected, const Shape& found) {
  std::size_t common = 0;
  std::string first_unknown;
  for (const catalog::Column& column : found.columns) {
    if (find_column(expected, column.name) != nullptr) {
      ++common;
    } else if (first_unknown.empty()) {
      first_unknown = column.name;
    }
  }
  const std::size_t smaller = std::min(expected.columns.size(), found.columns.size());
  const std::size_t larger = std::max(expected.columns.size(), found.columns.size());
  if (common * 10 > smaller * 7 && common * 2 >= larger) return std::nullopt;
  std::string reason = fmt::format("{} of its {} columns are among the {} of the others", common,
                                   found.columns.size(), expected.columns.size());
  if (!first_unknown.empty()) reason += fmt::format(" (\"{}\" is not)", first_unknown);
  return reason;
}

// Delimited text has no names in its records: a column is its position.
std::optional<std::string> order_difference(const Shape& expected, const Shape& found) {
  const std::size_t both = std::min(expected.columns.size(), found.columns.size());
  for (std::size_t i = 0; i < both; ++i) {
    if (expected.columns[i].name == found.columns[i].name) continue;
    return fmt::format("column {} is \"{}\" instead of \"{}\"", i + 1, found.columns[i].name,
                       expected.columns[i].name);
  }
  return std::nullopt;
}

std::optional<std::string> type_difference(const Shape& expected, const Shape& found) {
  for (const catalog::Column& column : found.columns) {
    const catalog::Column* other = find_column(expected, column.name);
    if (other == nullptr || common_type(other->type, column.type)) continue;
    return fmt::format("column \"{}\" is {} instead of {}", column.name, to_text(column.type),
                       to_text(other->type));
  }
  return std::nullopt;
}

}  // namespace

std::optional<Type> common_type(const Type& left, const Type& right) {
  if (left == right) return left;
  if (is_number(left.kind) && is_number(right.kind)) return common_number(left, right);
  if (is_characters(left.kind) && is_characters(right.kind)) {
    return catalog::scalar(TypeKind::string);
  }
  if (is_time(left.kind) && is_time(right.kind)) return catalog::scalar(TypeKind::timestamp);
  if (left.kind != right.kind) return std::nullopt;
  if (left.kind == TypeKind::struct_) return common_struct(left, right);
  if (catalog::is_nested(left)) return common_children(left, right);
  return std::nullopt;
}

Type merged_type(const Type& left, const Type& right) {
  if (const auto common = common_type(left, right)) return *common;
  if (left.kind != right.kind || !catalog::is_nested(left))
    return catalog::scalar(TypeKind::string);
  Type type = left;
  if (left.kind != TypeKind::struct_) {
    for (std::size_t i = 0; i < left.children.size(); ++i) {
      type.children[i] = merged_type(left.children[i], right.children[i]);
    }
    return type;
  }
  for (std::size_t i = 0; i < right.names.size(); ++i) {
    const auto found = std::find(type.names.begin(), type.names.end(), right.names[i]);
    if (found == type.names.end()) {
      type.names.push_back(right.names[i]);
      type.children.push_back(right.children[i]);
    } else {
      Type& mine = type.children[static_cast<std::size_t>(found - type.names.begin())];
      mine = merged_type(mine, right.children[i]);
    }
  }
  return type;
}

std::optional<std::string> difference(const Shape& expected, const Shape& found, Rules rules) {
  if (auto reason = format_difference(expected.format, found.format)) return reason;
  const bool is_csv = found.format.format == catalog::FileFormat::csv;
  if (is_csv && rules == Rules::native) {
    if (auto reason = order_difference(expected, found)) return reason;
  }
  if (auto reason = column_difference(expected, found)) return reason;
  if (describes_itself(found) && rules == Rules::native) return type_difference(expected, found);
  return std::nullopt;
}

Shape merge(const Shape& first, const Shape& second) {
  Shape result = first;
  for (const catalog::Column& column : second.columns) {
    const bool is_untyped = second.untyped.contains(column.name);
    const auto mine =
        std::find_if(result.columns.begin(), result.columns.end(),
                     [&](const catalog::Column& each) { return each.name == column.name; });
    if (mine == result.columns.end()) {
      result.columns.push_back(column);
      if (is_untyped) result.untyped.insert(column.name);
    } else if (result.untyped.contains(column.name)) {
      mine->type = column.type;
      if (!is_untyped) result.untyped.erase(column.name);
    } else if (!is_untyped) {
      mine->type = merged_type(mine->type, column.type);
    }
  }
  for (const std::string& name : second.original_names) {
    const auto& known = result.original_names;
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      result.original_names.push_back(name);
    }
  }
  return result;
}

}  // namespace sluice::crawl
