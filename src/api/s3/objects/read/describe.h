// A version as the members of GetObject's and HeadObject's answers.
#pragma once

#include <memory>

#include "api/s3/objects/target.h"

namespace sluice::api::s3 {

// All but length, range, checksum and what describe_guarded() says.
void describe_object(json::object& output, const Found& found, Timestamp now);
// How many tags it has, retention and legal hold, as far as the caller may see them.
void describe_guarded(json::object& output, S3& s3, const Call& call, const Found& found);

// "ongoing-request="false", expiry-date="…"".
std::string restore_text(const store::Restore& restore, Timestamp now);

}  // namespace sluice::api::s3
