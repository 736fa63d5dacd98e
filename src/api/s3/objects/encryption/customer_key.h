// The key that comes with a request of SSE-C.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/aead.h"
#include "base/json.h"

namespace sluice::api::s3 {

struct CustomerKey {
  DataKey key{};
  std::string md5;  // base64
};

// Members "SSECustomerAlgorithm", "SSECustomerKey", "SSECustomerKeyMD5", each with the prefix
// before it. Nothing when none of them is there. Throws Error invalid (InvalidArgument,
// InvalidEncryptionAlgorithmError).
std::optional<CustomerKey> read_customer_key(const json::object& input, std::string_view prefix);

}  // namespace sluice::api::s3
