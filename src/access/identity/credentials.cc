#include "access/identity/credentials.h"

#include <mutex>

#include "access/identity/rows/aws_policies.h"
#include "access/identity/rows/policy_rows.h"

namespace sluice::access {
namespace {

constexpr std::size_t kCachedMax = 10'000;

std::optional<Credential> load_key(Account& account, const std::string& id) {
  return account.database().read([&](meta::Connection& rows) -> std::optional<Credential> {
    auto query =
        rows.prepare("SELECT owner_id, sealed_secret FROM access_key WHERE id = ?1 AND active = 1");
    query.bind(1, id);
    if (!query.step()) return std::nullopt;
    const auto secret = account.sealer().open(query.blob(1), id);
    if (!secret) {
      throw Error(ErrorKind::corrupt, "CorruptMetadata",
                  fmt::format("the secret of access key {} cannot be opened", id));
    }
    Credential credential{.access_key_id = id, .secret = *secret};
    Principal& who = credential.principal;
    who.account_id = account.id();
    if (query.text(0) == account.id()) {
      who.kind = Principal::Kind::root;
      who.arn = account.root_arn();
      who.id = account.id();
      return credential;
    }
    const auto user = find_entity_by_id(rows, account.id(), query.text(0));
    if (!user) return std::nullopt;
    who.kind = Principal::Kind::user;
    who.arn = user->arn;
    who.id = user->id;
    who.name = user->name;
    who.tags = user->tags;
    return credential;
  });
}

// A policy that was valid when it was stored is valid now; sizes were checked then.
SharedPolicy parse_stored(const std::string& document) {
  return std::make_shared<const Policy>(parse_policy(document, {.text_bytes_max = 1 << 20}));
}

void add_policies_of(meta::Connection& rows, const Account& account, const std::string& owner_id,
                     std::vector<SharedPolicy>& policies) {
  for (const std::string& document : inline_documents(rows, owner_id))
    policies.push_back(parse_stored(document));
  for (const std::string& arn : attached_arns(rows, owner_id)) {
    if (const auto document = policy_document(rows, account.id(), arn))
      policies.push_back(parse_stored(*document));
  }
}

IdentityPolicies load_policies(meta::Connection& rows, const Account& account,
                               const std::string& id) {
  IdentityPolicies all;
  const auto owner = find_entity_by_id(rows, account.id(), id);
  if (!owner) return all;
  add_policies_of(rows, account, owner->id, all.policies);
  if (owner->kind == EntityKind::user) {
    for (const Entity& group : wholes_of(rows, account.id(), owner->id))
      add_policies_of(rows, account, group.id, all.policies);
  }
  if (!owner->boundary_arn.empty()) {
    const auto document = policy_document(rows, account.id(), owner->boundary_arn);
    // A boundary that cannot be read allows nothing.
    all.boundary = document ? parse_stored(*document) : std::make_shared<const Policy>();
  }
  return all;
}

void limit_by_session(meta::Connection& rows, const Account& account, const Session& session,
                      IdentityPolicies& all) {
  // Federated users have what both they and the policies given with them allow: none, nothing.
  all.is_limited_by_session = !session.policy_documents.empty() || !session.policy_arns.empty() ||
                              session.principal.kind == Principal::Kind::federated_user;
  // Root has no policies that could be listed, but may everything.
  if (session.source_id.empty()) {
    all.policies.push_back(
        parse_stored(*aws_policy_document("arn:aws:iam::aws:policy/AdministratorAccess")));
  }
  for (const std::string& document : session.policy_documents)
    all.session.push_back(parse_stored(document));
  for (const std::string& arn : session.policy_arns) {
    if (const auto document = policy_document(rows, account.id(), arn))
      all.session.push_back(parse_stored(*document));
  }
}

}  // namespace

template <class Value, class Load>
std::shared_ptr<const Value> Credentials::find_or_load(Cache<Value>& cache, const std::string& name,
                                                       const Load& load) const {
  // Read before loading: a change in between makes what is loaded old, and it is not kept.
  const std::uint64_t generation = account_.generation();
  {
    const std::shared_lock lock(mutex_);
    const auto found = cache.entries.find(name);
    if (cache.generation == generation && found != cache.entries.end()) return found->second;
  }
  std::optional<Value> loaded = load();
  if (!loaded) return nullptr;
  auto value = std::make_shared<const Value>(std::move(*loaded));
  const std::unique_lock lock(mutex_);
  if (cache.generation > generation) return value;
  if (cache.generation < generation || cache.entries.size() >= kCachedMax) cache.entries.clear();
  cache.generation = generation;
  cache.entries[name] = value;
  return value;
}

void Credentials::add_guest(Credential guest) {
  const std::string id = guest.access_key_id;
  guests_[id] = std::make_shared<const Credential>(std::move(guest));
}

std::shared_ptr<const Credential> Credentials::get(std::string_view access_key_id,
                                                   std::string_view session_token,
                                                   ErrorDialect dialect) const {
  if (session_token.empty()) {
    const std::string id(access_key_id);
    if (const auto guest = guests_.find(id); guest != guests_.end()) return guest->second;
    auto credential = find_or_load(keys_, id, [&] { return load_key(account_, id); });
    if (!credential) throw signature_error(dialect, SignatureFault::unknown_key);
    return credential;
  }
  const std::string token(session_token);
  auto credential = find_or_load(sessions_open_, token, [&]() -> std::optional<Credential> {
    auto session = sessions_.open(token);
    if (!session) return std::nullopt;
    return Credential{.access_key_id = session->access_key_id,
                      .secret = session->secret,
                      .principal = session->principal,
                      .session = std::move(session)};
  });
  if (!credential) throw signature_error(dialect, SignatureFault::invalid_token);
  if (!credential->session || credential->access_key_id != access_key_id)
    throw signature_error(dialect, SignatureFault::unknown_key);
  if (account_.clock().now() >= credential->session->expires)
    throw signature_error(dialect, SignatureFault::expired_token);
  return credential;
}

std::shared_ptr<const IdentityPolicies> Credentials::policies_of(
    const Credential& credential) const {
  const bool is_session = credential.session.has_value();
  const std::string source = is_session ? credential.session->source_id : credential.principal.id;
  const bool is_limited =
      is_session &&
      (!credential.session->policy_documents.empty() || !credential.session->policy_arns.empty() ||
       credential.principal.kind == Principal::Kind::federated_user);
  const std::string name = is_limited ? source + ":" + credential.access_key_id : source;
  return find_or_load(policies_, name, [&] {
    return std::optional(account_.database().read([&](meta::Connection& rows) {
      IdentityPolicies all = load_policies(rows, account_, source);
      if (is_limited) limit_by_session(rows, account_, *credential.session, all);
      return all;
    }));
  });
}

std::shared_ptr<const IdentityPolicies> Credentials::policies_of_arn(const std::string& arn) const {
  return find_or_load(policies_, arn, [&] {
    return std::optional(account_.database().read([&](meta::Connection& rows) {
      const auto entity = find_entity_by_arn(rows, account_.id(), arn);
      return entity ? load_policies(rows, account_, entity->id) : IdentityPolicies();
    }));
  });
}

}  // namespace sluice::access
