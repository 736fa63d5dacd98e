#include "access/identity/account.h"

namespace sluice::access {

Account::Account(meta::Database& database, const Clock& clock, Random& random,
                 const AccountOptions& options)
    : database_(database),
      clock_(clock),
      random_(random),
      id_(options.account_id),
      region_(options.region),
      sealer_(options.master_key, "secrets", random) {}

void Account::write(const std::function<void(meta::Transaction&)>& change) {
  database_.write(change);
  generation_.fetch_add(1);
}

}  // namespace sluice::access
