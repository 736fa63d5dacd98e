#include "api/s3/request/source.h"

#include <algorithm>

#include "api/s3/request/refusals.h"
#include "api/s3/request/version.h"
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

}  // namespace

CopySource parse_copy_source(std::string_view text) {
  constexpr std::string_view kVersion = "?versionId=";
  CopySource source;
  auto path = text;
  // Looked for before decoding: a key may hold "?versionId=" as %3FversionId%3D.
  if (const auto mark = text.rfind(kVersion); mark != std::string_view::npos) {
    source.version =
        parse_version_id(decode(text.substr(mark + kVersion.size()), text), "versionId");
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

}  // namespace sluice::api::s3
