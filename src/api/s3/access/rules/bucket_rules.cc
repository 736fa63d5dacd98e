#include "api/s3/access/rules/bucket_rules.h"

#include <algorithm>
#include <array>

#include "api/s3/request/members.h"
#include "api/s3/s3.h"
#include "base/text.h"

namespace sluice::api::s3 {
namespace {

constexpr std::size_t kEntriesMax = 10'000;
constexpr std::string_view kTagsKey = "s3:existingobjecttag/";

constexpr std::array<std::string_view, 7> kKinds = {
    document::kPolicy,    document::kAcl,
    document::kOwnership, document::kPublicAccessBlock,
    document::kCors,      document::kRequestPayment,
    document::kLogging};

Ownership ownership_in(std::string_view text) {
  const auto document = parse_json(text);
  const auto& rules = document.at("Rules").as_array();
  return parse_ownership(rules.at(0).at("ObjectOwnership").as_string());
}

PublicAccessBlock block_in(std::string_view text) {
  const auto document = parse_json(text);
  const auto& object = document.as_object();
  return {.block_public_acls = flag_in(object, "BlockPublicAcls"),
          .ignore_public_acls = flag_in(object, "IgnorePublicAcls"),
          .block_public_policy = flag_in(object, "BlockPublicPolicy"),
          .restrict_public_buckets = flag_in(object, "RestrictPublicBuckets")};
}

}  // namespace

Ownership parse_ownership(std::string_view text) {
  if (text == "BucketOwnerEnforced") return Ownership::bucket_owner_enforced;
  if (text == "BucketOwnerPreferred") return Ownership::bucket_owner_preferred;
  return Ownership::object_writer;
}

void check_public_acl(const BucketRules& rules, const Acl& acl) {
  if (!rules.block.block_public_acls || !is_public(acl)) return;
  throw Error(ErrorKind::denied, "AccessDenied",
              "Access Denied: public ACLs are blocked by the bucket's public access block.");
}

Error acls_are_off() {
  return Error(ErrorKind::invalid, "AccessControlListNotSupported",
               "The bucket does not allow ACLs");
}

bool asks_for_tags(const access::Policy& policy) {
  const auto asks = [](const access::Condition& condition) {
    return lower_ascii(condition.key).starts_with(kTagsKey);
  };
  return std::any_of(policy.statements.begin(), policy.statements.end(), [&](const auto& one) {
    return std::any_of(one.conditions.begin(), one.conditions.end(), asks);
  });
}

std::string BucketRulesCache::owner_of(const store::Bucket& bucket) const {
  return bucket.owner.empty() ? accounts_.own().canonical_id : bucket.owner;
}

std::string BucketRulesCache::owner_of(const store::Object& object,
                                       const BucketRules& rules) const {
  // Ownership controls say whose all objects are, whoever wrote them.
  if (!rules.has_acls() || object.properties.owner.empty()) return rules.owner;
  return object.properties.owner;
}

std::optional<BucketRulesCache::Source> BucketRulesCache::read(
    const meta::Snapshot& now, const store::BucketName& name) const {
  return database_.read([&](meta::Connection&) -> std::optional<Source> {
    auto bucket = store_.find_bucket(now, name);
    if (!bucket) return std::nullopt;
    Source source{.bucket = std::move(*bucket), .documents = {}};
    for (const auto kind : kKinds) {
      auto found = store_.document(now, name, {.kind = std::string(kind), .id = {}});
      if (found) source.documents.emplace(kind, std::move(found->text));
    }
    return source;
  });
}

std::shared_ptr<const BucketRules> BucketRulesCache::make(const Source& source) const {
  auto rules = std::make_shared<BucketRules>();
  rules->bucket = source.bucket;
  rules->owner = owner_of(source.bucket);
  const auto* account = accounts_.find_canonical(rules->owner);
  if (account) rules->owner_account = account->id;
  const auto text = [&](std::string_view kind) -> const std::string* {
    const auto found = source.documents.find(kind);
    return found == source.documents.end() ? nullptr : &found->second;
  };
  if (const auto* found = text(document::kPolicy)) {
    const access::PolicyRules how{.kind = access::PolicyKind::bucket,
                                  .bucket = source.bucket.name.text()};
    rules->policy = std::make_shared<const access::Policy>(access::parse_policy(*found, how));
    rules->asks_for_tags = asks_for_tags(*rules->policy);
  }
  const auto* acl = text(document::kAcl);
  rules->acl = parse_acl(rules->owner, acl ? *acl : "");
  if (const auto* found = text(document::kOwnership)) rules->ownership = ownership_in(*found);
  if (const auto* found = text(document::kPublicAccessBlock)) rules->block = block_in(*found);
  if (const auto* found = text(document::kRequestPayment)) {
    rules->requester_pays = parse_json(*found).at("Payer").as_string() == "Requester";
  }
  if (const auto* found = text(document::kCors)) rules->cors = parse_cors(*found);
  if (const auto* found = text(document::kLogging)) {
    rules->is_logged = parse_json(*found).as_object().contains("LoggingEnabled");
  }
  return rules;
}

std::shared_ptr<const BucketRules> BucketRulesCache::find(const store::BucketName& name) const {
  const auto now = database_.snapshot();
  const std::int64_t configuration = now.configuration().value();
  {
    std::shared_lock lock(mutex_);
    const auto found = entries_.find(name.text());
    if (found != entries_.end() && found->second.configuration == configuration) {
      return found->second.rules;
    }
  }
  auto source = read(now, name);
  std::unique_lock lock(mutex_);
  if (!source) {
    entries_.erase(name.text());
    return nullptr;
  }
  const auto found = entries_.find(name.text());
  if (found != entries_.end() && found->second.source == *source) {
    // Several threads check at once: the newest is kept.
    found->second.configuration = std::max(found->second.configuration, configuration);
    return found->second.rules;
  }
  lock.unlock();
  auto rules = make(*source);
  lock.lock();
  if (entries_.size() >= kEntriesMax) entries_.clear();
  auto& entry = entries_[name.text()];
  if (entry.rules && entry.configuration > configuration) return rules;
  entry = {.configuration = configuration, .source = std::move(*source), .rules = rules};
  return rules;
}

std::optional<Website> BucketRulesCache::website(const store::BucketName& name) const {
  const auto now = database_.snapshot();
  if (!store_.find_bucket(now, name)) return std::nullopt;
  const auto found =
      store_.document(now, name, {.kind = std::string(document::kWebsite), .id = {}});
  return found ? std::optional(parse_website(found->text)) : std::nullopt;
}

std::shared_ptr<const BucketRules> BucketRulesCache::get(std::string_view bucket) const {
  auto rules = find(store::bucket_name(bucket));
  if (rules) return rules;
  throw Error(ErrorKind::not_found, "NoSuchBucket", "The specified bucket does not exist");
}

}  // namespace sluice::api::s3
