#include "base/error.h"
#include "sql/types/make.h"
#include "sql/types/type.h"

namespace sluice::sql {

namespace {

using Catalog = catalog::TypeKind;

Type nested_from(const catalog::Type& type) {
  Type out;
  for (const auto& child : type.children)
    out.children.push_back(from_catalog(child));
  if (type.kind == Catalog::array) out.kind = TypeKind::array;
  if (type.kind == Catalog::map) out.kind = TypeKind::map;
  if (type.kind == Catalog::struct_) {
    out.kind = TypeKind::row;
    out.names.assign(type.names.begin(), type.names.end());
  }
  return out;
}

catalog::Type nested_to(const Type& type) {
  catalog::Type out;
  for (const auto& child : type.children)
    out.children.push_back(to_catalog(child));
  if (type.kind == TypeKind::array) out.kind = Catalog::array;
  if (type.kind == TypeKind::map) out.kind = Catalog::map;
  if (type.kind != TypeKind::row) return out;
  out.kind = Catalog::struct_;
  for (const auto& name : type.names) {
    if (!name) {
      throw Error(ErrorKind::unsupported, "NOT_SUPPORTED",
                  "Anonymous row type is not supported in Hive. Please give each field a name: " +
                      to_text(type));
    }
    out.names.push_back(*name);
  }
  return out;
}

}  // namespace

Type from_catalog(const catalog::Type& type) {
  switch (type.kind) {
    case Catalog::boolean:
      return make_type(TypeKind::boolean);
    case Catalog::tinyint:
      return make_type(TypeKind::tinyint);
    case Catalog::smallint:
      return make_type(TypeKind::smallint);
    case Catalog::integer:
      return make_type(TypeKind::integer);
    case Catalog::bigint:
      return make_type(TypeKind::bigint);
    case Catalog::float_:
      return make_type(TypeKind::real);
    case Catalog::double_:
      return make_type(TypeKind::double_);
    case Catalog::decimal:
      return decimal_type(type.precision, type.scale);
    case Catalog::char_:
      return char_type(type.length);
    case Catalog::varchar:
      return varchar_type(type.length);
    case Catalog::string:
      return varchar_type();
    case Catalog::binary:
      return make_type(TypeKind::varbinary);
    case Catalog::date:
      return make_type(TypeKind::date);
    case Catalog::timestamp:
      return timestamp_type(3);
    case Catalog::array:
    case Catalog::map:
    case Catalog::struct_:
      break;
  }
  return nested_from(type);
}

catalog::Type to_catalog(const Type& type) {
  switch (type.kind) {
    case TypeKind::boolean:
      return {.kind = Catalog::boolean};
    case TypeKind::tinyint:
      return {.kind = Catalog::tinyint};
    case TypeKind::smallint:
      return {.kind = Catalog::smallint};
    case TypeKind::integer:
      return {.kind = Catalog::integer};
    case TypeKind::bigint:
      return {.kind = Catalog::bigint};
    case TypeKind::real:
      return {.kind = Catalog::float_};
    case TypeKind::double_:
      return {.kind = Catalog::double_};
    case TypeKind::decimal:
      return {.kind = Catalog::decimal, .precision = type.precision, .scale = type.scale};
    case TypeKind::char_:
      return {.kind = Catalog::char_, .length = type.length};
    case TypeKind::varchar:
      if (type.length == Type::kUnbounded) return {.kind = Catalog::string};
      return {.kind = Catalog::varchar, .length = type.length};
    case TypeKind::varbinary:
      return {.kind = Catalog::binary};
    case TypeKind::date:
      return {.kind = Catalog::date};
    case TypeKind::timestamp:
      return {.kind = Catalog::timestamp};
    case TypeKind::array:
    case TypeKind::map:
    case TypeKind::row:
      return nested_to(type);
    default:
      break;
  }
  throw Error(ErrorKind::unsupported, "NOT_SUPPORTED", "Unsupported Hive type: " + to_text(type));
}

}  // namespace sluice::sql
