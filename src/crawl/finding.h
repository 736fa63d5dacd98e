// What one object was found to be.
#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "catalog/serde.h"
#include "store/store.h"

namespace sluice::crawl {

// Format and columns: what must agree for objects to be one table.
struct Shape {
  catalog::TableFormat format;
  std::vector<catalog::Column> columns;
  // JSON: the top-level names as written in the file, in the order first seen.
  std::vector<std::string> original_names;
  std::string avro_schema;  // Avro: the schema's text
  // Columns that were empty wherever one looked: they take the type of another file's.
  std::set<std::string> untyped;

  bool operator==(const Shape&) const = default;
};

enum class FindingSource { read, remembered };

struct ObjectFinding {
  store::Object object;
  FindingSource source = FindingSource::read;
  // Shared by all findings of equal shape, so that 100,000 like objects cost one shape. Null when
  // the object is skipped.
  std::shared_ptr<const Shape> shape;
  std::string classifier;     // "csv"; empty when skipped
  std::string evidence;       // why the classifier took it, or why the object is skipped
  std::uint64_t records = 0;  // counted for Parquet and Avro, estimated as AWS does for text
  std::uint64_t record_size_bytes = 0;  // average

  bool is_skipped() const { return shape == nullptr; }
};

}  // namespace sluice::crawl
