#include "api/s3/delivery/inventory/inventory.h"

#include "api/s3/delivery/inventory/report.h"

namespace sluice::api::s3 {
namespace {

constexpr std::string_view kService = "s3.amazonaws.com";
constexpr std::chrono::minutes kLookPause{1};
constexpr int kLooksOfADay = 4;  // of those that a test makes short
constexpr int kRetriesOfADay = 24;
constexpr int kPageRows = 1000;
constexpr int kDaysOfAWeek = 7;
constexpr int kFirstSunday = 3;  // 1970 began on a Thursday

std::int64_t period_of(Timestamp time, InventoryFrequency frequency,
                       std::chrono::microseconds day) {
  const std::int64_t number = time.time_since_epoch() / day;
  if (frequency == InventoryFrequency::daily) return number;
  return (number - kFirstSunday + kDaysOfAWeek) / kDaysOfAWeek;
}

store::DocumentName delivered_name(const std::string& id) {
  return {.kind = std::string(kInventoryDeliveredKind), .id = id};
}

// Nothing of what a release before this one took and nobody delivers: ORC.
std::optional<InventoryConfiguration> find_inventory(const store::Document& document) {
  try {
    return parse_inventory(parse_json(document.text).as_object());
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::unsupported) throw;
    return std::nullopt;
  }
}

// Calls `use` with each object of the snapshot, in the order of their keys.
template <class Use>
void for_each_current(S3& s3, const meta::Snapshot& now, const store::BucketName& bucket,
                      const std::string& prefix, const CancelToken& cancel, const Use& use) {
  store::ListOptions options{.prefix = prefix, .max_keys = kPageRows};
  while (true) {
    cancel.check();
    const auto page = s3.store().list(now, bucket, options);
    for (const auto& object : page.objects)
      use(object);
    if (!page.next_start_after) return;
    options.start_after = *page.next_start_after;
  }
}

template <class Use>
void for_each_version(S3& s3, const meta::Snapshot& now, const store::BucketName& bucket,
                      const std::string& prefix, const CancelToken& cancel, const Use& use) {
  store::VersionListOptions options{.prefix = prefix, .max_keys = kPageRows};
  while (true) {
    cancel.check();
    const auto page = s3.store().versions(now, bucket, options);
    for (const auto& object : page.versions)
      use(object);
    if (!page.next_start_after) return;
    options.start_after = *page.next_start_after;
    options.version_marker = page.next_version_marker;
  }
}

}  // namespace

bool Inventories::is_due(const store::BucketName& bucket,
                         const InventoryConfiguration& configuration, Timestamp now) const {
  if (!configuration.is_enabled) return false;
  const auto retry = retries_.find({bucket.text(), configuration.id});
  if (retry != retries_.end() && now < retry->second) return false;
  const auto document =
      s3_.store().document(s3_.database().snapshot(), bucket, delivered_name(configuration.id));
  if (!document) return true;
  const Timestamp last{
      std::chrono::microseconds(parse_json(document->text).at("delivered_us").as_int64())};
  const auto period = [&](Timestamp time) {
    return period_of(time, configuration.frequency, s3_.options.day);
  };
  return period(last) < period(now);
}

std::vector<Inventories::Due> Inventories::find_due(Timestamp now) const {
  std::vector<Due> due;
  const auto snapshot = s3_.database().snapshot();
  for (const auto& bucket : s3_.store().buckets(snapshot)) {
    const auto documents =
        s3_.store().documents(snapshot, bucket.name, std::string(kInventoryKind));
    for (const auto& document : documents) {
      auto configuration = find_inventory(document);
      if (configuration && is_due(bucket.name, *configuration, now)) {
        due.push_back({.bucket = bucket.name, .configuration = std::move(*configuration)});
      }
    }
  }
  return due;
}

void Inventories::deliver_due(const CancelToken& cancel) {
  const auto now = s3_.clock().now();
  const auto& day = s3_.options.day;
  if (now - looked_ < std::min<std::chrono::microseconds>(kLookPause, day / kLooksOfADay)) return;
  looked_ = now;
  for (const auto& due : find_due(now)) {
    const auto name = std::pair(due.bucket.text(), due.configuration.id);
    try {
      deliver(due, cancel);
      retries_.erase(name);
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::cancelled) throw;
      retries_[name] = now + day / kRetriesOfADay;
      log_.write(LogLevel::error, "s3", "an inventory was not delivered",
                 {{"bucket", name.first},
                  {"id", name.second},
                  {"code", error.code()},
                  {"why", error.message()}});
    }
  }
}

void Inventories::deliver(const Due& due, const CancelToken& cancel) {
  // Pinned: the whole list is of one moment.
  const auto now = s3_.database().snapshot();
  const auto time = s3_.clock().now();
  const auto& configuration = due.configuration;
  const auto rules = access_.rules().get(due.bucket.text());
  const auto lifecycle = s3_.store().lifecycle(now, due.bucket);
  const InventoryBucket source{.rules = *rules, .lifecycle = lifecycle, .cache = access_.rules()};
  InventoryReport report(delivery_, sender_of(kService, *rules), configuration, source,
                         s3_.lake.random(), time);
  const auto add = [&](const store::Object& object) { report.add(object); };
  if (configuration.has_all_versions) {
    for_each_version(s3_, now, due.bucket, configuration.prefix, cancel, add);
  } else {
    for_each_current(s3_, now, due.bucket, configuration.prefix, cancel, add);
  }
  const auto text =
      to_text(json::object{{"delivered_us", std::int64_t{time.time_since_epoch().count()}}});
  delivery_.publish(report.finish(), [&](meta::Transaction& transaction) {
    s3_.store().set_document(transaction, due.bucket, delivered_name(configuration.id), text);
  });
}

}  // namespace sluice::api::s3
