#include "engine/engine.h"

#include <atomic>
#include <mutex>

#include "engine/host/cancel_watcher.h"
#include "engine/host/host.h"
#include "engine/objects.h"
#include "engine/session.h"
#include "engine/store_objects.h"
#include "engine/stream_result.h"
#include "engine/write/parquet_writer.h"

namespace sluice::engine {

namespace {

bool has_avro(const QueryRequest& request) {
  return std::any_of(request.scans.begin(), request.scans.end(),
                     [](const Scan& scan) { return scan.format == ScanFormat::avro; });
}

}  // namespace

struct Engine::Implementation {
  Implementation(std::unique_ptr<Objects> made, Objects* given, EngineOptions chosen)
      : own_objects(std::move(made)),
        objects(given != nullptr ? *given : *own_objects),
        options(std::move(chosen)) {}

  // A host takes no extension once it is closed up, so queries over Avro have one of their own.
  Host& host_for(const QueryRequest& request) {
    const std::lock_guard lock(mutex);
    auto& host = has_avro(request) ? avro_host : plain_host;
    if (!host) {
      const std::vector<std::string> extensions =
          has_avro(request) ? std::vector<std::string>{"avro"} : std::vector<std::string>{};
      EngineOptions own = options;
      if (has_avro(request)) own.spill_directory += "/avro";
      host = std::make_unique<Host>(own, extensions);
    }
    return *host;
  }

  std::unique_ptr<Session> begin(QueryRequest& request) {
    return std::make_unique<Session>(host_for(request).database(), watcher, objects, ++queries,
                                     request);
  }

  std::unique_ptr<Objects> own_objects;  // null when given
  Objects& objects;
  const EngineOptions options;
  std::mutex mutex;
  std::unique_ptr<Host> plain_host;
  std::unique_ptr<Host> avro_host;
  std::atomic<std::uint64_t> queries{0};
  CancelWatcher watcher;
};

Engine::Engine(store::Store& store, const EngineOptions& options)
    : implementation_(std::make_unique<Implementation>(std::make_unique<StoreObjects>(store),
                                                       nullptr, options)) {}

Engine::Engine(Objects& objects, const EngineOptions& options)
    : implementation_(std::make_unique<Implementation>(nullptr, &objects, options)) {}

Engine::~Engine() = default;

std::unique_ptr<Result> Engine::query(QueryRequest request) {
  auto session = implementation_->begin(request);
  return std::make_unique<StreamResult>(std::move(session), request);
}

WriteResult Engine::write_parquet(WriteRequest request) {
  auto session = implementation_->begin(request.query);
  return write_partitioned(*session, request);
}

std::unique_ptr<ExternalSource> Engine::open_external(const ExternalTable& table,
                                                      const CancelToken* cancel) {
  return engine::open_external(implementation_->options, implementation_->objects,
                               ++implementation_->queries, table, cancel);
}

}  // namespace sluice::engine
