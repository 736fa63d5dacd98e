// What all listings share: names as clients want them, and pages.
#pragma once

#include <string>
#include <string_view>

#include "api/s3/s3.h"

namespace sluice::api::s3 {

// Keys, prefixes and markers, percent-encoded for those who ask for it: XML cannot carry every key.
class NameWriter {
 public:
  explicit NameWriter(const json::object& input) : encodes_(input.contains("EncodingType")) {}

  std::string operator()(std::string_view name) const;
  // "EncodingType", when there is one.
  void put_type(json::object& output) const;

 private:
  bool encodes_;
};

json::array write_prefixes(const std::vector<std::string>& prefixes, const NameWriter& name);

// 1,000 at most, as S3 has it. Throws Error invalid (InvalidArgument) when it is negative.
std::int64_t page_limit(const Call& call, std::string_view member, std::string_view parameter);

// "Owner" of rows: the same few owners over and over.
class OwnerWriter {
 public:
  OwnerWriter(Permissions& permissions, std::string bucket_owner)
      : permissions_(permissions), bucket_owner_(std::move(bucket_owner)) {}
  const json::object& operator()(const std::string& owner);

 private:
  Permissions& permissions_;
  std::string bucket_owner_;
  std::string last_;
  json::object written_;
};

}  // namespace sluice::api::s3
