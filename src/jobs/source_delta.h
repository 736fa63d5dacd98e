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

// What makes the rows of a file: its bytes, and the values of those partition keys that the model
// reads. The same bytes in the folders of two days are two days' rows where the day is read.
class Contents {
 public:
  Contents() = default;
  explicit Contents(std::vector<bool> is_key_read) : is_key_read_(std::move(is_key_read)) {}

  std::string of(const engine::ScanFile& file) const;

 private:
  std::vector<bool> is_key_read_;  // by position of the key; absent: no
};

// Same key and content: known. Of several new keys with one content the first in key order is
// fresh. `seen`: content by uri.
SourceDelta source_delta(const std::vector<engine::ScanFile>& files,
                         const std::map<std::string, std::string>& seen,
                         const Contents& contents = {});

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
                                       const std::map<std::string, std::string>& seen,
                                       const Contents& contents = {});

}  // namespace sluice::jobs
