// An InventoryConfiguration, read.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_InventoryConfiguration.html
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "base/json.h"

namespace sluice::api::s3 {

enum class InventoryFormat { csv, parquet };
enum class InventoryFrequency { daily, weekly };

struct InventoryConfiguration {
  std::string id;
  bool is_enabled = false;
  bool has_all_versions = false;
  std::string prefix;            // of the keys it tells of
  std::set<std::string> fields;  // the optional ones: "Size", …
  InventoryFrequency frequency = InventoryFrequency::daily;
  std::string bucket;  // where it goes
  std::string bucket_prefix;
  InventoryFormat format = InventoryFormat::csv;
  json::object encryption;  // ServerSideEncryption, SSEKMSKeyId; empty: the bucket's default
};

// The document was valid for its shape. Throws Error invalid (InvalidS3DestinationBucket),
// unsupported (NotImplemented: ORC, fields that nothing here has).
InventoryConfiguration parse_inventory(const json::object& document);

}  // namespace sluice::api::s3
