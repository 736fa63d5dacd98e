// Types as the Data Catalog writes them: Hive's names.
// https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-common.html (ColumnTypeString)
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::catalog {

enum class TypeKind : std::uint8_t {
  boolean, tinyint, smallint, integer, bigint, float_, double_, decimal, char_, varchar, string,
  binary, date, timestamp, array, map, struct_,
};

struct Type;
struct Field;

// A value; equal when the texts are.
struct Type {
  TypeKind kind = TypeKind::string;
  int precision = 0;             // decimal: digits
  int scale = 0;                 // decimal
  int length = 0;                // char, varchar
  std::vector<Type> children;    // array: element; map: key, value; struct_: fields' types
  std::vector<std::string> names;  // struct_: fields' names, lower case

  bool operator==(const Type&) const = default;
};

// "struct<a:int,b:array<decimal(10,2)>>". Accepts Glue's spellings (int, integer, string, long …).
// Throws Error invalid that shows where in the text.
Type parse_type(std::string_view text);
std::string to_text(const Type& type);

}  // namespace sluice::catalog
