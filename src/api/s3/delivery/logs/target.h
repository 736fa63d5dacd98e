// Where a bucket's access logs go: its BucketLoggingStatus.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/s3/access/acl/accounts.h"
#include "api/s3/access/acl/acl.h"
#include "api/s3/delivery/logs/spool.h"

namespace sluice::api::s3 {

inline constexpr std::string_view kLoggingService = "logging.s3.amazonaws.com";

struct LogTarget {
  // partitioned: below account, region, bucket and day of the delivery, or of the requests.
  enum class KeyFormat { simple, by_delivery, by_event };

  std::string bucket;
  std::string prefix;
  KeyFormat format = KeyFormat::simple;
  std::vector<Grant> grants;
};

// Of the document's text; nothing where nothing is logged.
std::optional<LogTarget> parse_log_target(std::string_view document, const Accounts& accounts);

struct LogSource {
  std::string account;
  std::string region;
  std::string bucket;
};

// "prefix/2026-11-22-17-20-05-0123456789ABCDEF", or partitioned. `time` is the delivery's; by_event
// `day` is the requests'.
std::string log_key(const LogTarget& target, const LogSource& source, Timestamp time, Timestamp day,
                    std::string_view unique);

}  // namespace sluice::api::s3
