// Rows of entities. Internal to identity.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/identity/account.h"
#include "access/identity/entity.h"
#include "base/error.h"

namespace sluice::access {

// Reads within a look-up or a transaction.
std::optional<Entity> find_entity(meta::Connection& rows, const std::string& account,
                                  const EntityName& name);
// By id; by ARN, which names kind, path and name.
std::optional<Entity> find_entity_by_id(meta::Connection& rows, const std::string& account,
                                        const std::string& id);
std::optional<Entity> find_entity_by_arn(meta::Connection& rows, const std::string& account,
                                         const std::string& arn);
// Throws Error not_found (NoSuchEntity).
Entity get_entity(meta::Connection& rows, const std::string& account, const EntityName& name);
EntityPage list_entities(meta::Connection& rows, const std::string& account, EntityKind kind,
                         const EntityListing& how);
// Wholes and their parts: groups and users, instance profiles and roles.
std::vector<Entity> parts_of(meta::Connection& rows, const std::string& account,
                             const std::string& whole_id);
std::vector<Entity> wholes_of(meta::Connection& rows, const std::string& account,
                              const std::string& part_id);

// Throws Error conflict (EntityAlreadyExists).
void insert_entity(meta::Transaction& rows, const Entity& entity);
// By its id, whatever else changed.
void update_entity(meta::Transaction& rows, const Entity& entity);
void delete_entity(meta::Transaction& rows, const std::string& id);
// How many rows of `table` have this in `column`.
std::int64_t count_rows(meta::Connection& rows, std::string_view table, std::string_view column,
                        const std::string& value);

std::string_view kind_word(EntityKind kind);   // "user", "instance-profile": of ARNs
std::string_view kind_title(EntityKind kind);  // "instance profile": of messages

// A new entity with id, ARN and times. Throws Error invalid (ValidationError).
Entity make_entity(Account& account, EntityKind kind, const NewEntity& from);
std::string make_arn(const std::string& account, EntityKind kind, const std::string& path,
                     const std::string& name);

std::string tags_to_text(const std::vector<Tag>& tags);
std::vector<Tag> tags_from_text(const std::string& text);
// Adds or replaces. Throws Error invalid (InvalidInput), limit (LimitExceeded).
void merge_tags(std::vector<Tag>& tags, const std::vector<Tag>& added);
void remove_tags(std::vector<Tag>& tags, const std::vector<std::string>& keys);

inline std::int64_t to_us(Timestamp time) {
  return time.time_since_epoch().count();
}
inline Timestamp from_us(std::int64_t us) {
  return Timestamp(std::chrono::microseconds(us));
}
Error no_such_entity(EntityKind kind, std::string_view name);

// "AKIA" and 16 of 32 letters and digits, as AWS makes ids.
std::string make_id(Random& random, std::string_view prefix);

}  // namespace sluice::access
