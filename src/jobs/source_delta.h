// What is new in a model's source since the model last read it.
#pragma once

#include <map>
#include <optional>
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

// Same key and bytes: known. Content is compared by its SHA-256; of several new keys with one
// content the first in key order is fresh.
SourceDelta source_delta(const std::vector<engine::ScanFile>& files,
                         const std::map<std::string, std::string>& seen);

std::string uri_of(const store::Object& object);

// One value a partition key; absent is NULL.
using PartitionValues = std::vector<std::optional<std::string>>;

// What a replace_partitions model reads again, and in place of what.
struct AffectedPartitions {
  std::vector<engine::ScanFile> files;
  std::set<PartitionValues> values;  // of the source
  bool is_everything = false;        // whatever the table holds is replaced
};

// Every partition in which an object that counts is new, changed, or counts no more. Of objects
// with one content the first in key order counts. An object that vanished left no partition values
// behind: then everything is affected.
AffectedPartitions affected_partitions(const std::vector<engine::ScanFile>& files,
                                       const std::map<std::string, std::string>& seen);

}  // namespace sluice::jobs
