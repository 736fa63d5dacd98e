// The facts of a request that S3's policies may ask about: condition keys.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
#pragma once

#include <string_view>

#include "access/policy/context.h"
#include "api/wire/call.h"
#include "store/object.h"

namespace sluice::api::s3 {

// What the request itself says: aws:SourceIp (the connection's address, whatever headers claim),
// aws:SecureTransport, aws:UserAgent, aws:Referer, s3:x-amz-….
void add_request_facts(const Arrival& arrival, access::Context& context);

// What its operation's members say: s3:prefix, s3:delimiter, s3:max-keys, s3:VersionId,
// s3:x-amz-copy-source, s3:RequestObjectTag/…, s3:object-lock-…. Throws Error invalid as the
// parsers of these (api/s3/request) do: what cannot be read is not decided about.
void add_call_facts(const Call& call, access::Context& context);

// s3:ExistingObjectTag/….
void add_object_facts(const store::Object& object, access::Context& context);

}  // namespace sluice::api::s3
