#include "api/tags.h"

#include <fmt/format.h>

namespace sluice::api {

std::vector<access::Tag> tags_of(const json::object& input, std::string_view member,
                                 TagNames names) {
  std::vector<access::Tag> tags;
  const auto* list = input.if_contains(member);
  if (!list) return tags;
  for (const auto& item : list->as_array()) {
    const auto& tag = item.as_object();
    tags.push_back({.key = std::string(tag.at(names.key).as_string()),
                    .value = std::string(tag.at(names.value).as_string())});
  }
  return tags;
}

json::array tags_to_wire(const std::vector<access::Tag>& tags, TagNames names) {
  json::array list;
  for (const auto& tag : tags)
    list.push_back(json::object{{names.key, tag.key}, {names.value, tag.value}});
  return list;
}

std::vector<std::string> texts_of(const json::object& input, std::string_view member) {
  std::vector<std::string> texts;
  const auto* list = input.if_contains(member);
  if (!list) return texts;
  for (const auto& item : list->as_array())
    texts.emplace_back(item.as_string());
  return texts;
}

void add_request_tags(access::Context& context, const std::vector<access::Tag>& tags) {
  if (tags.empty()) return;
  std::vector<std::string> keys;
  for (const auto& tag : tags) {
    context.set(fmt::format("aws:RequestTag/{}", tag.key), tag.value);
    keys.push_back(tag.key);
  }
  add_tag_keys(context, std::move(keys));
}

void add_tag_keys(access::Context& context, std::vector<std::string> keys) {
  if (!keys.empty()) context.set("aws:TagKeys", std::move(keys));
}

void add_resource_tags(access::Context& context, const std::vector<access::Tag>& tags,
                       std::string_view service) {
  for (const auto& tag : tags) {
    context.set(fmt::format("aws:ResourceTag/{}", tag.key), tag.value);
    if (!service.empty())
      context.set(fmt::format("{}:ResourceTag/{}", service, tag.key), tag.value);
  }
}

}  // namespace sluice::api
