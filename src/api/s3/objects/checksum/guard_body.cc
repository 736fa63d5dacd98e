#include "api/s3/objects/checksum/intake.h"
#include "api/s3/objects/objects.h"
#include "api/s3/objects/target.h"

namespace sluice::api::s3 {

void guard_body(const Operation& operation, Arrival& arrival) {
  auto& request = arrival.request;
  if (operation.streams_input) {
    // No length is not the length 0: a proxy or a client has lost the body on its way.
    const auto& headers = request.headers;
    if (!headers.has("Content-Length") && !headers.has("Transfer-Encoding")) {
      throw Error(ErrorKind::invalid, "MissingContentLength",
                  "You must provide the Content-Length HTTP header.");
    }
    // These are checked by who takes them in, along with the store's own hashes.
    return;
  }
  const bool is_none = request.content_length == 0;
  if (!operation.needs_checksum && is_none) return;
  // CompleteMultipartUpload's checksum headers are of the object, not of the request's body.
  if (operation.name == "CompleteMultipartUpload") return;
  BodyClaims claims(request);
  if (!claims.is_any()) return;
  request.body = checked_reader(std::move(request.body), std::move(claims));
}

}  // namespace sluice::api::s3
