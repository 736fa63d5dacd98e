// Listings: keys in order, keys below a delimiter folded into common prefixes.
#pragma once

#include "meta/database.h"
#include "store/rows/object_rows.h"
#include "store/store.h"

namespace sluice::store {

// One seek per common prefix, one step per object returned: the keys below a common prefix are not
// walked. A snapshot older than the last replacement in the bucket also walks what was replaced
// since the oldest pin, within the range that it returns.
ListPage list_objects(meta::Connection&, const meta::Snapshot&, const BucketRow&,
                      const ListOptions&);

// Three seeks per key; neither versions past the page are read, nor those before its marker.
VersionPage list_versions(meta::Connection&, const meta::Snapshot&, const BucketRow&,
                          const VersionListOptions&);

}  // namespace sluice::store
