// The words in which the services refuse a policy. Internal to policy.
#pragma once

#include <string>

#include "access/policy/policy.h"
#include "base/error.h"

namespace sluice::access {

// Buckets say what is wrong in S3's words, identities in IAM's; keys have IAM's.
[[noreturn]] void refuse_policy(PolicyKind kind, const std::string& s3_words,
                                const std::string& iam_words);

}  // namespace sluice::access
