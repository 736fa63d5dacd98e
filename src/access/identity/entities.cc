#include "access/identity/entities.h"

#include "access/identity/rows/entity_rows.h"
#include "access/policy/policy.h"

namespace sluice::access {
namespace {

void check_trust(const std::string& document) {
  parse_policy(document, {.kind = PolicyKind::trust, .text_bytes_max = 4096});
}

void check_session_length(std::chrono::seconds length) {
  if (length >= std::chrono::hours(1) && length <= std::chrono::hours(12)) return;
  throw Error(ErrorKind::invalid, "ValidationError",
              "1 validation error detected: Value at 'maxSessionDuration' must be between 3600"
              " and 43200");
}

void refuse_if_any(meta::Connection& rows, std::string_view table, std::string_view column,
                   const std::string& value, std::string_view what) {
  if (count_rows(rows, table, column, value) == 0) return;
  throw Error(ErrorKind::conflict, "DeleteConflict",
              fmt::format("Cannot delete entity, must {} first.", what));
}

}  // namespace

Entity Entities::create(EntityKind kind, const NewEntity& from) {
  const Entity entity = make_entity(account_, kind, from);
  account_.write([&](meta::Transaction& rows) { insert_entity(rows, entity); });
  return entity;
}

Entity Entities::create_role(const NewEntity& role, std::string trust_document,
                             std::chrono::seconds max_session) {
  check_trust(trust_document);
  check_session_length(max_session);
  Entity entity = make_entity(account_, EntityKind::role, role);
  entity.trust_document = std::move(trust_document);
  entity.max_session = max_session;
  account_.write([&](meta::Transaction& rows) { insert_entity(rows, entity); });
  return entity;
}

std::optional<Entity> Entities::find(const EntityName& name) const {
  return account_.database().read(
      [&](meta::Connection& rows) { return find_entity(rows, account_.id(), name); });
}

Entity Entities::get(const EntityName& name) const {
  return account_.database().read(
      [&](meta::Connection& rows) { return get_entity(rows, account_.id(), name); });
}

EntityPage Entities::list(EntityKind kind, const EntityListing& how) const {
  return account_.database().read(
      [&](meta::Connection& rows) { return list_entities(rows, account_.id(), kind, how); });
}

void Entities::change(const EntityName& name, const std::function<void(Entity&)>& edit) {
  account_.write([&](meta::Transaction& rows) {
    Entity entity = get_entity(rows, account_.id(), name);
    edit(entity);
    entity.updated = account_.clock().now();
    update_entity(rows, entity);
  });
}

void Entities::update(const EntityName& name, const std::optional<std::string>& new_name,
                      const std::optional<std::string>& new_path) {
  account_.write([&](meta::Transaction& rows) {
    Entity entity = get_entity(rows, account_.id(), name);
    // For its checks of name and path.
    const Entity changed = make_entity(
        account_, name.kind,
        {.name = new_name.value_or(entity.name), .path = new_path.value_or(entity.path)});
    const auto other = find_entity(rows, account_.id(), {name.kind, changed.name});
    if (other && other->id != entity.id) {
      throw Error(
          ErrorKind::conflict, "EntityAlreadyExists",
          fmt::format("{} with name {} already exists.", kind_title(name.kind), changed.name));
    }
    entity.name = changed.name;
    entity.path = changed.path;
    entity.updated = changed.updated;
    update_entity(rows, entity);
  });
}

void Entities::update_role(const std::string& name, const std::optional<std::string>& description,
                           const std::optional<std::chrono::seconds>& max_session) {
  if (max_session) check_session_length(*max_session);
  change({EntityKind::role, name}, [&](Entity& role) {
    if (description) role.description = *description;
    if (max_session) role.max_session = *max_session;
  });
}

void Entities::update_trust(const std::string& role, std::string trust_document) {
  check_trust(trust_document);
  change({EntityKind::role, role},
         [&](Entity& entity) { entity.trust_document = std::move(trust_document); });
}

void Entities::remove(const EntityName& name) {
  account_.write([&](meta::Transaction& rows) {
    const Entity entity = get_entity(rows, account_.id(), name);
    refuse_if_any(rows, "access_key", "owner_id", entity.id, "delete access keys");
    refuse_if_any(rows, "access_attachment", "owner_id", entity.id, "detach all policies");
    refuse_if_any(rows, "access_inline_policy", "owner_id", entity.id, "delete policies");
    refuse_if_any(rows, "access_member", "part_id", entity.id,
                  name.kind == EntityKind::role ? "remove roles from instance profile"
                                                : "remove users from group");
    refuse_if_any(rows, "access_member", "whole_id", entity.id,
                  name.kind == EntityKind::group ? "remove users from group"
                                                 : "remove roles from instance profile");
    delete_entity(rows, entity.id);
  });
}

void Entities::tag(const EntityName& name, const std::vector<Tag>& tags) {
  change(name, [&](Entity& entity) { merge_tags(entity.tags, tags); });
}

void Entities::untag(const EntityName& name, const std::vector<std::string>& keys) {
  change(name, [&](Entity& entity) { remove_tags(entity.tags, keys); });
}

void Entities::join(const EntityName& part, const EntityName& whole) {
  account_.write([&](meta::Transaction& rows) {
    const Entity part_entity = get_entity(rows, account_.id(), part);
    const Entity whole_entity = get_entity(rows, account_.id(), whole);
    if (whole.kind == EntityKind::instance_profile &&
        count_rows(rows, "access_member", "whole_id", whole_entity.id) > 0) {
      throw Error(ErrorKind::limit, "LimitExceeded",
                  "Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1");
    }
    rows.prepare("INSERT OR IGNORE INTO access_member(whole_id, part_id) VALUES (?1, ?2)")
        .bind(1, whole_entity.id)
        .bind(2, part_entity.id)
        .run();
  });
}

void Entities::part(const EntityName& part, const EntityName& whole) {
  account_.write([&](meta::Transaction& rows) {
    const Entity part_entity = get_entity(rows, account_.id(), part);
    const Entity whole_entity = get_entity(rows, account_.id(), whole);
    rows.prepare("DELETE FROM access_member WHERE whole_id = ?1 AND part_id = ?2")
        .bind(1, whole_entity.id)
        .bind(2, part_entity.id)
        .run();
    if (rows.changes() == 0) throw no_such_entity(part.kind, part.name);
  });
}

void Entities::add_to_group(const std::string& user, const std::string& group) {
  join({EntityKind::user, user}, {EntityKind::group, group});
}

void Entities::remove_from_group(const std::string& user, const std::string& group) {
  part({EntityKind::user, user}, {EntityKind::group, group});
}

void Entities::add_to_profile(const std::string& role, const std::string& profile) {
  join({EntityKind::role, role}, {EntityKind::instance_profile, profile});
}

void Entities::remove_from_profile(const std::string& role, const std::string& profile) {
  part({EntityKind::role, role}, {EntityKind::instance_profile, profile});
}

std::vector<Entity> Entities::groups_of(const std::string& user) const {
  return account_.database().read([&](meta::Connection& rows) {
    const Entity entity = get_entity(rows, account_.id(), {EntityKind::user, user});
    return wholes_of(rows, account_.id(), entity.id);
  });
}

std::vector<Entity> Entities::members_of(const std::string& group) const {
  return account_.database().read([&](meta::Connection& rows) {
    const Entity entity = get_entity(rows, account_.id(), {EntityKind::group, group});
    return parts_of(rows, account_.id(), entity.id);
  });
}

std::vector<Entity> Entities::roles_of(const std::string& profile) const {
  return account_.database().read([&](meta::Connection& rows) {
    const EntityName name{EntityKind::instance_profile, profile};
    return parts_of(rows, account_.id(), get_entity(rows, account_.id(), name).id);
  });
}

std::vector<Entity> Entities::profiles_of(const std::string& role) const {
  return account_.database().read([&](meta::Connection& rows) {
    const Entity entity = get_entity(rows, account_.id(), {EntityKind::role, role});
    return wholes_of(rows, account_.id(), entity.id);
  });
}

}  // namespace sluice::access
