#include "cli/damage.h"

namespace sluice::cli {

json::array damage_json(std::span<const store::Damage> damaged) {
  json::array named;
  for (const auto& each : damaged) {
    named.push_back(json::object{{"bucket", each.bucket.text()},
                                 {"key", each.key.text()},
                                 {"version", each.version.text()},
                                 {"message", each.message}});
  }
  return named;
}

std::string damage_text(std::span<const store::Damage> damaged, std::int64_t all) {
  std::string text;
  for (const auto& each : damaged) {
    text += fmt::format("damaged: s3://{}/{} version {}: {}\n", each.bucket.text(), each.key.text(),
                        each.version.text(), each.message);
  }
  const auto unnamed = all - static_cast<std::int64_t>(damaged.size());
  if (unnamed > 0) text += fmt::format("and {} more\n", unnamed);
  return text;
}

}  // namespace sluice::cli
