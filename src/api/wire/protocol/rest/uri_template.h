// "/{Bucket}/{Key+}" of a model, matched with the path of a request.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sluice::api {

class UriTemplate {
 public:
  explicit UriTemplate(std::string_view text);

  // Label -> its part of the path, still percent-encoded; nothing when the path is another's.
  // "{Name}" takes one segment, "{Name+}" all the rest as it is: "/b//k/" is bucket "b", key "/k/".
  // Neither is ever empty; "/b" and "/b/" are the same.
  std::optional<std::vector<std::pair<std::string_view, std::string_view>>> match(
      std::string_view path) const;

  bool has_labels() const { return labels_ > 0; }
  // Two templates of the same depth take the same paths, as far as services go.
  std::size_t depth() const { return segments_.size(); }

 private:
  struct Segment {
    std::string text;  // of a label its name
    bool is_label = false;
    bool is_greedy = false;
  };
  std::vector<Segment> segments_;
  std::size_t labels_ = 0;
};

}  // namespace sluice::api
