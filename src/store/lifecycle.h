// Lifecycle rules, as collect() carries them out.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"

namespace sluice::store {

// All of it must hold.
struct LifecycleFilter {
  std::string prefix;
  std::map<std::string, std::string> tags;
  std::optional<std::uint64_t> size_above_bytes;
  std::optional<std::uint64_t> size_below_bytes;

  bool operator==(const LifecycleFilter&) const = default;
};

// Days after the version was written, or a date.
struct LifecycleAge {
  std::optional<int> days;
  std::optional<Timestamp> date;

  bool operator==(const LifecycleAge&) const = default;
};

struct Transition {
  LifecycleAge age;
  std::string storage_class;

  bool operator==(const Transition&) const = default;
};

// Days after a version was replaced, and only while at least `newer_versions` noncurrent ones are
// newer.
struct NoncurrentAge {
  int days = 0;
  int newer_versions = 0;

  bool operator==(const NoncurrentAge&) const = default;
};

struct NoncurrentTransition {
  NoncurrentAge age;
  std::string storage_class;

  bool operator==(const NoncurrentTransition&) const = default;
};

struct LifecycleRule {
  std::string id;
  bool is_enabled = true;
  LifecycleFilter filter;
  std::optional<LifecycleAge> expiration;
  // Delete markers that hide nothing any more. With expiration days or a date it holds too, once
  // the marker has that age.
  bool expires_delete_markers = false;
  std::optional<NoncurrentAge> noncurrent_expiration;
  std::vector<Transition> transitions;
  std::vector<NoncurrentTransition> noncurrent_transitions;
  std::optional<int> abort_uploads_after_days;

  bool operator==(const LifecycleRule&) const = default;
};

struct Lifecycle {
  std::vector<LifecycleRule> rules;
  // Smaller objects change their class only by rules that filter by size.
  std::uint64_t transition_bytes_min = 128 * 1024;
  // But GLACIER and DEEP_ARCHIVE take objects of any size.
  bool archives_any_size = false;

  bool operator==(const Lifecycle&) const = default;
};

}  // namespace sluice::store
