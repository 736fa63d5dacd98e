#include "access/signature/form/post_policy.h"

#include <algorithm>
#include <array>

#include "access/signature/legacy/version_2.h"
#include "access/signature/scope.h"
#include "access/signature/text/canonical.h"
#include "access/signature/text/dates.h"
#include "base/base64.h"
#include "base/bytes.h"
#include "base/digest.h"
#include "base/json.h"
#include "base/text.h"

namespace sluice::access {
namespace {

[[noreturn]] void refuse_document(const std::string& why) {
  throw Error(ErrorKind::invalid, "InvalidPolicyDocument", "Invalid Policy: " + why);
}

[[noreturn]] void refuse_form(const std::string& why) {
  throw Error(ErrorKind::denied, "AccessDenied", "Invalid according to Policy: " + why);
}

[[noreturn]] void refuse_fields(const std::string& why) {
  throw Error(ErrorKind::invalid, "InvalidArgument", why);
}

const std::string* find_field(const PostForm& form, std::string_view name) {
  for (const FormField& field : form.fields) {
    if (field.name == name) return &field.value;
  }
  return nullptr;
}

std::string scalar_text(const json::value& value) {
  if (value.is_string()) return std::string(std::string_view(value.get_string()));
  if (value.is_int64() || value.is_uint64() || value.is_bool()) return to_text(value);
  refuse_document("Invalid Simple-Condition: value must be a string.");
}

std::uint64_t size_of(const json::value& value) {
  std::string text = scalar_text(value);
  if (text.empty() || text.size() > 18 || !std::all_of(text.begin(), text.end(), is_digit))
    refuse_document("Invalid Condition: content-length-range bounds must be numbers.");
  return std::stoull(text);
}

// ["eq", "$key", "value"], ["starts-with", …] or ["content-length-range", 1, 10].
void read_list(PostPolicy& policy, const json::array& list) {
  if (list.size() != 3 || !list[0].is_string())
    refuse_document("Invalid Condition: wrong number of arguments.");
  const std::string kind = lower_ascii(std::string_view(list[0].get_string()));
  if (kind == "content-length-range") {
    policy.content_length = {.least = size_of(list[1]), .most = size_of(list[2])};
    return;
  }
  if (kind != "eq" && kind != "starts-with")
    refuse_document("Invalid Condition: unknown operation.");
  const std::string field = scalar_text(list[1]);
  if (field.size() < 2 || field[0] != '$')
    refuse_document("Invalid Condition: field names start with a dollar sign.");
  using Kind = PostPolicy::Condition::Kind;
  policy.conditions.push_back({.kind = kind == "eq" ? Kind::equal : Kind::starts_with,
                               .field = lower_ascii(std::string_view(field).substr(1)),
                               .value = scalar_text(list[2])});
}

void read_condition(PostPolicy& policy, const json::value& condition) {
  if (condition.is_array()) return read_list(policy, condition.get_array());
  if (!condition.is_object() || condition.get_object().size() != 1)
    refuse_document("Invalid Simple-Condition: Simple-Conditions must have exactly one property.");
  const auto& pair = *condition.get_object().begin();
  policy.conditions.push_back(
      {.field = lower_ascii(std::string_view(pair.key())), .value = scalar_text(pair.value())});
}

std::string describe(const PostPolicy::Condition& condition) {
  const bool is_equal = condition.kind == PostPolicy::Condition::Kind::equal;
  return fmt::format("Policy Condition failed: [\"{}\", \"${}\", \"{}\"]",
                     is_equal ? "eq" : "starts-with", condition.field, condition.value);
}

// starts-with on Content-Type asks each item of a list.
bool starts_with(const PostPolicy::Condition& condition, std::string_view value) {
  if (condition.field != "content-type") return value.starts_with(condition.value);
  const std::vector<std::string_view> items = split(value, ',');
  return std::all_of(items.begin(), items.end(), [&](std::string_view item) {
    return trim(item).starts_with(condition.value);
  });
}

bool is_met(const PostPolicy::Condition& condition, const PostForm& form) {
  const std::string* field = find_field(form, condition.field);
  const bool is_equal = condition.kind == PostPolicy::Condition::Kind::equal;
  if (condition.field == "bucket") {
    // The bucket is in the address; a field of that name must agree.
    if (field != nullptr && *field != form.bucket) return false;
    return is_equal ? form.bucket == condition.value : form.bucket.starts_with(condition.value);
  }
  if (field == nullptr) return !is_equal && condition.value.empty();
  return is_equal ? *field == condition.value : starts_with(condition, *field);
}

// What carries the signature, and what clients may always add.
bool needs_no_condition(std::string_view field) {
  static constexpr auto kFree = std::to_array<std::string_view>(
      {"awsaccesskeyid", "file", "policy", "signature", "submit", "x-amz-signature", "bucket"});
  return std::find(kFree.begin(), kFree.end(), field) != kFree.end() ||
         field.starts_with("x-ignore-");
}

const std::string& need_field(const PostForm& form, std::string_view shown) {
  const std::string* value = find_field(form, lower_ascii(shown));
  if (value == nullptr || value->empty()) {
    refuse_fields(
        fmt::format("Bucket POST must contain a field named '{}'.  If it is specified,"
                    " please check the order of the fields.",
                    shown));
  }
  return *value;
}

}  // namespace

PostPolicy parse_post_policy(std::string_view text) {
  json::value document;
  try {
    document = parse_json(text);
  } catch (const Error&) {
    refuse_document("Invalid JSON.");
  }
  if (!document.is_object()) refuse_document("Invalid JSON: an object is expected.");
  PostPolicy policy;
  const json::value* expiration = document.get_object().if_contains("expiration");
  const json::value* conditions = document.get_object().if_contains("conditions");
  if (expiration == nullptr || !expiration->is_string())
    refuse_document("Policy missing expiration.");
  const auto time = parse_extended_time(std::string_view(expiration->get_string()));
  if (!time) {
    refuse_document(fmt::format("Invalid 'expiration' value: '{}'",
                                std::string_view(expiration->get_string())));
  }
  policy.expiration = *time;
  if (conditions == nullptr || !conditions->is_array())
    refuse_document("Policy missing conditions.");
  for (const auto& member : document.get_object()) {
    if (member.key() != "expiration" && member.key() != "conditions")
      refuse_document(fmt::format("Unexpected: '{}'.", std::string_view(member.key())));
  }
  for (const json::value& condition : conditions->get_array())
    read_condition(policy, condition);
  return policy;
}

void check_post_policy(const PostPolicy& policy, const PostForm& form, Timestamp now) {
  if (now >= policy.expiration) refuse_form("Policy expired.");
  for (const PostPolicy::Condition& condition : policy.conditions) {
    if (!is_met(condition, form)) refuse_form(describe(condition));
  }
  const auto has_condition = [&](std::string_view field) {
    return std::any_of(policy.conditions.begin(), policy.conditions.end(),
                       [&](const auto& condition) { return condition.field == field; });
  };
  for (const FormField& field : form.fields) {
    if (needs_no_condition(field.name) || has_condition(field.name)) continue;
    refuse_form("Extra input fields: " + field.name);
  }
  if (!has_condition("bucket")) refuse_form("Extra input fields: bucket");
}

std::optional<Claim> read_form_claim(const PostForm& form, const SignatureRules& rules) {
  const bool is_version_4 = find_field(form, "x-amz-signature") != nullptr ||
                            find_field(form, "x-amz-credential") != nullptr ||
                            find_field(form, "x-amz-algorithm") != nullptr;
  const bool is_version_2 =
      find_field(form, "signature") != nullptr || find_field(form, "awsaccesskeyid") != nullptr;
  if (!is_version_4 && !is_version_2 && find_field(form, "policy") == nullptr) return std::nullopt;
  if (is_version_4 && is_version_2) refuse_fields("Only one auth mechanism allowed");
  Claim claim;
  const std::string* token = find_field(form, "x-amz-security-token");
  if (token != nullptr) claim.session_token = *token;
  if (!is_version_4) {
    claim.access_key_id = need_field(form, "AWSAccessKeyId");
    claim.signature = need_field(form, "Signature");
    need_field(form, "Policy");
    claim.version = SignatureVersion::v2;
    if (!rules.allows_version_2) throw signature_error(rules.dialect, SignatureFault::not_accepted);
    return claim;
  }
  need_field(form, "Policy");
  if (need_field(form, "X-Amz-Algorithm") != "AWS4-HMAC-SHA256")
    refuse_fields("X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256\"");
  constexpr std::string_view kSubject = "Error parsing the X-Amz-Credential parameter";
  read_credential(claim, need_field(form, "X-Amz-Credential"), rules,
                  SignatureFault::malformed_query, kSubject);
  read_moment(claim, need_field(form, "X-Amz-Date"), rules, SignatureFault::malformed_query,
              kSubject);
  claim.signature = need_field(form, "X-Amz-Signature");
  return claim;
}

PostPolicy verify_form(const Claim& claim, const PostForm& form, const SignatureRules& rules,
                       std::string_view secret, Timestamp now, SigningKeys& keys) {
  const std::string& encoded = need_field(form, "Policy");
  std::string expected;
  if (claim.version == SignatureVersion::v2) {
    expected = version_2_signature(secret, encoded);
  } else {
    const std::string key =
        keys.find_or_derive(claim.access_key_id, secret, claim.date, claim.region, claim.service);
    expected = to_hex(bytes_of(hmac_sha256(key, encoded)));
  }
  if (!equal_in_constant_time(expected, claim.signature))
    throw signature_error(rules.dialect, SignatureFault::does_not_match);
  const auto text = base64_decode(encoded);
  if (!text) refuse_document("Invalid JSON.");
  PostPolicy policy = parse_post_policy(*text);
  check_post_policy(policy, form, now);
  return policy;
}

}  // namespace sluice::access
