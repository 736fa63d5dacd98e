// One inventory being made: data files, and the documents that tell of them.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-inventory-location.html
//
//   PREFIX/BUCKET/ID/data/UUID.csv.gz
//   PREFIX/BUCKET/ID/2026-11-22T17-20Z/manifest.json, manifest.checksum
//   PREFIX/BUCKET/ID/hive/dt=2026-11-22-17-20/symlink.txt
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "api/s3/delivery/delivery.h"
#include "api/s3/delivery/inventory/columns.h"
#include "api/s3/delivery/inventory/table_file.h"
#include "base/random.h"

namespace sluice::api::s3 {

// One thread's. Nobody sees anything of it until what finish() answers is published.
class InventoryReport {
 public:
  // All outlive it. `time` is the one that the objects are listed of.
  InventoryReport(Delivery& delivery, Sender sender, const InventoryConfiguration& configuration,
                  const InventoryBucket& source, Random& random, Timestamp time);

  // Throw what Delivery::open() throws.
  void add(const store::Object& object);
  std::vector<store::StagedObject> finish();

 private:
  void open_file();
  void close_file();
  std::string manifest() const;
  std::string symlinks() const;
  Parcel parcel(std::string_view name, std::string_view content_type) const;

  Delivery& delivery_;
  const Sender sender_;
  const InventoryConfiguration& configuration_;
  const InventoryBucket& source_;
  Random& random_;
  const Timestamp time_;
  const InventoryColumns columns_;
  const std::string folder_;  // "PREFIX/BUCKET/ID/"

  std::unique_ptr<store::BodyWriter> body_;
  std::unique_ptr<InventoryFile> file_;  // into body_
  std::int64_t rows_ = 0;                // of the file
  std::vector<InventoryCell> row_;
  std::vector<store::StagedObject> data_;
};

}  // namespace sluice::api::s3
