// Names of tables and partition keys, from names of folders and files.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace sluice::crawl {

// Lower-cased, at most 128 bytes, everything but letters, digits and '_' replaced by '_'.
std::string table_name(std::string_view prefix, std::string_view folder_or_file);

// `name` marked by its location, for when another table has the name.
std::string distinct_name(std::string_view name, std::string_view location);

// The last part of a key or prefix: "a/b/" and "a/b" give "b"; "" gives "".
std::string_view last_part(std::string_view key);

// "year=2020" is year and 2020; the value's %XX are undone. Nothing for other names.
std::optional<std::pair<std::string, std::string>> key_and_value(std::string_view folder);

}  // namespace sluice::crawl
