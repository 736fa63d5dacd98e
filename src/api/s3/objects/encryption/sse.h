// Server-side encryption as requests ask for it: SSE-S3, SSE-KMS, SSE-C.
#pragma once

#include <functional>
#include <optional>
#include <string_view>

#include "api/s3/objects/target.h"
#include "base/aead.h"
#include "store/bucket.h"
#include "store/object.h"

namespace sluice::api::s3 {

// How a new body is to be encrypted: the request's word, else the bucket's default.
struct EncryptionPlan {
  store::Encryption encryption;
  store::StageOptions how;
};

// Makes a data key for SSE-KMS. Throws Error invalid (InvalidArgument, InvalidRequest,
// InvalidEncryptionAlgorithmError), KMS's errors as "KMS.…", denied (AccessDenied).
EncryptionPlan plan_encryption(S3& s3, const Arrival& arrival, const json::object& input,
                               const TargetBucket& target, const store::ObjectKey& key);

// The same for who is no request's caller: `permit` throws where the key may not be used.
using KeyPermit = std::function<void(std::string_view action, const access::KmsKey& key)>;
EncryptionPlan plan_encryption(S3& s3, const KeyPermit& permit, const json::object& input,
                               const TargetBucket& target, const store::ObjectKey& key);

// The key that such a body is read with (or more parts are written with): unwrapped by KMS for the
// caller, or the client's own from the members "SSECustomerKey" … (of a copy's source with the
// prefix "CopySource"). Throws Error invalid (InvalidRequest) when the request has no key where one
// belongs, or one where none does.
std::optional<DataKey> key_for(S3& s3, const Arrival& arrival, const store::Encryption& encryption,
                               const json::object& input, std::string_view prefix = "");

// The same without opening anything: for what tells of an SSE-C object, but not its content.
void check_customer_key(const store::Encryption& encryption, const json::object& input,
                        std::string_view prefix = "");

// Members "ServerSideEncryption", "SSEKMSKeyId", … of an answer.
void put_encryption(json::object& output, const store::Encryption& encryption);
// What put_encryption() says of a customer's key, for outputs whose shape has no members for it.
void put_customer_headers(Headers& headers, const store::Encryption& encryption);

}  // namespace sluice::api::s3
