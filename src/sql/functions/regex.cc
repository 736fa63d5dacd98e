#include "sql/functions/function.h"

namespace sluice::sql {

namespace {

// https://trino.io/docs/current/functions/regexp.html. The pattern is Java's: what RE2 cannot take
// (look-around, back references) is an error when the query runs.
constexpr Function kRegex[] = {
    {"regexp_like", "(varchar, varchar) -> boolean", "sluice_regexp_like({0}, {1})", kFails},
    {"regexp_extract", "(varchar(x), varchar) -> varchar(x)", "sluice_regexp_extract({0}, {1}, 0)",
     kFails},
    {"regexp_extract", "(varchar(x), varchar, bigint) -> varchar(x)",
     "sluice_regexp_extract({0}, {1}, {2})", kFails},
    {"regexp_extract_all", "(varchar(x), varchar) -> array(varchar(x))",
     "sluice_regexp_extract_all({0}, {1}, 0)", kFails},
    {"regexp_extract_all", "(varchar(x), varchar, bigint) -> array(varchar(x))",
     "sluice_regexp_extract_all({0}, {1}, {2})", kFails},
    {"regexp_replace", "(varchar, varchar) -> varchar", "sluice_regexp_replace({0}, {1}, '')",
     kFails},
    {"regexp_replace", "(varchar, varchar, varchar) -> varchar",
     "sluice_regexp_replace({0}, {1}, {2})", kFails},
    {"regexp_split", "(varchar(x), varchar) -> array(varchar(x))", "sluice_regexp_split({0}, {1})",
     kFails},
    {"regexp_count", "(varchar, varchar) -> bigint", "sluice_regexp_count({0}, {1})", kFails},
};

}  // namespace

std::span<const Function> regex_functions() {
  return kRegex;
}

}  // namespace sluice::sql
