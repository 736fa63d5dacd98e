// The bodies that a copy of the database refers to, in the order of an index.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "meta/database.h"
#include "store/backup/index.h"
#include "store/store.h"

namespace sluice::store {

// A body, and one of the objects that it belongs to.
struct ListedBody {
  std::int64_t body = 0;
  std::uint64_t offset = 0;  // in its segment
  std::uint64_t size_bytes = 0;
  std::string content;  // tells what it holds
  std::string bucket;
  std::string key;
  std::string version;
};

using BodyVisit = std::function<void(const ListedBody&)>;

// Bodies in files of their own, of objects or of parts, by number. One that several objects share
// comes once for each.
void for_each_own_body(meta::Connection&, EntryKind kind, const BodyVisit& visit);
// Bodies of a segment from an offset on: those of objects by offset, then those of parts.
void for_each_body_in(meta::Connection&, std::int64_t segment, std::uint64_t from,
                      const BodyVisit& visit);
// Segments with bodies, ascending.
std::vector<std::int64_t> live_segments(meta::Connection&);
// Versions that hold content.
std::int64_t count_objects(meta::Connection&);

}  // namespace sluice::store
