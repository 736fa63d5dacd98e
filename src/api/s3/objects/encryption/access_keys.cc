#include "api/s3/objects/encryption/access_keys.h"

#include "base/aead.h"

namespace sluice::api::s3 {

access::KmsKey AccessKeys::find(const std::string& key) {
  return key.empty() ? keys_.service_key("s3") : keys_.describe(key);
}

KeyService::DataKeyPair AccessKeys::make_data_key(const std::string& key_arn,
                                                  const access::EncryptionContext& context) {
  auto made = keys_.generate_data_key(key_arn, Aead::kKeyBytes, context);
  return {.plaintext = std::move(made.plaintext), .wrapped = std::move(made.blob)};
}

std::string AccessKeys::unwrap(const std::string& key_arn, const std::string& wrapped,
                               const access::EncryptionContext& context) {
  return keys_.decrypt(key_arn, wrapped, context).plaintext;
}

}  // namespace sluice::api::s3
