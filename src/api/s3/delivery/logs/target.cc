#include "api/s3/delivery/logs/target.h"

#include <fmt/chrono.h>

#include "api/s3/access/acl/acl_request.h"
#include "base/json.h"

namespace sluice::api::s3 {
namespace {

std::string text_in(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value ? std::string(value->as_string()) : std::string();
}

LogTarget::KeyFormat format_in(const json::object& logging) {
  const auto* format = logging.if_contains("TargetObjectKeyFormat");
  const auto* partitioned = format ? format->as_object().if_contains("PartitionedPrefix") : nullptr;
  if (!partitioned) return LogTarget::KeyFormat::simple;
  const auto source = text_in(partitioned->as_object(), "PartitionDateSource");
  return source == "EventTime" ? LogTarget::KeyFormat::by_event : LogTarget::KeyFormat::by_delivery;
}

}  // namespace

std::optional<LogTarget> parse_log_target(std::string_view document, const Accounts& accounts) {
  const auto parsed = parse_json(document);
  const auto* enabled = parsed.as_object().if_contains("LoggingEnabled");
  if (!enabled) return std::nullopt;
  const auto& logging = enabled->as_object();
  LogTarget target{.bucket = text_in(logging, "TargetBucket"),
                   .prefix = text_in(logging, "TargetPrefix"),
                   .format = format_in(logging),
                   .grants = {}};
  const auto* grants = logging.if_contains("TargetGrants");
  if (!grants) return target;
  for (const auto& grant : grants->as_array()) {
    const auto permission = parse_acl_permission(grant.at("Permission").as_string());
    if (!permission) continue;
    target.grants.push_back({.grantee = read_grantee(grant.at("Grantee").as_object(), accounts),
                             .permission = *permission});
  }
  return target;
}

std::string log_key(const LogTarget& target, const LogSource& source, Timestamp time, Timestamp day,
                    std::string_view unique) {
  const auto utc = [](Timestamp moment) {
    return fmt::gmtime(std::chrono::floor<std::chrono::seconds>(moment));
  };
  if (target.format == LogTarget::KeyFormat::simple) {
    return fmt::format("{}{:%Y-%m-%d-%H-%M-%S}-{}", target.prefix, utc(time), unique);
  }
  // By events, all of a day are told by its midnight.
  const bool is_by_event = target.format == LogTarget::KeyFormat::by_event;
  const auto shown = utc(is_by_event ? std::chrono::floor<std::chrono::days>(day) : time);
  return fmt::format("{}{}/{}/{}/{:%Y/%m/%d}/{:%Y-%m-%d-%H-%M-%S}-{}", target.prefix,
                     source.account, source.region, source.bucket, shown, shown, unique);
}

}  // namespace sluice::api::s3
