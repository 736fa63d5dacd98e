#include "base/text.h"
#include "cli/command.h"
#include "cli/damage.h"
#include "cli/progress_line.h"

namespace sluice::cli {
namespace {

std::string so_far(const store::ScrubResult& result) {
  return fmt::format("{} objects, {} read, {} damaged so far",
                     human_count(static_cast<std::uint64_t>(result.objects)),
                     human_bytes(result.read_bytes), result.damaged_objects);
}

json::value as_json(const store::ScrubResult& result) {
  return json::object{{"objects", result.objects},
                      {"read_bytes", result.read_bytes},
                      {"skipped", result.skipped},
                      {"damaged_objects", result.damaged_objects},
                      {"damaged", damage_json(result.damaged)}};
}

std::string as_text(const store::ScrubResult& result) {
  std::string text = damage_text(result.damaged, result.damaged_objects);
  text += fmt::format("{} objects, {} read, {} damaged\n",
                      human_count(static_cast<std::uint64_t>(result.objects)),
                      human_bytes(result.read_bytes), result.damaged_objects);
  if (result.skipped > 0) {
    text += fmt::format("{} not read: a KMS key or a customer's key seals them\n", result.skipped);
  }
  return text;
}

}  // namespace

ExitCode run_scrub(const Context& context) {
  ProgressLine line(context);
  const auto result = context.core().store.scrub({.key_of = {}, .go_on = [&](const auto& now) {
                                                    line.show([&] { return so_far(now); });
                                                    return !context.cancel.cancelled();
                                                  }});
  context.output.out(context.line.is_json ? to_text(as_json(result)) + "\n" : as_text(result));
  if (context.cancel.cancelled()) return ExitCode::cancelled;
  return result.damaged_objects > 0 ? ExitCode::corrupt : ExitCode::ok;
}

}  // namespace sluice::cli
