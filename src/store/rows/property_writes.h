// What may change on a version after it was written. As the store's functions of these names.
#pragma once

#include "base/clock.h"
#include "store/rows/object_writes.h"

namespace sluice::store {

// Which version; the current one when the id is absent.
struct VersionName {
  const BucketName& bucket;
  const ObjectKey& key;
  const std::optional<VersionId>& version;
};

// Called by the database's writer, one transaction at a time.
class PropertyWrites {
 public:
  PropertyWrites(ObjectWrites& writes, const Clock& clock) : writes_(writes), clock_(clock) {}

  Object set_tags(meta::Transaction&, const VersionName&,
                  const std::map<std::string, std::string>& tags, const Cause&);
  Object set_acl(meta::Transaction&, const VersionName&, const std::string& acl, const Cause&);
  Object set_retention(meta::Transaction&, const VersionName&, const std::optional<Retention>&,
                       Bypass);
  Object set_legal_hold(meta::Transaction&, const VersionName&, bool is_held);
  Object set_storage_class(meta::Transaction&, const VersionName&,
                           const std::string& storage_class);
  RestoreStart restore(meta::Transaction&, const VersionName&, const RestoreRequest&,
                       std::chrono::microseconds day);

 private:
  template <class Change>
  Object change(meta::Transaction&, const VersionName&, const Cause&, Change&&);

  ObjectWrites& writes_;
  const Clock& clock_;
};

}  // namespace sluice::store
