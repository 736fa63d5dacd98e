// Any bytes: the parser refuses them or makes a tree whose text parses to an equal tree.
#include "sql/syntax/round_trip_check.h"
#include "sql/syntax/statements.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  sluice::sql::check_round_trip(text, sluice::sql::parse_statement);
  sluice::sql::check_round_trip(text, sluice::sql::parse_expression);
  for (const auto& statement : sluice::sql::split_statements(text))
    sluice::sql::attempt(statement.text, sluice::sql::parse_statement);
  return 0;
}
