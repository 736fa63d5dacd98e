// Durable puts on the real disk, as many clients do them: store_bench --benchmark_filter=Put
#include <benchmark/benchmark.h>

#include <filesystem>

#include "base/bytes.h"
#include "store/store.h"

namespace sluice::store {
namespace {

// A store in a temporary folder, made by the first thread and removed by the last.
struct DiskStore {
  DiskStore() {
    std::filesystem::remove_all(path);
    files.create_directories(path);
    database = std::make_unique<meta::Database>(
        files, meta::DatabaseOptions{.path = path + "/meta.db", .schema = Store::schema()});
    store = std::make_unique<Store>(
        *database, files, clock, random,
        StoreOptions{.directory = path + "/bodies", .master_key = std::string(32, 'k')});
    database->write([&](meta::Transaction& now) { store->create_bucket(now, bucket, {}); });
  }
  ~DiskStore() {
    store.reset();
    database.reset();
    std::filesystem::remove_all(path);
  }

  std::string path = std::filesystem::temp_directory_path() / "sluice-store-bench";
  SystemFiles files;
  SystemClock clock;
  SystemRandom random;
  BucketName bucket{"bench"};
  std::unique_ptr<meta::Database> database;
  std::unique_ptr<Store> store;
};

std::unique_ptr<DiskStore> disk_store;

void put(benchmark::State& state, const ObjectOptions& options) {
  if (state.thread_index() == 0) disk_store = std::make_unique<DiskStore>();
  const std::string content(static_cast<std::size_t>(state.range(0)), 'x');
  std::int64_t number = 0;
  for (auto _ : state) {
    DiskStore& world = *disk_store;
    const ObjectKey key(fmt::format("{:02}/{:08}", state.thread_index(), number++));
    const auto writer =
        world.store->stage(world.bucket, key, options, {.key = {}, .kind = BodyKind::sealed});
    writer->write(bytes_of(content));
    const StagedObject staged = writer->finish();
    world.database->write([&](meta::Transaction& now) { world.store->add(now, staged); });
  }
  state.SetItemsProcessed(state.iterations());
  if (state.thread_index() == 0) disk_store.reset();
}

void Put(benchmark::State& state) {
  put(state, {});
}

// As SDKs write: a checksum, a header, tags.
void PutWithProperties(benchmark::State& state) {
  ObjectOptions options{.checksum = Checksum{.algorithm = "CRC64NVME", .value = "AAAAAAAAAAA="},
                        .properties = {}};
  options.properties.headers = {{"cache-control", "no-cache"}};
  options.properties.tags = {{"a", "b"}};
  put(state, options);
}

BENCHMARK(Put)->Arg(4096)->Threads(1)->Threads(64)->UseRealTime();
BENCHMARK(PutWithProperties)->Arg(4096)->Threads(64)->UseRealTime();

}  // namespace
}  // namespace sluice::store
