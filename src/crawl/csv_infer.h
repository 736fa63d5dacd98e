// Columns of delimited text: which delimiter, which quotes, is there a header, of what types.
#pragma once

#include <optional>
#include <string_view>

#include "crawl/finding.h"
#include "crawl/guess.h"
#include "crawl/text_records.h"

namespace sluice::crawl {

struct CsvInference {
  Shape shape;
  std::uint64_t records = 0;  // header counted
  std::string evidence;
};

enum class SingleColumn { refused, accepted };

// `text` is the beginning of a content, or all of it. Nothing when it has not two records or,
// unless accepted, two columns.
//
// native: quotes are read, and marked as OpenCSVSerDe in the shape's format; a text whose quotes do
// not pair up is read without. like_aws: quotes are ordinary characters.
std::optional<CsvInference> infer_csv(std::string_view text, Extent extent, Rules rules,
                                      SingleColumn single_column = SingleColumn::refused);

}  // namespace sluice::crawl
