// Which overload a call means, and what its arguments and result become.
#pragma once

#include "sql/functions/signature.h"
#include "sql/syntax/source.h"

namespace sluice::sql {

// A lambda's type is not known before its parameters' are: it is absent here.
using ArgumentTypes = std::vector<std::optional<Type>>;

struct Resolution {
  const Function* function = nullptr;
  const Signature& signature;  // the table's
  Bindings bindings;
  std::vector<Type> parameters;  // what each argument is coerced to; unknown for a lambda

  // With lambdas, once their results are bound.
  Type result() const;
  // The function's lowering with {result}, {T} and {p} filled in.
  std::string lowering() const;
};

bool is_function(std::string_view name, FunctionKind kind);

// Throws Error invalid FUNCTION_NOT_FOUND with Trino's texts.
Resolution resolve_function(std::string_view name, const ArgumentTypes& arguments,
                            Location location);

// The error of arguments that no overload takes.
[[noreturn]] void fail_parameters(std::string_view name, const ArgumentTypes& arguments,
                                  Location location);

// As above, for +, = …; nothing when no overload fits.
std::optional<Resolution> find_function(std::string_view name, const ArgumentTypes& arguments);

}  // namespace sluice::sql
