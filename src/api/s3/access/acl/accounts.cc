#include "api/s3/access/acl/accounts.h"

#include <algorithm>

#include "access/principal.h"
#include "base/text.h"

namespace sluice::api::s3 {
namespace {

template <class Matches>
const S3Account* find_if(const std::vector<S3Account>& accounts, const Matches& matches) {
  const auto found = std::find_if(accounts.begin(), accounts.end(), matches);
  return found == accounts.end() ? nullptr : &*found;
}

}  // namespace

Accounts::Accounts(std::vector<S3Account> accounts) : accounts_(std::move(accounts)) {
  for (auto& account : accounts_) {
    if (account.canonical_id.empty()) account.canonical_id = access::canonical_user_id(account.id);
  }
}

const S3Account* Accounts::find(std::string_view account_id) const {
  return find_if(accounts_, [&](const auto& account) { return account.id == account_id; });
}

const S3Account* Accounts::find_canonical(std::string_view canonical_id) const {
  return find_if(accounts_,
                 [&](const auto& account) { return account.canonical_id == canonical_id; });
}

const S3Account* Accounts::find_email(std::string_view email) const {
  if (email.empty()) return nullptr;
  return find_if(accounts_,
                 [&](const auto& account) { return equal_ignoring_case(account.email, email); });
}

std::string Accounts::canonical_id(std::string_view account_id) const {
  const auto* account = find(account_id);
  return account ? account->canonical_id : access::canonical_user_id(account_id);
}

std::string Accounts::display_name(std::string_view canonical_id) const {
  const auto* account = find_canonical(canonical_id);
  return account ? account->display_name : "";
}

}  // namespace sluice::api::s3
