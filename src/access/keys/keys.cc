#include "access/keys/keys.h"

#include <algorithm>

#include "access/identity/rows/entity_rows.h"
#include "access/keys/rows/key_rows.h"
#include "access/policy/policy.h"

namespace sluice::access {
namespace {

using std::chrono::days;

Error not_found(const std::string& what) {
  return Error(ErrorKind::not_found, "NotFoundException", what);
}

// The default key policy: the account's own policies decide.
std::string default_policy(const Account& account) {
  return fmt::format(
      R"({{"Version":"2012-10-17","Id":"key-default-1","Statement":[{{"Sid":"Enable IAM User)"
      R"( Permissions","Effect":"Allow","Principal":{{"AWS":"{}"}},"Action":"kms:*",)"
      R"("Resource":"*"}}]}})",
      account.root_arn());
}

void check_policy(const std::string& policy) {
  parse_policy(policy, {.kind = PolicyKind::key, .text_bytes_max = 32'768});
}

// What the names of keys and aliases have in front as ARNs.
std::string without_arn(const Account& account, const std::string& key) {
  if (!key.starts_with("arn:")) return key;
  const std::string start = fmt::format("arn:aws:kms:{}:{}:", account.region(), account.id());
  if (!key.starts_with(start)) throw not_found(fmt::format("Invalid arn {}", key));
  const std::string rest = key.substr(start.size());
  return rest.starts_with("key/") ? rest.substr(4) : rest;
}

void check_own(const KmsKey& key, std::string_view what) {
  if (key.manager == KeyManager::customer) return;
  throw Error(ErrorKind::denied, "AccessDeniedException",
              fmt::format("{} is managed by AWS: {} is not permitted.", key.arn, what));
}

void merge_key_tags(std::vector<Tag>& tags, const std::vector<Tag>& added) {
  try {
    merge_tags(tags, added);
  } catch (const Error& error) {
    const bool is_limit = error.kind() == ErrorKind::limit;
    throw Error(error.kind(), is_limit ? "LimitExceededException" : "TagException",
                error.message());
  }
}

}  // namespace

KmsKey Keys::resolve(meta::Connection& rows, const std::string& key, Use use) const {
  std::string id = without_arn(account_, key);
  if (id.starts_with("alias/")) {
    const auto target = key_of_alias(rows, id);
    if (!target || use == Use::management)
      throw not_found(fmt::format("Alias {} is not found.", alias_arn(account_, id)));
    id = *target;
  }
  auto found = find_key(rows, account_, id);
  if (!found || (found->deletion && *found->deletion <= account_.clock().now()))
    throw not_found(fmt::format("Key '{}' does not exist", key_arn(account_, id)));
  if (use != Use::cryptography) return std::move(*found);
  if (found->state == KeyState::disabled) {
    throw Error(ErrorKind::denied, "DisabledException", fmt::format("{} is disabled.", found->arn));
  }
  if (found->state == KeyState::pending_deletion) {
    throw Error(ErrorKind::conflict, "KMSInvalidStateException",
                fmt::format("{} is pending deletion.", found->arn));
  }
  return std::move(*found);
}

// alias/aws/s3 and its like come into being when they are first named.
KmsKey Keys::resolve_or_make(const std::string& key) {
  const std::string name = without_arn(account_, key);
  constexpr std::string_view kStart = "alias/aws/";
  if (name.starts_with(kStart)) return service_key(name.substr(kStart.size()));
  return account_.database().read(
      [&](meta::Connection& rows) { return resolve(rows, key, Use::cryptography); });
}

void Keys::change(const std::string& key, const std::function<void(KmsKey&)>& edit) {
  account_.database().write([&](meta::Transaction& rows) {
    KmsKey found = resolve(rows, key, Use::management);
    edit(found);
    update_key(rows, found);
  });
}

KmsKey Keys::create(const NewKey& from) {
  KmsKey key{.id = make_uuid(account_.random()),
             .description = from.description,
             .created = account_.clock().now(),
             .policy = from.policy.empty() ? default_policy(account_) : from.policy};
  check_policy(key.policy);
  merge_key_tags(key.tags, from.tags);
  key.arn = key_arn(account_, key.id);
  account_.database().write([&](meta::Transaction& rows) {
    insert_key(rows, key);
    insert_material(rows, account_, key, false);
  });
  return key;
}

KmsKey Keys::service_key(const std::string& service) {
  const std::string alias = "alias/aws/" + service;
  const bool is_service =
      !service.empty() && service.size() <= 32 &&
      service.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos;
  if (!is_service) throw not_found(fmt::format("Alias {} is not found.", alias));
  const auto existing =
      account_.database().read([&](meta::Connection& rows) -> std::optional<KmsKey> {
        const auto id = key_of_alias(rows, alias);
        return id ? find_key(rows, account_, *id) : std::nullopt;
      });
  if (existing) return *existing;
  KmsKey key{.id = make_uuid(account_.random()),
             .description = fmt::format("Default key that protects my {} data when no other key"
                                        " is defined",
                                        service),
             .manager = KeyManager::aws,
             .created = account_.clock().now(),
             .rotates = true,
             .policy = default_policy(account_)};
  key.arn = key_arn(account_, key.id);
  key.next_rotation = key.created + days(key.rotation_days);
  account_.database().write([&](meta::Transaction& rows) {
    // Somebody else may have been first.
    if (const auto id = key_of_alias(rows, alias)) {
      key = find_key(rows, account_, *id).value();
      return;
    }
    insert_key(rows, key);
    insert_material(rows, account_, key, false);
    insert_alias(rows, alias, key.id, key.created);
  });
  return key;
}

KmsKey Keys::describe(const std::string& key) {
  if (without_arn(account_, key).starts_with("alias/aws/")) return resolve_or_make(key);
  return account_.database().read(
      [&](meta::Connection& rows) { return resolve(rows, key, Use::any); });
}

KeyPage<KmsKey> Keys::list(const KeyListing& how) {
  if (how.limit < 1 || how.limit > 1000)
    throw Error(ErrorKind::invalid, "ValidationException", "Limit must be between 1 and 1000");
  KeyPage<KmsKey> page{.items = account_.database().read([&](meta::Connection& rows) {
    return list_keys(rows, account_, how.marker, how.limit + 1);
  })};
  if (page.items.size() > static_cast<std::size_t>(how.limit)) {
    page.items.pop_back();
    page.next_marker = page.items.back().id;
  }
  return page;
}

void Keys::set_description(const std::string& key, std::string description) {
  change(key, [&](KmsKey& found) { found.description = std::move(description); });
}

void Keys::set_enabled(const std::string& key, bool enabled) {
  change(key, [&](KmsKey& found) {
    check_own(found, "to enable or disable it");
    if (found.state == KeyState::pending_deletion) {
      throw Error(ErrorKind::conflict, "KMSInvalidStateException",
                  fmt::format("{} is pending deletion.", found.arn));
    }
    found.state = enabled ? KeyState::enabled : KeyState::disabled;
  });
}

KmsKey Keys::schedule_deletion(const std::string& key, int wait_days) {
  if (wait_days < 7 || wait_days > 30) {
    throw Error(ErrorKind::invalid, "ValidationException",
                "PendingWindowInDays must be between 7 and 30");
  }
  KmsKey result;
  change(key, [&](KmsKey& found) {
    check_own(found, "to delete it");
    if (found.state == KeyState::pending_deletion) {
      throw Error(ErrorKind::conflict, "KMSInvalidStateException",
                  fmt::format("{} is pending deletion.", found.arn));
    }
    found.state = KeyState::pending_deletion;
    found.deletion = account_.clock().now() + days(wait_days);
    result = found;
  });
  return result;
}

KmsKey Keys::cancel_deletion(const std::string& key) {
  KmsKey result;
  change(key, [&](KmsKey& found) {
    if (found.state != KeyState::pending_deletion) {
      throw Error(ErrorKind::conflict, "KMSInvalidStateException",
                  fmt::format("{} is not pending deletion.", found.arn));
    }
    found.state = KeyState::disabled;
    found.deletion.reset();
    result = found;
  });
  return result;
}

void Keys::set_policy(const std::string& key, std::string policy) {
  check_policy(policy);
  change(key, [&](KmsKey& found) {
    check_own(found, "to change its policy");
    found.policy = std::move(policy);
  });
}

void Keys::tag(const std::string& key, const std::vector<Tag>& tags) {
  change(key, [&](KmsKey& found) {
    check_own(found, "to tag it");
    merge_key_tags(found.tags, tags);
  });
}

void Keys::untag(const std::string& key, const std::vector<std::string>& tag_keys) {
  change(key, [&](KmsKey& found) {
    check_own(found, "to tag it");
    remove_tags(found.tags, tag_keys);
  });
}

void Keys::set_rotation(const std::string& key, bool rotates, int rotation_days) {
  if (rotates && (rotation_days < 90 || rotation_days > 2560)) {
    throw Error(ErrorKind::invalid, "ValidationException",
                "RotationPeriodInDays must be between 90 and 2560");
  }
  change(key, [&](KmsKey& found) {
    check_own(found, "to change its rotation");
    if (found.state != KeyState::enabled) {
      const bool is_disabled = found.state == KeyState::disabled;
      throw Error(is_disabled ? ErrorKind::denied : ErrorKind::conflict,
                  is_disabled ? "DisabledException" : "KMSInvalidStateException",
                  fmt::format("{} is not enabled.", found.arn));
    }
    found.rotates = rotates;
    if (rotates) found.rotation_days = rotation_days;
    found.next_rotation.reset();
    if (rotates) found.next_rotation = account_.clock().now() + days(found.rotation_days);
  });
}

void Keys::rotate(meta::Transaction& rows, KmsKey& key, bool on_demand) {
  ++key.version;
  if (!on_demand) key.next_rotation = account_.clock().now() + days(key.rotation_days);
  insert_material(rows, account_, key, on_demand);
  update_key(rows, key);
}

void Keys::rotate_now(const std::string& key) {
  account_.database().write([&](meta::Transaction& rows) {
    KmsKey found = resolve(rows, key, Use::management);
    check_own(found, "to rotate it");
    found = resolve(rows, found.id, Use::cryptography);
    rotate(rows, found, true);
  });
}

std::vector<KeyRotation> Keys::rotations(const std::string& key) {
  return account_.database().read([&](meta::Connection& rows) {
    auto query = rows.prepare(
        "SELECT created_us, on_demand FROM kms_key_version WHERE key_id = ?1 AND number > 1"
        " ORDER BY number");
    query.bind(1, resolve(rows, key, Use::management).id);
    std::vector<KeyRotation> found;
    while (query.step())
      found.push_back({.at = from_us(query.int64(0)), .on_demand = query.int64(1) != 0});
    return found;
  });
}

void Keys::maintain() {
  const Timestamp now = account_.clock().now();
  const auto keys = account_.database().read(
      [&](meta::Connection& rows) { return list_keys(rows, account_, "", 100'000); });
  for (const KmsKey& key : keys) {
    const bool is_dead = key.deletion && *key.deletion <= now;
    const bool is_due =
        key.state == KeyState::enabled && key.next_rotation && *key.next_rotation <= now;
    if (!is_dead && !is_due) continue;
    account_.database().write([&](meta::Transaction& rows) {
      // It may have been changed since it was listed.
      auto current = find_key(rows, account_, key.id);
      if (!current || current->deletion != key.deletion) return;
      if (is_dead) {
        delete_key(rows, key.id);
      } else if (current->state == KeyState::enabled &&
                 current->next_rotation == key.next_rotation) {
        rotate(rows, *current, false);
      }
    });
    if (!is_dead) continue;
    const std::lock_guard lock(materials_mutex_);
    std::erase_if(materials_, [&](const auto& entry) { return entry.first.starts_with(key.id); });
  }
}

}  // namespace sluice::access
