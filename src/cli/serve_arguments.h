// The options of `sluice serve`.
#pragma once

#include <optional>
#include <string>

#include <CLI/CLI.hpp>

#include "cli/command_line.h"

namespace sluice::cli {

// The parser fills it: it stays where it is until all is parsed.
class ServeArguments {
 public:
  void add_to(CLI::App& serve);
  // What was parsed.
  ServeOptions options() const;

 private:
  ServeOptions options_;
  double restore_seconds_ = 0;
  std::optional<double> log_delivery_seconds_;
  std::optional<double> day_seconds_;
  std::string bucket_defaults_;
};

}  // namespace sluice::cli
