#include "api/s3/objects/write/copy_source.h"

#include <algorithm>

#include "api/s3/objects/read/conditions.h"
#include "base/text.h"
#include "base/utf8.h"

namespace sluice::api::s3 {
namespace {

DetailedError bad_source(std::string message, std::string_view text) {
  return invalid_argument(std::move(message), "x-amz-copy-source", text);
}

std::string decode(std::string_view raw, std::string_view whole) {
  // As in queries: clients encode a plus as %2B.
  std::string spaced(raw);
  std::replace(spaced.begin(), spaced.end(), '+', ' ');
  auto decoded = percent_decode(spaced);
  if (decoded && is_utf8(*decoded)) return std::move(*decoded);
  throw bad_source("Invalid copy source encoding.", whole);
}

void check_owner(const Call& call, std::string_view account) {
  const auto expected = call.text_of("ExpectedSourceBucketOwner");
  if (expected.empty() || expected == account) return;
  throw Error(ErrorKind::denied, "AccessDenied", "Access Denied");
}

}  // namespace

CopySource parse_copy_source(std::string_view text) {
  constexpr std::string_view kVersion = "?versionId=";
  CopySource source;
  auto path = text;
  // Looked for before decoding: a key may hold "?versionId=" as %3FversionId%3D.
  if (const auto mark = text.rfind(kVersion); mark != std::string_view::npos) {
    const auto version = text.substr(mark + kVersion.size());
    if (version.empty()) throw bad_source("Version id cannot be the empty string", text);
    source.version = store::VersionId(decode(version, text));
    path = text.substr(0, mark);
  }
  auto decoded = decode(path, text);
  if (decoded.starts_with('/')) decoded.erase(0, 1);
  const auto slash = decoded.find('/');
  if (slash == std::string::npos || slash == 0 || slash + 1 == decoded.size()) {
    throw bad_source("Copy Source must mention the source bucket and key: sourcebucket/sourcekey",
                     text);
  }
  source.bucket = store::BucketName(decoded.substr(0, slash));
  source.key = store::object_key(decoded.substr(slash + 1));
  return source;
}

Found find_copy_source(S3& s3, const Call& call, const CopySource& source) {
  check_owner(call, s3.lake.identity().account_id);
  s3.permissions.require(call.arrival,
                         {.action = source.version ? "s3:GetObjectVersion" : "s3:GetObject",
                          .bucket = source.bucket.text(),
                          .key = source.key.text(),
                          .version = source.version});
  auto found = [&] {
    try {
      return find_version(s3, source.bucket, source.key, source.version);
    } catch (const Error& error) {
      if (error.code() != "MethodNotAllowed") throw;
      throw invalid_request(
          "The source of a copy request may not specifically refer to a delete marker by version "
          "id.");
    }
  }();
  if (check(read_conditions(call.input, "CopySource"), found.object) == Verdict::not_modified) {
    throw_precondition_failed("x-amz-copy-source-If-None-Match");
  }
  return found;
}

}  // namespace sluice::api::s3
