// Inventories: lists of a bucket's objects, daily or weekly, in a bucket that they name.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-inventory.html
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "api/s3/delivery/delivery.h"
#include "api/s3/delivery/inventory/configuration.h"
#include "base/cancel.h"
#include "base/log.h"

namespace sluice::api::s3 {

// Of the store's documents: what clients put.
inline constexpr std::string_view kInventoryKind = "inventory";
// Beside each, with the same id: when it was delivered last.
inline constexpr std::string_view kInventoryDeliveredKind = "inventory-delivered";

// Of one thread.
//
// A day or week (from Sunday; UTC) has one delivery, as soon as it can be: when the last one was is
// written with the delivery itself, in one transaction. What fails is logged and tried again.
class Inventories {
 public:
  // All outlive it.
  Inventories(S3& s3, Access& access, const Log& log)
      : s3_(s3), access_(access), log_(log), delivery_(s3, access) {}

  // Throws Error cancelled. Looks at most once a minute.
  void deliver_due(const CancelToken& cancel);

 private:
  struct Due {
    store::BucketName bucket;
    InventoryConfiguration configuration;
  };

  std::vector<Due> find_due(Timestamp now) const;
  bool is_due(const store::BucketName& bucket, const InventoryConfiguration& configuration,
              Timestamp now) const;
  void deliver(const Due& due, const CancelToken& cancel);

  S3& s3_;
  Access& access_;
  const Log& log_;
  Delivery delivery_;
  Timestamp looked_;
  // When what failed is tried again, by bucket and id.
  std::map<std::pair<std::string, std::string>, Timestamp> retries_;
};

}  // namespace sluice::api::s3
