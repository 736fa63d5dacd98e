// What the catalog's rows have in common. Internal to this module.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "base/text.h"
#include "base/utf8.h"
#include "catalog/catalog.h"
#include "meta/database.h"

namespace sluice::catalog {

// The rows that lead to a table's definition and partitions.
struct Catalog::TableRow {
  std::int64_t id = 0;
  meta::CommitNumber retired = {};
  int version = 0;
  std::string definition;
};

inline std::int64_t value_of(meta::CommitNumber number) {
  return static_cast<std::int64_t>(number);
}

[[noreturn]] inline void throw_invalid(std::string message) {
  throw Error(ErrorKind::invalid, "InvalidInputException", std::move(message));
}

[[noreturn]] inline void throw_not_found(std::string message) {
  throw Error(ErrorKind::not_found, "EntityNotFoundException", std::move(message));
}

[[noreturn]] inline void throw_exists(std::string message) {
  throw Error(ErrorKind::conflict, "AlreadyExistsException", std::move(message));
}

[[noreturn]] inline void throw_concurrent(std::string message) {
  throw Error(ErrorKind::conflict, "ConcurrentModificationException", std::move(message));
}

// Glue's rule for names, lower-cased: 1 to 255 bytes on a single line of UTF-8.
inline std::string checked_name(std::string_view name, std::string_view what) {
  constexpr std::size_t kNameBytesMax = 255;
  if (name.empty() || name.size() > kNameBytesMax || !is_utf8(name) ||
      name.find_first_of("\r\n") != std::string_view::npos) {
    throw_invalid(fmt::format("a {} has 1 to {} bytes of UTF-8 on one line", what, kNameBytesMax));
  }
  return lower_ascii(name);
}

// Rows are read back as JSON, which is UTF-8.
inline std::string checked_definition(std::string definition, std::string_view what) {
  if (!is_utf8(definition)) throw_invalid(fmt::format("{} holds text that is not UTF-8", what));
  return definition;
}

}  // namespace sluice::catalog
