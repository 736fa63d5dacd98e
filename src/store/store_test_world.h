// A store of its own for every test: files in memory that can fail, a clock that stands still.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/error.h"
#include "base/fault_files.h"
#include "store/store.h"

namespace sluice::store {

// Reads a text.
class TextReader final : public Reader {
 public:
  explicit TextReader(std::string_view text) : rest_(text) {}
  std::size_t read(std::span<std::byte> out) override {
    const std::size_t bytes = std::min(out.size(), rest_.size());
    std::memcpy(out.data(), rest_.data(), bytes);
    rest_.remove_prefix(bytes);
    return bytes;
  }

 private:
  std::string_view rest_;
};

// The files, and what is rebuilt over them after a crash.
struct TestWorld {
  explicit TestWorld(std::uint64_t seed = 1) : random(seed) {
    files.create_directories("/lake");
    files.sync_directory("/");
  }

  void open() {
    database = std::make_unique<meta::Database>(
        files, meta::DatabaseOptions{.path = "/lake/meta.db", .schema = Store::schema()});
    store = std::make_unique<Store>(*database, files, clock, random, options);
  }

  void close() {
    store.reset();
    database.reset();
  }

  // After a power cut.
  void restart(FaultFiles::Unsynced unsynced) {
    close();
    files.restart(unsynced, random);
    open();
  }

  FaultFiles files;
  FakeClock clock{Timestamp(std::chrono::sys_days(std::chrono::year(2026) / 11 / 22))};
  SeededRandom random;
  StoreOptions options{.directory = "/lake/bodies", .master_key = std::string(32, 'k')};
  std::unique_ptr<meta::Database> database;
  std::unique_ptr<Store> store;
};

// A world with one bucket, and short names for what tests do most.
struct TestStore : TestWorld {
  explicit TestStore(const BucketSettings& settings = {}, std::uint64_t seed = 1)
      : TestWorld(seed) {
    open();
    write([&](meta::Transaction& now) { store->create_bucket(now, bucket, settings); });
  }

  void write(const std::function<void(meta::Transaction&)>& change) { database->write(change); }

  Object put(std::string_view key, std::string_view content) {
    TextReader reader(content);
    return store->put(bucket, ObjectKey(std::string(key)), reader);
  }

  StagedObject stage(std::string_view key, std::string_view content) {
    auto writer = store->stage(bucket, ObjectKey(std::string(key)));
    writer->write(bytes_of(content));
    return writer->finish();
  }

  void remove(std::string_view key) {
    write([&](meta::Transaction& now) { store->remove(now, bucket, ObjectKey(std::string(key))); });
  }

  void retire(std::string_view key) {
    write([&](meta::Transaction& now) { store->retire(now, bucket, ObjectKey(std::string(key))); });
  }

  std::string content(const Object& object) const {
    const auto reader = store->open(object);
    std::string text(object.size_bytes, '\0');
    const auto out = std::as_writable_bytes(std::span(text.data(), text.size()));
    if (reader->read_at(0, out) != text.size()) return "(cut off)";
    return text;
  }

  // "(none)" where find() has nothing.
  std::string get(const meta::Snapshot& snapshot, std::string_view key) const {
    const auto object = store->find(snapshot, bucket, ObjectKey(std::string(key)));
    return object ? content(*object) : "(none)";
  }
  std::string get(std::string_view key) const { return get(database->snapshot(), key); }

  // Keys, then common prefixes with a "+".
  std::vector<std::string> list(const meta::Snapshot& snapshot, const ListOptions& how) const {
    const ListPage page = store->list(snapshot, bucket, how);
    std::vector<std::string> names;
    for (const Object& object : page.objects)
      names.push_back(object.key.text());
    for (const std::string& prefix : page.common_prefixes)
      names.push_back("+" + prefix);
    return names;
  }
  std::vector<std::string> list(const ListOptions& how = {}) const {
    return list(database->snapshot(), how);
  }

  BucketName bucket{"zone-raw"};
};

}  // namespace sluice::store
