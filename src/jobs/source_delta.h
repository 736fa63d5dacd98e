// What is new in a model's source since the model last read it.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "jobs/model_state.h"
#include "query/planner.h"

namespace sluice::jobs {

struct SourceDelta {
  std::vector<engine::ScanFile> fresh;       // keys never read, with content never read
  std::vector<engine::ScanFile> changed;     // keys read before, with other bytes now
  std::vector<engine::ScanFile> duplicates;  // keys never read, with content read before
  std::vector<engine::ScanFile> known;       // read before, unchanged
  std::vector<std::string> gone;             // uris read before that are no more
};

// Same key and bytes: known. Content is compared by its SHA-256; of several new keys with one content
// the first in key order is fresh.
SourceDelta source_delta(const std::vector<engine::ScanFile>& files,
                         const std::map<std::string, std::string>& seen);

std::string uri_of(const store::Object& object);

// Files of every partition that has a fresh, changed or vanished object, duplicates left out; all of
// them where the source has no partitions.
std::vector<engine::ScanFile> affected_partitions(const SourceDelta& delta);

}  // namespace sluice::jobs
