#include "pipeline/load_database.h"

#include <filesystem>

namespace sluice::pipeline {
namespace {

// How far an object got: the next load starts behind it. It lives and dies with the rows.
constexpr std::string_view kCursor = "sluice-cursor";
constexpr std::string_view kCursorColumn = "sluice-cursor-column";
constexpr std::string_view kOrigin = "sluice-origin";
constexpr std::string_view kExtension = ".parquet";
constexpr std::size_t kSequenceDigits = 12;
constexpr int kPageKeys = 10'000;

// Tells how much has been written, and stops when asked to.
class WatchedBody final : public store::BodyWriter {
 public:
  WatchedBody(std::unique_ptr<store::BodyWriter> body, const CancelToken* cancel,
              const std::function<void(const LoadProgress&)>& progress)
      : body_(std::move(body)), cancel_(cancel), progress_(progress) {}

  void write(std::span<const std::byte> data) override {
    if (cancel_ != nullptr) cancel_->check();
    body_->write(data);
    total_.bytes += data.size();
    if (progress_) progress_(total_);
  }
  store::StagedObject finish() override { return body_->finish(); }

 private:
  std::unique_ptr<store::BodyWriter> body_;
  const CancelToken* cancel_;
  const std::function<void(const LoadProgress&)>& progress_;
  LoadProgress total_;
};

std::string file_name(const std::string& table) {
  std::string name;
  for (char c : table) {
    if (c == '/') c = '_';
    if (c != '"') name += c;
  }
  return name;
}

engine::ExternalTable external_table(const Source& source, const std::string& folder) {
  engine::ExternalTable table{.connection = source.connection, .name = source.table};
  switch (source.kind) {
    case SourceKind::postgres:
      table.kind = engine::ExternalKind::postgres;
      break;
    case SourceKind::mysql:
      table.kind = engine::ExternalKind::mysql;
      break;
    default:
      table.kind = engine::ExternalKind::sqlite;
      table.connection =
          std::filesystem::absolute(std::filesystem::path(folder) / source.connection)
              .lexically_normal()
              .string();
  }
  return table;
}

struct Newest {
  std::uint64_t sequence = 0;
  std::optional<std::string> cursor;
};

class DatabaseLoad {
 public:
  DatabaseLoad(const Source& source, const std::string& folder, const jobs::Core& core,
               const CancelToken* cancel, const std::function<void(const LoadProgress&)>& progress)
      : source_(source),
        core_(core),
        cancel_(cancel),
        progress_(progress),
        now_(core.database.snapshot()),
        external_(core.engine.open_external(external_table(source, folder), cancel)) {}

  Loaded whole() {
    const auto key = store::object_key(whole_key(source_));
    const auto before = core_.store.find(now_, source_.to.bucket, key);
    copy(key, {}, {});
    auto& object = loaded_.staged.front();
    if (before && before->sha256 == object.sha256) {
      loaded_ = {.staged = {}, .result = {.unchanged = 1}};
    }
    return std::move(loaded_);
  }

  Loaded new_rows() {
    const auto newest = find_newest();
    const auto up_to = external_->greatest(source_.cursor, newest.cursor);
    if (!up_to) return std::move(loaded_);
    const auto key = store::object_key(
        fmt::format("{}/{:0{}}{}", stem(), newest.sequence + 1, kSequenceDigits, kExtension));
    const engine::ExternalRange range{
        .column = source_.cursor, .after = newest.cursor, .up_to = *up_to};
    copy(key, range,
         {{std::string(kCursor), *up_to}, {std::string(kCursorColumn), source_.cursor}});
    return std::move(loaded_);
  }

 private:
  std::string stem() const { return key_stem(source_); }

  // Rows may vanish between the question for the greatest value and the copy: no rows, no object.
  void copy(const store::ObjectKey& key, const std::optional<engine::ExternalRange>& range,
            std::map<std::string, std::string> metadata) {
    metadata.emplace(kOrigin, "table " + source_.table);
    WatchedBody body(core_.store.stage(source_.to.bucket, key,
                                       {.content_type = "application/vnd.apache.parquet",
                                        .metadata = std::move(metadata)}),
                     cancel_, progress_);
    const auto rows = external_->copy(body, range);
    if (range && rows == 0) return;
    auto staged = body.finish();
    loaded_.result.loaded = 1;
    loaded_.result.bytes = staged.size_bytes;
    loaded_.result.keys = {key.text()};
    loaded_.staged.push_back(std::move(staged));
  }

  // Digits only: other objects in the folder are none of ours.
  std::optional<std::uint64_t> sequence_of(std::string_view name) const {
    if (name.size() != kSequenceDigits + kExtension.size()) return std::nullopt;
    if (!name.ends_with(kExtension)) return std::nullopt;
    std::uint64_t sequence = 0;
    for (const char c : name.substr(0, kSequenceDigits)) {
      if (c < '0' || c > '9') return std::nullopt;
      sequence = sequence * 10 + static_cast<std::uint64_t>(c - '0');
    }
    return sequence;
  }

  Newest find_newest() const {
    const auto prefix = stem() + "/";
    Newest newest;
    std::optional<store::Object> last;
    store::ListOptions options{.prefix = prefix, .max_keys = kPageKeys};
    for (bool has_more = true; has_more;) {
      const auto page = core_.store.list(now_, source_.to.bucket, options);
      for (const auto& object : page.objects) {
        const auto sequence =
            sequence_of(std::string_view(object.key.text()).substr(prefix.size()));
        if (!sequence) continue;
        newest.sequence = *sequence;
        last = object;
      }
      has_more = page.next_start_after.has_value();
      options.start_after = page.next_start_after.value_or("");
    }
    if (last) newest.cursor = cursor_of(*last);
    return newest;
  }

  std::string cursor_of(const store::Object& object) const {
    const auto column = object.metadata.find(std::string(kCursorColumn));
    const auto cursor = object.metadata.find(std::string(kCursor));
    const bool is_same = column != object.metadata.end() && cursor != object.metadata.end() &&
                         column->second == source_.cursor;
    if (is_same) return cursor->second;
    throw Error(ErrorKind::conflict, "CursorChanged",
                fmt::format("{} was not loaded by the cursor {}: load into another folder, or "
                            "remove what lies below {}/",
                            store::to_text({object.bucket, object.key}), source_.cursor,
                            store::to_text({object.bucket, store::ObjectKey(stem())})));
  }

  const Source& source_;
  const jobs::Core& core_;
  const CancelToken* cancel_;
  const std::function<void(const LoadProgress&)>& progress_;
  meta::Snapshot now_;
  std::unique_ptr<engine::ExternalSource> external_;
  Loaded loaded_;
};

}  // namespace

std::string key_stem(const Source& source) {
  return source.to.key.text() + file_name(source.table);
}

std::string whole_key(const Source& source) {
  return key_stem(source) + std::string(kExtension);
}

Loaded load_database(const Source& source, const std::string& folder, const jobs::Core& core,
                     const CancelToken* cancel,
                     const std::function<void(const LoadProgress&)>& progress) {
  try {
    DatabaseLoad load(source, folder, core, cancel, progress);
    return source.is_incremental ? load.new_rows() : load.whole();
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::cancelled) throw;
    throw Error(error.kind(), error.code(),
                fmt::format("{}: {}", to_text(source.place), error.message()));
  }
}

}  // namespace sluice::pipeline
