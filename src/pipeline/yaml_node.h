// YAML with positions: every complaint says where and what was expected.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/json.h"
#include "pipeline/pipeline.h"

namespace YAML {
class Node;
}

namespace sluice::pipeline {

// Throws Error invalid: "file:line:column: message".
[[noreturn]] void complain(const Place& place, const std::string& message);

// A piece of a YAML file. Copies share it.
class YamlNode {
 public:
  // `first_line` is the file's line on which the text starts (a model's header starts inside its
  // file). Throws Error invalid for text that is no YAML, and for a mapping that has a key twice.
  static YamlNode parse(const std::string& text, const std::string& file, int first_line = 1);

  const Place& place() const { return place_; }
  bool is_mapping() const;
  bool is_list() const;
  bool is_scalar() const;
  bool is_null() const;

  // Calls for each entry of a mapping, in the file's order. `what` names it in the complaint.
  void each(std::string_view what,
            const std::function<void(const std::string& key, const YamlNode& value)>& visit) const;
  std::vector<YamlNode> items(std::string_view what) const;
  // The one entry of a mapping of one: "unique: [a]".
  std::pair<std::string, YamlNode> only_entry(std::string_view what) const;

  std::string text(std::string_view what) const;
  std::int64_t integer(std::string_view what) const;
  double number(std::string_view what) const;
  bool boolean(std::string_view what) const;
  // "512MB", "1 GiB", "4096".
  std::uint64_t bytes(std::string_view what) const;
  // "500ms", "30s", "5m", "2h".
  std::chrono::milliseconds duration(std::string_view what) const;
  // "1%" or 0.01.
  double share(std::string_view what) const;
  // A list of texts, or one.
  std::vector<std::string> texts(std::string_view what) const;
  json::value as_json() const;  // numbers and booleans where they are not quoted

  // Scalars are replaced by this when they are read (parameters).
  using Substitute = std::function<std::string(const std::string& text, const Place& place)>;
  void set_substitute(std::shared_ptr<const Substitute> substitute) { substitute_ = substitute; }

 private:
  YamlNode(std::shared_ptr<const YAML::Node> node, const std::string& file, int line_offset,
           std::shared_ptr<const Substitute> substitute);
  YamlNode child(const YAML::Node& node) const;
  std::string scalar(std::string_view what, std::string_view expected) const;

  std::shared_ptr<const YAML::Node> node_;        // shared by the copies; the tree lives in it
  std::shared_ptr<const Substitute> substitute_;  // shared by all nodes of a file
  Place place_;
  int line_offset_ = 0;
};

}  // namespace sluice::pipeline
