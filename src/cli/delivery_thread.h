// What a served lake writes into buckets by itself: access logs, inventories.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "api/aws.h"
#include "base/cancel.h"
#include "base/log.h"

namespace sluice::cli {

// Owns a thread, which looks every second what is due. What fails is logged, and tried again when
// it is due again. `aws` and log outlive it.
class DeliveryThread {
 public:
  DeliveryThread(api::Aws& aws, const Log& log);
  ~DeliveryThread();
  DeliveryThread(const DeliveryThread&) = delete;
  DeliveryThread& operator=(const DeliveryThread&) = delete;

  // Ends the thread, then delivers the access logs that wait. When nothing is served any more.
  void finish();

 private:
  void work();
  void stop();

  api::Aws& aws_;
  const Log& log_;
  CancelToken cancel_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::thread thread_;  // last: it uses the others
};

}  // namespace sluice::cli
