#include "api/s3/objects/read/conditions.h"

#include "api/s3/objects/target.h"
#include "api/wire/protocol/scalars.h"
#include "base/text.h"

namespace sluice::api::s3 {
namespace {

bool names(std::string_view etags, const std::string& etag) {
  for (const auto piece : split(etags, ',')) {
    const auto one = unquoted_etag(piece);
    if (one == "*" || one == etag) return true;
  }
  return false;
}

// Dates of HTTP have no fractions: an object of 12:00:00.7 is not newer than 12:00:00.
bool is_newer(const store::Object& object, Timestamp than) {
  return std::chrono::floor<std::chrono::seconds>(object.last_modified) > than;
}

}  // namespace

ReadConditions read_conditions(const json::object& input, std::string_view prefix) {
  const auto find = [&](std::string_view name) {
    return input.if_contains(std::string(prefix) + std::string(name));
  };
  ReadConditions conditions;
  if (const auto* value = find("IfMatch")) conditions.if_match = value->as_string();
  if (const auto* value = find("IfNoneMatch")) conditions.if_none_match = value->as_string();
  if (const auto* value = find("IfModifiedSince")) {
    conditions.if_modified_since = timestamp_of(*value);
  }
  if (const auto* value = find("IfUnmodifiedSince")) {
    conditions.if_unmodified_since = timestamp_of(*value);
  }
  return conditions;
}

Verdict check(const ReadConditions& conditions, const store::Object& object) {
  if (conditions.if_match) {
    if (!names(*conditions.if_match, object.etag)) throw_precondition_failed("If-Match");
  } else if (conditions.if_unmodified_since && is_newer(object, *conditions.if_unmodified_since)) {
    throw_precondition_failed("If-Unmodified-Since");
  }
  if (conditions.if_none_match) {
    if (names(*conditions.if_none_match, object.etag)) return Verdict::not_modified;
  } else if (conditions.if_modified_since && !is_newer(object, *conditions.if_modified_since)) {
    return Verdict::not_modified;
  }
  return Verdict::holds;
}

void throw_precondition_failed(std::string_view condition) {
  throw DetailedError(ErrorKind::conflict, "PreconditionFailed",
                      "At least one of the pre-conditions you specified did not hold",
                      {.members = {{"Condition", condition}}});
}

}  // namespace sluice::api::s3
