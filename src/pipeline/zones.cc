#include "pipeline/zones.h"

#include "pipeline/yaml_node.h"
#include "store/bucket_documents.h"

namespace sluice::pipeline {
namespace {

// Rules of the pipelines' own bear it in their ids: clients' rules do not.
constexpr std::string_view kRuleIds = "sluice-zone-";

void merge_versioned(std::optional<bool>& versioned, const std::optional<bool>& other) {
  if (other) versioned = versioned.value_or(false) || *other;
}

void merge_at_rest(std::optional<store::BodyKind>& at_rest,
                   const std::optional<store::BodyKind>& other) {
  const bool is_decided = at_rest == store::BodyKind::sealed;
  if (other && !is_decided) at_rest = other;
}

std::optional<store::LifecycleRule> rule_of(const Zone& zone) {
  store::LifecycleRule rule{.id = fmt::format("{}{}", kRuleIds, zone.name),
                            .filter = {.prefix = zone.prefix, .tags = {}}};
  bool is_any = !zone.transitions.empty();
  if (zone.expire_after_days) {
    is_any = true;
    rule.expiration = store::LifecycleAge{.days = zone.expire_after_days, .date = {}};
  }
  if (zone.expire_noncurrent_after_days) {
    is_any = true;
    rule.noncurrent_expiration = store::NoncurrentAge{.days = *zone.expire_noncurrent_after_days};
    // Else the last trace of a deleted object would never go.
    rule.expires_delete_markers = true;
  }
  for (const auto& [storage_class, days] : zone.transitions) {
    rule.transitions.push_back({.age = {.days = days, .date = {}}, .storage_class = storage_class});
  }
  return is_any ? std::optional(std::move(rule)) : std::nullopt;
}

void refuse_lost_zones(const Pipeline& pipeline, const Zone& expiring) {
  for (const auto& zone : pipeline.zones) {
    const bool is_lost = zone.bucket == expiring.bucket && !zone.expire_after_days &&
                         zone.prefix.starts_with(expiring.prefix);
    if (!is_lost) continue;
    complain(expiring.place,
             fmt::format("zone {} expires its objects, and zone {}, which keeps its own, lies in "
                         "it: give them prefixes that do not lie in each other, or two buckets",
                         expiring.name, zone.name));
  }
}

void set_versioning(store::Store& store, meta::Transaction& now, const store::Bucket& bucket,
                    bool is_on) {
  const bool was_on = bucket.versioning == store::Versioning::enabled;
  if (was_on == is_on) return;
  store.set_versioning(now, bucket.name,
                       is_on ? store::Versioning::enabled : store::Versioning::suspended);
}

// Lakes from before rules: what expired a zone was a setting of its bucket.
void clear_old_expiry(store::Store& store, meta::Transaction& now, const store::Bucket& bucket) {
  auto settings = bucket.settings;
  settings.expire_after_days.reset();
  settings.expire_noncurrent_after_days.reset();
  if (!(settings == bucket.settings)) store.change_bucket(now, bucket.name, settings);
}

}  // namespace

std::map<store::BucketName, ZoneBucket> zone_buckets(const Pipeline& pipeline) {
  std::map<store::BucketName, ZoneBucket> buckets;
  for (const auto& zone : pipeline.zones) {
    auto& bucket = buckets[zone.bucket];
    merge_versioned(bucket.versioned, zone.versioned);
    merge_at_rest(bucket.at_rest, zone.at_rest);
    if (auto rule = rule_of(zone)) bucket.rules.push_back(std::move(*rule));
    if (zone.expire_after_days) refuse_lost_zones(pipeline, zone);
  }
  return buckets;
}

void make_zone_buckets(const Pipeline& pipeline, store::Store& store, meta::Transaction& now) {
  for (const auto& [name, wanted] : zone_buckets(pipeline)) {
    if (!store.find_bucket(now.now(), name)) store::create_private_bucket(store, now, name);
    const auto bucket = store.find_bucket(now.now(), name);
    clear_old_expiry(store, now, *bucket);
    if (wanted.versioned) set_versioning(store, now, *bucket, *wanted.versioned);
    if (wanted.at_rest) store::set_at_rest(store, now, *bucket, *wanted.at_rest);
    store::replace_lifecycle_rules(store, now, name, kRuleIds, wanted.rules);
  }
}

}  // namespace sluice::pipeline
