// The buckets of a pipeline's zones: what they are to be like, and making them so.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "pipeline/pipeline.h"

namespace sluice::pipeline {

struct ZoneBucket {
  std::optional<bool> versioned;            // on if any of its zones wants it
  std::optional<store::BodyKind> at_rest;   // encrypted if any of its zones wants it
  std::vector<store::LifecycleRule> rules;  // one a zone that has some, for its prefix
};

// Throws Error invalid where a zone that expires its objects holds one that keeps its own.
std::map<store::BucketName, ZoneBucket> zone_buckets(const Pipeline& pipeline);

// Makes the buckets that are absent: encrypted, without ACLs, closed to the public. Of those that
// are there it sets what the zones say (versioning, encryption, and the lifecycle rules that bear
// the zones' names); whatever else clients have configured stays.
void make_zone_buckets(const Pipeline& pipeline, store::Store& store, meta::Transaction& now);

}  // namespace sluice::pipeline
