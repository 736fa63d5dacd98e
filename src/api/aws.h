// AWS as this lake serves it: every service on it, behind one handler.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "access/identity/access_keys.h"
#include "api/guest_accounts.h"
#include "api/http/message.h"
#include "api/s3/s3.h"
#include "api/wire/gateway.h"
#include "base/cancel.h"
#include "base/disk_space.h"
#include "base/log.h"
#include "store/lake.h"

namespace sluice::api {

struct AwsOptions {
  s3::S3Options s3;
  GatewayOptions gateway;
  std::vector<GuestAccount> guests;
  bool allows_signature_version_2 = false;
  std::uint64_t reserve_bytes = 0;  // of the lake's disk, kept from new objects
  // How long lines of access logs wait for each other.
  std::chrono::microseconds log_delivery_interval = std::chrono::minutes(5);
};

// Thread-safe. Lake and log outlive it.
class Aws {
 public:
  Aws(store::Lake& lake, const Log& log, const AwsOptions& options);
  ~Aws();

  HttpHandler& handler();

  // The key by which everything begins: nothing when the lake has one already. `keep` has it before
  // it is good for anything.
  std::optional<access::NewAccessKey> create_root_key(const access::KeepKey& keep);
  // One that the operator chose, in place of those that root has.
  void import_root_key(const std::string& id, const std::string& secret);

  const DiskSpace& disk() const;

  // What time does by itself: keys that are due are deleted or rotated. Now and then.
  void maintain();
  // What S3 writes into buckets by itself, where it is due: often, by one thread. Throw Error;
  // cancelled, when an inventory was to be cut short.
  void deliver_logs();
  void deliver_inventories(const CancelToken& cancel);
  // Access logs that wait, at the end.
  void deliver_last_logs();

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace sluice::api
