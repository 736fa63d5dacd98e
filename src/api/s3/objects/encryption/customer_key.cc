#include "api/s3/objects/encryption/customer_key.h"

#include <cstring>

#include "api/s3/objects/target.h"
#include "api/wire/protocol/scalars.h"
#include "base/digest.h"

namespace sluice::api::s3 {
namespace {

std::string header_name(std::string_view prefix, std::string_view which) {
  const std::string_view copy = prefix.empty() ? "" : "copy-source-";
  return fmt::format("x-amz-{}server-side-encryption-customer-{}", copy, which);
}

constexpr std::string_view kMust =
    "Requests specifying Server Side Encryption with Customer provided keys must provide ";

}  // namespace

std::optional<CustomerKey> read_customer_key(const json::object& input, std::string_view prefix) {
  const auto find = [&](std::string_view name) {
    return input.if_contains(std::string(prefix) + "SSECustomer" + std::string(name));
  };
  const auto* algorithm = find("Algorithm");
  const auto* key = find("Key");
  const auto* md5 = find("KeyMD5");
  if (!algorithm && !key && !md5) return std::nullopt;
  const auto missing = [&](std::string_view what, std::string_view header) {
    return invalid_argument(std::string(kMust) + std::string(what), header_name(prefix, header),
                            "null");
  };
  if (!algorithm) throw missing("a valid encryption algorithm.", "algorithm");
  if (algorithm->as_string() != "AES256") {
    throw DetailedError(
        ErrorKind::invalid, "InvalidEncryptionAlgorithmError",
        "The Encryption request you specified is not valid. Supported value: AES256.",
        {.members = {{"ArgumentName", header_name(prefix, "algorithm")},
                     {"ArgumentValue", algorithm->as_string()}}});
  }
  if (!key) throw missing("an appropriate secret key.", "key");
  if (!md5) throw missing("the client calculated MD5 of the secret key.", "key-MD5");
  const auto raw = base64_decode(key->as_string());
  CustomerKey read;
  // The value itself is a secret: no error shows it.
  if (!raw || raw->size() != read.key.size()) {
    throw invalid_argument("The secret key was invalid for the specified algorithm.",
                           header_name(prefix, "key"), "null");
  }
  std::memcpy(read.key.data(), raw->data(), read.key.size());
  Md5 digest;
  digest.update(*raw);
  read.md5 = base64_encode(digest.finish());
  if (md5->as_string() != read.md5) {
    throw invalid_argument(
        "The calculated MD5 hash of the key did not match the hash that was provided.",
        header_name(prefix, "key-MD5"), md5->as_string());
  }
  return read;
}

}  // namespace sluice::api::s3
