#include "store/buckets/bucket_codec.h"

#include "base/json.h"

namespace sluice::store {
namespace {

std::string text_of(const json::value& value) {
  return std::string(value.as_string());
}

int int_in(const json::object& members, std::string_view name) {
  return static_cast<int>(members.at(name).as_int64());
}

template <class Number>
void put(json::object& members, std::string_view name, const std::optional<Number>& number) {
  if (number) members[name] = static_cast<std::int64_t>(*number);
}

template <class Number>
std::optional<Number> number_in(const json::object& members, std::string_view name) {
  const json::value* value = members.if_contains(name);
  if (!value) return std::nullopt;
  return static_cast<Number>(value->as_int64());
}

json::object age_value(const LifecycleAge& age) {
  json::object members;
  put(members, "days", age.days);
  if (age.date) members["date"] = std::int64_t{age.date->time_since_epoch().count()};
  return members;
}

LifecycleAge age_in(const json::object& members) {
  LifecycleAge age{.days = number_in<int>(members, "days"), .date = {}};
  if (const auto us = number_in<std::int64_t>(members, "date")) {
    age.date = Timestamp(std::chrono::microseconds(*us));
  }
  return age;
}

json::object noncurrent_value(const NoncurrentAge& age) {
  return {{"days", age.days}, {"newer", age.newer_versions}};
}

NoncurrentAge noncurrent_in(const json::object& members) {
  return {.days = int_in(members, "days"), .newer_versions = int_in(members, "newer")};
}

json::object filter_value(const LifecycleFilter& filter) {
  json::object members{{"prefix", filter.prefix}};
  json::object tags;
  for (const auto& [name, value] : filter.tags)
    tags[name] = value;
  members["tags"] = std::move(tags);
  put(members, "above", filter.size_above_bytes);
  put(members, "below", filter.size_below_bytes);
  return members;
}

LifecycleFilter filter_in(const json::object& members) {
  LifecycleFilter filter{.prefix = text_of(members.at("prefix")),
                         .tags = {},
                         .size_above_bytes = number_in<std::uint64_t>(members, "above"),
                         .size_below_bytes = number_in<std::uint64_t>(members, "below")};
  for (const auto& [name, value] : members.at("tags").as_object())
    filter.tags.emplace(name, text_of(value));
  return filter;
}

json::object rule_value(const LifecycleRule& rule) {
  json::object members{{"id", rule.id}, {"enabled", rule.is_enabled}};
  members["filter"] = filter_value(rule.filter);
  if (rule.expiration) members["expiration"] = age_value(*rule.expiration);
  members["markers"] = rule.expires_delete_markers;
  if (rule.noncurrent_expiration) {
    members["noncurrent"] = noncurrent_value(*rule.noncurrent_expiration);
  }
  json::array transitions;
  for (const Transition& transition : rule.transitions) {
    transitions.push_back(
        json::object{{"age", age_value(transition.age)}, {"class", transition.storage_class}});
  }
  members["transitions"] = std::move(transitions);
  json::array noncurrent;
  for (const NoncurrentTransition& transition : rule.noncurrent_transitions) {
    noncurrent.push_back(json::object{{"age", noncurrent_value(transition.age)},
                                      {"class", transition.storage_class}});
  }
  members["noncurrent_transitions"] = std::move(noncurrent);
  put(members, "abort", rule.abort_uploads_after_days);
  return members;
}

LifecycleRule rule_in(const json::object& members) {
  LifecycleRule rule;
  rule.id = text_of(members.at("id"));
  rule.is_enabled = members.at("enabled").as_bool();
  rule.filter = filter_in(members.at("filter").as_object());
  if (const auto* age = members.if_contains("expiration")) {
    rule.expiration = age_in(age->as_object());
  }
  rule.expires_delete_markers = members.at("markers").as_bool();
  if (const auto* age = members.if_contains("noncurrent")) {
    rule.noncurrent_expiration = noncurrent_in(age->as_object());
  }
  for (const json::value& value : members.at("transitions").as_array()) {
    const json::object& transition = value.as_object();
    rule.transitions.push_back({.age = age_in(transition.at("age").as_object()),
                                .storage_class = text_of(transition.at("class"))});
  }
  for (const json::value& value : members.at("noncurrent_transitions").as_array()) {
    const json::object& transition = value.as_object();
    rule.noncurrent_transitions.push_back({.age = noncurrent_in(transition.at("age").as_object()),
                                           .storage_class = text_of(transition.at("class"))});
  }
  rule.abort_uploads_after_days = number_in<int>(members, "abort");
  return rule;
}

}  // namespace

std::string lock_text(const BucketLock& lock) {
  json::object members;
  if (lock.retention) {
    members["mode"] = static_cast<std::int64_t>(lock.retention->mode);
    members["days"] = lock.retention->days;
    members["years"] = lock.retention->years;
  }
  return sluice::to_text(json::value(std::move(members)));
}

BucketLock lock_in(const std::string& text) {
  const json::value parsed = parse_json(text);
  const json::object& members = parsed.as_object();
  if (members.empty()) return {};
  return {.retention = DefaultRetention{.mode = static_cast<LockMode>(int_in(members, "mode")),
                                        .days = int_in(members, "days"),
                                        .years = int_in(members, "years")}};
}

std::string notifications_text(const std::vector<NotificationRule>& rules) {
  json::array list;
  for (const NotificationRule& rule : rules) {
    json::array events(rule.events.begin(), rule.events.end());
    list.push_back(json::object{{"id", rule.id},
                                {"target", rule.target},
                                {"events", std::move(events)},
                                {"prefix", rule.prefix},
                                {"suffix", rule.suffix}});
  }
  return sluice::to_text(json::value(std::move(list)));
}

std::vector<NotificationRule> notifications_in(const std::string& text) {
  std::vector<NotificationRule> rules;
  const json::value parsed = parse_json(text);
  for (const json::value& value : parsed.as_array()) {
    const json::object& members = value.as_object();
    NotificationRule rule{.id = text_of(members.at("id")),
                          .target = text_of(members.at("target")),
                          .events = {},
                          .prefix = text_of(members.at("prefix")),
                          .suffix = text_of(members.at("suffix"))};
    for (const json::value& event : members.at("events").as_array())
      rule.events.push_back(text_of(event));
    rules.push_back(std::move(rule));
  }
  return rules;
}

std::string lifecycle_text(const Lifecycle& lifecycle) {
  json::array rules;
  for (const LifecycleRule& rule : lifecycle.rules)
    rules.push_back(rule_value(rule));
  json::object members;
  members["rules"] = std::move(rules);
  members["transition_bytes_min"] = static_cast<std::int64_t>(lifecycle.transition_bytes_min);
  if (lifecycle.archives_any_size) members["archives_any_size"] = true;
  return sluice::to_text(json::value(std::move(members)));
}

Lifecycle lifecycle_in(const std::string& text) {
  const json::value parsed = parse_json(text);
  const json::object& members = parsed.as_object();
  Lifecycle lifecycle;
  lifecycle.transition_bytes_min =
      static_cast<std::uint64_t>(members.at("transition_bytes_min").as_int64());
  lifecycle.archives_any_size = members.contains("archives_any_size");
  for (const json::value& rule : members.at("rules").as_array())
    lifecycle.rules.push_back(rule_in(rule.as_object()));
  return lifecycle;
}

}  // namespace sluice::store
