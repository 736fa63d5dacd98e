// Which permission each operation needs.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
#pragma once

#include <optional>
#include <string_view>

#include "api/s3/access/acl/acl.h"

namespace sluice::api::s3 {

enum class Resource {
  service,     // all buckets
  new_bucket,  // CreateBucket: nobody's yet
  bucket,
  object,
  each,  // DeleteObjects: the handler asks for each key
};

// Whose the decision is.
enum class Judge {
  bucket_owner,
  object_owner,  // for objects that another account wrote, while ACLs are on
};

struct Action {
  std::string_view name;             // "s3:GetObject"
  std::string_view of_version = {};  // in its place when a version is named
  Resource resource = Resource::bucket;
  Judge judge = Judge::bucket_owner;
  // The ACL that grants it, too: of the bucket for what concerns it and for writes, of the object
  // where object_owner judges. Nothing: no ACL does.
  std::optional<AclPermission> granted_by = {};
};

// Null for operations that are not served.
const Action* find_action(std::string_view operation);
// By the action's own name, or its of_version; for what handlers ask. Null when no operation has
// it.
const Action* find_action_named(std::string_view name);

}  // namespace sluice::api::s3
