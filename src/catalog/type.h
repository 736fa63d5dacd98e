// Types as the Data Catalog writes them: Hive's names.
// https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-common.html (ColumnTypeString)
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::catalog {

enum class TypeKind : std::uint8_t {
  boolean,
  tinyint,
  smallint,
  integer,
  bigint,
  float_,
  double_,
  decimal,
  char_,
  varchar,
  string,
  binary,
  date,
  timestamp,
  array,
  map,
  struct_,
};

// Deeper types are refused: the recursive readers of types rely on it.
inline constexpr int kTypeDepthMax = 64;

// A value; equal when the texts are.
struct Type {
  TypeKind kind = TypeKind::string;
  int precision = 0;               // decimal: digits
  int scale = 0;                   // decimal
  int length = 0;                  // char, varchar
  std::vector<Type> children;      // array: element; map: key, value; struct_: fields' types
  std::vector<std::string> names;  // struct_: fields' names, lower case

  bool operator==(const Type&) const = default;
};

// "struct<a:int,b:array<decimal(10,2)>>". Accepts Glue's spellings (int, integer, string, long …),
// in any case and with blanks between the parts. A field's name that holds one of < > ( ) : , ` or
// a blank at its ends stands in backticks. Throws Error invalid that shows where in the text, and
// unsupported for types that Hive has and the catalog does not (uniontype, interval).
Type parse_type(std::string_view text);

// What parse_type reads back as an equal value.
std::string to_text(const Type& type);

// Scalars of one kind; the other fields at their defaults.
inline Type scalar(TypeKind kind) {
  return {.kind = kind};
}
Type array_of(Type element);
Type map_of(Type key, Type value);
// Names come lower-cased.
Type struct_of(std::vector<std::string> names, std::vector<Type> types);

bool is_nested(const Type& type);

}  // namespace sluice::catalog
