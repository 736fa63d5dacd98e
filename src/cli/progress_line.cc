#include "cli/progress_line.h"

namespace sluice::cli {
namespace {

constexpr std::chrono::seconds kPause{2};

}  // namespace

void ProgressLine::show(const std::function<std::string()>& text) {
  const auto now = std::chrono::steady_clock::now();
  if (context_.line.is_json || now - shown_ < kPause) return;
  shown_ = now;
  context_.output.err(text() + "\n");
}

}  // namespace sluice::cli
