#include "engine/query_state.h"

namespace sluice::engine {

namespace {

// Of a Parquet file columns are left out: its rows tell more than its bytes.
double share_read_of(const FileCounter& counter, ScanFormat format, std::uint64_t size_bytes) {
  if (counter.is_complete || size_bytes == 0) return 1;
  const bool is_by_rows = format == ScanFormat::parquet;
  const std::uint64_t whole = is_by_rows ? counter.records.load() : size_bytes;
  const std::uint64_t part = is_by_rows ? counter.rows : counter.bytes;
  if (whole == 0) return 0;
  return std::min(1.0, static_cast<double>(part) / static_cast<double>(whole));
}

// Counts what is asked for, above every cache: what Athena calls data scanned.
class MeteredReader final : public store::ObjectReader {
 public:
  MeteredReader(QueryState& query, FileCounter& counter, std::unique_ptr<store::ObjectReader> inner)
      : query_(query), counter_(counter), inner_(std::move(inner)) {}

  const store::Object& object() const override { return inner_->object(); }

  std::size_t read_at(std::uint64_t offset, std::span<std::byte> out) override {
    try {
      const std::size_t size = inner_->read_at(offset, out);
      query_.add_scanned(size);
      counter_.bytes += size;
      return size;
    } catch (const Error& error) {
      query_.fail(error);
    }
  }

 private:
  QueryState& query_;
  FileCounter& counter_;
  std::unique_ptr<store::ObjectReader> inner_;
};

}  // namespace

QueryState::QueryState(Objects& objects, std::uint64_t number, std::vector<Scan> scans,
                       const CancelToken* cancel)
    : objects_(objects), number_(number), cancel_(cancel) {
  for (Scan& scan : scans) {
    auto counters = std::make_unique<FileCounter[]>(scan.files.size());
    std::string handle = scan.handle;
    scans_.emplace(std::move(handle), Entry{std::move(scan), std::move(counters)});
  }
}

QueryState& QueryState::of(duckdb::ClientContext& context) {
  auto state = context.registered_state->Get<QueryState>(kKey);
  if (!state) throw duckdb::InternalException("a scan outside of a query");
  return *state;
}

const Scan* QueryState::find_scan(const std::string& handle) const {
  const auto found = scans_.find(handle);
  return found == scans_.end() ? nullptr : &found->second.scan;
}

const Scan& QueryState::scan(const std::string& handle) const {
  const Scan* found = find_scan(handle);
  if (found == nullptr) throw duckdb::InternalException("no such scan");
  return *found;
}

std::unique_ptr<store::ObjectReader> QueryState::open(const Scan& scan, std::size_t file) {
  FileCounter& counted = counter(scan, file);
  counted.is_opened = true;
  try {
    return std::make_unique<MeteredReader>(*this, counted, objects_.open(scan.files[file].object));
  } catch (const Error& error) {
    fail(error);
  }
}

FileCounter& QueryState::counter(const Scan& scan, std::size_t file) {
  return scans_.at(scan.handle).counters[file];
}

void QueryState::fail(Error error) {
  {
    const std::lock_guard lock(mutex_);
    if (!first_error_) first_error_ = error;
  }
  throw error;
}

std::optional<Error> QueryState::first_error() const {
  const std::lock_guard lock(mutex_);
  return first_error_;
}

double QueryState::share_read() const {
  double whole = 0;
  double read = 0;
  for (const auto& [handle, entry] : scans_) {
    for (std::size_t file = 0; file < entry.scan.files.size(); ++file) {
      const std::uint64_t size_bytes = entry.scan.files[file].object.size_bytes;
      whole += static_cast<double>(size_bytes);
      read += static_cast<double>(size_bytes) *
              share_read_of(entry.counters[file], entry.scan.format, size_bytes);
    }
  }
  return whole > 0 ? read / whole : 1;
}

QueryStatistics QueryState::statistics() const {
  QueryStatistics result{.scanned_bytes = scanned_bytes_.load(), .counts = {}};
  for (const auto& [handle, entry] : scans_) {
    for (std::size_t file = 0; file < entry.scan.files.size(); ++file) {
      const FileCounter& counter = entry.counters[file];
      if (!counter.is_opened) continue;
      result.counts.push_back({.handle = handle,
                               .file = file,
                               .records = counter.records,
                               .rows = counter.rows,
                               .rejected = counter.rejected,
                               .is_complete = counter.is_complete});
    }
  }
  return result;
}

}  // namespace sluice::engine
