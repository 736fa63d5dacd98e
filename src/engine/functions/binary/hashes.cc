// https://trino.io/docs/current/functions/binary.html: hashes, each as its bytes.
#include <bit>

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <xxhash.h>
#include <zlib.h>

#include "engine/functions/binary/digest.h"
#include "engine/functions/define.h"
#include "engine/functions/families.h"

namespace sluice::engine {

namespace {

using duckdb::string_t;

template <class Word>
void append_big_endian(std::string& out, Word word) {
  for (std::size_t shift = sizeof word * 8; shift > 0; shift -= 8)
    out += static_cast<char>((word >> (shift - 8)) & 0xFFU);
}

template <class Word>
std::string big_endian(Word word) {
  std::string out;
  append_big_endian(out, word);
  return out;
}

const unsigned char* bytes_of(const string_t& value) {
  return reinterpret_cast<const unsigned char*>(value.GetData());
}

std::string sha512(const string_t& value) {
  std::string out(EVP_MAX_MD_SIZE, '\0');
  unsigned size = 0;
  if (EVP_Digest(bytes_of(value), value.GetSize(), reinterpret_cast<unsigned char*>(out.data()),
                 &size, EVP_sha512(), nullptr) != 1) {
    throw std::runtime_error("sha512 failed");
  }
  out.resize(size);
  return out;
}

template <const EVP_MD* (*Algorithm)()>
std::string hmac(const string_t& value, const string_t& key) {
  if (key.GetSize() == 0) raise(kInvalidArgument, "Empty key");
  std::string out(EVP_MAX_MD_SIZE, '\0');
  unsigned size = 0;
  const auto* made =
      HMAC(Algorithm(), bytes_of(key), static_cast<int>(key.GetSize()), bytes_of(value),
           value.GetSize(), reinterpret_cast<unsigned char*>(out.data()), &size);
  if (made == nullptr) throw std::runtime_error("hmac failed");
  out.resize(size);
  return out;
}

std::int64_t crc(const string_t& value) {
  return static_cast<std::int64_t>(crc32_z(0, bytes_of(value), value.GetSize()));
}

std::string xxhash(const string_t& value) {
  return big_endian(std::uint64_t{XXH64(value.GetData(), value.GetSize(), 0)});
}

// Its words lie as memory has them, least significant byte first.
std::string murmur(const string_t& value) {
  const auto [first, second] = murmur3(view(value));
  std::string out;
  append_big_endian(out, __builtin_bswap64(first));
  append_big_endian(out, __builtin_bswap64(second));
  return out;
}

std::string spooky_64(const string_t& value) {
  return big_endian(spooky_v2(view(value)));
}

std::string spooky_32(const string_t& value) {
  return big_endian(static_cast<std::uint32_t>(spooky_v2(view(value))));
}

}  // namespace

void register_hashes(duckdb::ExtensionLoader& loader) {
  const auto bytes = LogicalType::BLOB;
  const auto never = Fails::never;
  const auto fails = Fails::on_values;
  add_function(loader, "sluice_crc32", {bytes}, LogicalType::BIGINT, never, unary(crc));
  add_function(loader, "sluice_sha512", {bytes}, bytes, never, unary(sha512));
  add_function(loader, "sluice_xxhash64", {bytes}, bytes, never, unary(xxhash));
  add_function(loader, "sluice_murmur3", {bytes}, bytes, never, unary(murmur));
  add_function(loader, "sluice_spooky_64", {bytes}, bytes, never, unary(spooky_64));
  add_function(loader, "sluice_spooky_32", {bytes}, bytes, never, unary(spooky_32));
  const duckdb::vector<LogicalType> keyed = {bytes, bytes};
  add_function(loader, "sluice_hmac_md5", keyed, bytes, fails, binary(hmac<EVP_md5>));
  add_function(loader, "sluice_hmac_sha1", keyed, bytes, fails, binary(hmac<EVP_sha1>));
  add_function(loader, "sluice_hmac_sha256", keyed, bytes, fails, binary(hmac<EVP_sha256>));
  add_function(loader, "sluice_hmac_sha512", keyed, bytes, fails, binary(hmac<EVP_sha512>));
}

}  // namespace sluice::engine
