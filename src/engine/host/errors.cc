#include "engine/host/errors.h"

#include "engine/host/object_files.h"
#include "engine/host/wording.h"

namespace sluice::engine {

namespace {

Error coded(const std::string& message) {
  const std::size_t begin = std::string_view(kCodedPrefix).size();
  const std::size_t end = message.find(':', begin);
  if (end == std::string::npos) {
    return Error(ErrorKind::invalid, "GENERIC_USER_ERROR", message.substr(begin));
  }
  return Error(ErrorKind::invalid, message.substr(begin, end - begin), message.substr(end + 1));
}

// Trino's name for a failure of the query itself.
// https://trino.io/docs/current/develop/spi-overview.html
const char* code_of(duckdb::ExceptionType type, const std::string& message) {
  switch (type) {
    case duckdb::ExceptionType::CONVERSION:
      if (message.find("out of range for the destination type INT") != std::string::npos) {
        return "NUMERIC_VALUE_OUT_OF_RANGE";
      }
      return "INVALID_CAST_ARGUMENT";
    case duckdb::ExceptionType::OUT_OF_RANGE:
      return "NUMERIC_VALUE_OUT_OF_RANGE";
    case duckdb::ExceptionType::DIVIDE_BY_ZERO:
      return "DIVISION_BY_ZERO";
    case duckdb::ExceptionType::INVALID_INPUT:
      if (message.starts_with("More than one row returned by a subquery")) {
        return "SUBQUERY_MULTIPLE_ROWS";
      }
      return "INVALID_FUNCTION_ARGUMENT";
    case duckdb::ExceptionType::NOT_IMPLEMENTED:
      return "NOT_SUPPORTED";
    default:
      return "GENERIC_INTERNAL_ERROR";
  }
}

std::string neutral(std::string text) {
  return duckdb::StringUtil::Replace(std::move(text), "DuckDB", "the engine");
}

}  // namespace

std::string first_line(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

std::string without_paths(const QueryState& query, const std::string& text) {
  std::string result;
  std::size_t position = 0;
  while (true) {
    const std::size_t found = text.find(kReadScheme, position);
    if (found == std::string::npos) return result + text.substr(position);
    const std::size_t end = std::min(text.find_first_of("\"' \n,:", found + 9), text.size());
    const std::string name = object_name(query, text.substr(found, end - found));
    result += text.substr(position, found - position) + (name.empty() ? "an object" : name);
    position = end;
  }
}

Error translated(const duckdb::ErrorData& error) {
  const std::string& raw = error.RawMessage();
  const std::size_t prefix = raw.find(kCodedPrefix);
  if (prefix != std::string::npos) return coded(first_line(raw.substr(prefix)));

  const std::string message = neutral(trino_wording(first_line(raw)));
  if (error.Type() == duckdb::ExceptionType::OUT_OF_MEMORY) {
    return Error(ErrorKind::limit, "EXCEEDED_LOCAL_MEMORY_LIMIT",
                 "the query needs more memory or spill space than it may have: " + message);
  }
  if (error.Type() == duckdb::ExceptionType::PERMISSION) {
    return Error(ErrorKind::denied, "PERMISSION_DENIED", message);
  }
  const std::string code = code_of(error.Type(), raw);
  const ErrorKind kind = code == "NOT_SUPPORTED" ? ErrorKind::unsupported : ErrorKind::invalid;
  return Error(kind, code, message);
}

Error to_error(const QueryState& query, const duckdb::ErrorData& error) {
  if (const auto first = query.first_error()) return *first;
  if (error.Type() == duckdb::ExceptionType::INTERRUPT || query.cancelled()) {
    return Error(ErrorKind::cancelled, "USER_CANCELED", "the query was cancelled");
  }
  const Error named = translated(error);
  return Error(named.kind(), named.code(), without_paths(query, named.message()));
}

}  // namespace sluice::engine
