// Policies that belong to one user, group or role, and boundaries.
#include <fmt/format.h>

#include "api/iam/operations.h"

namespace sluice::api::iam {
namespace {

Answer get_inline(Iam& iam, const Kind& kind, const Call& call) {
  const auto owner = name_of(call, kind);
  const std::string name(call.text_of("PolicyName"));
  const auto document = iam.policies().inline_document(owner, name);
  return {.output = {{kind.member, owner.name},
                     {"PolicyName", name},
                     {"PolicyDocument", document_to_wire(document)}}};
}

Answer list_inline(Iam& iam, const Kind& kind, const Call& call) {
  const auto page = page_of(iam.policies().inline_names(name_of(call, kind)),
                            call.text_of("Marker"), items_max_of(call),
                            [](const std::string& name) -> const std::string& { return name; });
  json::array names;
  for (const auto& name : page.items)
    names.emplace_back(name);
  Answer answer{.output = {{"PolicyNames", std::move(names)}}};
  set_truncation(answer.output, page.next_marker);
  return answer;
}

void add_inline_operations(Operations& operations, Iam& iam, const Kind& kind) {
  operations.add(fmt::format("Put{}Policy", kind.word), [&iam, kind](Call& call) -> Answer {
    iam.policies().put_inline(name_of(call, kind), std::string(call.text_of("PolicyName")),
                              std::string(call.text_of("PolicyDocument")));
    return {};
  });
  operations.add(fmt::format("Get{}Policy", kind.word),
                 [&iam, kind](Call& call) { return get_inline(iam, kind, call); });
  operations.add(fmt::format("List{}Policies", kind.word),
                 [&iam, kind](Call& call) { return list_inline(iam, kind, call); });
  operations.add(fmt::format("Delete{}Policy", kind.word), [&iam, kind](Call& call) -> Answer {
    iam.policies().remove_inline(name_of(call, kind), std::string(call.text_of("PolicyName")));
    return {};
  });
}

void add_boundary_operations(Operations& operations, Iam& iam, const Kind& kind) {
  operations.add(fmt::format("Put{}PermissionsBoundary", kind.word),
                 [&iam, kind](Call& call) -> Answer {
                   iam.policies().set_boundary(name_of(call, kind),
                                               std::string(call.text_of("PermissionsBoundary")));
                   return {};
                 });
  operations.add(fmt::format("Delete{}PermissionsBoundary", kind.word),
                 [&iam, kind](Call& call) -> Answer {
                   iam.policies().remove_boundary(name_of(call, kind));
                   return {};
                 });
}

}  // namespace

void add_inline_policy_operations(Operations& operations, Iam& iam) {
  for (const auto& kind : kPolicyOwners)
    add_inline_operations(operations, iam, kind);
  for (const auto& kind : {kUser, kRole})
    add_boundary_operations(operations, iam, kind);
}

}  // namespace sluice::api::iam
