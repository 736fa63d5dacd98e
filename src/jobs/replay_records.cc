#include "jobs/replay_records.h"

#include "base/bytes.h"
#include "jobs/publish.h"

namespace sluice::jobs {

ReplayRecords::ReplayRecords(const Core& core, store::ObjectUri prefix, catalog::TableFormat format,
                             engine::Rejects& still_dead)
    : core_(core),
      prefix_(std::move(prefix)),
      format_(std::move(format)),
      still_dead_(still_dead) {}

// An open quote or brace would take the records after it for its own text.
bool ReplayRecords::may_swallow_others(const engine::Reject& record) const {
  if (!record.column.empty()) return false;
  if (format_.format != catalog::FileFormat::csv) return true;
  return format_.csv.quote && record.raw.find(*format_.csv.quote) != std::string::npos;
}

ReplayRecords::Body& ReplayRecords::body_for(const engine::Reject& record,
                                             const PartitionValues& partition) {
  bool is_alone = may_swallow_others(record);
  auto shared = shared_.find(partition);
  if (!is_alone && shared != shared_.end()) return *shared->second;
  store::ObjectKey key(fmt::format("{}{}", prefix_.key, bodies_.size()));
  auto& body = bodies_[to_text(store::ObjectUri{prefix_.bucket, key})];
  body.key = key;
  body.partition = partition;
  body.writer = core_.store.stage(prefix_.bucket, key);
  if (!is_alone) shared_.emplace(partition, &body);
  return body;
}

void ReplayRecords::take(const engine::Reject& record, const PartitionValues& partition) {
  auto& body = body_for(record, partition);
  auto origin = record;
  origin.raw.clear();
  body.origins.emplace(body.size_bytes, std::move(origin));
  body.writer->write(bytes_of(record.raw));
  body.writer->write(bytes_of("\n"));
  body.size_bytes += record.raw.size() + 1;
  ++count_;
}

std::vector<engine::ScanFile> ReplayRecords::finish() {
  std::vector<engine::ScanFile> files;
  for (auto& [uri, body] : bodies_) {
    staged_.push_back(body.writer->finish());
    body.writer.reset();
    files.push_back({.object = as_object(staged_.back()), .partition_values = body.partition});
  }
  return files;
}

void ReplayRecords::add(engine::Reject reject) {
  auto body = bodies_.find(to_text(reject.source));
  if (body != bodies_.end()) {
    // The record that starts there or, where a corrected text became several, before it.
    const auto& origin = std::prev(body->second.origins.upper_bound(reject.offset_bytes))->second;
    reject.source = origin.source;
    reject.version = origin.version;
    reject.record = origin.record;
    reject.line = origin.line;
    reject.offset_bytes = origin.offset_bytes;
  }
  still_dead_.add(std::move(reject));
}

}  // namespace sluice::jobs
