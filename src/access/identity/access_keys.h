// Long-lived access keys: an id, and a secret that is shown once and kept sealed.
#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "access/identity/account.h"

namespace sluice::access {

struct AccessKey {
  std::string id;    // AKIA…
  std::string user;  // "" for the account's root
  bool is_active = true;
  Timestamp created;
};

struct NewAccessKey {
  AccessKey key;
  std::string secret;  // forty characters
};

// Writes a secret down for its owner.
using KeepKey = std::function<void(const NewAccessKey&)>;

struct AccessKeyUse {
  std::string user;
  std::optional<Timestamp> at;  // nothing: never used
  std::string service;
  std::string region;
};

// Errors as of Entities. Thread-safe.
class AccessKeys {
 public:
  explicit AccessKeys(Account& account) : account_(account) {}

  // The root's key, made once in an account's life: nothing when it has been made already. `keep`
  // has it before it is good for anything: what it throws, or a crash in it, leaves no key.
  std::optional<NewAccessKey> create_root_key(const KeepKey& keep = {});
  // A root key chosen by the operator (environment variables, tests of other suites). One that root
  // does not have yet takes the place of all that it has: they may be known to others.
  void import_root_key(const std::string& id, const std::string& secret);

  // At most two a user (LimitExceeded). `user` is "" for root's.
  NewAccessKey create(const std::string& user);
  std::vector<AccessKey> list(const std::string& user) const;
  void set_active(const std::string& user, const std::string& id, bool is_active);
  void remove(const std::string& user, const std::string& id);

  AccessKeyUse last_use(const std::string& id) const;
  // Written at most every 15 minutes a key, as AWS does; cheap otherwise.
  void note_use(const std::string& id, std::string_view service, std::string_view region);

 private:
  Account& account_;
  std::mutex uses_mutex_;
  std::unordered_map<std::string, Timestamp> noted_;
};

}  // namespace sluice::access
