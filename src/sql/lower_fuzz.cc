// Bytes make a query of the grammar: it is lowered or refused with an Error, and its text survives
// the way through the tree. Anything else that is thrown ends the process, which is a finding.
#include "sql/query_grammar.h"
#include "sql/sql_fixture.h"
#include "sql/syntax/round_trip_check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = sluice::sql::query_from_bytes({data, size});
  sluice::sql::check_round_trip(text, sluice::sql::parse_statement);
  sluice::sql::FixedTables tables({sluice::sql::kGrammarTable});
  try {
    sluice::sql::lower_query(text, tables, {});
  } catch (const sluice::Error&) {
    return 0;
  }
  return 0;
}
