#include "api/http/message.h"

#include <algorithm>

#include "base/text.h"

namespace sluice::api {

std::optional<std::string_view> Headers::find(std::string_view name) const {
  for (const auto& header : headers_) {
    if (equal_ignoring_case(header.name, name)) return header.value;
  }
  return std::nullopt;
}

void Headers::add(std::string name, std::string value) {
  headers_.push_back({std::move(name), std::move(value)});
}

void Headers::set(std::string_view name, std::string value) {
  const auto same = [name](const Header& header) { return equal_ignoring_case(header.name, name); };
  const auto first = std::find_if(headers_.begin(), headers_.end(), same);
  if (first == headers_.end()) return add(std::string(name), std::move(value));
  first->value = std::move(value);
  headers_.erase(std::remove_if(first + 1, headers_.end(), same), headers_.end());
}

void Headers::remove(std::string_view name) {
  std::erase_if(headers_,
                [name](const auto& header) { return equal_ignoring_case(header.name, name); });
}

std::string without_aws_chunked(std::string_view content_encoding) {
  std::vector<std::string> kept;
  bool is_chunked = false;
  for (const auto piece : split(content_encoding, ',')) {
    const auto name = trim(piece);
    if (equal_ignoring_case(name, "aws-chunked")) {
      is_chunked = true;
    } else if (!name.empty()) {
      kept.emplace_back(name);
    }
  }
  return is_chunked ? join(kept, ", ") : std::string(content_encoding);
}

}  // namespace sluice::api
