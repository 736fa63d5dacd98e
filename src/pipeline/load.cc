#include "pipeline/load.h"

#include "base/text.h"
#include "jobs/publish.h"
#include "pipeline/load_database.h"

namespace sluice::pipeline {
namespace {

constexpr std::string_view kStamp = "sluice-stamp";
constexpr std::string_view kOrigin = "sluice-origin";

std::string content_type(std::string_view key) {
  const std::map<std::string_view, std::string> types{
      {".csv", "text/csv"},
      {".json", "application/json"},
      {".parquet", "application/vnd.apache.parquet"},
      {".gz", "application/gzip"}};
  auto dot = key.rfind('.');
  auto found = dot == std::string_view::npos ? types.end() : types.find(key.substr(dot));
  return found == types.end() ? "binary/octet-stream" : found->second;
}

std::string stamp_of(const store::Object& object) {
  auto found = object.metadata.find(std::string(kStamp));
  return found == object.metadata.end() ? "" : found->second;
}

bool is_known(const Source& source, const LoadItem& item,
              const std::optional<store::Object>& before) {
  bool may_skip = source.is_incremental && before && !item.stamp.empty();
  return may_skip && stamp_of(*before) == item.stamp;
}

class Loading {
 public:
  Loading(const Source& source, const jobs::Core& core, const CancelToken* cancel,
          const std::function<void(const LoadProgress&)>& progress)
      : source_(source),
        core_(core),
        cancel_(cancel),
        progress_(progress),
        now_(core.database.snapshot()),
        buffer_(1 << 20) {}

  Loaded load(const std::vector<LoadItem>& items) {
    for (const auto& item : items)
      total_.bytes_total += item.size_bytes;
    for (const auto& item : items)
      load_one(item);
    return std::move(loaded_);
  }

 private:
  void load_one(const LoadItem& item) {
    if (cancel_ != nullptr) cancel_->check();
    auto before = core_.store.find(now_, source_.to.bucket, item.key);
    if (is_known(source_, item, before)) return skip(item);
    auto body = core_.store.stage(
        source_.to.bucket, item.key,
        {.content_type = content_type(item.key.text()),
         .metadata = {{std::string(kStamp), item.stamp}, {std::string(kOrigin), item.origin}}});
    auto reader = item.open();
    while (auto size = reader->read(std::as_writable_bytes(std::span(buffer_)))) {
      if (cancel_ != nullptr) cancel_->check();
      body->write(std::as_bytes(std::span(buffer_)).first(size));
      report(size);
    }
    auto staged = body->finish();
    if (before && before->sha256 == staged.sha256) {
      ++loaded_.result.unchanged;
      return;
    }
    loaded_.result.bytes += staged.size_bytes;
    loaded_.result.keys.push_back(item.key.text());
    ++loaded_.result.loaded;
    loaded_.staged.push_back(std::move(staged));
  }

  void skip(const LoadItem& item) {
    ++loaded_.result.unchanged;
    report(item.size_bytes);
  }

  void report(std::uint64_t bytes) {
    total_.bytes += bytes;
    if (progress_) progress_(total_);
  }

  const Source& source_;
  const jobs::Core& core_;
  const CancelToken* cancel_;
  const std::function<void(const LoadProgress&)>& progress_;
  meta::Snapshot now_;
  std::vector<char> buffer_;
  LoadProgress total_;
  Loaded loaded_;
};

std::vector<LoadItem> items_of(const Source& source, const std::string& folder) {
  return source.kind == SourceKind::http ? items_of_urls(source) : items_of_files(source, folder);
}

Loaded stage_all(const Source& source, const std::string& folder, const jobs::Core& core,
                 const CancelToken* cancel,
                 const std::function<void(const LoadProgress&)>& progress) {
  if (!source.table.empty()) return load_database(source, folder, core, cancel, progress);
  return Loading(source, core, cancel, progress).load(items_of(source, folder));
}

}  // namespace

LoadPlan plan_load(const Source& source, const std::string& folder, const jobs::Core& core) {
  auto now = core.database.snapshot();
  LoadPlan plan;
  for (const auto& item : items_of(source, folder)) {
    std::optional<store::Object> before;
    if (core.store.find_bucket(now, source.to.bucket)) {
      before = core.store.find(now, source.to.bucket, item.key);
    }
    if (is_known(source, item, before)) {
      ++plan.unchanged;
    } else {
      ++plan.to_read;
      plan.bytes += item.size_bytes;
    }
  }
  return plan;
}

LoadResult load(const Source& source, const std::string& folder, const jobs::Core& core,
                const CancelToken* cancel, const std::function<void(const LoadProgress&)>& progress,
                const std::function<void(meta::Transaction&, const LoadResult&)>& last) {
  const auto loaded = stage_all(source, folder, core, cancel, progress);
  auto commit = core.database.begin_commit();
  jobs::in_slices(commit, loaded.staged, [&](meta::Transaction& slice, auto objects) {
    for (const auto& object : objects)
      core.store.add(slice, object);
  });
  commit.publish([&](meta::Transaction& change) { last(change, loaded.result); });
  return loaded.result;
}

}  // namespace sluice::pipeline
