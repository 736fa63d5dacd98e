#include "engine/functions/define.h"

#include <duckdb/main/extension/extension_loader.hpp>

namespace sluice::engine {

void add_function(duckdb::ExtensionLoader& loader, const std::string& name,
                  duckdb::vector<LogicalType> arguments, LogicalType result, Fails fails, Loop loop,
                  duckdb::bind_scalar_function_t bind) {
  duckdb::ScalarFunction function(name, std::move(arguments), std::move(result), std::move(loop),
                                  bind);
  function.SetStability(duckdb::FunctionStability::CONSISTENT);
  function.SetErrorMode(fails == Fails::on_values ? duckdb::FunctionErrors::CAN_THROW_RUNTIME_ERROR
                                                  : duckdb::FunctionErrors::CANNOT_ERROR);
  add_function(loader, std::move(function));
}

void add_function(duckdb::ExtensionLoader& loader, duckdb::ScalarFunction function) {
  loader.RegisterFunction(std::move(function));
}

}  // namespace sluice::engine
