#include "access/signature/signing_keys.h"

#include <functional>

#include "base/digest.h"

namespace sluice::access {

std::string derive_signing_key(std::string_view secret, std::string_view date,
                               std::string_view region, std::string_view service) {
  const std::string by_date = hmac_sha256("AWS4" + std::string(secret), date);
  return hmac_sha256(hmac_sha256(hmac_sha256(by_date, region), service), "aws4_request");
}

std::string SigningKeys::find_or_derive(std::string_view access_key_id, std::string_view secret,
                                        std::string_view date, std::string_view region,
                                        std::string_view service) {
  // The secret is part of the name: an id may come back with another one.
  std::string name;
  for (const std::string_view part : {access_key_id, secret, date, region, service})
    name.append(part).push_back('\0');
  Shard& shard = shards_[std::hash<std::string>()(name) % kShards];
  {
    const std::lock_guard lock(shard.mutex);
    if (const auto found = shard.keys.find(name); found != shard.keys.end()) return found->second;
  }
  std::string key = derive_signing_key(secret, date, region, service);
  const std::lock_guard lock(shard.mutex);
  // Made up scopes would fill it; what is in use comes back at once.
  if (shard.keys.size() >= shard_keys_max_) shard.keys.clear();
  shard.keys.emplace(std::move(name), key);
  return key;
}

}  // namespace sluice::access
