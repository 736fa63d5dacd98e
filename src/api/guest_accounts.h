// Further accounts that an operator lets in: each is one root with one access key, who may do what
// bucket policies and ACLs give it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "access/identity/credentials.h"
#include "api/s3/access/acl/accounts.h"

namespace sluice::api {

struct GuestAccount {
  s3::S3Account account;
  access::Credential credential;
};

// A JSON array of objects with account_id (twelve digits), access_key_id, secret_access_key and,
// if wanted, display_name, email and canonical_id. Throws Error invalid (InvalidAccounts), naming
// `where`, the member and what it should be.
std::vector<GuestAccount> parse_guest_accounts(std::string_view text, const std::string& where);

}  // namespace sluice::api
