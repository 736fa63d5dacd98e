#include "engine/write/hive_path.h"

#include <fmt/format.h>

namespace sluice::engine {

namespace {

bool is_escaped(unsigned char byte) {
  return byte < 0x20 || byte == 0x7f ||
         std::string_view("\"#%'*/:=?\\{[]^").find(static_cast<char>(byte)) !=
             std::string_view::npos;
}

}  // namespace

std::string escape_partition(std::string_view text) {
  std::string result;
  for (const char character : text) {
    const auto byte = static_cast<unsigned char>(character);
    if (is_escaped(byte)) {
      result += fmt::format("%{:02X}", byte);
    } else {
      result += character;
    }
  }
  return result;
}

std::string partition_folder(const std::vector<std::string>& keys,
                             const std::vector<std::optional<std::string>>& values) {
  std::string folder;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    folder += escape_partition(keys[i]) + "=" +
              (values[i] ? escape_partition(*values[i]) : kNullPartition) + "/";
  }
  return folder;
}

}  // namespace sluice::engine
