// A line on stderr now and then: reading a large lake takes hours.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "cli/command.h"

namespace sluice::cli {

class ProgressLine {
 public:
  explicit ProgressLine(const Context& context) : context_(context) {}

  // Asks for the text only when it is time for a line.
  void show(const std::function<std::string()>& text);

 private:
  const Context& context_;
  std::chrono::steady_clock::time_point shown_ = std::chrono::steady_clock::now();
};

}  // namespace sluice::cli
