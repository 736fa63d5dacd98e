// Where a command writes: this process's terminal or files, or a guest's.
#pragma once

#include <string_view>

namespace sluice::server {

// What the invocation's stdout and stderr are.
struct Terminal {
  bool is_out_terminal = false;
  bool is_err_terminal = false;
  bool has_colour = false;
  int width = 80;
  int height = 24;

  bool operator==(const Terminal&) const = default;
};

// Thread-safe: what one call writes stays together.
class Output {
 public:
  virtual ~Output() = default;
  virtual void out(std::string_view text) = 0;
  virtual void err(std::string_view text) = 0;
  // Nobody reads stdout any more (`sluice sql … | head`). Writing goes on without effect; who only
  // writes may stop.
  virtual bool is_out_closed() const = 0;
  virtual const Terminal& terminal() const = 0;
};

}  // namespace sluice::server
