// The accounts that S3 knows: who owns buckets and objects, and to whom ACLs grant.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sluice::api::s3 {

// As whom anonymous callers own what a public bucket lets them write; AWS's own.
inline constexpr std::string_view kAnonymousId = "65a011a29cdf8ec533ec3d1ccaae921c";

struct S3Account {
  std::string id;            // twelve digits
  std::string canonical_id;  // "": access::canonical_user_id(id)
  std::string display_name;
  std::string email;  // for grants by e-mail address; "" for none
};

// Immutable: thread-safe.
class Accounts {
 public:
  // The first is the lake's own: it has what nobody else owns.
  explicit Accounts(std::vector<S3Account> accounts);

  const S3Account& own() const { return accounts_.front(); }
  // Null for accounts that are not known.
  const S3Account* find(std::string_view account_id) const;
  const S3Account* find_canonical(std::string_view canonical_id) const;
  const S3Account* find_email(std::string_view email) const;
  // Of an account that is not known, too; "" (of the anonymous) has none that is anybody's.
  std::string canonical_id(std::string_view account_id) const;
  // What canonical_id is called; "" when it is not known.
  std::string display_name(std::string_view canonical_id) const;

 private:
  std::vector<S3Account> accounts_;
};

}  // namespace sluice::api::s3
