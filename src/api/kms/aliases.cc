// Names for keys that may move from one key to another.
#include "api/kms/operations.h"
#include "api/wire/protocol/scalars.h"

namespace sluice::api::kms {
namespace {

Answer create_alias(Kms& kms, Call& call) {
  kms.keys().create_alias(std::string(call.text_of("AliasName")),
                          std::string(call.text_of("TargetKeyId")));
  return {};
}

Answer update_alias(Kms& kms, Call& call) {
  kms.keys().update_alias(std::string(call.text_of("AliasName")),
                          std::string(call.text_of("TargetKeyId")));
  return {};
}

Answer delete_alias(Kms& kms, Call& call) {
  kms.keys().delete_alias(std::string(call.text_of("AliasName")));
  return {};
}

Answer list_aliases(Kms& kms, Call& call) {
  const auto page = kms.keys().aliases(std::string(call.text_of("KeyId")),
                                       {.marker = std::string(call.text_of("Marker")),
                                        .limit = static_cast<int>(call.number_of("Limit", 50))});
  json::array aliases;
  for (const auto& alias : page.items) {
    aliases.push_back(json::object{{"AliasName", alias.name},
                                   {"AliasArn", alias.arn},
                                   {"TargetKeyId", alias.key_id},
                                   {"CreationDate", value_of(alias.created)},
                                   {"LastUpdatedDate", value_of(alias.updated)}});
  }
  Answer answer{.output = {{"Aliases", std::move(aliases)}}};
  set_page_end(answer.output, page.next_marker);
  return answer;
}

}  // namespace

void add_alias_operations(Operations& operations, Kms& kms) {
  operations.add("CreateAlias", kms, create_alias);
  operations.add("UpdateAlias", kms, update_alias);
  operations.add("DeleteAlias", kms, delete_alias);
  operations.add("ListAliases", kms, list_aliases);
}

}  // namespace sluice::api::kms
