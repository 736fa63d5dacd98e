// An Avro container file's columns, from its header.
// https://avro.apache.org/docs/1.11.1/specification/#object-container-files
#pragma once

#include <string_view>
#include <vector>

#include "crawl/file_schema.h"
#include "store/store.h"

namespace sluice::crawl {

// Throws Error corrupt when it is no whole Avro header, unsupported for what Hive has no type for
// (a union of several types, a recursive record).
FileSchema read_avro_schema(store::ObjectReader& object);

// The columns of a schema's text, whose root is a record.
std::vector<catalog::Column> avro_columns(std::string_view schema);

}  // namespace sluice::crawl
