#include "jobs/source_delta.h"

namespace sluice::jobs {

std::string uri_of(const store::Object& object) {
  return store::to_text(store::ObjectUri{object.bucket, object.key});
}

SourceDelta source_delta(const std::vector<engine::ScanFile>& files,
                         const std::map<std::string, std::string>& seen) {
  std::set<std::string> contents;
  for (const auto& [uri, sha256] : seen) contents.insert(sha256);
  SourceDelta delta;
  std::set<std::string> present;
  for (const auto& file : files) {
    auto uri = uri_of(file.object);
    present.insert(uri);
    auto known = seen.find(uri);
    if (known != seen.end()) {
      (known->second == file.object.sha256 ? delta.known : delta.changed).push_back(file);
    } else if (contents.insert(file.object.sha256).second) {
      delta.fresh.push_back(file);
    } else {
      delta.duplicates.push_back(file);
    }
  }
  for (const auto& [uri, sha256] : seen) {
    if (!present.contains(uri)) delta.gone.push_back(uri);
  }
  return delta;
}

std::vector<engine::ScanFile> affected_partitions(const SourceDelta& delta) {
  // An object that vanished left no partition values behind, so everything may be affected.
  bool is_all = !delta.gone.empty();
  std::set<std::vector<std::optional<std::string>>> partitions;
  for (const auto* files : {&delta.fresh, &delta.changed}) {
    for (const auto& file : *files) partitions.insert(file.partition_values);
  }
  std::vector<engine::ScanFile> affected;
  for (const auto* files : {&delta.known, &delta.fresh, &delta.changed}) {
    for (const auto& file : *files) {
      if (is_all || partitions.contains(file.partition_values)) affected.push_back(file);
    }
  }
  return affected;
}

}  // namespace sluice::jobs
