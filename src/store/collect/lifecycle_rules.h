// What lifecycle rules say about one version: no rows are touched here.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "store/bucket.h"
#include "store/lifecycle.h"
#include "store/object.h"

namespace sluice::store {

// Counts days as S3 does: from the first midnight UTC at or after the moment. Days of another
// length than 24 hours are counted from the moment itself.
struct DayCount {
  Timestamp now;
  std::chrono::microseconds day;

  bool is_over(Timestamp since, int days) const;
  bool is_reached(Timestamp since, const LifecycleAge& age) const;
};

// The enabled rules of a bucket, those that its settings stand for among them.
class LifecycleRules {
 public:
  LifecycleRules(const BucketSettings& settings, const Lifecycle& lifecycle);

  bool has_current_rules() const;
  bool has_older_rules() const;  // noncurrent versions, delete markers
  bool has_upload_rules() const;

  struct Action {
    bool expires = false;
    std::optional<std::string> storage_class;  // that it is to have from now on
    bool is_any() const { return expires || storage_class; }
  };
  Action for_current(const Object&, const DayCount&) const;
  // `newer_versions(n)`: whether at least n noncurrent versions of the key are newer.
  template <class NewerVersions>
  Action for_noncurrent(const Object& object, Timestamp since, const DayCount& days,
                        NewerVersions&& newer_versions) const {
    Action action;
    for (const LifecycleRule& rule : rules_) {
      if (!matches(rule.filter, object)) continue;
      const auto is_due = [&](const NoncurrentAge& age) {
        return days.is_over(since, age.days) &&
               (age.newer_versions == 0 || newer_versions(age.newer_versions));
      };
      if (rule.noncurrent_expiration && is_due(*rule.noncurrent_expiration)) action.expires = true;
      for (const NoncurrentTransition& transition : rule.noncurrent_transitions) {
        if (!is_due(transition.age)) continue;
        if (may_go_to(transition.storage_class, rule, object)) {
          take_colder(action, object, transition.storage_class);
        }
      }
    }
    return action;
  }
  // Of a delete marker that hides nothing.
  bool expires_marker(const Object&, const DayCount&) const;
  bool aborts(const ObjectKey&, Timestamp created, const DayCount&) const;

 private:
  static bool matches(const LifecycleFilter&, const Object&);
  bool may_go_to(std::string_view storage_class, const LifecycleRule&, const Object&) const;
  static void take_colder(Action&, const Object&, const std::string& storage_class);

  std::vector<LifecycleRule> rules_;
  std::uint64_t transition_bytes_min_;
  bool archives_any_size_;
};

}  // namespace sluice::store
