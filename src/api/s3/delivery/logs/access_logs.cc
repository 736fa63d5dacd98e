#include "api/s3/delivery/logs/access_logs.h"

#include <map>

#include "api/s3/delivery/logs/operation_name.h"
#include "api/s3/objects/target.h"
#include "api/wire/protocol/rest/rest_xml.h"
#include "base/digest.h"
#include "base/text.h"

namespace sluice::api::s3 {
namespace {

constexpr std::size_t kUniqueChars = 16;

std::string_view condition_of(const Caller& caller, std::string_view name) {
  for (const auto& [key, value] : caller.conditions) {
    if (key == name) return value;
  }
  return {};
}

std::string signature_version(const Caller& caller) {
  const auto version = condition_of(caller, "s3:signatureversion");
  if (version.empty()) return "";
  return version == "AWS" ? "SigV2" : "SigV4";
}

std::string authentication(const Caller& caller) {
  const auto type = condition_of(caller, "s3:authType");
  if (type == "REST-HEADER") return "AuthHeader";
  return type == "REST-QUERY-STRING" ? "QueryString" : "";
}

class Note final : public SentObserver {
 public:
  Note(AccessLogs& logs, LogRecord record) : logs_(logs), record_(std::move(record)) {}
  void sent(const Sent& how) override { logs_.write(record_, how); }

 private:
  AccessLogs& logs_;
  LogRecord record_;
};

// What the same lines get whenever they are delivered: a delivery that was cut short is repeated,
// not doubled.
std::string unique_of(const SealedFile& file, const std::string& bucket, Timestamp day) {
  const auto text = fmt::format("{} {} {}", file.id, bucket, day.time_since_epoch().count());
  return upper_ascii(sha256_hex(text).substr(0, kUniqueChars));
}

bool may_work_later(const Error& error) {
  switch (error.kind()) {
    case ErrorKind::io:
    case ErrorKind::limit:
    case ErrorKind::corrupt:
    case ErrorKind::cancelled:
    case ErrorKind::conflict:
      return true;
    case ErrorKind::invalid:
    case ErrorKind::not_found:
    case ErrorKind::denied:
    case ErrorKind::unsupported:
      break;
  }
  return false;
}

}  // namespace

AccessLogs::AccessLogs(S3& s3, Access& access, const Log& log, AccessLogOptions options)
    : s3_(s3),
      access_(access),
      log_(log),
      options_(std::move(options)),
      delivery_(s3, access),
      spool_(s3.lake.files(), s3.clock(), s3.lake.random(), options_.spool),
      delivered_(s3.clock().now()) {}

LogRecord AccessLogs::record_of(const Arrival& arrival, const Call* call, const BucketRules& rules,
                                const HttpResponse& response) const {
  const auto& request = arrival.request;
  const auto& caller = arrival.caller;
  std::string key(call ? call->text_of("Key") : "");
  if (!call) key = arrival.notes.key.empty() ? split_path(arrival.path).key : arrival.notes.key;
  const std::string_view operation = call ? call->operation.name : response.trace.operation;
  const bool is_root = caller.kind == Caller::Kind::root;
  return {.bucket_owner = rules.owner,
          .bucket = rules.bucket.name.text(),
          .time = arrival.now,
          .remote_ip = request.peer_address,
          .requester = is_root ? access_.accounts().canonical_id(caller.account) : caller.arn,
          .request_id = request.request_id,
          .operation = arrival.is_website ? "WEBSITE." + request.method + ".OBJECT"
                                          : log_operation(operation, request.method, !key.empty()),
          .key = key,
          .request_uri = request_line(request),
          .status = response.status,
          .error_code = response.trace.error_code,
          .object_bytes = arrival.notes.object_bytes,
          .referrer = without_secrets(request.headers.get("Referer")),
          .user_agent = std::string(request.headers.get("User-Agent")),
          .version_id = std::string(call ? call->text_of("VersionId") : ""),
          .host_id = host_id(request),
          .signature_version = signature_version(caller),
          .cipher_suite = std::string(request.tls_cipher),
          .authentication = authentication(caller),
          .host = std::string(request.headers.get("Host")),
          .tls_version = std::string(request.tls_version),
          .is_by_acl = arrival.notes.is_by_acl};
}

void AccessLogs::observe(const Arrival& arrival, const Call* call, HttpResponse& response) {
  const auto name = split_path(arrival.path).bucket;
  if (name.empty()) return;
  const auto rules = access_.rules().find(store::BucketName(name));
  if (!rules || !rules->is_logged) return;
  response.observer = std::make_unique<Note>(*this, record_of(arrival, call, *rules, response));
}

void AccessLogs::write(const LogRecord& record, const Sent& how) {
  try {
    spool_.append({.time = record.time, .bucket = record.bucket, .text = line_of(record, how)});
  } catch (const Error& error) {
    complain("a line of an access log was lost", error);
  }
}

void AccessLogs::deliver_due() {
  const bool is_due = s3_.clock().now() - delivered_ >= options_.interval;
  if (is_due || spool_.take_full()) deliver_all();
}

void AccessLogs::deliver_all() {
  delivered_ = s3_.clock().now();
  if (spool_.has_open_lines()) spool_.seal();
  for (const auto& file : spool_.sealed())
    deliver(file);
  if (const auto count = spool_.take_dropped(); count > 0) {
    log_.write(LogLevel::error, "s3", "lines of access logs were dropped: too many wait",
               {{"lines", static_cast<std::int64_t>(count)}});
  }
}

void AccessLogs::deliver(const SealedFile& file) {
  // By bucket and, for keys that tell of it, day.
  std::map<std::pair<std::string, Timestamp>, std::string> groups;
  std::map<std::string, bool> by_day;
  for (const auto& line : spool_.read(file)) {
    const auto [found, is_new] = by_day.try_emplace(line.bucket);
    if (is_new) {
      const auto target = target_of(store::BucketName(line.bucket));
      found->second = target && target->format == LogTarget::KeyFormat::by_event;
    }
    const Timestamp day = std::chrono::floor<std::chrono::days>(line.time);
    groups[{line.bucket, found->second ? day : Timestamp()}].append(line.text).append("\n");
  }
  bool is_done = true;
  for (const auto& [group, lines] : groups) {
    const auto& [bucket, day] = group;
    try {
      deliver(file, bucket, day, lines);
    } catch (const Error& error) {
      complain("an access log was not delivered", error);
      is_done = is_done && !may_work_later(error);
    }
  }
  if (is_done) spool_.remove(file);
}

void AccessLogs::deliver(const SealedFile& file, const std::string& bucket, Timestamp day,
                         const std::string& lines) {
  const auto source = access_.rules().find(store::BucketName(bucket));
  const auto target = target_of(store::BucketName(bucket));
  if (!source || !target) return;  // no longer logged
  const LogSource from{
      .account = source->owner_account, .region = s3_.lake.identity().region, .bucket = bucket};
  const auto key = log_key(*target, from, file.sealed, day, unique_of(file, bucket, day));
  const Parcel parcel{.bucket = store::BucketName(target->bucket),
                      .key = store::object_key(key),
                      .grants = target->grants};
  delivery_.publish({delivery_.stage(sender_of(kLoggingService, *source), parcel, lines)});
}

std::optional<LogTarget> AccessLogs::target_of(const store::BucketName& bucket) const {
  const auto now = s3_.database().snapshot();
  if (!s3_.store().find_bucket(now, bucket)) return std::nullopt;
  const auto document =
      s3_.store().document(now, bucket, {.kind = std::string(document::kLogging), .id = {}});
  if (!document) return std::nullopt;
  return parse_log_target(document->text, access_.accounts());
}

void AccessLogs::complain(std::string_view event, const Error& error) const {
  log_.write(LogLevel::error, "s3", event, {{"code", error.code()}, {"why", error.message()}});
}

}  // namespace sluice::api::s3
