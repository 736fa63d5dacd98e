// A file of an inventory, written row by row: CSV in gzip, or Parquet.
#pragma once

#include <memory>
#include <span>

#include "api/s3/delivery/inventory/columns.h"
#include "store/store.h"

namespace sluice::api::s3 {

// One thread at a time. Holds some megabytes, however many rows there are.
class InventoryFile {
 public:
  virtual ~InventoryFile() = default;
  // As many cells as columns, each of its column's type or nothing.
  virtual void add(std::span<const InventoryCell> row) = 0;
  // No more rows. The body is the caller's to finish.
  virtual void finish() = 0;
};

// The body outlives it.
std::unique_ptr<InventoryFile> make_csv_file(store::BodyWriter& body);
std::unique_ptr<InventoryFile> make_parquet_file(store::BodyWriter& body,
                                                 const InventoryColumns& columns);

}  // namespace sluice::api::s3
