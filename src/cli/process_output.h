// This process's own stdout and stderr.
#pragma once

#include <atomic>
#include <mutex>

#include "server/output.h"

namespace sluice::cli {

class ProcessOutput final : public server::Output {
 public:
  ProcessOutput();

  // Unbuffered: callers write whole pieces. Throws Error io or limit (a full disk); nobody reading
  // any more is no error.
  void out(std::string_view text) override;
  void err(std::string_view text) override;
  bool is_out_closed() const override { return is_out_closed_; }
  const server::Terminal& terminal() const override { return terminal_; }

 private:
  server::Terminal terminal_;
  std::mutex mutex_;
  std::atomic<bool> is_out_closed_{false};
};

}  // namespace sluice::cli
