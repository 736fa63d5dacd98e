#include "store/collect/lifecycle_rules.h"

namespace sluice::store {
namespace {

// From warm to cold: objects change their class downwards only.
constexpr std::array<std::string_view, 7> kClasses = {
    "STANDARD",   "STANDARD_IA", "INTELLIGENT_TIERING", "ONEZONE_IA",
    "GLACIER_IR", "GLACIER",     "DEEP_ARCHIVE"};

std::ptrdiff_t coldness(std::string_view storage_class) {
  const auto found = std::find(kClasses.begin(), kClasses.end(), storage_class);
  return found == kClasses.end() ? 0 : found - kClasses.begin();
}

}  // namespace

bool DayCount::is_over(Timestamp since, int days) const {
  // More than a thousand years of them do not fit a timestamp, and would come out in the past.
  days = std::min(days, 365'000);
  if (day != std::chrono::days(1)) return since + days * day <= now;
  return std::chrono::ceil<std::chrono::days>(since) + std::chrono::days(days) <= now;
}

bool DayCount::is_reached(Timestamp since, const LifecycleAge& age) const {
  if (age.date) return *age.date <= now;
  return age.days && is_over(since, *age.days);
}

LifecycleRules::LifecycleRules(const BucketSettings& settings, const Lifecycle& lifecycle)
    : transition_bytes_min_(lifecycle.transition_bytes_min),
      archives_any_size_(lifecycle.archives_any_size) {
  std::copy_if(lifecycle.rules.begin(), lifecycle.rules.end(), std::back_inserter(rules_),
               [](const LifecycleRule& rule) { return rule.is_enabled; });
  if (settings.expire_after_days) {
    LifecycleRule rule;
    rule.expiration = LifecycleAge{.days = settings.expire_after_days, .date = {}};
    rules_.push_back(std::move(rule));
  }
  if (settings.expire_noncurrent_after_days) {
    LifecycleRule rule;
    rule.noncurrent_expiration = NoncurrentAge{.days = *settings.expire_noncurrent_after_days};
    rule.expires_delete_markers = true;
    rules_.push_back(std::move(rule));
  }
}

bool LifecycleRules::has_current_rules() const {
  return std::any_of(rules_.begin(), rules_.end(), [](const LifecycleRule& rule) {
    return rule.expiration || !rule.transitions.empty();
  });
}

bool LifecycleRules::has_older_rules() const {
  return std::any_of(rules_.begin(), rules_.end(), [](const LifecycleRule& rule) {
    return rule.noncurrent_expiration || !rule.noncurrent_transitions.empty() ||
           rule.expires_delete_markers || rule.expiration;
  });
}

bool LifecycleRules::has_upload_rules() const {
  return std::any_of(rules_.begin(), rules_.end(), [](const LifecycleRule& rule) {
    return rule.abort_uploads_after_days.has_value();
  });
}

LifecycleRules::Action LifecycleRules::for_current(const Object& object,
                                                   const DayCount& days) const {
  Action action;
  const Timestamp since = object.last_modified;
  for (const LifecycleRule& rule : rules_) {
    if (!matches(rule.filter, object)) continue;
    if (rule.expiration && days.is_reached(since, *rule.expiration)) action.expires = true;
    for (const Transition& transition : rule.transitions) {
      if (!days.is_reached(since, transition.age)) continue;
      if (may_go_to(transition.storage_class, rule, object)) {
        take_colder(action, object, transition.storage_class);
      }
    }
  }
  return action;
}

bool LifecycleRules::expires_marker(const Object& marker, const DayCount& days) const {
  return std::any_of(rules_.begin(), rules_.end(), [&](const LifecycleRule& rule) {
    const LifecycleFilter& filter = rule.filter;
    // A marker has neither tags nor a size.
    const bool is_by_prefix =
        filter.tags.empty() && !filter.size_above_bytes && !filter.size_below_bytes;
    if (!is_by_prefix || !marker.key.text().starts_with(filter.prefix)) return false;
    return rule.expires_delete_markers ||
           (rule.expiration && days.is_reached(marker.last_modified, *rule.expiration));
  });
}

bool LifecycleRules::aborts(const ObjectKey& key, Timestamp created, const DayCount& days) const {
  return std::any_of(rules_.begin(), rules_.end(), [&](const LifecycleRule& rule) {
    return rule.abort_uploads_after_days && key.text().starts_with(rule.filter.prefix) &&
           days.is_over(created, *rule.abort_uploads_after_days);
  });
}

bool LifecycleRules::matches(const LifecycleFilter& filter, const Object& object) {
  if (!object.key.text().starts_with(filter.prefix)) return false;
  if (filter.size_above_bytes && object.size_bytes <= *filter.size_above_bytes) return false;
  if (filter.size_below_bytes && object.size_bytes >= *filter.size_below_bytes) return false;
  const auto& tags = object.properties.tags;
  return std::all_of(filter.tags.begin(), filter.tags.end(), [&](const auto& wanted) {
    const auto found = tags.find(wanted.first);
    return found != tags.end() && found->second == wanted.second;
  });
}

bool LifecycleRules::may_go_to(std::string_view storage_class, const LifecycleRule& rule,
                               const Object& object) const {
  const bool is_by_size = rule.filter.size_above_bytes || rule.filter.size_below_bytes;
  const bool is_archive = storage_class == "GLACIER" || storage_class == "DEEP_ARCHIVE";
  return is_by_size || (is_archive && archives_any_size_) ||
         object.size_bytes >= transition_bytes_min_;
}

void LifecycleRules::take_colder(Action& action, const Object& object,
                                 const std::string& storage_class) {
  const std::string& before = action.storage_class ? *action.storage_class : object.storage_class;
  if (coldness(storage_class) > coldness(before)) action.storage_class = storage_class;
}

}  // namespace sluice::store
