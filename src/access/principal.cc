#include "access/principal.h"

#include "base/digest.h"

namespace sluice::access {

std::string canonical_user_id(std::string_view account_id) {
  if (account_id.empty()) return "";
  return sha256_hex("canonical user of account " + std::string(account_id));
}

}  // namespace sluice::access
