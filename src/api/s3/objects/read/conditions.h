// Conditions of reads and of the sources of copies.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-reads.html
#pragma once

#include <optional>
#include <string>

#include "base/clock.h"
#include "base/json.h"
#include "store/object.h"

namespace sluice::api::s3 {

struct ReadConditions {
  std::optional<std::string> if_match;
  std::optional<std::string> if_none_match;
  std::optional<Timestamp> if_modified_since;
  std::optional<Timestamp> if_unmodified_since;
};

// Members "IfMatch" … of a read; with the prefix "CopySource" those of a copy.
ReadConditions read_conditions(const json::object& input, std::string_view prefix = "");

// By RFC 9110: where there is an ETag, the date beside it does not count.
enum class Verdict { holds, not_modified };
// Throws Error conflict (PreconditionFailed) naming the condition.
Verdict check(const ReadConditions& conditions, const store::Object& object);

[[noreturn]] void throw_precondition_failed(std::string_view condition);

}  // namespace sluice::api::s3
