#include "cli/progress/measures.h"

#include "base/text.h"
#include "cli/step_names.h"

namespace sluice::cli {
namespace {

// Before this a rate is noise.
constexpr std::chrono::milliseconds kRateAfter{500};

std::uint64_t per_second(std::uint64_t count, std::chrono::nanoseconds elapsed) {
  return static_cast<std::uint64_t>(static_cast<double>(count) /
                                    std::chrono::duration<double>(elapsed).count());
}

}  // namespace

std::optional<std::chrono::nanoseconds> time_left(const pipeline::StepStatus& status,
                                                  std::chrono::nanoseconds elapsed) {
  const bool is_known = status.share_done > 0 && status.share_done < 1;
  if (!is_known || elapsed < kRateAfter) return std::nullopt;
  const double rest = (1 - status.share_done) / status.share_done;
  return std::chrono::nanoseconds(
      static_cast<std::int64_t>(rest * static_cast<double>(elapsed.count())));
}

std::string measures(const pipeline::StepStatus& status, std::chrono::nanoseconds elapsed) {
  std::vector<std::string> parts;
  if (status.rows > 0) parts.push_back(fmt::format("{} rows", human_count(status.rows)));
  if (status.bytes > 0) {
    parts.push_back(
        status.bytes_total > status.bytes
            ? fmt::format("{} of {}", human_bytes(status.bytes), human_bytes(status.bytes_total))
            : human_bytes(status.bytes));
  }
  if (elapsed > kRateAfter && status.rows > 0) {
    parts.push_back(fmt::format("{} rows/s", human_count(per_second(status.rows, elapsed))));
  } else if (elapsed > kRateAfter && status.bytes > 0) {
    parts.push_back(fmt::format("{}/s", human_bytes(per_second(status.bytes, elapsed))));
  }
  if (elapsed.count() > 0) parts.push_back(human_duration(elapsed));
  if (!is_over(status.state)) {
    if (auto left = time_left(status, elapsed)) {
      parts.push_back(fmt::format("{} left", human_duration(*left)));
    }
  }
  return join(parts, "  ");
}

}  // namespace sluice::cli
