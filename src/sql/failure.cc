#include "sql/failure.h"

namespace sluice::sql {

std::string at(Location location, std::string_view message) {
  return fmt::format("line {}:{}: {}", location.line, location.column, message);
}

void fail(Location location, const char* code, std::string_view message) {
  throw Error(ErrorKind::invalid, code, at(location, message));
}

void fail_unsupported(Location location, std::string_view what) {
  throw Error(ErrorKind::unsupported, "NOT_SUPPORTED",
              at(location, fmt::format("{} not supported yet", what)));
}

}  // namespace sluice::sql
