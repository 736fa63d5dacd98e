#include "access/identity/session_text.h"

#include "access/identity/rows/entity_rows.h"
#include "base/json.h"

namespace sluice::access {
namespace {

json::array to_array(const std::vector<std::string>& texts) {
  json::array array;
  for (const std::string& text : texts)
    array.emplace_back(text);
  return array;
}

std::vector<std::string> to_texts(const json::value& array) {
  std::vector<std::string> texts;
  for (const json::value& text : array.as_array())
    texts.emplace_back(std::string_view(text.as_string()));
  return texts;
}

std::string text_at(const json::object& object, std::string_view name) {
  return std::string(std::string_view(object.at(name).as_string()));
}

}  // namespace

std::string session_to_text(const Session& session) {
  const Principal& who = session.principal;
  json::object object;
  object["key"] = session.access_key_id;
  object["secret"] = session.secret;
  object["kind"] = static_cast<std::int64_t>(who.kind);
  object["account"] = who.account_id;
  object["arn"] = who.arn;
  object["id"] = who.id;
  object["name"] = who.name;
  object["role"] = who.role_arn;
  object["tags"] = parse_json(tags_to_text(who.tags));
  object["source"] = session.source_id;
  object["source_identity"] = session.source_identity;
  object["issued"] = to_us(session.issued);
  object["expires"] = to_us(session.expires);
  object["policies"] = to_array(session.policy_documents);
  object["policy_arns"] = to_array(session.policy_arns);
  return to_text(json::value(std::move(object)));
}

Session session_from_text(std::string_view text) {
  const json::value value = parse_json(text);
  const json::object& object = value.as_object();
  return {.access_key_id = text_at(object, "key"),
          .secret = text_at(object, "secret"),
          .principal = {.kind = static_cast<Principal::Kind>(object.at("kind").as_int64()),
                        .account_id = text_at(object, "account"),
                        .arn = text_at(object, "arn"),
                        .id = text_at(object, "id"),
                        .name = text_at(object, "name"),
                        .role_arn = text_at(object, "role"),
                        .tags = tags_from_text(to_text(object.at("tags")))},
          .source_id = text_at(object, "source"),
          .issued = from_us(object.at("issued").as_int64()),
          .expires = from_us(object.at("expires").as_int64()),
          .policy_documents = to_texts(object.at("policies")),
          .policy_arns = to_texts(object.at("policy_arns")),
          .source_identity = text_at(object, "source_identity")};
}

}  // namespace sluice::access
