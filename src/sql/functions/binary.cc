#include "sql/functions/function.h"

namespace sluice::sql {

namespace {

// https://trino.io/docs/current/functions/binary.html
constexpr Function kBinary[] = {
    {"length", "(varbinary) -> bigint", "octet_length({0})"},
    {"to_utf8", "(varchar) -> varbinary", "encode({0})"},
    {"to_hex", "(varbinary) -> varchar", "hex({0})"},
    {"from_hex", "(varchar) -> varbinary", "sluice_from_hex({0})", kFails},
    {"from_utf8", "(varbinary) -> varchar", "decode({0})", kFails},
    {"to_base64", "(varbinary) -> varchar", "to_base64({0})"},
    {"from_base64", "(varchar) -> varbinary", "from_base64({0})", kFails},
    {"md5", "(varbinary) -> varbinary", "unhex(md5({0}))"},
    {"sha1", "(varbinary) -> varbinary", "unhex(sha1({0}))"},
    {"sha256", "(varbinary) -> varbinary", "unhex(sha256({0}))"},
};

}  // namespace

std::span<const Function> binary_functions() {
  return kBinary;
}

}  // namespace sluice::sql
