// Signatures as values: parsed, bound to arguments' types, and made into types again.
#pragma once

#include <map>

#include "sql/functions/function.h"

namespace sluice::sql {

// A type with variables in it.
struct TypePattern {
  std::string name;  // "bigint", "T", "varchar"
  std::vector<TypePattern> arguments;
  char constraint = 0;  // '=', '<' or '!' after a variable
  bool is_number() const { return !name.empty() && name[0] >= '0' && name[0] <= '9'; }
  bool is_variable() const { return name.size() == 1 && name[0] >= 'A' && name[0] <= 'Z'; }
  bool is_function() const { return name == "function"; }
  bool is_text() const { return name == "text"; }
};

struct Signature {
  std::vector<TypePattern> parameters;
  bool is_variadic = false;
  TypePattern result;

  bool takes(std::size_t count) const;
  const TypePattern& parameter(std::size_t index) const;
};

// The table's texts are ours: a malformed one is a broken invariant (std::logic_error).
Signature parse_signature(std::string_view text);

struct Bindings {
  std::map<std::string, Type> types;
  std::map<std::string, int> numbers;
};

enum class Coercion { none, allowed };

// Binds the pattern's variables so that `actual` fits; false when it cannot.
bool bind(const TypePattern& pattern, const Type& actual, Coercion coercion, Bindings& bindings);

// The type that the pattern is under the bindings; nothing when a constraint is broken.
std::optional<Type> instantiate(const TypePattern& pattern, const Bindings& bindings);

}  // namespace sluice::sql
