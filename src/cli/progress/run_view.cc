#include "cli/progress/run_view.h"

namespace sluice::cli {

std::unique_ptr<RunView> run_view(const Context& context) {
  if (context.line.is_json) return json_view(context.output);
  if (context.output.terminal().is_out_terminal) return live_view(context.output);
  return line_view(context.output);
}

}  // namespace sluice::cli
