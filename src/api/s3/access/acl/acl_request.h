// ACLs as requests say them and answers show them.
#pragma once

#include <optional>
#include <string_view>

#include "api/s3/access/acl/accounts.h"
#include "api/s3/access/acl/acl.h"
#include "base/json.h"

namespace sluice::api::s3 {

struct AclOwners {
  std::string_view owner;         // of what gets the ACL
  std::string_view bucket_owner;  // for "bucket-owner-read" and its like
};

// Whether the input has ACL or one of GrantRead, GrantWrite, ….
bool has_acl_headers(const json::object& input);

// By ACL or the Grant… members; nothing when there are none. Throws Error invalid: InvalidRequest
// (both), InvalidArgument (who is granted to is not known), UnresolvableGrantByEmailAddress.
std::optional<Acl> acl_of_headers(const json::object& input, const AclOwners& owners,
                                  const Accounts& accounts);

// By an AccessControlPolicy. Throws Error invalid: MalformedACLError, InvalidArgument, …, denied
// (AccessDenied) when it names another owner.
Acl acl_of_document(const json::object& policy, std::string_view owner, const Accounts& accounts);

// What PutBucketAcl and PutObjectAcl set: by headers, canned or document, exactly one of them.
Acl acl_of_request(const json::object& input, const AclOwners& owners, const Accounts& accounts);

// {"ID": …, "DisplayName": …}.
json::object owner_output(std::string_view canonical_id, const Accounts& accounts);
// {"Owner": …, "Grants": […]}: groups come before users, as clients have come to expect.
json::object acl_output(const Acl& acl, const Accounts& accounts);

// Of a document's Grantee. Errors as above.
Grantee read_grantee(const json::object& grantee, const Accounts& accounts);

}  // namespace sluice::api::s3
