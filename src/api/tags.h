// Tags as services write them, and as policies ask about them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "access/policy/context.h"
#include "access/principal.h"
#include "base/json.h"

namespace sluice::api {

// "Key" and "Value" of most services; KMS has "TagKey" and "TagValue".
struct TagNames {
  std::string_view key = "Key";
  std::string_view value = "Value";
};

// Of the input's member, which may be absent.
std::vector<access::Tag> tags_of(const json::object& input, std::string_view member,
                                 TagNames names = {});
json::array tags_to_wire(const std::vector<access::Tag>& tags, TagNames names = {});

// The input's member as texts, which may be absent.
std::vector<std::string> texts_of(const json::object& input, std::string_view member);

// aws:RequestTag/… and aws:TagKeys of a request that sets tags.
void add_request_tags(access::Context& context, const std::vector<access::Tag>& tags);
// aws:TagKeys of one that removes some.
void add_tag_keys(access::Context& context, std::vector<std::string> keys);
// aws:ResourceTag/…, and the service's own: "iam" adds iam:ResourceTag/….
void add_resource_tags(access::Context& context, const std::vector<access::Tag>& tags,
                       std::string_view service = "");

}  // namespace sluice::api
