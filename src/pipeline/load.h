// Bringing a source's bytes into its zone, as they came.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/cancel.h"
#include "base/reader.h"
#include "pipeline/pipeline.h"
#include "pipeline/run.h"

namespace sluice::pipeline {

struct LoadProgress {
  std::uint64_t bytes = 0;
  std::uint64_t bytes_total = 0;  // 0: unknown

  double share_done() const {
    if (bytes_total == 0) return 0;
    return static_cast<double>(bytes) / static_cast<double>(bytes_total);
  }
};

struct LoadResult {
  std::size_t loaded = 0;     // new or changed objects
  std::size_t unchanged = 0;  // there already with the same bytes
  std::uint64_t bytes = 0;
  std::vector<std::string> keys;  // of what was loaded
};

// What a load has made durable, before anybody sees it.
struct Loaded {
  std::vector<store::StagedObject> staged;
  LoadResult result;
};

// One thing to load: an object to be, and how its content is read.
struct LoadItem {
  std::string origin;  // path, URL or table, for messages and metadata
  store::ObjectKey key;
  // Changes when the content may have: time and size of a file, ETag of a URL. An object that
  // carries the same stamp is not read again; empty always reads.
  std::string stamp;
  std::uint64_t size_bytes = 0;
  std::function<std::unique_ptr<Reader>()> open;
};

// What the source has now. Throws Error not_found for a path or glob that matches nothing, io where
// a server does not answer.
std::vector<LoadItem> items_of_files(const Source& source, const std::string& folder);
std::vector<LoadItem> items_of_urls(const Source& source);

// What a load would bring, as far as names, sizes and times tell; content decides when it runs.
struct LoadPlan {
  std::size_t to_read = 0;
  std::size_t unchanged = 0;
  std::uint64_t bytes = 0;
};
LoadPlan plan_load(const Source& source, const std::string& folder, const jobs::Core& core);

// Stages what is new or changed and shows all of it in one commit, which `last` may add to.
LoadResult load(const Source& source, const std::string& folder, const jobs::Core& core,
                const CancelToken* cancel, const std::function<void(const LoadProgress&)>& progress,
                const std::function<void(meta::Transaction&, const LoadResult&)>& last);

}  // namespace sluice::pipeline
