// The texts that signatures are made of.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "access/signature/fault.h"
#include "access/signature/request.h"

namespace sluice::access {

// S3 signs the path encoded once, dots and double slashes as they are. Others resolve "." and ".."
// and encode what was sent once more.
std::string canonical_path(std::string_view path_as_sent, ErrorDialect dialect);

// Sorted, encoded once, without `left_out` (X-Amz-Signature).
std::string canonical_query(std::string_view query_as_sent, std::string_view left_out = "");

// A header's values, joined by commas, each without white space around and with single spaces
// inside.
std::string canonical_header(const SignedRequest& request, std::string_view name);

// `path` as canonical_path made it; the signature itself is left out of the query.
std::string canonical_request(const SignedRequest& request, std::string_view path,
                              std::span<const std::string> signed_headers,
                              std::string_view payload_hash);

// "AWS4-HMAC-SHA256", time, scope and the canonical request's hash.
std::string string_to_sign(std::string_view date_time, std::string_view scope,
                           std::string_view canonical);

// Takes as long for any two texts of one length.
bool equal_in_constant_time(std::string_view left, std::string_view right);

}  // namespace sluice::access
