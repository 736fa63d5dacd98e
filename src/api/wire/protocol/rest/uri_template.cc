#include "api/wire/protocol/rest/uri_template.h"

#include "base/text.h"

namespace sluice::api {

UriTemplate::UriTemplate(std::string_view text) {
  for (auto piece : split(text, '/')) {
    if (piece.empty()) continue;
    Segment segment;
    segment.is_label = piece.starts_with('{') && piece.ends_with('}');
    if (segment.is_label) {
      piece = piece.substr(1, piece.size() - 2);
      segment.is_greedy = piece.ends_with('+');
      if (segment.is_greedy) piece.remove_suffix(1);
      ++labels_;
    }
    segment.text = piece;
    segments_.push_back(std::move(segment));
  }
}

std::optional<std::vector<std::pair<std::string_view, std::string_view>>> UriTemplate::match(
    std::string_view path) const {
  std::vector<std::pair<std::string_view, std::string_view>> labels;
  for (const auto& segment : segments_) {
    if (!path.starts_with('/')) return std::nullopt;
    path.remove_prefix(1);
    const auto end = segment.is_greedy ? path.size() : std::min(path.find('/'), path.size());
    const auto part = path.substr(0, end);
    path.remove_prefix(end);
    if (part.empty()) return std::nullopt;
    if (!segment.is_label && part != segment.text) return std::nullopt;
    if (segment.is_label) labels.emplace_back(segment.text, part);
  }
  if (!path.empty() && path != "/") return std::nullopt;
  return labels;
}

}  // namespace sluice::api
