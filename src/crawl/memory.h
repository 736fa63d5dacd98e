// What objects were found to be, kept so that unchanged ones are not read again.
//
// A finding depends on an object's bytes and on the rules alone, so it is no part of a snapshot: it
// is valid for whoever sees an object with the same content.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "crawl/finding.h"
#include "crawl/guess.h"
#include "meta/database.h"

namespace sluice::crawl {

class Inspector;

struct Remembered {
  std::string sha256;
  std::string classifier;
  std::string evidence;
  std::int64_t shape = 0;  // id of its text; 0 for a skipped object
  std::uint64_t records = 0;
  std::uint64_t record_size_bytes = 0;
};

// Of one bucket's objects below a prefix.
class Memory {
 public:
  static Memory load(meta::Database& database, const store::BucketName& bucket,
                     const std::string& prefix, Rules rules);

  // Nothing when the object is new or has other bytes. The shape is the inspector's shared copy.
  std::optional<ObjectFinding> find(const store::Object& object, Inspector& inspector) const;
  // Keys that are remembered and not among these, which are sorted.
  std::vector<std::string> keys_besides(const std::vector<store::Object>& objects) const;

 private:
  std::map<std::string, Remembered> by_key_;
  std::map<std::int64_t, std::string> shape_texts_;
};

std::span<const meta::Migration> memory_schema();

// At most 5,000 rows a call, each two for a new shape.
void remember(meta::Transaction& change, std::span<const ObjectFinding* const> findings,
              Rules rules);
void forget(meta::Transaction& change, std::span<const store::ObjectUri> objects, Rules rules);

}  // namespace sluice::crawl
