#include "access/identity/rows/entity_rows.h"

#include "base/text.h"

namespace sluice::access {
namespace {

constexpr std::string_view kColumns =
    "e.id, e.kind, e.name, e.path, e.created_us, e.updated_us, e.description, e.tags,"
    " e.boundary_arn, e.trust_document, e.max_session_s, e.default_version, e.last_version";

Entity read_row(const meta::Statement& row, const std::string& account) {
  Entity entity{.kind = static_cast<EntityKind>(row.int64(1)),
                .name = row.text(2),
                .path = row.text(3),
                .id = row.text(0),
                .created = from_us(row.int64(4)),
                .description = row.text(6),
                .tags = tags_from_text(row.text(7)),
                .boundary_arn = row.text(8),
                .trust_document = row.text(9),
                .max_session = std::chrono::seconds(row.int64(10)),
                .default_version = row.int64(11),
                .last_version = row.int64(12),
                .updated = from_us(row.int64(5))};
  entity.arn = make_arn(account, entity.kind, entity.path, entity.name);
  return entity;
}

std::vector<Entity> read_all(meta::Statement query, const std::string& account) {
  std::vector<Entity> entities;
  while (query.step())
    entities.push_back(read_row(query, account));
  return entities;
}

// Parameters 3 to 12: what may change in an entity.
void bind_values(meta::Statement& statement, const Entity& entity) {
  statement.bind(3, entity.name)
      .bind(4, entity.path)
      .bind(5, to_us(entity.updated))
      .bind(6, entity.description)
      .bind(7, tags_to_text(entity.tags))
      .bind(8, entity.boundary_arn)
      .bind(9, entity.trust_document)
      .bind(10, std::int64_t{entity.max_session.count()})
      .bind(11, entity.default_version)
      .bind(12, entity.last_version);
}

}  // namespace

std::optional<Entity> find_entity(meta::Connection& rows, const std::string& account,
                                  const EntityName& name) {
  auto query = rows.prepare(
      fmt::format("SELECT {} FROM access_entity e WHERE e.kind = ?1 AND e.name = ?2", kColumns));
  query.bind(1, static_cast<int>(name.kind)).bind(2, name.name);
  if (!query.step()) return std::nullopt;
  return read_row(query, account);
}

std::optional<Entity> find_entity_by_id(meta::Connection& rows, const std::string& account,
                                        const std::string& id) {
  auto query =
      rows.prepare(fmt::format("SELECT {} FROM access_entity e WHERE e.id = ?1", kColumns));
  query.bind(1, id);
  if (!query.step()) return std::nullopt;
  return read_row(query, account);
}

std::optional<Entity> find_entity_by_arn(meta::Connection& rows, const std::string& account,
                                         const std::string& arn) {
  for (const EntityKind kind : {EntityKind::user, EntityKind::group, EntityKind::role,
                                EntityKind::policy, EntityKind::instance_profile}) {
    if (!arn.starts_with(fmt::format("arn:aws:iam::{}:{}/", account, kind_word(kind)))) continue;
    auto entity = find_entity(rows, account, {kind, arn.substr(arn.rfind('/') + 1)});
    if (entity && entity->arn == arn) return entity;
  }
  return std::nullopt;
}

Entity get_entity(meta::Connection& rows, const std::string& account, const EntityName& name) {
  auto entity = find_entity(rows, account, name);
  if (!entity) throw no_such_entity(name.kind, name.name);
  return std::move(*entity);
}

EntityPage list_entities(meta::Connection& rows, const std::string& account, EntityKind kind,
                         const EntityListing& how) {
  if (how.max_items < 1 || how.max_items > 1000)
    throw Error(ErrorKind::invalid, "ValidationError", "MaxItems must be between 1 and 1000");
  auto query =
      rows.prepare(fmt::format("SELECT {} FROM access_entity e WHERE e.kind = ?1 AND e.name > ?2"
                               " AND substr(e.path, 1, length(?3)) = ?3 ORDER BY e.name LIMIT ?4",
                               kColumns));
  query.bind(1, static_cast<int>(kind)).bind(2, how.marker).bind(3, how.path_prefix);
  query.bind(4, how.max_items + 1);
  EntityPage page{.entities = read_all(std::move(query), account)};
  if (page.entities.size() > static_cast<std::size_t>(how.max_items)) {
    page.entities.pop_back();
    page.next_marker = page.entities.back().name;
  }
  return page;
}

std::vector<Entity> parts_of(meta::Connection& rows, const std::string& account,
                             const std::string& whole_id) {
  auto query = rows.prepare(
      fmt::format("SELECT {} FROM access_member m JOIN access_entity e ON e.id = m.part_id"
                  " WHERE m.whole_id = ?1 ORDER BY e.name",
                  kColumns));
  query.bind(1, whole_id);
  return read_all(std::move(query), account);
}

std::vector<Entity> wholes_of(meta::Connection& rows, const std::string& account,
                              const std::string& part_id) {
  auto query = rows.prepare(
      fmt::format("SELECT {} FROM access_member m JOIN access_entity e ON e.id = m.whole_id"
                  " WHERE m.part_id = ?1 ORDER BY e.name",
                  kColumns));
  query.bind(1, part_id);
  return read_all(std::move(query), account);
}

void insert_entity(meta::Transaction& rows, const Entity& entity) {
  auto taken = rows.prepare("SELECT 1 FROM access_entity WHERE kind = ?1 AND name = ?2");
  taken.bind(1, static_cast<int>(entity.kind)).bind(2, entity.name);
  if (taken.step()) {
    throw Error(
        ErrorKind::conflict, "EntityAlreadyExists",
        fmt::format("{} with name {} already exists.", kind_title(entity.kind), entity.name));
  }
  auto insert = rows.prepare(
      "INSERT INTO access_entity(id, kind, name, path, created_us, updated_us, description, tags,"
      " boundary_arn, trust_document, max_session_s, default_version, last_version)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)");
  insert.bind(1, entity.id).bind(2, static_cast<int>(entity.kind));
  bind_values(insert, entity);
  insert.run();
}

void update_entity(meta::Transaction& rows, const Entity& entity) {
  auto update = rows.prepare(
      "UPDATE access_entity SET name = ?3, path = ?4, updated_us = ?5, description = ?6,"
      " tags = ?7, boundary_arn = ?8, trust_document = ?9, max_session_s = ?10,"
      " default_version = ?11, last_version = ?12 WHERE id = ?1 AND kind = ?2");
  update.bind(1, entity.id).bind(2, static_cast<int>(entity.kind));
  bind_values(update, entity);
  update.run();
}

void delete_entity(meta::Transaction& rows, const std::string& id) {
  rows.prepare("DELETE FROM access_entity WHERE id = ?1").bind(1, id).run();
}

std::int64_t count_rows(meta::Connection& rows, std::string_view table, std::string_view column,
                        const std::string& value) {
  auto query = rows.prepare(fmt::format("SELECT count(*) FROM {} WHERE {} = ?1", table, column));
  query.bind(1, value);
  query.step();
  return query.int64(0);
}

}  // namespace sluice::access
