#include "jobs/replay_records.h"

#include "base/bytes.h"
#include "engine/text/sample.h"
#include "jobs/publish.h"

namespace sluice::jobs {
namespace {

// However many partitions the records are of, and however large their texts.
constexpr std::size_t kBodiesBytesMax = 16 << 20;

class TextReader final : public Reader {
 public:
  explicit TextReader(std::string_view text) : rest_(bytes_of(text)) {}
  std::size_t read(std::span<std::byte> out) override {
    const auto size = std::min(out.size(), rest_.size());
    std::copy_n(rest_.begin(), size, out.begin());
    rest_ = rest_.subspan(size);
    return size;
  }

 private:
  std::span<const std::byte> rest_;
};

template <class Sample>
std::string first_fault(const Sample& sample) {
  for (const auto& record : sample.records) {
    if (!record.fault.empty()) return record.fault;
  }
  return {};
}

}  // namespace

ReplayRecords::ReplayRecords(const Core& core, store::ObjectUri prefix, catalog::TableFormat format,
                             engine::Rejects& still_dead)
    : core_(core),
      prefix_(std::move(prefix)),
      format_(std::move(format)),
      still_dead_(still_dead) {}

// Why the text is not one or more whole records; empty when it is.
std::string ReplayRecords::fault_of(const std::string& record) const {
  constexpr engine::SampleLimits kAll{.records = std::numeric_limits<std::size_t>::max(),
                                      .bytes = std::numeric_limits<std::size_t>::max()};
  auto reader = std::make_unique<TextReader>(record);
  if (format_.format != catalog::FileFormat::csv) {
    return first_fault(engine::sample_json(std::move(reader), {}, kAll));
  }
  const auto& csv = format_.csv;
  if (!csv.quote || record.find(*csv.quote) == std::string::npos) return {};
  return first_fault(engine::sample_csv(
      std::move(reader), {.delimiter = csv.delimiter, .quote = csv.quote, .escape = csv.escape},
      kAll));
}

void ReplayRecords::take(const engine::Reject& record, const PartitionValues& partition) {
  ++count_;
  if (auto fault = fault_of(record.raw); !fault.empty()) {
    ++count_of_broken_;
    auto broken = record;
    broken.column.clear();
    broken.reason = std::move(fault);
    return still_dead_.add(std::move(broken));
  }
  auto& body = bodies_[partition];
  auto origin = record;
  origin.raw.clear();
  body.origins.emplace(body.text.size(), std::move(origin));
  body.text += record.raw;
  body.text += '\n';
  bodies_bytes_ += record.raw.size() + 1;
  if (bodies_bytes_ >= kBodiesBytesMax) stage_bodies();
}

void ReplayRecords::stage_bodies() {
  for (auto& [partition, body] : bodies_) {
    store::ObjectKey key(fmt::format("{}{}", prefix_.key, staged_.size()));
    auto writer = core_.store.stage(prefix_.bucket, key);
    writer->write(bytes_of(body.text));
    staged_.push_back(writer->finish());
    files_.push_back({.object = as_object(staged_.back()), .partition_values = partition});
    origins_.emplace(to_text(store::ObjectUri{prefix_.bucket, key}), std::move(body.origins));
  }
  bodies_.clear();
  bodies_bytes_ = 0;
}

std::vector<engine::ScanFile> ReplayRecords::finish() {
  stage_bodies();
  return std::move(files_);
}

void ReplayRecords::add(engine::Reject reject) {
  auto origins = origins_.find(to_text(reject.source));
  if (origins != origins_.end()) {
    // The record that starts there or, where a corrected text became several, before it.
    const auto& origin = std::prev(origins->second.upper_bound(reject.offset_bytes))->second;
    reject.source = origin.source;
    reject.version = origin.version;
    reject.record = origin.record;
    reject.line = origin.line;
    reject.offset_bytes = origin.offset_bytes;
  }
  still_dead_.add(std::move(reject));
}

}  // namespace sluice::jobs
