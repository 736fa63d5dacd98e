// When lifecycle will expire a version: x-amz-expiration.
#pragma once

#include <optional>
#include <string>

#include "api/s3/s3.h"
#include "store/lifecycle.h"

namespace sluice::api::s3 {

struct Expiration {
  Timestamp date;
  std::string rule_id;
};

// Of the rule that comes first; nothing when none will. By days of 24 hours, also where the store
// counts shorter ones.
std::optional<Expiration> expiration_of(const store::Lifecycle& lifecycle,
                                        const store::Object& object);

// `expiry-date="…", rule-id="…"`.
std::optional<std::string> expiration_text(const store::Lifecycle& lifecycle,
                                           const store::Object& object);

// Puts it among the members of an answer about a current version.
void put_expiration(json::object& output, const store::Lifecycle& lifecycle,
                    const store::Object& object);

}  // namespace sluice::api::s3
