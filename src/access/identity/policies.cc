#include "access/identity/policies.h"

#include "access/identity/rows/aws_policies.h"
#include "access/identity/rows/policy_rows.h"
#include "access/policy/policy.h"

namespace sluice::access {
namespace {

constexpr std::size_t kManagedBytesMax = 6144;
constexpr std::int64_t kVersionsMax = 5;

void check_document(const std::string& document, std::size_t bytes_max) {
  parse_policy(document, {.kind = PolicyKind::identity, .text_bytes_max = bytes_max});
}

// AWS's own cannot be changed.
Entity get_own(meta::Connection& rows, const Account& account, const std::string& arn) {
  if (is_aws_policy(arn)) {
    throw Error(ErrorKind::denied, "AccessDenied",
                fmt::format("Policy {} is AWS's own and cannot be changed.", arn));
  }
  return get_policy(rows, account.id(), arn);
}

PolicyVersion read_version(const meta::Statement& row, const Entity& policy) {
  return {.number = row.int64(0),
          .document = row.text(1),
          .is_default = row.int64(0) == policy.default_version,
          .created = from_us(row.int64(2))};
}

void insert_version(meta::Transaction& rows, const Entity& policy, const PolicyVersion& version) {
  rows.prepare(
          "INSERT INTO access_policy_version(policy_id, number, document, created_us)"
          " VALUES (?1, ?2, ?3, ?4)")
      .bind(1, policy.id)
      .bind(2, version.number)
      .bind(3, version.document)
      .bind(4, to_us(version.created))
      .run();
}

Error no_version(const std::string& arn, std::int64_t number) {
  return Error(
      ErrorKind::not_found, "NoSuchEntity",
      fmt::format("Policy {} version v{} does not exist or is not attachable.", arn, number));
}

}  // namespace

Entity Policies::create(const NewEntity& policy, const std::string& document) {
  check_document(document, kManagedBytesMax);
  Entity entity = make_entity(account_, EntityKind::policy, policy);
  entity.default_version = 1;
  entity.last_version = 1;
  account_.write([&](meta::Transaction& rows) {
    insert_entity(rows, entity);
    insert_version(rows, entity, {.number = 1, .document = document, .created = entity.created});
  });
  return entity;
}

Entity Policies::get(const std::string& arn) const {
  return account_.database().read(
      [&](meta::Connection& rows) { return get_policy(rows, account_.id(), arn); });
}

// AWS's own come after the account's; their markers start with a star, which no name has.
EntityPage Policies::list(Scope scope, const EntityListing& how) const {
  EntityPage page;
  const bool is_past_own = how.marker.starts_with('*');
  if (scope != Scope::aws && !is_past_own) {
    page = account_.database().read([&](meta::Connection& rows) {
      return list_entities(rows, account_.id(), EntityKind::policy, how);
    });
  }
  if (scope == Scope::local || !page.next_marker.empty()) return page;
  const std::string after = is_past_own ? how.marker.substr(1) : "";
  bool has_begun = after.empty();
  for (Entity& policy : aws_policies()) {
    const bool was_last = policy.name == after;
    if (has_begun && policy.path.starts_with(how.path_prefix)) {
      if (page.entities.size() == static_cast<std::size_t>(how.max_items)) {
        page.next_marker = "*" + (page.entities.empty() ? "" : page.entities.back().name);
        return page;
      }
      page.entities.push_back(std::move(policy));
    }
    has_begun = has_begun || was_last;
  }
  return page;
}

void Policies::remove(const std::string& arn) {
  account_.write([&](meta::Transaction& rows) {
    const Entity policy = get_own(rows, account_, arn);
    if (count_rows(rows, "access_attachment", "policy_arn", arn) > 0 ||
        count_rows(rows, "access_entity", "boundary_arn", arn) > 0) {
      throw Error(ErrorKind::conflict, "DeleteConflict",
                  "Cannot delete a policy attached to entities.");
    }
    if (count_rows(rows, "access_policy_version", "policy_id", policy.id) > 1) {
      throw Error(ErrorKind::conflict, "DeleteConflict",
                  "This policy has more than one version. Before you delete a policy, you must"
                  " delete the policy's versions. The default version is deleted with the policy.");
    }
    rows.prepare("DELETE FROM access_policy_version WHERE policy_id = ?1").bind(1, policy.id).run();
    delete_entity(rows, policy.id);
  });
}

void Policies::change(const std::string& arn, const std::function<void(Entity&)>& edit) {
  account_.write([&](meta::Transaction& rows) {
    Entity policy = get_own(rows, account_, arn);
    edit(policy);
    policy.updated = account_.clock().now();
    update_entity(rows, policy);
  });
}

void Policies::tag(const std::string& arn, const std::vector<Tag>& tags) {
  change(arn, [&](Entity& policy) { merge_tags(policy.tags, tags); });
}

void Policies::untag(const std::string& arn, const std::vector<std::string>& keys) {
  change(arn, [&](Entity& policy) { remove_tags(policy.tags, keys); });
}

PolicyVersion Policies::create_version(const std::string& arn, const std::string& document,
                                       bool set_default) {
  check_document(document, kManagedBytesMax);
  PolicyVersion version{.document = document, .is_default = set_default};
  account_.write([&](meta::Transaction& rows) {
    Entity policy = get_own(rows, account_, arn);
    if (count_rows(rows, "access_policy_version", "policy_id", policy.id) >= kVersionsMax) {
      throw Error(ErrorKind::limit, "LimitExceeded",
                  "A managed policy can have up to 5 versions. Before you create a new version,"
                  " you must delete an existing version.");
    }
    version.number = ++policy.last_version;
    version.created = account_.clock().now();
    policy.updated = version.created;
    if (set_default) policy.default_version = version.number;
    insert_version(rows, policy, version);
    update_entity(rows, policy);
  });
  return version;
}

std::vector<PolicyVersion> Policies::versions(const std::string& arn) const {
  if (const auto document = aws_policy_document(arn))
    return {{.number = 1, .document = *document, .is_default = true}};
  return account_.database().read([&](meta::Connection& rows) {
    const Entity policy = get_policy(rows, account_.id(), arn);
    auto query = rows.prepare(
        "SELECT number, document, created_us FROM access_policy_version"
        " WHERE policy_id = ?1 ORDER BY number DESC");
    query.bind(1, policy.id);
    std::vector<PolicyVersion> found;
    while (query.step())
      found.push_back(read_version(query, policy));
    return found;
  });
}

PolicyVersion Policies::version(const std::string& arn, std::int64_t number) const {
  for (PolicyVersion& one : versions(arn)) {
    if (one.number == number) return std::move(one);
  }
  throw no_version(arn, number);
}

void Policies::remove_version(const std::string& arn, std::int64_t number) {
  account_.write([&](meta::Transaction& rows) {
    const Entity policy = get_own(rows, account_, arn);
    if (policy.default_version == number) {
      throw Error(ErrorKind::conflict, "DeleteConflict",
                  "Cannot delete the default version of a policy.");
    }
    rows.prepare("DELETE FROM access_policy_version WHERE policy_id = ?1 AND number = ?2")
        .bind(1, policy.id)
        .bind(2, number)
        .run();
    if (rows.changes() == 0) throw no_version(arn, number);
  });
}

void Policies::set_default_version(const std::string& arn, std::int64_t number) {
  version(arn, number);
  change(arn, [&](Entity& policy) { policy.default_version = number; });
}

void Policies::attach(const EntityName& to, const std::string& arn) {
  account_.write([&](meta::Transaction& rows) {
    const Entity owner = get_entity(rows, account_.id(), to);
    get_policy(rows, account_.id(), arn);
    rows.prepare("INSERT OR IGNORE INTO access_attachment(owner_id, policy_arn) VALUES (?1, ?2)")
        .bind(1, owner.id)
        .bind(2, arn)
        .run();
  });
}

void Policies::detach(const EntityName& from, const std::string& arn) {
  account_.write([&](meta::Transaction& rows) {
    const Entity owner = get_entity(rows, account_.id(), from);
    rows.prepare("DELETE FROM access_attachment WHERE owner_id = ?1 AND policy_arn = ?2")
        .bind(1, owner.id)
        .bind(2, arn)
        .run();
    if (rows.changes() > 0) return;
    throw Error(ErrorKind::not_found, "NoSuchEntity", fmt::format("Policy {} was not found.", arn));
  });
}

std::vector<AttachedPolicy> Policies::attached(const EntityName& to) const {
  return account_.database().read([&](meta::Connection& rows) {
    std::vector<AttachedPolicy> found;
    for (const std::string& arn : attached_arns(rows, get_entity(rows, account_.id(), to).id))
      found.push_back({.name = arn.substr(arn.rfind('/') + 1), .arn = arn});
    return found;
  });
}

std::vector<Entity> Policies::attached_entities(const std::string& arn) const {
  return account_.database().read([&](meta::Connection& rows) {
    get_policy(rows, account_.id(), arn);
    auto query = rows.prepare("SELECT owner_id FROM access_attachment WHERE policy_arn = ?1");
    query.bind(1, arn);
    std::vector<Entity> owners;
    while (query.step()) {
      if (auto owner = find_entity_by_id(rows, account_.id(), query.text(0)))
        owners.push_back(std::move(*owner));
    }
    return owners;
  });
}

std::int64_t Policies::attachment_count(const std::string& arn) const {
  return account_.database().read([&](meta::Connection& rows) {
    return count_rows(rows, "access_attachment", "policy_arn", arn);
  });
}

}  // namespace sluice::access
