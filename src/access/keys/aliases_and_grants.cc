#include <algorithm>
#include <array>

#include "access/identity/rows/entity_rows.h"
#include "access/keys/keys.h"
#include "access/keys/rows/key_rows.h"
#include "base/json.h"
#include "base/text.h"

namespace sluice::access {
namespace {

void check_alias(const std::string& alias) {
  const std::string_view name =
      std::string_view(alias).substr(std::min<std::size_t>(6, alias.size()));
  const bool is_good = alias.starts_with("alias/") && !name.empty() && alias.size() <= 256 &&
                       std::all_of(name.begin(), name.end(), [](char c) {
                         return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) ||
                                c == '/' || c == '_' || c == '-';
                       });
  if (!is_good || name.starts_with("aws/")) {
    throw Error(ErrorKind::invalid, "InvalidAliasNameException",
                "Alias must start with the prefix \"alias/\", contain only alphanumeric"
                " characters, /, _ and -, and not start with \"alias/aws/\".");
  }
}

Error no_alias(const Account& account, const std::string& alias) {
  return Error(ErrorKind::not_found, "NotFoundException",
               fmt::format("Alias {} is not found.", alias_arn(account, alias)));
}

std::string map_to_text(const std::map<std::string, std::string>& map) {
  json::object object;
  for (const auto& [key, value] : map)
    object[key] = value;
  return to_text(json::value(std::move(object)));
}

std::map<std::string, std::string> map_from_text(const std::string& text) {
  std::map<std::string, std::string> map;
  const json::value value = parse_json(text);
  for (const auto& member : value.as_object())
    map[std::string(member.key())] = std::string(std::string_view(member.value().as_string()));
  return map;
}

constexpr std::string_view kGrantColumns =
    "id, key_id, token, name, grantee, retiring, operations, context_equals, context_subset,"
    " created_us";

std::vector<KeyGrant> read_grants(meta::Statement query, const std::string& parameter) {
  query.bind(1, parameter);
  std::vector<KeyGrant> grants;
  while (query.step()) {
    KeyGrant grant{.id = query.text(0),
                   .token = query.text(2),
                   .key_id = query.text(1),
                   .name = query.text(3),
                   .grantee = query.text(4),
                   .retiring = query.text(5),
                   .context_equals = map_from_text(query.text(7)),
                   .context_subset = map_from_text(query.text(8)),
                   .created = from_us(query.int64(9))};
    const std::string operations = query.text(6);
    for (const std::string_view operation : split(operations, ','))
      grant.operations.emplace_back(operation);
    grants.push_back(std::move(grant));
  }
  return grants;
}

// 64 hexadecimal digits, as AWS's.
std::string make_grant_id(Random& random) {
  std::array<std::byte, 32> bytes;
  random.fill(bytes);
  return to_hex(bytes);
}

void delete_grant(meta::Transaction& rows, const std::string& key_id, const std::string& id) {
  rows.prepare("DELETE FROM kms_grant WHERE id = ?1 AND key_id = ?2")
      .bind(1, id)
      .bind(2, key_id)
      .run();
  if (rows.changes() > 0) return;
  throw Error(ErrorKind::not_found, "NotFoundException", fmt::format("Grant ID {} not found", id));
}

bool allows(const KeyGrant& grant, std::string_view operation) {
  const auto& operations = grant.operations;
  return std::find(operations.begin(), operations.end(), operation) != operations.end();
}

// Constraints are asked only of operations that have an encryption context.
// https://docs.aws.amazon.com/kms/latest/APIReference/API_GrantConstraints.html
bool has_context(std::string_view operation) {
  return operation == "Encrypt" || operation == "Decrypt" ||
         operation.starts_with("GenerateDataKey") || operation.starts_with("ReEncrypt");
}

using Pairs = std::map<std::string, std::string>;

bool includes(const Pairs& all, const Pairs& some) {
  return std::includes(all.begin(), all.end(), some.begin(), some.end());
}

bool is_good_for(const KeyGrant& grant, const EncryptionContext& context) {
  return (grant.context_equals.empty() || grant.context_equals == context) &&
         includes(context, grant.context_subset);
}

// "Equally restrictive or more restrictive":
// https://docs.aws.amazon.com/kms/latest/developerguide/create-grant-overview.html
bool is_within(const KeyGrant& child, const KeyGrant& parent) {
  const bool has_fewer =
      std::all_of(child.operations.begin(), child.operations.end(),
                  [&](const std::string& operation) { return allows(parent, operation); });
  const bool is_as_equal =
      parent.context_equals.empty() || child.context_equals == parent.context_equals;
  return has_fewer && is_as_equal &&
         (includes(child.context_subset, parent.context_subset) ||
          includes(child.context_equals, parent.context_subset));
}

}  // namespace

void Keys::create_alias(const std::string& alias, const std::string& key) {
  check_alias(alias);
  account_.database().write([&](meta::Transaction& rows) {
    const KmsKey target = resolve(rows, key, Use::management);
    if (key_of_alias(rows, alias)) {
      throw Error(
          ErrorKind::conflict, "AlreadyExistsException",
          fmt::format("An alias with the name {} already exists", alias_arn(account_, alias)));
    }
    insert_alias(rows, alias, target.id, account_.clock().now());
  });
}

void Keys::update_alias(const std::string& alias, const std::string& key) {
  check_alias(alias);
  account_.database().write([&](meta::Transaction& rows) {
    const KmsKey target = resolve(rows, key, Use::management);
    rows.prepare("UPDATE kms_alias SET key_id = ?2, updated_us = ?3 WHERE name = ?1")
        .bind(1, alias)
        .bind(2, target.id)
        .bind(3, to_us(account_.clock().now()))
        .run();
    if (rows.changes() == 0) throw no_alias(account_, alias);
  });
}

void Keys::delete_alias(const std::string& alias) {
  check_alias(alias);
  account_.database().write([&](meta::Transaction& rows) {
    rows.prepare("DELETE FROM kms_alias WHERE name = ?1").bind(1, alias).run();
    if (rows.changes() == 0) throw no_alias(account_, alias);
  });
}

KeyPage<KeyAlias> Keys::aliases(const std::string& key, const KeyListing& how) {
  if (how.limit < 1 || how.limit > 1000)
    throw Error(ErrorKind::invalid, "ValidationException", "Limit must be between 1 and 1000");
  return account_.database().read([&](meta::Connection& rows) {
    const std::string id = key.empty() ? "" : resolve(rows, key, Use::management).id;
    auto query = rows.prepare(
        "SELECT name, key_id, created_us, updated_us FROM kms_alias"
        " WHERE name > ?1 AND (?2 = '' OR key_id = ?2) ORDER BY name LIMIT ?3");
    query.bind(1, how.marker).bind(2, id).bind(3, how.limit + 1);
    KeyPage<KeyAlias> page;
    while (query.step()) {
      if (page.items.size() == static_cast<std::size_t>(how.limit)) {
        page.next_marker = page.items.back().name;
        break;
      }
      page.items.push_back({.name = query.text(0),
                            .arn = alias_arn(account_, query.text(0)),
                            .key_id = query.text(1),
                            .created = from_us(query.int64(2)),
                            .updated = from_us(query.int64(3))});
    }
    return page;
  });
}

KeyGrant Keys::create_grant(KeyGrant grant) {
  if (grant.operations.empty() || !grant.grantee.starts_with("arn:")) {
    throw Error(ErrorKind::invalid,
                grant.operations.empty() ? "ValidationException" : "InvalidArnException",
                "A grant names its grantee by ARN, and at least one operation.");
  }
  grant.id = make_grant_id(account_.random());
  grant.token = make_grant_id(account_.random());
  grant.created = account_.clock().now();
  account_.database().write([&](meta::Transaction& rows) {
    grant.key_id = resolve(rows, grant.key_id, Use::management).id;
    rows.prepare(fmt::format("INSERT INTO kms_grant({}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8,"
                             " ?9, ?10)",
                             kGrantColumns))
        .bind(1, grant.id)
        .bind(2, grant.key_id)
        .bind(3, grant.token)
        .bind(4, grant.name)
        .bind(5, grant.grantee)
        .bind(6, grant.retiring)
        .bind(7, join(grant.operations, ","))
        .bind(8, map_to_text(grant.context_equals))
        .bind(9, map_to_text(grant.context_subset))
        .bind(10, to_us(grant.created))
        .run();
  });
  return grant;
}

std::vector<KeyGrant> Keys::grants(const std::string& key) {
  return account_.database().read([&](meta::Connection& rows) {
    const KmsKey found = resolve(rows, key, Use::management);
    return read_grants(
        rows.prepare(fmt::format(
            "SELECT {} FROM kms_grant WHERE key_id = ?1 ORDER BY created_us, id", kGrantColumns)),
        found.id);
  });
}

std::vector<KeyGrant> Keys::grants_retirable_by(const std::string& principal_arn) {
  return account_.database().read([&](meta::Connection& rows) {
    return read_grants(
        rows.prepare(fmt::format(
            "SELECT {} FROM kms_grant WHERE retiring = ?1 ORDER BY created_us, id", kGrantColumns)),
        principal_arn);
  });
}

void Keys::revoke_grant(const std::string& key, const std::string& grant_id) {
  account_.database().write([&](meta::Transaction& rows) {
    delete_grant(rows, resolve(rows, key, Use::management).id, grant_id);
  });
}

void Keys::retire_grant(const std::string& token, const std::string& key,
                        const std::string& grant_id) {
  if (token.empty()) return revoke_grant(key, grant_id);
  account_.database().write([&](meta::Transaction& rows) {
    rows.prepare("DELETE FROM kms_grant WHERE token = ?1").bind(1, token).run();
    if (rows.changes() > 0) return;
    throw Error(ErrorKind::invalid, "InvalidGrantTokenException", "The grant token is invalid.");
  });
}

bool Keys::is_granted(const std::string& key, const std::string& principal_arn,
                      std::string_view operation, const EncryptionContext& context) {
  const auto all = grants(describe(key).id);
  return std::any_of(all.begin(), all.end(), [&](const KeyGrant& grant) {
    return grant.grantee == principal_arn && allows(grant, operation) &&
           (!has_context(operation) || is_good_for(grant, context));
  });
}

bool Keys::may_grant(const std::string& key, const std::string& principal_arn,
                     const KeyGrant& child) {
  const auto all = grants(describe(key).id);
  return std::any_of(all.begin(), all.end(), [&](const KeyGrant& grant) {
    return grant.grantee == principal_arn && allows(grant, "CreateGrant") &&
           is_within(child, grant);
  });
}

}  // namespace sluice::access
