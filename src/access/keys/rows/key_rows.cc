#include "access/keys/rows/key_rows.h"

#include "access/identity/rows/entity_rows.h"
#include "base/aead.h"
#include "base/bytes.h"

namespace sluice::access {
namespace {

constexpr std::string_view kColumns =
    "id, description, state, manager, created_us, deletion_us, rotates, rotation_days,"
    " next_rotation_us, version, policy, tags";

std::optional<Timestamp> time_at(const meta::Statement& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  return from_us(row.int64(column));
}

KmsKey read_key(const meta::Statement& row, const Account& account) {
  return {.id = row.text(0),
          .arn = key_arn(account, row.text(0)),
          .description = row.text(1),
          .state = static_cast<KeyState>(row.int64(2)),
          .manager = static_cast<KeyManager>(row.int64(3)),
          .created = from_us(row.int64(4)),
          .deletion = time_at(row, 5),
          .rotates = row.int64(6) != 0,
          .rotation_days = static_cast<int>(row.int64(7)),
          .next_rotation = time_at(row, 8),
          .version = row.int64(9),
          .policy = row.text(10),
          .tags = tags_from_text(row.text(11))};
}

void bind_time(meta::Statement& statement, int position, const std::optional<Timestamp>& time) {
  if (time) {
    statement.bind(position, to_us(*time));
  } else {
    statement.bind_null(position);
  }
}

void put_key(meta::Transaction& rows, const KmsKey& key, std::string_view verb) {
  auto put = rows.prepare(
      fmt::format("{} INTO kms_key({}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
                  verb, kColumns));
  put.bind(1, key.id)
      .bind(2, key.description)
      .bind(3, static_cast<int>(key.state))
      .bind(4, static_cast<int>(key.manager))
      .bind(5, to_us(key.created))
      .bind(7, key.rotates ? 1 : 0)
      .bind(8, key.rotation_days)
      .bind(10, key.version)
      .bind(11, key.policy)
      .bind(12, tags_to_text(key.tags));
  bind_time(put, 6, key.deletion);
  bind_time(put, 9, key.next_rotation);
  put.run();
}

}  // namespace

std::string key_arn(const Account& account, const std::string& id) {
  return fmt::format("arn:aws:kms:{}:{}:key/{}", account.region(), account.id(), id);
}

std::string alias_arn(const Account& account, const std::string& alias) {
  return fmt::format("arn:aws:kms:{}:{}:{}", account.region(), account.id(), alias);
}

std::optional<KmsKey> find_key(meta::Connection& rows, const Account& account,
                               const std::string& id) {
  auto query = rows.prepare(fmt::format("SELECT {} FROM kms_key WHERE id = ?1", kColumns));
  query.bind(1, id);
  if (!query.step()) return std::nullopt;
  return read_key(query, account);
}

void insert_key(meta::Transaction& rows, const KmsKey& key) {
  put_key(rows, key, "INSERT");
}

void update_key(meta::Transaction& rows, const KmsKey& key) {
  put_key(rows, key, "INSERT OR REPLACE");
}

void delete_key(meta::Transaction& rows, const std::string& id) {
  for (const std::string_view from : {"kms_key_version WHERE key_id", "kms_alias WHERE key_id",
                                      "kms_grant WHERE key_id", "kms_key WHERE id"}) {
    rows.prepare(fmt::format("DELETE FROM {} = ?1", from)).bind(1, id).run();
  }
}

std::vector<KmsKey> list_keys(meta::Connection& rows, const Account& account,
                              const std::string& after, int limit) {
  auto query = rows.prepare(
      fmt::format("SELECT {} FROM kms_key WHERE id > ?1 ORDER BY id LIMIT ?2", kColumns));
  query.bind(1, after).bind(2, limit);
  std::vector<KmsKey> keys;
  while (query.step())
    keys.push_back(read_key(query, account));
  return keys;
}

std::string material_context(const std::string& key_id, std::int64_t version) {
  return fmt::format("kms key {} version {}", key_id, version);
}

void insert_material(meta::Transaction& rows, Account& account, const KmsKey& key, bool on_demand) {
  const DataKey material = make_data_key(account.random());
  const std::string sealed =
      account.sealer().seal(text_of(material), material_context(key.id, key.version));
  rows.prepare(
          "INSERT INTO kms_key_version(key_id, number, sealed, created_us, on_demand)"
          " VALUES (?1, ?2, ?3, ?4, ?5)")
      .bind(1, key.id)
      .bind(2, key.version)
      .bind_blob(3, bytes_of(sealed))
      .bind(4, to_us(account.clock().now()))
      .bind(5, on_demand ? 1 : 0)
      .run();
}

std::optional<std::string> key_of_alias(meta::Connection& rows, const std::string& alias) {
  auto query = rows.prepare("SELECT key_id FROM kms_alias WHERE name = ?1");
  query.bind(1, alias);
  if (!query.step()) return std::nullopt;
  return query.text(0);
}

void insert_alias(meta::Transaction& rows, const std::string& alias, const std::string& key_id,
                  Timestamp now) {
  rows.prepare(
          "INSERT INTO kms_alias(name, key_id, created_us, updated_us)"
          " VALUES (?1, ?2, ?3, ?3)")
      .bind(1, alias)
      .bind(2, key_id)
      .bind(3, to_us(now))
      .run();
}

}  // namespace sluice::access
