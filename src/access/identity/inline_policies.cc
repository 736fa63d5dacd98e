#include "access/identity/policies.h"
#include "access/identity/rows/policy_rows.h"
#include "access/policy/policy.h"

namespace sluice::access {
namespace {

// Of all inline policies of one, as IAM counts them.
std::size_t inline_bytes_max(EntityKind kind) {
  if (kind == EntityKind::role) return 10'240;
  return kind == EntityKind::group ? 5'120 : 2'048;
}

Error no_inline_policy(const EntityName& owner, const std::string& name) {
  return Error(
      ErrorKind::not_found, "NoSuchEntity",
      fmt::format("The {} policy with name {} cannot be found.", kind_word(owner.kind), name));
}

}  // namespace

void Policies::put_inline(const EntityName& owner, const std::string& name,
                          const std::string& document) {
  parse_policy(document,
               {.kind = PolicyKind::identity, .text_bytes_max = inline_bytes_max(owner.kind)});
  account_.write([&](meta::Transaction& rows) {
    const Entity entity = get_entity(rows, account_.id(), owner);
    rows.prepare(
            "INSERT OR REPLACE INTO access_inline_policy(owner_id, name, document)"
            " VALUES (?1, ?2, ?3)")
        .bind(1, entity.id)
        .bind(2, name)
        .bind(3, document)
        .run();
  });
}

std::string Policies::inline_document(const EntityName& owner, const std::string& name) const {
  return account_.database().read([&](meta::Connection& rows) {
    auto query =
        rows.prepare("SELECT document FROM access_inline_policy WHERE owner_id = ?1 AND name = ?2");
    query.bind(1, get_entity(rows, account_.id(), owner).id).bind(2, name);
    if (!query.step()) throw no_inline_policy(owner, name);
    return query.text(0);
  });
}

std::vector<std::string> Policies::inline_names(const EntityName& owner) const {
  return account_.database().read([&](meta::Connection& rows) {
    auto query =
        rows.prepare("SELECT name FROM access_inline_policy WHERE owner_id = ?1 ORDER BY name");
    query.bind(1, get_entity(rows, account_.id(), owner).id);
    std::vector<std::string> names;
    while (query.step())
      names.push_back(query.text(0));
    return names;
  });
}

void Policies::remove_inline(const EntityName& owner, const std::string& name) {
  account_.write([&](meta::Transaction& rows) {
    rows.prepare("DELETE FROM access_inline_policy WHERE owner_id = ?1 AND name = ?2")
        .bind(1, get_entity(rows, account_.id(), owner).id)
        .bind(2, name)
        .run();
    if (rows.changes() == 0) throw no_inline_policy(owner, name);
  });
}

void Policies::set_boundary(const EntityName& owner, const std::string& arn) {
  account_.write([&](meta::Transaction& rows) {
    Entity entity = get_entity(rows, account_.id(), owner);
    if (!arn.empty()) get_policy(rows, account_.id(), arn);
    entity.boundary_arn = arn;
    update_entity(rows, entity);
  });
}

void Policies::remove_boundary(const EntityName& owner) {
  set_boundary(owner, "");
}

}  // namespace sluice::access
