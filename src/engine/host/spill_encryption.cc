#include "engine/host/spill_encryption.h"

#include <openssl/evp.h>
#include <openssl/rand.h>

namespace sluice::engine {

namespace {

struct FreeCipher {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};

void require(bool is_good, const char* what) {
  if (!is_good) throw duckdb::IOException("spill encryption: %s", what);
}

class GcmState final : public duckdb::EncryptionState {
 public:
  explicit GcmState(duckdb::unique_ptr<duckdb::EncryptionStateMetadata> cipher)
      : EncryptionState(std::move(cipher)), context_(EVP_CIPHER_CTX_new()) {
    require(context_ != nullptr, "no memory");
    require(metadata->GetCipher() == duckdb::EncryptionTypes::GCM && metadata->GetKeyLen() == 32,
            "only AES-256-GCM");
  }

  void InitializeEncryption(duckdb::EncryptionNonce& nonce, duckdb::const_data_ptr_t key,
                            duckdb::const_data_ptr_t aad, duckdb::idx_t aad_size) override {
    begin(nonce, key, aad, aad_size, true);
  }

  void InitializeDecryption(duckdb::EncryptionNonce& nonce, duckdb::const_data_ptr_t key,
                            duckdb::const_data_ptr_t aad, duckdb::idx_t aad_size) override {
    begin(nonce, key, aad, aad_size, false);
  }

  size_t Process(duckdb::const_data_ptr_t in, duckdb::idx_t in_size, duckdb::data_ptr_t out,
                 duckdb::idx_t) override {
    int size = 0;
    require(EVP_CipherUpdate(context_.get(), out, &size, in, static_cast<int>(in_size)) == 1,
            "cipher failed");
    return static_cast<size_t>(size);
  }

  size_t Finalize(duckdb::data_ptr_t out, duckdb::idx_t, duckdb::data_ptr_t tag,
                  duckdb::idx_t tag_size) override {
    int size = 0;
    const int tag_bytes = static_cast<int>(tag_size);
    if (!is_encrypting_) {
      require(EVP_CIPHER_CTX_ctrl(context_.get(), EVP_CTRL_GCM_SET_TAG, tag_bytes, tag) == 1,
              "bad tag");
    }
    require(EVP_CipherFinal_ex(context_.get(), out, &size) == 1, "the spilled data were changed");
    if (is_encrypting_) {
      require(EVP_CIPHER_CTX_ctrl(context_.get(), EVP_CTRL_GCM_GET_TAG, tag_bytes, tag) == 1,
              "no tag");
    }
    return static_cast<size_t>(size);
  }

  void GenerateRandomData(duckdb::data_ptr_t data, duckdb::idx_t size) override {
    require(RAND_bytes(data, static_cast<int>(size)) == 1, "no random bytes");
  }

 private:
  void begin(duckdb::EncryptionNonce& nonce, duckdb::const_data_ptr_t key,
             duckdb::const_data_ptr_t aad, duckdb::idx_t aad_size, bool is_encrypting) {
    is_encrypting_ = is_encrypting;
    EVP_CIPHER_CTX* context = context_.get();
    const int direction = is_encrypting ? 1 : 0;
    require(
        EVP_CipherInit_ex(context, EVP_aes_256_gcm(), nullptr, nullptr, nullptr, direction) == 1,
        "no AES-256-GCM");
    require(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_SET_IVLEN, static_cast<int>(nonce.size()),
                                nullptr) == 1,
            "bad nonce");
    require(EVP_CipherInit_ex(context, nullptr, nullptr, key, nonce.data(), direction) == 1,
            "bad key");
    int size = 0;
    if (aad != nullptr && aad_size > 0) {
      require(EVP_CipherUpdate(context, nullptr, &size, aad, static_cast<int>(aad_size)) == 1,
              "bad header");
    }
  }

  std::unique_ptr<EVP_CIPHER_CTX, FreeCipher> context_;
  bool is_encrypting_ = false;
};

}  // namespace

duckdb::shared_ptr<duckdb::EncryptionState> SpillEncryption::CreateEncryptionState(
    duckdb::unique_ptr<duckdb::EncryptionStateMetadata> metadata) const {
  return duckdb::make_shared_ptr<GcmState>(std::move(metadata));
}

}  // namespace sluice::engine
