// Tables of other databases as a source.
#pragma once

#include "pipeline/load.h"

namespace sluice::pipeline {

// What the keys of a database source's objects begin with: "folder/TABLE".
std::string key_stem(const Source& source);
// Full, its one object: "folder/TABLE.parquet".
std::string whole_key(const Source& source);

// Stages what the source has now: full, one object `to/TABLE.parquet`; incremental, the rows beyond
// the last load's as `to/TABLE/NNNNNNNNNNNN.parquet`, which carries how far it got in its metadata.
// Throws Error with the source's place.
Loaded load_database(const Source& source, const std::string& folder, const jobs::Core& core,
                     const CancelToken* cancel,
                     const std::function<void(const LoadProgress&)>& progress);

}  // namespace sluice::pipeline
