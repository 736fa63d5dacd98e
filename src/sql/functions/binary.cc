#include "sql/functions/function.h"

namespace sluice::sql {

namespace {

// https://trino.io/docs/current/functions/binary.html
constexpr Function kBinary[] = {
    {"length", "(varbinary) -> bigint", "octet_length({0})"},
    {"substr", "(varbinary, bigint) -> varbinary", "sluice_byte_substr({0}, {1})"},
    {"substr", "(varbinary, bigint, bigint) -> varbinary", "sluice_byte_substr({0}, {1}, {2})"},
    {"substring", "(varbinary, bigint) -> varbinary", "sluice_byte_substr({0}, {1})"},
    {"substring", "(varbinary, bigint, bigint) -> varbinary", "sluice_byte_substr({0}, {1}, {2})"},
    {"reverse", "(varbinary) -> varbinary", "sluice_byte_reverse({0})"},
    {"lpad", "(varbinary, bigint, varbinary) -> varbinary", "sluice_byte_lpad({0}, {1}, {2})",
     kFails},
    {"rpad", "(varbinary, bigint, varbinary) -> varbinary", "sluice_byte_rpad({0}, {1}, {2})",
     kFails},

    {"to_hex", "(varbinary) -> varchar", "hex({0})"},
    {"from_hex", "(varchar) -> varbinary", "sluice_from_hex({0})", kFails},
    {"from_hex", "(varbinary) -> varbinary", "sluice_from_hex({0})", kFails},
    {"to_base64", "(varbinary) -> varchar", "sluice_to_base64({0})"},
    {"from_base64", "(varchar) -> varbinary", "sluice_from_base64({0})", kFails},
    {"from_base64", "(varbinary) -> varbinary", "sluice_from_base64({0})", kFails},
    {"to_base64url", "(varbinary) -> varchar", "sluice_to_base64url({0})"},
    {"from_base64url", "(varchar) -> varbinary", "sluice_from_base64url({0})", kFails},
    {"from_base64url", "(varbinary) -> varbinary", "sluice_from_base64url({0})", kFails},
    {"to_base32", "(varbinary) -> varchar", "sluice_to_base32({0})"},
    {"from_base32", "(varchar) -> varbinary", "sluice_from_base32({0})", kFails},
    {"from_base32", "(varbinary) -> varbinary", "sluice_from_base32({0})", kFails},

    {"to_big_endian_64", "(bigint) -> varbinary", "sluice_big_endian_64({0})"},
    {"from_big_endian_64", "(varbinary) -> bigint", "sluice_from_big_endian_64({0})", kFails},
    {"to_big_endian_32", "(integer) -> varbinary", "sluice_big_endian_32({0})"},
    {"from_big_endian_32", "(varbinary) -> integer", "sluice_from_big_endian_32({0})", kFails},
    {"to_ieee754_64", "(double) -> varbinary", "sluice_ieee754_64({0})"},
    {"from_ieee754_64", "(varbinary) -> double", "sluice_from_ieee754_64({0})", kFails},
    {"to_ieee754_32", "(real) -> varbinary", "sluice_ieee754_32({0})"},
    {"from_ieee754_32", "(varbinary) -> real", "sluice_from_ieee754_32({0})", kFails},

    {"crc32", "(varbinary) -> bigint", "sluice_crc32({0})"},
    {"md5", "(varbinary) -> varbinary", "unhex(md5({0}))"},
    {"sha1", "(varbinary) -> varbinary", "unhex(sha1({0}))"},
    {"sha256", "(varbinary) -> varbinary", "unhex(sha256({0}))"},
    {"sha512", "(varbinary) -> varbinary", "sluice_sha512({0})"},
    {"hmac_md5", "(varbinary, varbinary) -> varbinary", "sluice_hmac_md5({0}, {1})", kFails},
    {"hmac_sha1", "(varbinary, varbinary) -> varbinary", "sluice_hmac_sha1({0}, {1})", kFails},
    {"hmac_sha256", "(varbinary, varbinary) -> varbinary", "sluice_hmac_sha256({0}, {1})", kFails},
    {"hmac_sha512", "(varbinary, varbinary) -> varbinary", "sluice_hmac_sha512({0}, {1})", kFails},
    {"xxhash64", "(varbinary) -> varbinary", "sluice_xxhash64({0})"},
    {"murmur3", "(varbinary) -> varbinary", "sluice_murmur3({0})"},
    {"spooky_hash_v2_32", "(varbinary) -> varbinary", "sluice_spooky_32({0})"},
    {"spooky_hash_v2_64", "(varbinary) -> varbinary", "sluice_spooky_64({0})"},
};

}  // namespace

std::span<const Function> binary_functions() {
  return kBinary;
}

}  // namespace sluice::sql
