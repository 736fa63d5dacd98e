// What every part of identity/ and keys/ stands on.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <span>
#include <string>

#include "access/sealer.h"
#include "base/clock.h"
#include "base/random.h"
#include "meta/database.h"

namespace sluice::access {

// The migrations of identity/ and keys/.
std::span<const meta::Migration> schema();

struct AccountOptions {
  std::string account_id = "000000000000";
  std::string region = "us-east-1";
  std::string master_key;  // 32 bytes
};

// The lake's one account. Outlives what is built on it. Thread-safe.
class Account {
 public:
  Account(meta::Database& database, const Clock& clock, Random& random,
          const AccountOptions& options);

  const std::string& id() const { return id_; }
  const std::string& region() const { return region_; }
  std::string root_arn() const { return "arn:aws:iam::" + id_ + ":root"; }

  meta::Database& database() { return database_; }
  const Clock& clock() const { return clock_; }
  Random& random() { return random_; }
  const Sealer& sealer() const { return sealer_; }

  // One durable change of identities or their policies; what was cached before it is void.
  void write(const std::function<void(meta::Transaction&)>& change);
  // Grows with every write(): whoever caches what was read compares it.
  std::uint64_t generation() const { return generation_.load(); }

 private:
  meta::Database& database_;
  const Clock& clock_;
  Random& random_;
  std::string id_;
  std::string region_;
  Sealer sealer_;
  std::atomic<std::uint64_t> generation_{1};
};

}  // namespace sluice::access
