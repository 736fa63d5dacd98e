#include <array>

#include "api/s3/buckets/configuration.h"
#include "api/s3/buckets/rules/lifecycle.h"
#include "api/wire/protocol/scalars.h"
#include "base/bytes.h"
#include "base/text.h"

namespace sluice::api::s3 {
namespace {

// Which objects are too small to change their class: by default those under 128 KiB, since 2024
// for all classes, and until then not for the archives.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLifecycleConfiguration.html
constexpr std::string_view kLeastSize = "TransitionDefaultMinimumObjectSize";
constexpr std::string_view kOfAllClasses = "all_storage_classes_128K";
constexpr std::string_view kByClass = "varies_by_storage_class";

std::optional<int> int_in(const json::object& object, std::string_view name) {
  const auto number = number_in(object, name);
  return number ? std::optional(static_cast<int>(*number)) : std::nullopt;
}

std::optional<std::uint64_t> size_in(const json::object& object, std::string_view name) {
  const auto number = number_in(object, name);
  return number ? std::optional(static_cast<std::uint64_t>(*number)) : std::nullopt;
}

store::LifecycleFilter read_filter(const json::object& rule) {
  const auto* filter = object_in(rule, "Filter");
  if (!filter) return {.prefix = std::string(text_in(rule, "Prefix")), .tags = {}};
  const auto* both = object_in(*filter, "And");
  const auto& holder = both ? *both : *filter;
  store::LifecycleFilter read{.prefix = std::string(text_in(holder, "Prefix")),
                              .tags = {},
                              .size_above_bytes = size_in(holder, "ObjectSizeGreaterThan"),
                              .size_below_bytes = size_in(holder, "ObjectSizeLessThan")};
  const auto add = [&](const json::object& tag) {
    read.tags.emplace(text_in(tag, "Key"), text_in(tag, "Value"));
  };
  if (const auto* tag = object_in(holder, "Tag")) add(*tag);
  for (const auto& tag : array_in(holder, "Tags"))
    add(tag.as_object());
  return read;
}

store::LifecycleAge read_age(const json::object& action) {
  const auto* date = action.if_contains("Date");
  return {.days = int_in(action, "Days"),
          .date = date ? std::optional(timestamp_of(*date)) : std::nullopt};
}

store::NoncurrentAge read_noncurrent_age(const json::object& action) {
  return {.days = int_in(action, "NoncurrentDays").value_or(0),
          .newer_versions = int_in(action, "NewerNoncurrentVersions").value_or(0)};
}

store::LifecycleRule read_rule(const json::object& rule) {
  store::LifecycleRule read{.id = std::string(text_in(rule, "ID")),
                            .is_enabled = text_in(rule, "Status") == "Enabled",
                            .filter = read_filter(rule)};
  if (const auto* expiration = object_in(rule, "Expiration")) {
    read.expires_delete_markers = flag_in(*expiration, "ExpiredObjectDeleteMarker");
    const auto age = read_age(*expiration);
    if (age.days || age.date) read.expiration = age;
  }
  if (const auto* expiration = object_in(rule, "NoncurrentVersionExpiration")) {
    read.noncurrent_expiration = read_noncurrent_age(*expiration);
  }
  for (const auto& value : array_in(rule, "Transitions")) {
    const auto& transition = value.as_object();
    read.transitions.push_back({.age = read_age(transition),
                                .storage_class = std::string(text_in(transition, "StorageClass"))});
  }
  for (const auto& value : array_in(rule, "NoncurrentVersionTransitions")) {
    const auto& transition = value.as_object();
    read.noncurrent_transitions.push_back(
        {.age = read_noncurrent_age(transition),
         .storage_class = std::string(text_in(transition, "StorageClass"))});
  }
  if (const auto* abort = object_in(rule, "AbortIncompleteMultipartUpload")) {
    read.abort_uploads_after_days = int_in(*abort, "DaysAfterInitiation");
  }
  return read;
}

std::string_view least_size(const Buckets& buckets, const Call& call) {
  const bool is_aws = buckets.s3.options.bucket_defaults == BucketDefaults::aws;
  const auto asked = call.text_of(kLeastSize, is_aws ? kOfAllClasses : kByClass);
  if (asked == kOfAllClasses || asked == kByClass) return asked;
  throw Error(ErrorKind::invalid, "InvalidArgument",
              fmt::format("{} is no default minimum object size of transitions", asked));
}

std::string made_id(Buckets& buckets) {
  std::array<std::byte, 24> bytes{};
  buckets.s3.lake.random().fill(bytes);
  return to_hex(bytes);
}

void check(Buckets& buckets, Call& call, json::object& document) {
  check_lifecycle(document, buckets.s3.options.day == std::chrono::hours(24));
  for (auto& value : document.at("Rules").as_array()) {
    auto& rule = value.as_object();
    if (text_in(rule, "ID").empty()) rule["ID"] = made_id(buckets);
  }
  document[kLeastSize] = least_size(buckets, call);
}

void apply(Buckets& buckets, Call& call, meta::Transaction& now, const json::object* document) {
  buckets.s3.store().set_lifecycle(now, named_bucket(call),
                                   document ? read_lifecycle(*document) : store::Lifecycle());
}

constexpr Configuration kLifecycle{.kind = document::kLifecycle,
                                   .member = "LifecycleConfiguration",
                                   .get = "GetBucketLifecycleConfiguration",
                                   .put = {},
                                   .remove = "DeleteBucketLifecycle",
                                   .missing_code = "NoSuchLifecycleConfiguration",
                                   .missing_message = "The lifecycle configuration does not exist",
                                   .check = check,
                                   .apply = apply};

// The answer says which least size holds.
Answer put(Buckets& buckets, Call& call) {
  put_configuration(buckets, call, kLifecycle);
  return {.output = {{kLeastSize, least_size(buckets, call)}}};
}

}  // namespace

store::Lifecycle read_lifecycle(const json::object& document) {
  store::Lifecycle read;
  read.archives_any_size = text_in(document, kLeastSize) == kByClass;
  for (const auto& rule : array_in(document, "Rules"))
    read.rules.push_back(read_rule(rule.as_object()));
  return read;
}

void add_lifecycle_operations(Operations& operations, Buckets& buckets) {
  add_configuration(operations, buckets, kLifecycle);
  operations.add("PutBucketLifecycleConfiguration", buckets, put);
}

}  // namespace sluice::api::s3
