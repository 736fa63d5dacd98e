// What this layer costs a request, and a service's first one.
#include <benchmark/benchmark.h>

#include "api/wire/wire_test_world.h"

namespace sluice::api {
namespace {

void first_use(benchmark::State& state, const std::string& name) {
  OpenHooks hooks;
  for (auto _ : state) {
    const Service service(name, {}, hooks);
    benchmark::DoNotOptimize(&service.model());
  }
}
BENCHMARK_CAPTURE(first_use, s3, "s3")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(first_use, iam, "iam")->Unit(benchmark::kMillisecond);

void get_object(benchmark::State& state) {
  EchoWorld world("s3", {"GetObject"});
  for (auto _ : state) {
    auto request = make_request("GET", "/bucket/some/key",
                                {{"Host", "127.0.0.1:4566"},
                                 {"User-Agent", "Boto3/1.43 md/Botocore#1.43.127"},
                                 {"X-Amz-Date", "20261122T172005Z"},
                                 {"X-Amz-Content-SHA256", "UNSIGNED-PAYLOAD"}});
    world.echo.answer.output = {{"ETag", "\"e\""},
                                {"LastModified", 784111777500000},
                                {"ContentType", "binary/octet-stream"},
                                {"ContentLength", 5}};
    benchmark::DoNotOptimize(world.gateway.handle(request));
  }
}
BENCHMARK(get_object)->Unit(benchmark::kMicrosecond);

void list_1000(benchmark::State& state) {
  EchoWorld world("s3", {"ListObjectsV2"});
  for (auto _ : state) {
    json::array contents;
    for (int i = 0; i < 1000; ++i) {
      contents.push_back(json::object{{"Key", "logs/2026/11/22/part-" + std::to_string(i)},
                                      {"LastModified", 1700000000000000 + i},
                                      {"ETag", "\"d41d8cd98f00b204e9800998ecf8427e\""},
                                      {"Size", i},
                                      {"StorageClass", "STANDARD"}});
    }
    world.echo.answer.output = {{"Name", "b"}, {"Contents", std::move(contents)}};
    auto request = make_request("GET", "/b?list-type=2");
    benchmark::DoNotOptimize(world.gateway.handle(request));
  }
}
BENCHMARK(list_1000)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace sluice::api
