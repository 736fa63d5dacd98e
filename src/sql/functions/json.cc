#include "sql/functions/function.h"

namespace sluice::sql {

namespace {

// https://trino.io/docs/current/functions/json.html. A json value is its text, without spaces.
constexpr Function kJson[] = {
    {"json_extract_scalar", "(varchar, varchar) -> varchar", "sluice_json_scalar({0}, {1})",
     kFails},
    {"json_extract_scalar", "(json, varchar) -> varchar", "sluice_json_scalar({0}, {1})", kFails},
    {"json_extract", "(varchar, varchar) -> json", "sluice_json_extract({0}, {1})", kFails},
    {"json_extract", "(json, varchar) -> json", "sluice_json_extract({0}, {1})", kFails},
    {"json_parse", "(varchar) -> json", "sluice_json_parse({0})", kFails},
    {"json_format", "(json) -> varchar", "{0}"},
    {"json_array_length", "(varchar) -> bigint", "sluice_json_array_length({0})"},
    {"json_array_length", "(json) -> bigint", "sluice_json_array_length({0})"},
    {"json_size", "(varchar, varchar) -> bigint", "sluice_json_size({0}, {1})", kFails},
    {"json_size", "(json, varchar) -> bigint", "sluice_json_size({0}, {1})", kFails},
};

}  // namespace

std::span<const Function> json_functions() {
  return kJson;
}

}  // namespace sluice::sql
