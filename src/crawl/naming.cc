#include "crawl/naming.h"

#include "base/digest.h"
#include "base/text.h"

namespace sluice::crawl {

namespace {
constexpr std::size_t kNameBytesMax = 128;
}

std::string table_name(std::string_view prefix, std::string_view folder_or_file) {
  std::string name = lower_ascii(std::string(prefix) + std::string(folder_or_file));
  for (char& c : name) {
    const bool is_kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    if (!is_kept) c = '_';
  }
  if (name.size() > kNameBytesMax) name.resize(kNameBytesMax);
  return name;
}

std::string distinct_name(std::string_view name, std::string_view location) {
  const std::string mark = "_" + md5_hex(location);
  return std::string(name.substr(0, kNameBytesMax - mark.size())) + mark;
}

std::string_view last_part(std::string_view key) {
  if (key.ends_with('/')) key.remove_suffix(1);
  const std::size_t slash = key.rfind('/');
  return slash == std::string_view::npos ? key : key.substr(slash + 1);
}

std::optional<std::pair<std::string, std::string>> key_and_value(std::string_view folder) {
  const std::size_t equals = folder.find('=');
  if (equals == std::string_view::npos || equals == 0) return std::nullopt;
  const std::string_view value = folder.substr(equals + 1);
  return std::pair(lower_ascii(folder.substr(0, equals)),
                   percent_decode(value).value_or(std::string(value)));
}

}  // namespace sluice::crawl
