#include "store/bucket_documents.h"

#include <algorithm>

#include "base/json.h"

namespace sluice::store {
namespace {

constexpr std::string_view kLeastSize = "TransitionDefaultMinimumObjectSize";

DocumentName name_of(std::string_view kind) {
  return {.kind = std::string(kind), .id = {}};
}

std::string encryption_text() {
  const json::object rule{
      {"ApplyServerSideEncryptionByDefault", json::object{{"SSEAlgorithm", "AES256"}}},
      {"BucketKeyEnabled", false}};
  return sluice::to_text(json::object{{"Rules", json::array{rule}}});
}

json::array tags_of(const LifecycleFilter& filter) {
  json::array tags;
  for (const auto& [key, value] : filter.tags)
    tags.push_back(json::object{{"Key", key}, {"Value", value}});
  return tags;
}

// One condition stands alone, several below And.
json::object filter_of(const LifecycleFilter& filter) {
  json::object all;
  if (!filter.prefix.empty()) all["Prefix"] = filter.prefix;
  if (!filter.tags.empty()) all["Tags"] = tags_of(filter);
  if (filter.size_above_bytes) all["ObjectSizeGreaterThan"] = *filter.size_above_bytes;
  if (filter.size_below_bytes) all["ObjectSizeLessThan"] = *filter.size_below_bytes;
  if (all.empty()) return {{"Prefix", ""}};
  if (all.size() > 1 || filter.tags.size() > 1) return {{"And", std::move(all)}};
  if (filter.tags.empty()) return all;
  return {{"Tag", all.at("Tags").as_array().front()}};
}

json::object age_of(const LifecycleAge& age) {
  if (age.date) return {{"Date", age.date->time_since_epoch().count()}};
  return {{"Days", age.days.value_or(0)}};
}

json::object age_of(const NoncurrentAge& age) {
  json::object out{{"NoncurrentDays", age.days}};
  if (age.newer_versions > 0) out["NewerNoncurrentVersions"] = age.newer_versions;
  return out;
}

json::object rule_of(const LifecycleRule& rule) {
  json::object out{{"ID", rule.id},
                   {"Filter", filter_of(rule.filter)},
                   {"Status", rule.is_enabled ? "Enabled" : "Disabled"}};
  if (rule.expiration) {
    out["Expiration"] = age_of(*rule.expiration);
  } else if (rule.expires_delete_markers) {
    out["Expiration"] = json::object{{"ExpiredObjectDeleteMarker", true}};
  }
  if (rule.noncurrent_expiration) {
    out["NoncurrentVersionExpiration"] = age_of(*rule.noncurrent_expiration);
  }
  const auto add = [&](std::string_view list, json::object age, const std::string& storage_class) {
    if (!out.contains(list)) out[list] = json::array();
    age["StorageClass"] = storage_class;
    out[list].as_array().push_back(std::move(age));
  };
  for (const auto& transition : rule.transitions)
    add("Transitions", age_of(transition.age), transition.storage_class);
  for (const auto& transition : rule.noncurrent_transitions)
    add("NoncurrentVersionTransitions", age_of(transition.age), transition.storage_class);
  if (rule.abort_uploads_after_days) {
    out["AbortIncompleteMultipartUpload"] =
        json::object{{"DaysAfterInitiation", *rule.abort_uploads_after_days}};
  }
  return out;
}

}  // namespace

std::string ownership_text(std::string_view ownership) {
  const json::array rules{json::object{{"ObjectOwnership", ownership}}};
  return sluice::to_text(json::object{{"Rules", rules}});
}

std::string blocked_access_text() {
  return sluice::to_text(json::object{{"BlockPublicAcls", true},
                                      {"IgnorePublicAcls", true},
                                      {"BlockPublicPolicy", true},
                                      {"RestrictPublicBuckets", true}});
}

void create_private_bucket(Store& store, meta::Transaction& now, const BucketName& name) {
  store.create_bucket(now, name, {});
  store.set_document(now, name, name_of(document::kEncryption), encryption_text());
  store.set_document(now, name, name_of(document::kOwnership),
                     ownership_text("BucketOwnerEnforced"));
  store.set_document(now, name, name_of(document::kPublicAccessBlock), blocked_access_text());
}

void set_at_rest(Store& store, meta::Transaction& now, const Bucket& bucket, BodyKind kind) {
  if (bucket.body_kind == kind) return;
  store.set_body_kind(now, bucket.name, kind);
  const auto which = name_of(document::kEncryption);
  const auto found = store.document(now.now(), bucket.name, which);
  // What clients have put there stays.
  if (kind == BodyKind::sealed && !found) {
    store.set_document(now, bucket.name, which, encryption_text());
  }
  if (kind == BodyKind::plain && found && found->text == encryption_text()) {
    store.remove_document(now, bucket.name, which);
  }
}

void replace_lifecycle_rules(Store& store, meta::Transaction& now, const BucketName& name,
                             std::string_view ids, const std::vector<LifecycleRule>& rules) {
  auto lifecycle = store.lifecycle(now.now(), name);
  const auto before = lifecycle.rules;
  std::erase_if(lifecycle.rules, [&](const auto& rule) { return rule.id.starts_with(ids); });
  lifecycle.rules.insert(lifecycle.rules.end(), rules.begin(), rules.end());
  if (lifecycle.rules == before) return;
  store.set_lifecycle(now, name, lifecycle);
  const auto which = name_of(document::kLifecycle);
  if (lifecycle.rules.empty()) return store.remove_document(now, name, which);
  const auto found = store.document(now.now(), name, which);
  auto shown = found ? parse_json(found->text).as_object() : json::object();
  if (!shown.contains(kLeastSize)) shown[kLeastSize] = "all_storage_classes_128K";
  json::array listed;
  for (const auto& rule : lifecycle.rules)
    listed.push_back(rule_of(rule));
  shown["Rules"] = std::move(listed);
  store.set_document(now, name, which, sluice::to_text(shown));
}

}  // namespace sluice::store
