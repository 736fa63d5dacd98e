// Uploads by HTML form: a POST of multipart/form-data to a bucket, served as the PutObject that its
// fields describe. https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html
#pragma once

#include <optional>

#include "access/signature/form/post_policy.h"
#include "api/s3/s3.h"
#include "api/wire/service.h"

namespace sluice::api::s3 {

// Who sent a form, and what it may hold. Thread-safe.
class FormAuthenticator {
 public:
  virtual ~FormAuthenticator() = default;

  struct Proof {
    Caller caller;
    std::optional<access::PostPolicy> policy;  // none: an anonymous form
  };
  // Throws Error denied or invalid with S3's codes.
  virtual Proof authenticate(const access::PostForm& form, Timestamp now) = 0;
};

// Nothing when the request is something else. `service` is S3 itself: its handler of PutObject
// serves the form, its hooks authorise it. The arrival's caller is the form's from then on.
std::optional<HttpResponse> post_form(const Service& service, FormAuthenticator& authenticator,
                                      Arrival& arrival);

}  // namespace sluice::api::s3
