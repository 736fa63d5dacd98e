#include "api/s3/access/acl/acl_request.h"

#include <algorithm>
#include <array>
#include <utility>

#include "api/s3/request/members.h"
#include "api/s3/request/refusals.h"
#include "base/text.h"

namespace sluice::api::s3 {
namespace {

constexpr std::size_t kGrantsMax = 100;
// Who EC2 is when it gets an image's bundle: "aws-exec-read".
constexpr std::string_view kImageService =
    "6aa5a366c34c1cbe25dc49211496e913e0351eb0e8c37aa3477e40942ec6b97c";

struct GrantMember {
  std::string_view member;
  AclPermission permission;
};
constexpr std::array<GrantMember, 5> kGrantMembers = {
    {{"GrantRead", AclPermission::read},
     {"GrantWrite", AclPermission::write},
     {"GrantReadACP", AclPermission::read_acp},
     {"GrantWriteACP", AclPermission::write_acp},
     {"GrantFullControl", AclPermission::full_control}}};

[[noreturn]] void refuse_document() {
  throw Error(ErrorKind::invalid, "MalformedACLError",
              "The ACL you provided was not well-formed or did not validate against our published "
              "schema.");
}

Grantee user_of_id(std::string_view id, const Accounts& accounts) {
  const bool is_known = accounts.find_canonical(id) || id == kAnonymousId || id == kImageService;
  if (!is_known) throw invalid_argument("Invalid id", "CanonicalUser/ID", id);
  return {.kind = Grantee::Kind::user, .id = std::string(id)};
}

Grantee user_of_email(std::string_view email, const Accounts& accounts) {
  const auto* account = accounts.find_email(email);
  if (!account) {
    throw Error(ErrorKind::invalid, "UnresolvableGrantByEmailAddress",
                "The email address you provided does not match any account on record.");
  }
  return {.kind = Grantee::Kind::user, .id = account->canonical_id};
}

Grantee group_of_uri(std::string_view uri) {
  if (uri != kAllUsers && uri != kAuthenticatedUsers && uri != kLogDelivery) {
    throw invalid_argument("Invalid group uri", "Group/URI", uri);
  }
  return {.kind = Grantee::Kind::group, .id = std::string(uri)};
}

std::string_view unquoted(std::string_view text) {
  const bool is_quoted = text.size() >= 2 && text.front() == '"' && text.back() == '"';
  return is_quoted ? text.substr(1, text.size() - 2) : text;
}

// id="…", uri="…", emailAddress="…"
void add_header_grants(std::string_view header, AclPermission permission, const Accounts& accounts,
                       Acl& acl) {
  for (const auto piece : split(header, ',')) {
    const auto pair = trim(piece);
    const auto equals = pair.find('=');
    if (equals == std::string_view::npos) {
      throw invalid_argument("Argument format not recognized",
                             "x-amz-grant-" + lower_ascii(name_of(permission)), header);
    }
    const auto kind = lower_ascii(trim(pair.substr(0, equals)));
    const auto value = unquoted(trim(pair.substr(equals + 1)));
    Grant grant{.grantee = {}, .permission = permission};
    if (kind == "id") {
      grant.grantee = user_of_id(value, accounts);
    } else if (kind == "uri") {
      grant.grantee = group_of_uri(value);
    } else if (kind == "emailaddress") {
      grant.grantee = user_of_email(value, accounts);
    } else {
      throw invalid_argument("Argument format not recognized",
                             "x-amz-grant-" + lower_ascii(name_of(permission)), header);
    }
    acl.grants.push_back(std::move(grant));
  }
}

void grant_group(Acl& acl, std::string_view group, AclPermission permission) {
  acl.grants.push_back(
      {.grantee = {Grantee::Kind::group, std::string(group)}, .permission = permission});
}

void grant_user(Acl& acl, std::string_view id, AclPermission permission) {
  acl.grants.push_back(
      {.grantee = {Grantee::Kind::user, std::string(id)}, .permission = permission});
}

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl
Acl canned_acl(std::string_view name, const AclOwners& owners) {
  Acl acl = private_acl(owners.owner);
  if (name == "private") return acl;
  if (name == "public-read" || name == "public-read-write") {
    grant_group(acl, kAllUsers, AclPermission::read);
    if (name == "public-read-write") grant_group(acl, kAllUsers, AclPermission::write);
  } else if (name == "authenticated-read") {
    grant_group(acl, kAuthenticatedUsers, AclPermission::read);
  } else if (name == "aws-exec-read") {
    grant_user(acl, kImageService, AclPermission::read);
  } else if (name == "log-delivery-write") {
    grant_group(acl, kLogDelivery, AclPermission::write);
    grant_group(acl, kLogDelivery, AclPermission::read_acp);
  } else if (name == "bucket-owner-read" || name == "bucket-owner-full-control") {
    if (owners.bucket_owner == owners.owner) return acl;
    grant_user(acl, owners.bucket_owner,
               name == "bucket-owner-read" ? AclPermission::read : AclPermission::full_control);
  } else {
    throw invalid_argument("", "x-amz-acl", name);
  }
  return acl;
}

json::object grantee_output(const Grantee& grantee, const Accounts& accounts) {
  if (grantee.kind == Grantee::Kind::group) return {{"Type", "Group"}, {"URI", grantee.id}};
  json::object output = owner_output(grantee.id, accounts);
  output["Type"] = "CanonicalUser";
  return output;
}

}  // namespace

bool has_acl_headers(const json::object& input) {
  return input.contains("ACL") ||
         std::any_of(kGrantMembers.begin(), kGrantMembers.end(),
                     [&](const auto& one) { return input.contains(one.member); });
}

std::optional<Acl> acl_of_headers(const json::object& input, const AclOwners& owners,
                                  const Accounts& accounts) {
  if (!has_acl_headers(input)) return std::nullopt;
  Acl acl{.owner = std::string(owners.owner), .grants = {}};
  for (const auto& [member, permission] : kGrantMembers) {
    if (input.contains(member)) {
      add_header_grants(text_in(input, member), permission, accounts, acl);
    }
  }
  if (acl.grants.size() > kGrantsMax) refuse_document();
  if (!input.contains("ACL")) return acl;
  if (!acl.grants.empty()) {
    throw Error(ErrorKind::invalid, "InvalidRequest",
                "Specifying both Canned ACLs and Header Grants is not allowed");
  }
  return canned_acl(text_in(input, "ACL"), owners);
}

Grantee read_grantee(const json::object& grantee, const Accounts& accounts) {
  const auto type = text_in(grantee, "Type");
  if (type == "Group" && grantee.contains("URI")) return group_of_uri(text_in(grantee, "URI"));
  if (type == "AmazonCustomerByEmail" && grantee.contains("EmailAddress")) {
    return user_of_email(text_in(grantee, "EmailAddress"), accounts);
  }
  if (type == "CanonicalUser" && grantee.contains("ID")) {
    return user_of_id(text_in(grantee, "ID"), accounts);
  }
  refuse_document();
}

Acl acl_of_document(const json::object& policy, std::string_view owner, const Accounts& accounts) {
  const auto* named = policy.if_contains("Owner");
  if (!named || !named->is_object() || !named->get_object().contains("ID")) refuse_document();
  if (text_in(named->get_object(), "ID") != owner) {
    throw Error(ErrorKind::denied, "AccessDenied", "Access Denied");
  }
  Acl acl{.owner = std::string(owner), .grants = {}};
  const auto* grants = policy.if_contains("Grants");
  if (!grants) return acl;
  if (grants->as_array().size() > kGrantsMax) refuse_document();
  for (const auto& value : grants->as_array()) {
    const auto& grant = value.as_object();
    const auto* grantee = grant.if_contains("Grantee");
    const auto permission = parse_acl_permission(text_in(grant, "Permission"));
    if (!grantee || !permission) refuse_document();
    acl.grants.push_back(
        {.grantee = read_grantee(grantee->as_object(), accounts), .permission = *permission});
  }
  return acl;
}

Acl acl_of_request(const json::object& input, const AclOwners& owners, const Accounts& accounts) {
  const auto* document = input.if_contains("AccessControlPolicy");
  auto by_headers = acl_of_headers(input, owners, accounts);
  if (document && by_headers) {
    throw Error(ErrorKind::invalid, "UnexpectedContent", "This request does not support content");
  }
  if (by_headers) return std::move(*by_headers);
  if (document) return acl_of_document(document->as_object(), owners.owner, accounts);
  throw DetailedError(ErrorKind::invalid, "MissingSecurityHeader",
                      "Your request was missing a required header",
                      {.members = {{"MissingHeaderName", "x-amz-acl"}}});
}

json::object owner_output(std::string_view canonical_id, const Accounts& accounts) {
  json::object output;
  const auto name = accounts.display_name(canonical_id);
  if (!name.empty()) output["DisplayName"] = name;
  output["ID"] = canonical_id;
  return output;
}

json::object acl_output(const Acl& acl, const Accounts& accounts) {
  auto grants = acl.grants;
  std::stable_partition(grants.begin(), grants.end(), [](const auto& grant) {
    return grant.grantee.kind == Grantee::Kind::group;
  });
  json::array output;
  for (const auto& grant : grants) {
    output.push_back(json::object{{"Grantee", grantee_output(grant.grantee, accounts)},
                                  {"Permission", name_of(grant.permission)}});
  }
  return {{"Owner", owner_output(acl.owner, accounts)}, {"Grants", std::move(output)}};
}

}  // namespace sluice::api::s3
