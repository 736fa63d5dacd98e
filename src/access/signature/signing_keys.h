// The keys that SigV4 derives from a secret, for a day, a region and a service: four HMACs, kept.
#pragma once

#include <array>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace sluice::access {

// Raw 32 bytes.
std::string derive_signing_key(std::string_view secret, std::string_view date,
                               std::string_view region, std::string_view service);

// Thread-safe, bounded.
class SigningKeys {
 public:
  explicit SigningKeys(std::size_t keys_max = 10'000) : shard_keys_max_(keys_max / kShards + 1) {}

  std::string find_or_derive(std::string_view access_key_id, std::string_view secret,
                             std::string_view date, std::string_view region,
                             std::string_view service);

 private:
  static constexpr std::size_t kShards = 16;
  struct Shard {
    std::mutex mutex;
    std::unordered_map<std::string, std::string> keys;
  };

  std::size_t shard_keys_max_;
  std::array<Shard, kShards> shards_;
};

}  // namespace sluice::access
