// Requests from the wire layer to the disk, without HTTP and signatures:
// api_bench --benchmark_filter=Object
#include <benchmark/benchmark.h>

#include "api/s3/s3_test_world.h"

namespace sluice::api::s3 {
namespace {

std::unique_ptr<S3World> world;

// The service's model is parsed by the first request: not what is measured.
void make_world() {
  world = std::make_unique<S3World>();
  world->send("GET", "/b");
}

// Durable, as the SDKs send them: a CRC32 and a few headers.
void PutObject(benchmark::State& state) {
  if (state.thread_index() == 0) make_world();
  const std::string content(static_cast<std::size_t>(state.range(0)), 'x');
  std::int64_t number = 0;
  for (auto _ : state) {
    const auto response = world->send(
        "PUT", fmt::format("/b/{:02}/{:08}", state.thread_index(), number++),
        {{"Content-Type", "application/octet-stream"}, {"User-Agent", "bench"}}, content);
    if (response.status != 200) state.SkipWithError("refused");
  }
  state.SetItemsProcessed(state.iterations());
  if (state.thread_index() == 0) world.reset();
}

void GetObject(benchmark::State& state) {
  if (state.thread_index() == 0) {
    make_world();
    world->send("PUT", "/b/k", {}, std::string(static_cast<std::size_t>(state.range(0)), 'x'));
  }
  for (auto _ : state)
    benchmark::DoNotOptimize(world->get("/b/k"));
  state.SetItemsProcessed(state.iterations());
  if (state.thread_index() == 0) world.reset();
}

void ListObjects(benchmark::State& state) {
  make_world();
  for (int i = 0; i < 1000; ++i)
    world->send("PUT", fmt::format("/b/{:08}", i), {}, "x");
  for (auto _ : state)
    benchmark::DoNotOptimize(world->get("/b?list-type=2"));
  world.reset();
}

BENCHMARK(PutObject)->Arg(4096)->Threads(1)->Threads(64)->UseRealTime();
BENCHMARK(GetObject)->Arg(4096)->Threads(2)->UseRealTime();
BENCHMARK(ListObjects)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace sluice::api::s3
