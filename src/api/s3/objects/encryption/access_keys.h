// access/'s KMS as SSE-KMS's key service.
#pragma once

#include "access/keys/keys.h"
#include "api/s3/s3.h"

namespace sluice::api::s3 {

class AccessKeys final : public KeyService {
 public:
  explicit AccessKeys(access::Keys& keys) : keys_(keys) {}

  access::KmsKey find(const std::string& key) override;
  DataKeyPair make_data_key(const std::string& key_arn,
                            const access::EncryptionContext& context) override;
  std::string unwrap(const std::string& key_arn, const std::string& wrapped,
                     const access::EncryptionContext& context) override;

 private:
  access::Keys& keys_;
};

}  // namespace sluice::api::s3
