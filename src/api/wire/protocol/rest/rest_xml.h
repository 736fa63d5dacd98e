// REST with XML bodies: S3's protocol. Reading and writing are in files of their own.
#pragma once

#include "api/http/uri.h"
#include "api/wire/protocol/protocol.h"
#include "api/wire/protocol/rest/uri_template.h"

namespace sluice::api {

// By the operation's input shape: from the path, the query, the headers and an XML body.
json::object read_rest_input(const Operation& operation, const UriTemplate& path,
                             const Arrival& arrival, std::string_view text);

// By the operation's output shape: status, headers and body.
HttpResponse write_rest_output(const Operation& operation, const Overlay& overlay, Answer answer);

// "x-amz-id-2": what support asks for beside the request's id; S3's clients print it.
std::string host_id(const HttpRequest& request);

}  // namespace sluice::api
