#include "engine/functions/define.h"

#include <duckdb/main/extension/extension_loader.hpp>

#include "engine/functions/utf8.h"

namespace sluice::engine {

void raise(std::string_view code, std::string_view message) {
  throw duckdb::InvalidInputException(
      fmt::format("SLUICE:{}:{}", code, repaired(message, kReplacementText)));
}

void fail_too_large() {
  raise(kInvalidArgument,
        fmt::format("The result is too large: more than {} MiB for at most {} rows",
                    kResultBytesMax >> 20U, STANDARD_VECTOR_SIZE));
}

duckdb::string_t stored_bytes(duckdb::Vector& result, std::string_view value) {
  // Short texts lie in the vector itself.
  if (value.size() > duckdb::string_t::INLINE_LENGTH) {
    const auto held =
        duckdb::StringVector::GetStringBuffer(result).GetStringAllocator().SizeInBytes();
    if (held + value.size() > kResultBytesMax) fail_too_large();
  }
  return duckdb::StringVector::AddStringOrBlob(result, value.data(), value.size());
}

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
