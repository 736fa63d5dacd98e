#include "store/listing/paging.h"

#include "base/error.h"

namespace sluice::store {
namespace {

constexpr int kPageKeysMax = 10'000;

}  // namespace

std::optional<std::string> common_prefix_of(const std::string& key, const std::string& prefix,
                                            const std::string& delimiter) {
  if (delimiter.empty()) return std::nullopt;
  const std::size_t at = key.find(delimiter, prefix.size());
  if (at == key.npos) return std::nullopt;
  return key.substr(0, at + delimiter.size());
}

std::string after(const std::string& text) {
  return text + '\0';
}

int page_size(int max_keys) {
  if (max_keys < 0) throw Error(ErrorKind::invalid, "InvalidArgument", "max_keys is negative");
  return std::min(max_keys, kPageKeysMax);
}

}  // namespace sluice::store
