#include "access/identity/access_keys.h"

#include <array>

#include "access/identity/rows/entity_rows.h"

namespace sluice::access {
namespace {

constexpr std::int64_t kKeysMax = 2;
constexpr std::chrono::minutes kUseInterval{15};

// Root's keys belong to the account's id.
std::string owner_id(meta::Connection& rows, const Account& account, const std::string& user) {
  if (user.empty()) return account.id();
  return get_entity(rows, account.id(), {EntityKind::user, user}).id;
}

std::string make_secret(Random& random) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::array<std::byte, 40> bytes;
  random.fill(bytes);
  std::string secret;
  for (const std::byte byte : bytes)
    secret += kDigits[std::to_integer<unsigned>(byte) % kDigits.size()];
  return secret;
}

void insert_key(meta::Transaction& rows, const Account& account, const NewAccessKey& key,
                const std::string& owner) {
  const std::string sealed = account.sealer().seal(key.secret, key.key.id);
  rows.prepare(
          "INSERT INTO access_key(id, owner_id, sealed_secret, active, created_us)"
          " VALUES (?1, ?2, ?3, 1, ?4)")
      .bind(1, key.key.id)
      .bind(2, owner)
      .bind_blob(3, std::as_bytes(std::span(sealed)))
      .bind(4, to_us(key.key.created))
      .run();
}

// Whether it is root's, active and with that secret.
bool has_key(meta::Connection& rows, const Account& account, const NewAccessKey& key) {
  auto query = rows.prepare(
      "SELECT sealed_secret FROM access_key WHERE id = ?1 AND owner_id = ?2 AND active = 1");
  query.bind(1, key.key.id).bind(2, account.id());
  return query.step() && account.sealer().open(query.blob(0), key.key.id) == key.secret;
}

Error no_key(const std::string& id) {
  return Error(ErrorKind::not_found, "NoSuchEntity",
               fmt::format("The Access Key with id {} cannot be found.", id));
}

}  // namespace

std::optional<NewAccessKey> AccessKeys::create_root_key(const KeepKey& keep) {
  NewAccessKey key{
      .key = {.id = make_id(account_.random(), "AKIA"), .created = account_.clock().now()},
      .secret = make_secret(account_.random())};
  const bool is_new = account_.database().read([&](meta::Connection& rows) {
    return count_rows(rows, "access_key", "owner_id", account_.id()) == 0;
  });
  if (!is_new) return std::nullopt;
  if (keep) keep(key);
  account_.write([&](meta::Transaction& rows) { insert_key(rows, account_, key, account_.id()); });
  return key;
}

void AccessKeys::import_root_key(const std::string& id, const std::string& secret) {
  if (id.size() < 3 || id.size() > 128 || secret.size() < 8) {
    throw Error(ErrorKind::invalid, "InvalidInput",
                "An access key id has 3 to 128 characters, its secret at least 8.");
  }
  const NewAccessKey key{.key = {.id = id, .created = account_.clock().now()}, .secret = secret};
  account_.write([&](meta::Transaction& rows) {
    if (has_key(rows, account_, key)) return;
    rows.prepare("DELETE FROM access_key WHERE owner_id = ?1").bind(1, account_.id()).run();
    insert_key(rows, account_, key, account_.id());
  });
}

NewAccessKey AccessKeys::create(const std::string& user) {
  NewAccessKey key{.key = {.id = make_id(account_.random(), "AKIA"),
                           .user = user,
                           .created = account_.clock().now()},
                   .secret = make_secret(account_.random())};
  account_.write([&](meta::Transaction& rows) {
    const std::string owner = owner_id(rows, account_, user);
    if (count_rows(rows, "access_key", "owner_id", owner) >= kKeysMax) {
      throw Error(ErrorKind::limit, "LimitExceeded",
                  fmt::format("Cannot exceed quota for AccessKeysPerUser: {}", kKeysMax));
    }
    insert_key(rows, account_, key, owner);
  });
  return key;
}

std::vector<AccessKey> AccessKeys::list(const std::string& user) const {
  return account_.database().read([&](meta::Connection& rows) {
    auto query = rows.prepare(
        "SELECT id, active, created_us FROM access_key WHERE owner_id = ?1"
        " ORDER BY created_us, id");
    query.bind(1, owner_id(rows, account_, user));
    std::vector<AccessKey> keys;
    while (query.step()) {
      keys.push_back({.id = query.text(0),
                      .user = user,
                      .is_active = query.int64(1) != 0,
                      .created = from_us(query.int64(2))});
    }
    return keys;
  });
}

void AccessKeys::set_active(const std::string& user, const std::string& id, bool is_active) {
  account_.write([&](meta::Transaction& rows) {
    rows.prepare("UPDATE access_key SET active = ?3 WHERE id = ?1 AND owner_id = ?2")
        .bind(1, id)
        .bind(2, owner_id(rows, account_, user))
        .bind(3, is_active ? 1 : 0)
        .run();
    if (rows.changes() == 0) throw no_key(id);
  });
}

void AccessKeys::remove(const std::string& user, const std::string& id) {
  account_.write([&](meta::Transaction& rows) {
    rows.prepare("DELETE FROM access_key WHERE id = ?1 AND owner_id = ?2")
        .bind(1, id)
        .bind(2, owner_id(rows, account_, user))
        .run();
    if (rows.changes() == 0) throw no_key(id);
  });
}

AccessKeyUse AccessKeys::last_use(const std::string& id) const {
  return account_.database().read([&](meta::Connection& rows) {
    auto query = rows.prepare(
        "SELECT owner_id, used_us, used_service, used_region FROM access_key WHERE id = ?1");
    query.bind(1, id);
    if (!query.step()) throw no_key(id);
    AccessKeyUse use{.service = query.text(2), .region = query.text(3)};
    if (!query.is_null(1)) use.at = from_us(query.int64(1));
    if (const auto user = find_entity_by_id(rows, account_.id(), query.text(0)))
      use.user = user->name;
    return use;
  });
}

void AccessKeys::note_use(const std::string& id, std::string_view service,
                          std::string_view region) {
  const Timestamp now = account_.clock().now();
  {
    const std::lock_guard lock(uses_mutex_);
    const auto [entry, is_new] = noted_.try_emplace(id, now);
    if (!is_new && now - entry->second < kUseInterval) return;
    entry->second = now;
  }
  // Nothing that is cached depends on it.
  account_.database().write([&](meta::Transaction& rows) {
    rows.prepare(
            "UPDATE access_key SET used_us = ?2, used_service = ?3, used_region = ?4"
            " WHERE id = ?1")
        .bind(1, id)
        .bind(2, to_us(now))
        .bind(3, service)
        .bind(4, region)
        .run();
  });
}

}  // namespace sluice::access
