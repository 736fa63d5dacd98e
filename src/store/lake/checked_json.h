// Small documents that say when they are damaged: one line of JSON whose member `checksum` is the
// CRC-32C, as 8 hex digits, of the same line without that member.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"

namespace sluice::store {

// With the checksum, and a line feed.
std::string to_checked_text(json::object members);

// A document that was read. Each throws Error corrupt (`code`), naming the path.
class CheckedJson {
 public:
  CheckedJson(std::string path, std::string code, std::string_view text);

  // Before the format is known, members may be read unverified.
  void verify() const;
  std::int64_t integer(std::string_view name) const;
  std::string text(std::string_view name) const;

 private:
  const json::value& member(std::string_view name) const;
  [[noreturn]] void fail(std::string_view what) const;

  std::string path_;
  std::string code_;
  json::object members_;
};

}  // namespace sluice::store
