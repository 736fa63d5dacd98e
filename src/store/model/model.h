// The object API as a small program in memory: what the store is held to by the random tests.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "store/store.h"

namespace sluice::store {

// Of one bucket. Knows nothing of disks, commits or indexes.
class Model {
 public:
  struct Version {
    std::string id;
    bool is_marker = false;
    std::string content;
    std::string etag;
    std::map<std::string, std::string> tags;
    bool is_held = false;
    std::optional<Retention> retention;

    bool is_locked(Bypass bypass, Timestamp now) const {
      if (is_held) return true;
      if (!retention || retention->until <= now) return false;
      return retention->mode == LockMode::compliance || bypass == Bypass::none;
    }
  };
  struct OpenUpload {
    std::string key;
    std::map<int, std::string> parts;
  };
  // As listings show them: "key", "+prefix"; "key#id" for versions.
  using Lines = std::vector<std::string>;

  Versioning versioning = Versioning::never;
  std::map<std::string, std::vector<Version>> keys;  // newest first
  std::map<std::string, OpenUpload> uploads;         // by id

  const Version* current(const std::string& key) const {
    const auto found = keys.find(key);
    if (found == keys.end() || found->second.front().is_marker) return nullptr;
    return &found->second.front();
  }

  // The error that changing its properties ends with.
  static std::string code_to_change(const Version* version) {
    if (!version) return "NoSuchVersion";
    return version->is_marker ? "MethodNotAllowed" : "";
  }

  Version* find(const std::string& key, const std::string& id) {
    const auto found = keys.find(key);
    if (found == keys.end()) return nullptr;
    for (Version& version : found->second) {
      if (version.id == id) return &version;
    }
    return nullptr;
  }

  void put(const std::string& key, Version version) {
    if (versioning != Versioning::enabled) erase(key, "null");
    auto& versions = keys[key];
    versions.insert(versions.begin(), std::move(version));
  }

  // The marker has this id, where one is left.
  void remove(const std::string& key, const std::string& id) {
    if (versioning == Versioning::never) {
      erase(key, "null");
    } else {
      put(key, {.id = id, .is_marker = true});
    }
  }

  void erase(const std::string& key, const std::string& id) {
    const auto found = keys.find(key);
    if (found == keys.end()) return;
    std::erase_if(found->second, [&](const Version& version) { return version.id == id; });
    if (found->second.empty()) keys.erase(found);
  }

  Lines list(const std::string& prefix, const std::string& delimiter) const {
    Lines lines;
    for (const auto& [key, versions] : keys) {
      if (!versions.front().is_marker) add_line(lines, key, key, prefix, delimiter);
    }
    return lines;
  }

  Lines versions(const std::string& prefix, const std::string& delimiter) const {
    Lines lines;
    for (const auto& [key, versions] : keys) {
      for (const Version& version : versions)
        add_line(lines, key, key + "#" + version.id, prefix, delimiter);
    }
    return lines;
  }

 private:
  static void add_line(Lines& lines, const std::string& key, const std::string& line,
                       const std::string& prefix, const std::string& delimiter) {
    if (!key.starts_with(prefix)) return;
    const std::size_t at = delimiter.empty() ? key.npos : key.find(delimiter, prefix.size());
    const std::string shown = at == key.npos ? line : "+" + key.substr(0, at + delimiter.size());
    if (lines.empty() || lines.back() != shown) lines.push_back(shown);
  }
};

}  // namespace sluice::store
