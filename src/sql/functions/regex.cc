#include "sql/functions/function.h"
#include "sql/functions/text_length.h"

namespace sluice::sql {

namespace {

// https://trino.io/docs/current/functions/regexp.html
// A reference of two characters may stand for the whole text.
Type replaced(std::span<const Type> types) {
  const std::int64_t replacement = length_of(types[2]);
  return varchar_with_inserted(types[0],
                               std::max(length_of(types[0]) * replacement / 2, replacement));
}

constexpr Function kRegex[] = {
    {"regexp_like", "(varchar, text) -> boolean", "sluice_regexp_like({0}, {1})", kFails},
    {"regexp_count", "(varchar, text) -> bigint", "sluice_regexp_count({0}, {1})", kFails},
    {"regexp_position", "(varchar, text) -> integer", "sluice_regexp_position({0}, {1}, 1, 1)",
     kFails},
    {"regexp_position", "(varchar, text, integer) -> integer",
     "sluice_regexp_position({0}, {1}, {2}, 1)", kFails},
    {"regexp_position", "(varchar, text, integer, integer) -> integer",
     "sluice_regexp_position({0}, {1}, {2}, {3})", kFails},
    {"regexp_extract", "(varchar(x), text) -> varchar(x)", "sluice_regexp_extract({0}, {1}, 0)",
     kFails},
    {"regexp_extract", "(varchar(x), text, bigint) -> varchar(x)",
     "sluice_regexp_extract({0}, {1}, {2})", kFails},
    {"regexp_extract_all", "(varchar(x), text) -> array(varchar(x))",
     "sluice_regexp_extract_all({0}, {1}, 0)", kFails},
    {"regexp_extract_all", "(varchar(x), text, bigint) -> array(varchar(x))",
     "sluice_regexp_extract_all({0}, {1}, {2})", kFails},
    {"regexp_split", "(varchar(x), text) -> array(varchar(x))", "sluice_regexp_split({0}, {1})",
     kFails},
    {"regexp_replace", "(varchar(x), text) -> varchar(x)", "sluice_regexp_replace({0}, {1}, '')",
     kFails},
    {.name = "regexp_replace",
     .signature = "(varchar, text, varchar) -> varchar",
     .lowering = "sluice_regexp_replace({0}, {1}, {2})",
     .failure = kFails,
     .result = replaced},
    // The lambda's results between the parts that did not match.
    {"regexp_replace", "(varchar, text, function(array(varchar), varchar)) -> varchar",
     "sluice_regexp_interleave(sluice_regexp_split({0}, {1}), "
     "list_transform(sluice_regexp_groups({0}, {1}), {2}))",
     kFails},
};

}  // namespace

std::span<const Function> regex_functions() {
  return kRegex;
}

}  // namespace sluice::sql
