#include "sql/functions/key.h"

#include "sql/types/make.h"

namespace sluice::sql {

namespace {

// A map's entries in the order of its keys: the same for the same map.
Type entries_of(const Type& map) {
  Type entry{.kind = TypeKind::row, .children = map.children};
  entry.names.resize(2);
  return array_type(std::move(entry));
}

// The key of `value`, which is DuckDB's SQL; `depth` tells nested lambdas apart.
std::string key_text(const Type& type, const std::string& value, int depth) {
  if (!has_key(type)) return value;
  const std::string name = fmt::format("key_{}", depth);
  const auto each = [&](const std::string& list, const Type& element) {
    return fmt::format("list_transform({}, lambda {}: {})", list, name,
                       key_text(element, name, depth + 1));
  };
  switch (type.kind) {
    case TypeKind::array:
      return each(value, type.children[0]);
    case TypeKind::map:
      return key_text(entries_of(type), fmt::format("sluice_map_sorted({})", value), depth);
    case TypeKind::row: {
      std::string fields;
      for (std::size_t i = 0; i < type.children.size(); ++i) {
        const std::string field = fmt::format("struct_extract_at({}, {})", value, i + 1);
        fields += fmt::format("{}\"{}\" := {}", i > 0 ? ", " : "", row_field_name(type, i),
                              key_text(type.children[i], field, depth + 1));
      }
      return fmt::format("CASE WHEN {} IS NOT NULL THEN struct_pack({}) END", value, fields);
    }
    default:
      return fmt::format("({}).utc", value);
  }
}

}  // namespace

bool has_key(const Type& type) {
  if (type.kind == TypeKind::timestamp_tz || type.kind == TypeKind::time_tz) return true;
  if (type.kind == TypeKind::map) return true;
  return std::any_of(type.children.begin(), type.children.end(), has_key);
}

Type key_type(const Type& type) {
  if (type.kind == TypeKind::map) return key_type(entries_of(type));
  Type out = type;
  if (out.kind == TypeKind::timestamp_tz) out.kind = TypeKind::timestamp;
  if (out.kind == TypeKind::time_tz) out.kind = TypeKind::time;
  for (auto& child : out.children)
    child = key_type(child);
  return out;
}

typed::NodePtr key_of(const typed::NodePtr& value) {
  if (!has_key(value->type)) return value;
  return typed::make_call(key_type(value->type), key_text(value->type, "{0}", 0), {value});
}

}  // namespace sluice::sql
