// JSON as text: finding a value by its path, without building a tree. Numbers keep their spelling.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::engine {

struct JsonStep {
  std::string key;
  std::int64_t index = -1;  // of an array, where the step can be one
  bool is_index_only = false;
};

// $.a['b'][0]: Trino's dialect of JSONPath. Nothing when it is no such path.
std::optional<std::vector<JsonStep>> parse_json_path(std::string_view path);

// The value's text at the path; nothing when the text is no JSON or has nothing there.
std::optional<std::string_view> find_json(std::string_view text, const std::vector<JsonStep>& path);

// The text without white space; nothing when it is no JSON.
std::optional<std::string> minify_json(std::string_view text);

// The characters of a JSON string literal, escapes resolved.
std::string unquote_json(std::string_view literal);

// How many elements or members the value at the start of the text has; nothing for a scalar.
std::optional<std::int64_t> count_json(std::string_view text);

}  // namespace sluice::engine
