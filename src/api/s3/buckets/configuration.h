// A kind of bucket configuration: put, got and deleted in the same way whatever is in it. What is
// put is validated, kept as the JSON of the parsed document, and answered from there.
#pragma once

#include <optional>
#include <string_view>

#include "api/s3/buckets/buckets.h"
#include "api/s3/request/members.h"
#include "api/s3/request/refusals.h"

namespace sluice::api::s3 {

// Where the document is in GetBucket…'s output.
enum class Place { member, spread };

struct Configuration {
  std::string_view kind;    // of the store's document
  std::string_view member;  // of the input, and of the output where it is not spread
  Place place = Place::spread;
  std::string_view get;
  std::string_view put;
  std::string_view remove = {};  // "": there is none
  // What GetBucket… throws for a bucket without it. "": `fallback` answers.
  std::string_view missing_code = {};
  std::string_view missing_message = {};
  json::object (*fallback)(Buckets&) = nullptr;  // null: {}
  // Throws Error with AWS's code; may complete the document.
  void (*check)(Buckets&, Call&, json::object& document) = nullptr;
  // What the store itself acts on, in the same transaction; null for a removed document.
  void (*apply)(Buckets&, Call&, meta::Transaction&, const json::object* document) = nullptr;
};

// The rows of a file outlive the handlers.
void add_configuration(Operations& operations, Buckets& buckets, const Configuration& row);

// What the row's put does, for those that answer more.
void put_configuration(Buckets& buckets, Call& call, const Configuration& row);

// The bucket that the call is about.
store::BucketName named_bucket(const Call& call);
// Throws Error not_found (NoSuchBucket).
store::Bucket existing_bucket(Buckets& buckets, const Call& call);

std::optional<json::object> find_document(Buckets& buckets, const store::BucketName& bucket,
                                          std::string_view kind, std::string_view id = "");
void write_document(Buckets& buckets, const store::BucketName& bucket, std::string_view kind,
                    const json::value& document);
void remove_document(Buckets& buckets, const store::BucketName& bucket, std::string_view kind);

}  // namespace sluice::api::s3
