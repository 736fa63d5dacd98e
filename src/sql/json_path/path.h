// The SQL/JSON path language, as JSON_VALUE and its like take it.
// https://trino.io/docs/current/functions/json.html#json-path-language
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::sql {

enum class PathKind : std::uint8_t {
  // primaries
  null_literal,
  true_literal,
  false_literal,
  integer_literal,
  decimal_literal,
  double_literal,
  string_literal,
  context,   // $
  variable,  // $name
  last,
  current_item,  // @
  // of numbers
  plus,
  minus,
  add,
  subtract,
  multiply,
  divide,
  modulus,
  // accessors
  member,
  any_member,
  descendant_member,
  elements,
  any_element,
  filter,
  // methods
  type,
  size,
  double_,
  ceiling,
  floor,
  abs,
  keyvalue,
  // predicates
  equal,
  not_equal,
  less,
  less_or_equal,
  greater,
  greater_or_equal,
  like_regex,
  starts_with,
  exists,
  is_unknown,
  not_,
  and_,
  or_,
};

struct PathNode;
using PathNodePtr = std::unique_ptr<PathNode>;

// [from] or [from to to]
struct PathSubscript {
  PathNodePtr from;
  PathNodePtr to;  // may be null
};

// Operands stand in `children`; an accessor's or a method's base is the first, a filter's predicate
// the second.
struct PathNode {
  PathKind kind = PathKind::context;
  std::string text;   // a literal's digits or value, a member's or variable's name, a pattern
  std::string flags;  // like_regex
  std::vector<PathNodePtr> children;
  std::vector<PathSubscript> subscripts;
};

inline bool is_predicate(const PathNode& node) {
  return node.kind >= PathKind::equal;
}

enum class PathMode : std::uint8_t { lax, strict };

struct JsonPath {
  PathMode mode = PathMode::lax;
  PathNodePtr root;
};

// What is wrong with a path's text, and where in it.
struct PathMistake {
  std::size_t offset = 0;
  std::string message;
  bool is_unsupported = false;  // a part of the language that Athena lacks too: datetime()
};

// Throws PathMistake.
JsonPath parse_json_path(std::string_view text);

}  // namespace sluice::sql
