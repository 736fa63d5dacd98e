// KMS: keys that never leave, and what is done with them. Key material lies in the database wrapped
// by the lake's master key.
#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "access/identity/account.h"
#include "access/keys/kms_key.h"

namespace sluice::access {

struct NewKey {
  std::string description;
  std::string policy;  // "": the default, which lets the account's IAM policies decide
  std::vector<Tag> tags;
};

struct Encrypted {
  std::string key_arn;
  std::string blob;  // names the key and the version of its material
};

struct Decrypted {
  std::string key_arn;
  std::string plaintext;
};

struct DataKeyPair {
  std::string key_arn;
  std::string plaintext;
  std::string blob;
};

template <class Item>
struct KeyPage {
  std::vector<Item> items;
  std::string next_marker;  // "" at the end
};

struct KeyListing {
  std::string marker;
  int limit = 100;  // 1 to 1,000
};

// `key` is an id, an ARN, an alias's name or an alias's ARN where AWS takes all four (the
// cryptographic operations and describe); an id or ARN otherwise. Throws Error with KMS's codes:
// not_found NotFoundException; denied DisabledException; conflict KMSInvalidStateException,
// AlreadyExistsException; invalid InvalidCiphertextException, IncorrectKeyException,
// InvalidKeyUsageException, ValidationException, InvalidArnException, InvalidAliasNameException,
// MalformedPolicyDocumentException, TagException; limit LimitExceededException;
// unsupported UnsupportedOperationException. Permissions are the caller's to check: by policy() of
// the key and its grants. Thread-safe.
class Keys {
 public:
  explicit Keys(Account& account) : account_(account) {}

  KmsKey create(const NewKey& key);
  KmsKey describe(const std::string& key);
  KeyPage<KmsKey> list(const KeyListing& how);
  void set_description(const std::string& key, std::string description);
  void set_enabled(const std::string& key, bool enabled);
  // After 7 to 30 days the key's material is gone for good.
  KmsKey schedule_deletion(const std::string& key, int days);
  KmsKey cancel_deletion(const std::string& key);
  void set_policy(const std::string& key, std::string policy);
  void tag(const std::string& key, const std::vector<Tag>& tags);
  void untag(const std::string& key, const std::vector<std::string>& tag_keys);

  // Older ciphertexts stay readable: each names the version it was made with.
  void set_rotation(const std::string& key, bool rotates, int days = 365);
  void rotate_now(const std::string& key);
  std::vector<KeyRotation> rotations(const std::string& key);

  void create_alias(const std::string& alias, const std::string& key);
  void update_alias(const std::string& alias, const std::string& key);
  void delete_alias(const std::string& alias);
  // Of one key, or of all ("").
  KeyPage<KeyAlias> aliases(const std::string& key, const KeyListing& how);

  KeyGrant create_grant(KeyGrant grant);
  std::vector<KeyGrant> grants(const std::string& key);
  std::vector<KeyGrant> grants_retirable_by(const std::string& principal_arn);
  void revoke_grant(const std::string& key, const std::string& grant_id);
  // By token, or by key and id.
  void retire_grant(const std::string& token, const std::string& key, const std::string& grant_id);
  // Whether a grant lets this principal do it: "Decrypt".
  bool is_granted(const std::string& key, const std::string& principal_arn,
                  std::string_view operation, const EncryptionContext& context);
  // Whether a grant lets this principal give `child`, which may allow no more than that grant does.
  bool may_grant(const std::string& key, const std::string& principal_arn, const KeyGrant& child);

  // At most 4,096 bytes.
  Encrypted encrypt(const std::string& key, std::string_view plaintext,
                    const EncryptionContext& context);
  // `key` may be "": the blob names it. Given, it must be that one (IncorrectKeyException).
  Decrypted decrypt(const std::string& key, std::string_view blob,
                    const EncryptionContext& context);
  // Which key a blob names, before anything is opened: for permissions.
  KmsKey key_of(std::string_view blob);
  DataKeyPair generate_data_key(const std::string& key, std::size_t bytes,
                                const EncryptionContext& context);
  std::string generate_random(std::size_t bytes);

  // alias/aws/s3 and its like, made on first use.
  KmsKey service_key(const std::string& service);

  // Rotates what is due and destroys what is scheduled; now and then, by the server.
  void maintain();

 private:
  enum class Use { any, management, cryptography };
  KmsKey resolve(meta::Connection& rows, const std::string& key, Use use) const;
  KmsKey resolve_or_make(const std::string& key);
  void change(const std::string& key, const std::function<void(KmsKey&)>& edit);
  void rotate(meta::Transaction& rows, KmsKey& key, bool on_demand);
  std::string material(const std::string& key_id, std::int64_t version);

  Account& account_;
  // Of key material that was opened; the master key's holder may keep it in memory.
  std::mutex materials_mutex_;
  std::unordered_map<std::string, std::string> materials_;
};

}  // namespace sluice::access
