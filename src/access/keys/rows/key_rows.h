// Rows of KMS keys. Internal to keys.
#pragma once

#include <optional>
#include <string>

#include "access/identity/account.h"
#include "access/keys/keys.h"

namespace sluice::access {

std::optional<KmsKey> find_key(meta::Connection& rows, const Account& account,
                               const std::string& id);
void insert_key(meta::Transaction& rows, const KmsKey& key);
void update_key(meta::Transaction& rows, const KmsKey& key);
// With its material, aliases and grants.
void delete_key(meta::Transaction& rows, const std::string& id);
std::vector<KmsKey> list_keys(meta::Connection& rows, const Account& account,
                              const std::string& after, int limit);
// A random 32 bytes as the key's version, wrapped.
void insert_material(meta::Transaction& rows, Account& account, const KmsKey& key, bool on_demand);
// What its wrapping binds the material to.
std::string material_context(const std::string& key_id, std::int64_t version);

// Nothing when there is no such alias.
std::optional<std::string> key_of_alias(meta::Connection& rows, const std::string& alias);
void insert_alias(meta::Transaction& rows, const std::string& alias, const std::string& key_id,
                  Timestamp now);

std::string key_arn(const Account& account, const std::string& id);
std::string alias_arn(const Account& account, const std::string& alias);

}  // namespace sluice::access
