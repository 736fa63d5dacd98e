#include "api/s3/objects/checksum/intake.h"
#include "api/s3/objects/objects.h"
#include "api/s3/objects/target.h"

namespace sluice::api::s3 {

void guard_body(const Operation& operation, Arrival& arrival) {
  // Streamed bodies are checked by who takes them in, along with the store's own hashes.
  if (operation.streams_input) return;
  auto& request = arrival.request;
  const bool is_none = request.content_length == 0;
  if (!operation.needs_checksum && is_none) return;
  // CompleteMultipartUpload's checksum headers are of the object, not of the request's body.
  if (operation.name == "CompleteMultipartUpload") return;
  BodyClaims claims(request);
  if (!claims.is_any()) return;
  request.body = checked_reader(std::move(request.body), std::move(claims));
}

}  // namespace sluice::api::s3
