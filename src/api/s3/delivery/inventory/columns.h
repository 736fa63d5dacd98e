// The columns of an inventory, and what an object has in each.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-inventory.html
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "api/s3/access/rules/bucket_rules.h"
#include "api/s3/delivery/inventory/configuration.h"
#include "store/lifecycle.h"
#include "store/object.h"

namespace sluice::api::s3 {

// Nothing where the column does not apply to the object.
using InventoryCell = std::variant<std::monostate, std::string, std::int64_t, bool, Timestamp>;

// What the bucket says about its objects; outlives what reads it.
struct InventoryBucket {
  const BucketRules& rules;
  const store::Lifecycle& lifecycle;
  const BucketRulesCache& cache;
};

struct InventoryColumn {
  enum class Type { text, number, flag, time };
  // Whether every inventory has it, those of all versions, or those that ask for it.
  enum class Presence { always, with_versions, optional };

  std::string_view field;  // "ETag": as clients ask for it, and in CSV's schema
  std::string_view name;   // "e_tag": in Parquet's
  Type type = Type::text;
  Presence presence = Presence::optional;
  InventoryCell (*cell)(const store::Object&, const InventoryBucket&) = nullptr;
};

using InventoryColumns = std::vector<const InventoryColumn*>;

bool has_inventory_field(std::string_view field);
// In S3's order, whatever the configuration's is.
InventoryColumns columns_of(const InventoryConfiguration& configuration);

// The manifest's "fileSchema".
std::string inventory_schema(const InventoryColumns& columns, InventoryFormat format);

}  // namespace sluice::api::s3
