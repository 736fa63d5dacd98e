#include "jobs/source_delta.h"

namespace sluice::jobs {
namespace {

// Of the uris with one content the first.
std::set<std::string> counted(const std::map<std::string, std::string>& content_by_uri) {
  std::set<std::string> contents;
  std::set<std::string> uris;
  for (const auto& [uri, content] : content_by_uri) {
    if (contents.insert(content).second) uris.insert(uri);
  }
  return uris;
}

// "/" and, but for NULL, "=value". No slash of a value is followed by what follows such a one, so
// that nothing reads as two things; a value without any stays as it is, and so do bookmarks.
std::string key_value(const std::optional<std::string>& value) {
  if (!value) return "/";
  std::string text = "/=";
  for (char c : *value) {
    text += c;
    if (c == '/') text += ':';
  }
  return text;
}

}  // namespace

std::string uri_of(const store::Object& object) {
  return store::to_text(store::ObjectUri{object.bucket, object.key});
}

std::string Contents::of(const engine::ScanFile& file) const {
  auto content = file.object.sha256;
  for (std::size_t i = 0; i < file.partition_values.size() && i < is_key_read_.size(); ++i) {
    if (is_key_read_[i]) content += key_value(file.partition_values[i]);
  }
  return content;
}

SourceDelta source_delta(const std::vector<engine::ScanFile>& all,
                         const std::map<std::string, std::string>& seen, const Contents& contents) {
  auto files = all;
  std::sort(files.begin(), files.end(), [](const auto& left, const auto& right) {
    return uri_of(left.object) < uri_of(right.object);
  });
  std::set<std::string> loaded;
  for (const auto& [uri, content] : seen)
    loaded.insert(content);
  SourceDelta delta;
  std::set<std::string> present;
  for (const auto& file : files) {
    auto uri = uri_of(file.object);
    present.insert(uri);
    auto known = seen.find(uri);
    auto content = contents.of(file);
    if (known != seen.end()) {
      (known->second == content ? delta.known : delta.changed).push_back(file);
    } else if (loaded.insert(content).second) {
      delta.fresh.push_back(file);
    } else {
      delta.duplicates.push_back(file);
    }
  }
  for (const auto& [uri, content] : seen) {
    if (!present.contains(uri)) delta.gone.push_back(uri);
  }
  return delta;
}

AffectedPartitions affected_partitions(const std::vector<engine::ScanFile>& files,
                                       const std::map<std::string, std::string>& seen,
                                       const Contents& contents) {
  std::map<std::string, std::string> present;
  for (const auto& file : files)
    present.emplace(uri_of(file.object), contents.of(file));
  auto counted_now = counted(present);
  auto counted_before = counted(seen);
  AffectedPartitions affected;
  for (const auto& uri : counted_before) {
    affected.is_everything = affected.is_everything || !present.contains(uri);
  }
  for (const auto& file : files) {
    auto uri = uri_of(file.object);
    bool counts = counted_now.contains(uri);
    bool is_same =
        counts == counted_before.contains(uri) && (!counts || seen.at(uri) == present.at(uri));
    if (!is_same || affected.is_everything) affected.values.insert(file.partition_values);
  }
  for (const auto& file : files) {
    bool counts = counted_now.contains(uri_of(file.object));
    if (counts && affected.values.contains(file.partition_values)) affected.files.push_back(file);
  }
  return affected;
}

}  // namespace sluice::jobs
