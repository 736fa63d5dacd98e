// Columns of JSON: one record after another, or one array of them.
#pragma once

#include <optional>
#include <string_view>

#include "crawl/finding.h"
#include "crawl/guess.h"
#include "crawl/text_records.h"

namespace sluice::crawl {

struct JsonInference {
  Shape shape;
  std::uint64_t records = 0;
  std::uint64_t bad_records = 0;  // that are no JSON, or no object: they say nothing
  std::string evidence;
};

// `text` is the beginning of a content, or all of it. Nothing when it does not look like JSON or
// holds no whole record. Throws Error invalid when it is JSON that makes no table.
std::optional<JsonInference> infer_json(std::string_view text, Extent extent, Rules rules);

}  // namespace sluice::crawl
