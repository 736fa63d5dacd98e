#include "sql/functions/function.h"
#include "sql/functions/text_length.h"

namespace sluice::sql {

namespace {

// https://trino.io/docs/current/functions/url.html, uuid.html and ipaddress.html. An address is 16
// bytes in DuckDB, in their order; a uuid is DuckDB's.
Type encoded(std::span<const Type> types) {
  return varchar_up_to(12 * length_of(types[0]));
}

constexpr Function kNetwork[] = {
    {"url_extract_protocol", "(varchar(x)) -> varchar(x)", "sluice_url_protocol({0})"},
    {"url_extract_host", "(varchar(x)) -> varchar(x)", "sluice_url_host({0})"},
    {"url_extract_port", "(varchar) -> bigint", "sluice_url_port({0})"},
    {"url_extract_path", "(varchar(x)) -> varchar(x)", "sluice_url_path({0})"},
    {"url_extract_query", "(varchar(x)) -> varchar(x)", "sluice_url_query({0})"},
    {"url_extract_fragment", "(varchar(x)) -> varchar(x)", "sluice_url_fragment({0})"},
    {"url_extract_parameter", "(varchar(x), varchar) -> varchar(x)",
     "sluice_url_parameter({0}, {1})", kFails},
    {.name = "url_encode",
     .signature = "(varchar) -> varchar",
     .lowering = "sluice_url_encode({0})",
     .result = encoded},
    {"url_decode", "(varchar(x)) -> varchar(x)", "sluice_url_decode({0})", kFails},
    {"uuid", "() -> uuid", "uuid()", kTotal, Stability::volatile_},
    {"contains", "(varchar, ipaddress) -> boolean", "sluice_network_contains({0}, {1})", kFails},
};

}  // namespace

std::span<const Function> network_functions() {
  return kNetwork;
}

}  // namespace sluice::sql
