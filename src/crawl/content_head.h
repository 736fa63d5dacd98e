// The beginning of a content, read as far as somebody needs it.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/reader.h"
#include "crawl/text_records.h"

namespace sluice::crawl {

class ContentHead {
 public:
  explicit ContentHead(std::unique_ptr<Reader> content) : content_(std::move(content)) {}

  // Until so much is there, or the content ends.
  void read_up_to(std::size_t size_bytes);

  // Without a byte order mark.
  std::string_view text() const;
  Extent extent() const { return is_end_ ? Extent::whole : Extent::beginning; }

 private:
  std::unique_ptr<Reader> content_;
  std::string text_;
  bool is_end_ = false;
};

}  // namespace sluice::crawl
