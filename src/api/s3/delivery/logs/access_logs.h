// Server access logs: requests to buckets that have them become lines, and lines objects in the
// bucket that they name.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html
#pragma once

#include <chrono>

#include "api/s3/delivery/delivery.h"
#include "api/s3/delivery/logs/record.h"
#include "api/s3/delivery/logs/spool.h"
#include "api/s3/delivery/logs/target.h"
#include "api/wire/call.h"
#include "base/log.h"

namespace sluice::api::s3 {

struct AccessLogOptions {
  SpoolOptions spool;
  std::chrono::microseconds interval = std::chrono::minutes(5);
};

// Thread-safe but for deliveries, which are one thread's.
class AccessLogs {
 public:
  // All outlive it.
  AccessLogs(S3& s3, Access& access, const Log& log, AccessLogOptions options);

  // Where the request's bucket is logged, what becomes of the answer will be a line. `call` is null
  // when the request was refused before there was one.
  void observe(const Arrival& arrival, const Call* call, HttpResponse& response);
  void write(const LogRecord& record, const Sent& how);

  // Delivers what waits, once an interval and when a file of lines is full. Lines that may not be
  // delivered, by the target's rules or because it is gone, are dropped and that is logged; what
  // fails otherwise is tried again.
  void deliver_due();
  void deliver_all();

 private:
  LogRecord record_of(const Arrival& arrival, const Call* call, const BucketRules& rules,
                      const HttpResponse& response) const;
  void deliver(const SealedFile& file);
  void deliver(const SealedFile& file, const std::string& bucket, Timestamp day,
               const std::string& lines);
  std::optional<LogTarget> target_of(const store::BucketName& bucket) const;
  void complain(std::string_view event, const Error& error) const;

  S3& s3_;
  Access& access_;
  const Log& log_;
  const AccessLogOptions options_;
  Delivery delivery_;
  Spool spool_;
  Timestamp delivered_;
};

}  // namespace sluice::api::s3
