// AWS's exclusion patterns.
// https://docs.aws.amazon.com/glue/latest/dg/define-crawler.html#crawler-data-stores-exclude
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sluice::crawl {

// * is any text without '/', ** any text, ? one character but '/', [a-z] and [!a] one of a set
// (never
// '/'), {a,b} one of several patterns (not nested), \ takes the next character literally. Bytes
// count as characters.
class Glob {
 public:
  // Throws Error invalid for a bracket or brace that is not closed.
  explicit Glob(std::string_view pattern);

  bool matches(std::string_view path) const;

 private:
  std::vector<std::string> alternatives_;  // the pattern with its braces spelled out
};

}  // namespace sluice::crawl
