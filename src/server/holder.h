// Whoever opened a lake runs the commands of others on it: their guests.
#pragma once

#include <atomic>
#include <functional>
#include <list>
#include <string>
#include <thread>

#include "base/cancel.h"
#include "server/descriptor.h"
#include "server/invocation.h"

namespace sluice::server {

inline constexpr std::size_t kGuestsMax = 64;  // more wait for their turn

// Owns a thread that waits at the lake's socket, and one for each guest. Make it when the lake is
// open and destroy it before the lake is closed.
class Holder {
 public:
  // Runs a guest's command and answers its exit code. Called from several threads at once.
  using Run = std::function<int(const Invocation&, Output&, const CancelToken&)>;

  Holder(std::string lake_directory, Run run);
  ~Holder();  // as finish()
  Holder(const Holder&) = delete;
  Holder& operator=(const Holder&) = delete;

  // Returns when the last guest is done; those that come meanwhile are served, too.
  void finish();
  std::size_t guests() const { return guest_count_; }

 private:
  class Guest;

  void serve();
  bool wait_for_something();
  void accept_guest();
  void remove_done();
  void wake() const;

  std::string lake_directory_;
  Run run_;
  Descriptor listener_;
  Descriptor wake_;
  std::list<Guest> guests_;  // the serving thread's
  std::atomic<std::size_t> guest_count_{0};
  std::atomic<bool> is_finishing_{false};
  std::thread thread_;  // last: it uses the others
};

}  // namespace sluice::server
