// What the function table says of a function against what is registered for it.
#include <gtest/gtest.h>
#include <re2/re2.h>

#include <duckdb.hpp>
#include <duckdb/catalog/catalog.hpp>
#include <duckdb/catalog/catalog_entry/aggregate_function_catalog_entry.hpp>
#include <duckdb/catalog/catalog_entry/scalar_function_catalog_entry.hpp>

#include "base/error.h"
#include "engine/functions/register.h"
#include "sql/functions/signature.h"
#include "sql/types/make.h"

namespace sluice::engine {
namespace {

enum class Registered { absent, never_fails, may_fail };

class Functions {
 public:
  Functions() : connection_(database_) {
    duckdb::ExtensionLoader loader(*database_.instance, "sluice");
    register_functions(loader);
  }

  // May fail: each of its overloads may, for which one is meant is not known here.
  Registered find(const std::string& name) {
    Registered found = Registered::absent;
    connection_.context->RunFunctionInTransaction([&] {
      const auto entry =
          duckdb::Catalog::GetSystemCatalog(*connection_.context)
              .GetEntry(*connection_.context, duckdb::CatalogType::SCALAR_FUNCTION_ENTRY,
                        DEFAULT_SCHEMA, name, duckdb::OnEntryNotFound::RETURN_NULL);
      if (!entry) return;
      const bool fails = entry->type == duckdb::CatalogType::SCALAR_FUNCTION_ENTRY
                             ? all_fail(entry->Cast<duckdb::ScalarFunctionCatalogEntry>())
                             : all_fail(entry->Cast<duckdb::AggregateFunctionCatalogEntry>());
      found = fails ? Registered::may_fail : Registered::never_fails;
    });
    return found;
  }

 private:
  template <class Entry>
  static bool all_fail(const Entry& entry) {
    const auto& overloads = entry.functions.functions;
    return std::all_of(overloads.begin(), overloads.end(), [](const auto& overload) {
      return overload.GetErrorMode() == duckdb::FunctionErrors::CAN_THROW_RUNTIME_ERROR;
    });
  }

  duckdb::DuckDB database_{nullptr};
  duckdb::Connection connection_;
};

// The parameters' types where every variable is `type`; nothing where one cannot be.
std::optional<std::vector<sql::Type>> types_of(const sql::Function& function,
                                               const sql::Type& type) {
  sql::Bindings bindings;
  for (char name = 'A'; name <= 'Z'; ++name)
    bindings.types[std::string(1, name)] = type;
  for (char name = 'a'; name <= 'z'; ++name)
    bindings.numbers[std::string(1, name)] = name == 's' || name == 't' ? 2 : 3;
  std::vector<sql::Type> types;
  for (const auto& pattern : sql::parse_signature(function.signature).parameters) {
    if (pattern.is_function()) {
      types.emplace_back();
      continue;
    }
    auto bound = pattern.is_text() ? sql::varchar_type() : sql::instantiate(pattern, bindings);
    if (!bound) return std::nullopt;
    types.push_back(std::move(*bound));
  }
  return types;
}

// Where a lowering depends on types: that of a plain one, which has no reason to fail that all
// others have not.
std::string lowering_of(const sql::Function& function) {
  if (function.lower == nullptr) return std::string(function.lowering);
  for (const auto kind : {sql::TypeKind::bigint, sql::TypeKind::double_, sql::TypeKind::varchar}) {
    const auto types = types_of(function, sql::make_type(kind));
    if (!types) continue;
    try {
      return function.lower(*types);
    } catch (const Error&) {
      return "";  // it is refused whatever the types
    }
  }
  return "";
}

// The registered functions that a text calls.
std::set<std::string> called_in(const std::string& lowering) {
  static const RE2 kCall(R"(\b(sluice_\w+)\()");
  std::set<std::string> names;
  std::string name;
  re2::StringPiece rest(lowering);
  while (RE2::FindAndConsume(&rest, kCall, &name))
    names.insert(name);
  return names;
}

// DuckDB moves what cannot fail in front of a WHERE: a wrong declaration is an error of rows that
// the query excludes.
TEST(FunctionTable, NoFunctionIsTotalThatCallsOneThatFails) {
  Functions registered;
  for (const auto family : sql::function_families()) {
    for (const auto& function : family) {
      for (const auto& name : called_in(lowering_of(function))) {
        const auto found = registered.find(name);
        EXPECT_NE(found, Registered::absent) << name;
        if (function.failure == sql::Failure::on_values) continue;
        EXPECT_NE(found, Registered::may_fail)
            << function.name << function.signature << " by " << name;
      }
    }
  }
}

}  // namespace
}  // namespace sluice::engine
