#include "sql/functions/function.h"

namespace sluice::sql {

namespace {

// https://trino.io/docs/current/functions/json.html. A json value is its canonical text.
constexpr Function kJson[] = {
    {"json_extract_scalar", "(varchar(x), varchar) -> varchar(x)", "sluice_json_scalar({0}, {1})",
     kFails},
    {"json_extract_scalar", "(json, varchar) -> varchar", "sluice_json_scalar({0}, {1})", kFails},
    {"json_extract", "(varchar, varchar) -> json", "sluice_json_extract({0}, {1})", kFails},
    {"json_extract", "(json, varchar) -> json", "sluice_json_extract({0}, {1})", kFails},
    {"json_parse", "(varchar) -> json", "sluice_json_parse({0})", kFails},
    {"json_format", "(json) -> varchar", "{0}"},
    {"is_json_scalar", "(varchar) -> boolean", "sluice_is_json_scalar({0})", kFails},
    {"is_json_scalar", "(json) -> boolean", "sluice_is_json_scalar({0})", kFails},
    {"json_array_length", "(varchar) -> bigint", "sluice_json_array_length({0})"},
    {"json_array_length", "(json) -> bigint", "sluice_json_array_length({0})"},
    {"json_array_get", "(varchar, bigint) -> json", "sluice_json_array_get({0}, {1})"},
    {"json_array_get", "(json, bigint) -> json", "sluice_json_array_get({0}, {1})"},
    {"json_array_contains", "(varchar, boolean) -> boolean",
     "sluice_json_array_contains({0}, {1})"},
    {"json_array_contains", "(json, boolean) -> boolean", "sluice_json_array_contains({0}, {1})"},
    {"json_array_contains", "(varchar, bigint) -> boolean", "sluice_json_array_contains({0}, {1})"},
    {"json_array_contains", "(json, bigint) -> boolean", "sluice_json_array_contains({0}, {1})"},
    {"json_array_contains", "(varchar, double) -> boolean", "sluice_json_array_contains({0}, {1})"},
    {"json_array_contains", "(json, double) -> boolean", "sluice_json_array_contains({0}, {1})"},
    {"json_array_contains", "(varchar, varchar) -> boolean",
     "sluice_json_array_contains({0}, {1})"},
    {"json_array_contains", "(json, varchar) -> boolean", "sluice_json_array_contains({0}, {1})"},
    {"json_size", "(varchar, varchar) -> bigint", "sluice_json_size({0}, {1})", kFails},
    {"json_size", "(json, varchar) -> bigint", "sluice_json_size({0}, {1})", kFails},
    // A path of type char keeps its padding, which no path has.
    {"json_extract_scalar", "(varchar(x), char(y)) -> varchar(x)",
     "sluice_json_scalar({0}, rpad({1}, {y}, ' '))", kFails},
    {"json_extract_scalar", "(json, char(y)) -> varchar",
     "sluice_json_scalar({0}, rpad({1}, {y}, ' '))", kFails},
    {"json_extract", "(varchar, char(y)) -> json", "sluice_json_extract({0}, rpad({1}, {y}, ' '))",
     kFails},
    {"json_extract", "(json, char(y)) -> json", "sluice_json_extract({0}, rpad({1}, {y}, ' '))",
     kFails},
    {"json_size", "(varchar, char(y)) -> bigint", "sluice_json_size({0}, rpad({1}, {y}, ' '))",
     kFails},
    {"json_size", "(json, char(y)) -> bigint", "sluice_json_size({0}, rpad({1}, {y}, ' '))",
     kFails},
};

}  // namespace

std::span<const Function> json_functions() {
  return kJson;
}

}  // namespace sluice::sql
