// The objects that a crawl looks at.
#pragma once

#include <string>
#include <vector>

#include "base/cancel.h"
#include "store/store.h"

namespace sluice::crawl {

struct Listing {
  store::BucketName bucket;
  std::string root;        // prefix that ends with '/', or ""; or the key of the one object
  bool is_object = false;  // the target is one object
  std::vector<store::Object> objects;  // by key
  std::uint64_t listed = 0;
  std::uint64_t excluded = 0;
};

// Hidden objects (a part of the name below the root starts with "." or "_", as Hive hides them) and
// folder markers are left out, too; "_key=value" is a partition all the same. Throws Error
// not_found when the bucket is not there or nothing lies below the uri, invalid for the uri or a
// pattern.
Listing list_objects(const store::Store& store, const meta::Snapshot& now, const std::string& uri,
                     const std::vector<std::string>& exclusions, const CancelToken* cancel);

}  // namespace sluice::crawl
