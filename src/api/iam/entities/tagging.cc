// Tags of users, roles, instance profiles and policies.
#include <fmt/format.h>

#include "api/iam/operations.h"
#include "api/tags.h"

namespace sluice::api::iam {
namespace {

Answer tags_answer(const Call& call, std::vector<access::Tag> tags) {
  const auto page = page_of(std::move(tags), call.text_of("Marker"), items_max_of(call),
                            [](const access::Tag& tag) -> const std::string& { return tag.key; });
  Answer answer{.output = {{"Tags", tags_to_wire(page.items)}}};
  set_truncation(answer.output, page.next_marker);
  return answer;
}

void add_entity_tags(Operations& operations, Iam& iam, const Kind& kind) {
  operations.add(fmt::format("Tag{}", kind.word), [&iam, kind](Call& call) -> Answer {
    iam.entities().tag(name_of(call, kind), tags_of(call.input, "Tags"));
    return {};
  });
  operations.add(fmt::format("Untag{}", kind.word), [&iam, kind](Call& call) -> Answer {
    iam.entities().untag(name_of(call, kind), texts_of(call.input, "TagKeys"));
    return {};
  });
  operations.add(fmt::format("List{}Tags", kind.word), [&iam, kind](Call& call) {
    return tags_answer(call, iam.entities().get(name_of(call, kind)).tags);
  });
}

Answer tag_policy(Iam& iam, Call& call) {
  iam.policies().tag(std::string(call.text_of("PolicyArn")), tags_of(call.input, "Tags"));
  return {};
}

Answer untag_policy(Iam& iam, Call& call) {
  iam.policies().untag(std::string(call.text_of("PolicyArn")), texts_of(call.input, "TagKeys"));
  return {};
}

Answer list_policy_tags(Iam& iam, Call& call) {
  return tags_answer(call, iam.policies().get(std::string(call.text_of("PolicyArn"))).tags);
}

}  // namespace

void add_tag_operations(Operations& operations, Iam& iam) {
  for (const auto& kind : {kUser, kRole, kInstanceProfile})
    add_entity_tags(operations, iam, kind);
  operations.add("TagPolicy", iam, tag_policy);
  operations.add("UntagPolicy", iam, untag_policy);
  operations.add("ListPolicyTags", iam, list_policy_tags);
}

}  // namespace sluice::api::iam
