// What Access decides about, inside.
#pragma once

#include "api/s3/access/access.h"

namespace sluice::api::s3 {

struct Access::Question {
  const Arrival* arrival = nullptr;  // null: the process itself asks, as `service`
  access::Principal service = {};
  const Call* call = nullptr;          // of the operation itself
  const Action* action = nullptr;      // who judges, and which ACL
  std::string_view name = {};          // of the permission
  const BucketRules* rules = nullptr;  // null: no bucket yet, or all of them
  std::string_view bucket = {};
  std::string_view key = {};
  std::optional<store::VersionId> version = {};
  std::vector<std::pair<std::string, std::string>> conditions = {};
  // In place of the bucket owner's: who is to own what is made.
  std::optional<std::string> account = {};
};

struct Access::Verdict {
  bool is_allowed = false;
  bool is_by_acl = false;  // policies alone would not have done
  bool is_absent = false;  // the object that would decide is not there
  std::string message;
};

}  // namespace sluice::api::s3
