// https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLifecycleConfiguration.html
#include <set>

#include <fmt/format.h>

#include "api/s3/buckets/configuration.h"
#include "api/s3/buckets/kinds/tags.h"
#include "api/s3/buckets/rules/lifecycle.h"

namespace sluice::api::s3 {
namespace {

constexpr std::size_t kRulesMax = 1000;
constexpr std::size_t kIdCharsMax = 255;
constexpr std::int64_t kInfrequentDaysMin = 30;
constexpr std::int64_t kNewerVersionsMax = 100;
constexpr std::int64_t kDayMicros = 86'400'000'000;

// What a rule asks of objects, seen through both forms of a filter.
struct Filtered {
  bool has_tags = false;
  bool has_sizes = false;
  std::string prefix;
};

void check_sizes(const json::object& filter) {
  const auto above = number_in(filter, "ObjectSizeGreaterThan");
  const auto below = number_in(filter, "ObjectSizeLessThan");
  if ((above && *above < 0) || (below && *below < 1)) {
    throw invalid_argument("The object sizes of a filter must be positive integers");
  }
  if (above && below && *below - *above < 2) {
    throw invalid_request(
        "'ObjectSizeLessThan' has to be a value greater than 'ObjectSizeGreaterThan'");
  }
}

Filtered check_filter(const json::object& rule) {
  const auto* filter = object_in(rule, "Filter");
  if (filter ? rule.contains("Prefix") : !rule.contains("Prefix")) throw malformed_xml();
  if (!filter) return {.prefix = std::string(text_in(rule, "Prefix"))};
  // Several conditions belong below And.
  if (filter->size() > 1) throw malformed_xml();
  const auto* both = object_in(*filter, "And");
  const auto& holder = both ? *both : *filter;
  check_sizes(holder);
  const auto& tags = array_in(holder, "Tags");
  check_bucket_tags(tags);
  return {.has_tags = !tags.empty() || holder.contains("Tag"),
          .has_sizes =
              holder.contains("ObjectSizeGreaterThan") || holder.contains("ObjectSizeLessThan"),
          .prefix = std::string(text_in(holder, "Prefix"))};
}

void check_midnight(std::int64_t date) {
  if (date % kDayMicros != 0) throw invalid_argument("'Date' must be at midnight GMT");
}

void check_expiration(const json::object& expiration, const Filtered& filtered) {
  if (expiration.size() != 1) throw malformed_xml();
  const auto days = number_in(expiration, "Days");
  if (days && *days < 1) {
    throw invalid_argument("'Days' for Expiration action must be a positive integer");
  }
  if (const auto date = number_in(expiration, "Date")) check_midnight(*date);
  if (!expiration.contains("ExpiredObjectDeleteMarker")) return;
  if (filtered.has_tags) {
    throw invalid_request("ExpiredObjectDeleteMarker cannot be specified with Tags.");
  }
  if (filtered.has_sizes) {
    throw invalid_request("ExpiredObjectDeleteMarker cannot be specified with object sizes.");
  }
}

void check_class_age(std::string_view storage_class, std::int64_t days, std::string_view action,
                     bool is_real_day) {
  const bool is_infrequent = storage_class == "STANDARD_IA" || storage_class == "ONEZONE_IA";
  if (!is_real_day || !is_infrequent || days >= kInfrequentDaysMin) return;
  throw invalid_argument(
      fmt::format("'Days' in {} action must be greater than or equal to {} for "
                  "storageClass '{}'",
                  action, kInfrequentDaysMin, storage_class));
}

void check_transitions(const json::object& rule, const Filtered& filtered, bool is_real_day) {
  const auto* expiration = object_in(rule, "Expiration");
  const auto expires = expiration ? number_in(*expiration, "Days") : std::nullopt;
  std::set<std::string_view> classes;
  for (const auto& value : array_in(rule, "Transitions")) {
    const auto& transition = value.as_object();
    const auto storage_class = text_in(transition, "StorageClass");
    const auto days = number_in(transition, "Days");
    const auto date = number_in(transition, "Date");
    if (storage_class.empty() || days.has_value() == date.has_value()) throw malformed_xml();
    if (!classes.insert(storage_class).second) {
      throw invalid_request(
          fmt::format("'StorageClass' must be different for 'Transition' actions in "
                      "same 'Rule' with prefix '{}'",
                      filtered.prefix));
    }
    if (date) check_midnight(*date);
    if (expiration && ((date && expires) || (days && expiration->contains("Date")))) {
      throw invalid_request(
          fmt::format("Found mixed 'Date' and 'Days' based Expiration and Transition "
                      "actions in lifecycle rule for prefix '{}'",
                      filtered.prefix));
    }
    if (!days) continue;
    if (*days < 0) throw invalid_argument("'Days' in Transition action must be nonnegative");
    check_class_age(storage_class, *days, "Transition", is_real_day);
    if (expires && *expires <= *days) {
      throw invalid_argument(
          fmt::format("'Days' in the Expiration action for prefix '{}' must be greater "
                      "than 'Days' in the Transition action",
                      filtered.prefix));
    }
  }
}

void check_noncurrent_age(const json::object& action, std::int64_t days_min) {
  const auto days = number_in(action, "NoncurrentDays");
  const auto newer = number_in(action, "NewerNoncurrentVersions");
  if (!days) throw malformed_xml();
  if (*days < days_min) {
    throw invalid_argument(
        "'NoncurrentDays' for NoncurrentVersionExpiration action must be a positive "
        "integer");
  }
  if (newer && (*newer < 1 || *newer > kNewerVersionsMax)) {
    throw invalid_argument("'NewerNoncurrentVersions' must be between 1 and 100");
  }
}

void check_noncurrent(const json::object& rule, bool is_real_day) {
  if (const auto* expiration = object_in(rule, "NoncurrentVersionExpiration")) {
    check_noncurrent_age(*expiration, 1);
  }
  for (const auto& value : array_in(rule, "NoncurrentVersionTransitions")) {
    const auto& transition = value.as_object();
    const auto storage_class = text_in(transition, "StorageClass");
    if (storage_class.empty()) throw malformed_xml();
    check_noncurrent_age(transition, 0);
    check_class_age(storage_class, *number_in(transition, "NoncurrentDays"),
                    "NoncurrentVersionTransition", is_real_day);
  }
}

void check_abort(const json::object& rule, const Filtered& filtered) {
  const auto* abort = object_in(rule, "AbortIncompleteMultipartUpload");
  if (!abort) return;
  const auto days = number_in(*abort, "DaysAfterInitiation");
  if (!days) throw malformed_xml();
  if (*days < 1) {
    throw invalid_argument(
        "'DaysAfterInitiation' for AbortIncompleteMultipartUpload action must be a "
        "positive integer");
  }
  if (filtered.has_tags) {
    throw invalid_request("AbortIncompleteMultipartUpload cannot be specified with Tags.");
  }
  if (filtered.has_sizes) {
    throw invalid_request("AbortIncompleteMultipartUpload cannot be specified with object sizes.");
  }
}

void check_rule(const json::object& rule, bool is_real_day) {
  if (text_in(rule, "ID").size() > kIdCharsMax) {
    throw invalid_argument("ID length should not exceed allowed limit of 255");
  }
  const auto filtered = check_filter(rule);
  bool acts = false;
  for (const auto action : {"Expiration", "Transitions", "NoncurrentVersionExpiration",
                            "NoncurrentVersionTransitions", "AbortIncompleteMultipartUpload"}) {
    acts |= rule.contains(action);
  }
  if (!acts) throw invalid_request("At least one action needs to be specified in a rule");
  if (const auto* expiration = object_in(rule, "Expiration")) {
    check_expiration(*expiration, filtered);
  }
  check_transitions(rule, filtered, is_real_day);
  check_noncurrent(rule, is_real_day);
  check_abort(rule, filtered);
}

}  // namespace

void check_lifecycle(const json::object& document, bool is_real_day) {
  const auto& rules = array_in(document, "Rules");
  if (rules.empty() || rules.size() > kRulesMax) throw malformed_xml();
  std::set<std::string_view> ids;
  for (const auto& value : rules) {
    const auto& rule = value.as_object();
    const auto id = text_in(rule, "ID");
    if (!id.empty() && !ids.insert(id).second) {
      throw invalid_argument("Rule ID must be unique. Found same ID for more than one rule");
    }
    check_rule(rule, is_real_day);
  }
}

}  // namespace sluice::api::s3
