#include "base/text.h"
#include "cli/command.h"

namespace sluice::cli {

ExitCode run_gc(const Context& context) {
  const auto catalog_rows = context.core().catalog.collect();
  auto result = context.core().store.collect();
  result.removed_rows += static_cast<std::int64_t>(catalog_rows);
  if (context.line.is_json) {
    const json::object line{{"freed_bytes", result.freed_bytes},
                            {"removed_rows", result.removed_rows},
                            {"expired_objects", result.expired_objects}};
    context.output.out(to_text(json::value(line)) + "\n");
    return ExitCode::ok;
  }
  context.output.out(fmt::format("{} freed, {} rows removed, {} objects expired\n",
                                 human_bytes(result.freed_bytes),
                                 human_count(static_cast<std::uint64_t>(result.removed_rows)),
                                 human_count(static_cast<std::uint64_t>(result.expired_objects))));
  return ExitCode::ok;
}

}  // namespace sluice::cli
