// KMS keys as clients see them.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "access/principal.h"
#include "base/clock.h"

namespace sluice::access {

enum class KeyState : std::uint8_t { enabled, disabled, pending_deletion };
enum class KeyManager : std::uint8_t { customer, aws };

struct KmsKey {
  std::string id;   // a UUID
  std::string arn;  // arn:aws:kms:REGION:ACCOUNT:key/ID
  std::string description;
  KeyState state = KeyState::enabled;
  KeyManager manager = KeyManager::customer;
  Timestamp created;
  std::optional<Timestamp> deletion;  // of pending_deletion
  bool rotates = false;
  int rotation_days = 365;
  std::optional<Timestamp> next_rotation;  // when it rotates
  std::int64_t version = 1;                // of the key material in use
  std::string policy;
  std::vector<Tag> tags;
};

struct KeyAlias {
  std::string name;  // "alias/…"
  std::string arn;
  std::string key_id;
  Timestamp created;
  Timestamp updated;
};

struct KeyGrant {
  std::string id;
  std::string token;
  std::string key_id;
  std::string name;
  std::string grantee;                  // an ARN
  std::string retiring;                 // an ARN, or ""
  std::vector<std::string> operations;  // "Decrypt"
  // Which encryption contexts it is good for.
  std::map<std::string, std::string> context_equals;
  std::map<std::string, std::string> context_subset;
  Timestamp created;
};

struct KeyRotation {
  Timestamp at;
  bool on_demand = false;
};

using EncryptionContext = std::map<std::string, std::string>;

}  // namespace sluice::access
