#include "cli/serve_arguments.h"

namespace sluice::cli {
namespace {

constexpr double kSecondsMax = 10.0 * 86'400;

std::chrono::microseconds micros(double seconds) {
  return std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::duration<double>(seconds));
}

}  // namespace

void ServeArguments::add_to(CLI::App& serve) {
  serve.add_option("--listen", options_.listen, "host:port (127.0.0.1:4566)")->type_name("ADDRESS");
  auto* certificate =
      serve.add_option("--tls-cert", options_.tls_certificate, "The certificate, PEM: serve HTTPS")
          ->type_name("FILE");
  serve.add_option("--tls-key", options_.tls_key, "Its key, PEM")
      ->type_name("FILE")
      ->needs(certificate);
  serve
      .add_option("--domain", options_.domains,
                  "A name of the server, for buckets as hosts (localhost); may be repeated")
      ->type_name("NAME")
      ->allow_extra_args(false);
  serve
      .add_option("--bucket-defaults", bucket_defaults_,
                  "New buckets are like AWS's (aws), or as before 2023 (legacy)")
      ->check(CLI::IsMember({"aws", "legacy"}))
      ->type_name("NAME");
  serve.add_option("--accounts", options_.accounts_file, "Further accounts with a key each, JSON")
      ->type_name("FILE");
  serve.add_flag("--signature-v2", options_.allows_signature_version_2,
                 "Take S3's signatures of before 2014, too");
  serve.add_flag("--access-log", options_.has_access_log, "A line on stderr for every request");
  serve
      .add_option("--reserve", options_.reserve_bytes,
                  "Of the lake's disk, kept free of new objects (256MB)")
      ->transform(CLI::AsSizeValue(false))
      ->type_name("SIZE");
  serve
      .add_option("--restore-time", restore_seconds_,
                  "Seconds from RestoreObject until the object can be read (0)")
      ->check(CLI::Range(0.0, kSecondsMax))
      ->type_name("SECONDS");
  serve
      .add_option("--log-delivery", log_delivery_seconds_,
                  "Seconds from a request until its bucket's access log tells of it (300)")
      ->check(CLI::Range(0.1, kSecondsMax))
      ->type_name("SECONDS");
  serve
      .add_option("--lifecycle-day", day_seconds_,
                  "For tests: the length of a day of lifecycle rules and inventories (86400)")
      ->check(CLI::Range(0.1, kSecondsMax))
      ->type_name("SECONDS")
      ->group("");
  serve
      .add_option("--schedule-pace", options_.schedule_pace,
                  "For tests: how much faster the time of schedules passes (1)")
      ->check(CLI::Range(1.0, kSecondsMax))
      ->type_name("FACTOR")
      ->group("");
}

ServeOptions ServeArguments::options() const {
  ServeOptions options = options_;
  options.restore_time = micros(restore_seconds_);
  if (log_delivery_seconds_) options.log_delivery_interval = micros(*log_delivery_seconds_);
  if (day_seconds_) options.lifecycle_day = micros(*day_seconds_);
  if (bucket_defaults_ == "legacy") options.bucket_defaults = BucketDefaults::legacy;
  return options;
}

}  // namespace sluice::cli
