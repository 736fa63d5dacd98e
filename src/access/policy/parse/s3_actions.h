// What a bucket's policy may speak of. Internal to policy.
#pragma once

#include <string_view>

namespace sluice::access {

struct S3ActionScope {
  bool on_bucket = false;
  bool on_object = false;
  bool is_known() const { return on_bucket || on_object; }
};

// Of the actions that the pattern ("s3:Get*") matches.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
S3ActionScope scope_of_s3_actions(std::string_view pattern);

}  // namespace sluice::access
