// GetObject and HeadObject.
#include <algorithm>

#include "api/http/date.h"
#include "api/s3/objects/checksum/members.h"
#include "api/s3/objects/encryption/sse.h"
#include "api/s3/objects/groups.h"
#include "api/s3/objects/read/conditions.h"
#include "api/s3/objects/read/describe.h"
#include "api/s3/objects/read/expiration.h"
#include "api/s3/objects/read/range.h"
#include "api/wire/protocol/scalars.h"

namespace sluice::api::s3 {
namespace {

// What of the object is answered.
struct Piece {
  ByteRange range;
  bool is_partial = false;
  std::optional<store::Checksum> checksum;  // of the piece
};

constexpr std::pair<std::string_view, std::string_view> kOverrides[] = {
    {"ResponseCacheControl", "CacheControl"},
    {"ResponseContentDisposition", "ContentDisposition"},
    {"ResponseContentEncoding", "ContentEncoding"},
    {"ResponseContentLanguage", "ContentLanguage"},
    {"ResponseContentType", "ContentType"},
    {"ResponseExpires", "Expires"}};

// An anonymous caller must not choose what a public object claims to be.
void override_headers(const Call& call, json::object& output) {
  for (const auto& [asked, member] : kOverrides) {
    const auto* value = call.input.if_contains(asked);
    if (!value) continue;
    if (call.caller().is_anonymous()) {
      throw invalid_request(
          "Request specific response headers cannot be used for anonymous GET requests.");
    }
    output[member] =
        value->is_string() ? *value : json::value(format_http_date(timestamp_of(*value)));
  }
}

// Reads say nothing of how to encrypt; S3 refuses them when they do.
void refuse_encryption_headers(const Call& call) {
  constexpr std::string_view kHeader = "x-amz-server-side-encryption";
  for (const auto name :
       {kHeader, std::string_view("x-amz-server-side-encryption-aws-kms-key-id")}) {
    const auto value = call.request().headers.find(name);
    if (!value) continue;
    throw invalid_argument(fmt::format("{} header is not supported for this operation.", name),
                           name, *value);
  }
}

DetailedError invalid_part(std::int64_t number, int count) {
  return DetailedError(ErrorKind::invalid, "InvalidPart",
                       "The requested partnumber is not satisfiable",
                       {.members = {{"PartNumberRequested", std::to_string(number)},
                                    {"ActualPartCount", std::to_string(count)}}});
}

Piece piece_of_part(S3& s3, const store::Object& object, std::int64_t number) {
  if (number < 1 || number > store::kPartNumberMax) {
    throw invalid_argument("Part number must be an integer between 1 and 10000, inclusive",
                           "partNumber", std::to_string(number));
  }
  if (object.part_count == 0) {
    if (number != 1) throw invalid_part(number, 1);
    return {.range = {0, object.size_bytes},
            .is_partial = object.size_bytes > 0,
            .checksum = object.checksum};
  }
  for (auto& part : s3.store().parts(object)) {
    if (part.number != number) continue;
    // The type is the object's: S3 says of a part what its whole is.
    if (part.checksum && object.checksum)
      part.checksum->is_composite = object.checksum->is_composite;
    return {.range = {part.offset, part.size_bytes},
            .is_partial = part.size_bytes > 0,
            .checksum = std::move(part.checksum)};
  }
  throw invalid_part(number, object.part_count);
}

Piece choose_piece(S3& s3, const Call& call, const store::Object& object) {
  const auto* part = call.input.if_contains("PartNumber");
  const auto range = call.text_of("Range");
  if (part && !range.empty()) {
    throw invalid_request("Cannot specify both Range header and partNumber query parameter");
  }
  if (part) return piece_of_part(s3, object, part->as_int64());
  if (!range.empty()) {
    if (const auto found = parse_range(range, object.size_bytes)) {
      const bool is_whole = found->bytes == object.size_bytes;
      return {.range = *found,
              .is_partial = true,
              .checksum = is_whole ? object.checksum : std::nullopt};
    }
  }
  return {.range = {0, object.size_bytes}, .is_partial = false, .checksum = object.checksum};
}

Answer not_modified(const Found& found) {
  Answer answer{.status = 304};
  answer.headers.add("ETag", quoted_etag(found.object.etag));
  answer.headers.add("Last-Modified", format_http_date(found.object.last_modified));
  if (found.bucket.versioning != store::Versioning::never) {
    answer.headers.add("x-amz-version-id", found.object.version.text());
  }
  return answer;
}

Answer describe(S3& s3, const Call& call, const Found& found, const Piece& piece) {
  const auto& object = found.object;
  Answer answer;
  auto& output = answer.output;
  describe_object(output, found, call.now());
  describe_guarded(output, s3, call, found);
  put_expiration(output, found.lifecycle, object);
  override_headers(call, output);
  if (piece.checksum && call.text_of("ChecksumMode") == "ENABLED") {
    put_checksum(output, *piece.checksum, WithType::yes);
  }
  if (call.input.contains("PartNumber") && object.part_count > 0) {
    output["PartsCount"] = object.part_count;
  }
  if (piece.is_partial) {
    answer.status = 206;
    output["ContentRange"] =
        fmt::format("bytes {}-{}/{}", piece.range.first, piece.range.first + piece.range.bytes - 1,
                    object.size_bytes);
  }
  output["ContentLength"] = static_cast<std::int64_t>(piece.range.bytes);
  return answer;
}

Answer get_object(S3& s3, Call& call) {
  refuse_encryption_headers(call);
  const auto found = find_version(s3, call);
  call.arrival.notes.object_bytes = found.object.size_bytes;
  if (check(read_conditions(call.input), found.object) == Verdict::not_modified) {
    return not_modified(found);
  }
  const auto& encryption = found.object.properties.encryption;
  // What is not there needs no key.
  const auto piece = choose_piece(s3, call, found.object);
  const auto key = key_for(s3, call.arrival, encryption, call.input);
  auto object = open_object(s3, found.object, key);
  auto answer = describe(s3, call, found, piece);
  answer.body = store::stream(std::move(object), piece.range.first, piece.range.bytes);
  answer.body_length = piece.range.bytes;
  return answer;
}

Answer head_object(S3& s3, Call& call) {
  refuse_encryption_headers(call);
  const auto found = find_version(s3, call);
  call.arrival.notes.object_bytes = found.object.size_bytes;
  if (check(read_conditions(call.input), found.object) == Verdict::not_modified) {
    return not_modified(found);
  }
  const auto piece = choose_piece(s3, call, found.object);
  check_customer_key(found.object.properties.encryption, call.input);
  return describe(s3, call, found, piece);
}

// Nobody seeds here, as AWS does no longer: an object has no torrent.
Answer get_object_torrent(S3& s3, Call& call) {
  const auto found = find_version(s3, bucket_of(call), key_of(call), std::nullopt);
  throw DetailedError(ErrorKind::not_found, "NoSuchKey", "The object has no torrent.",
                      {.members = {{"Key", found.object.key.text()}}});
}

}  // namespace

std::unique_ptr<store::ObjectReader> open_object(S3& s3, const store::Object& object,
                                                 const std::optional<DataKey>& key) {
  try {
    return s3.store().open(object, key);
  } catch (const Error& error) {
    if (error.code() == "WrongDataKey") {
      throw invalid_request(
          "The provided encryption parameters did not match the ones used originally.");
    }
    if (error.code() != "InvalidObjectState") throw;
    throw DetailedError(ErrorKind::denied, "InvalidObjectState",
                        "The operation is not valid for the object's storage class",
                        {.members = {{"StorageClass", object.storage_class}}});
  }
}

void add_read_operations(Operations& operations, S3& s3) {
  operations.add("GetObject", s3, get_object);
  operations.add("GetObjectTorrent", s3, get_object_torrent);
  operations.add("HeadObject", s3, head_object);
}

}  // namespace sluice::api::s3
