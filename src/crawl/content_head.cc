#include "crawl/content_head.h"

#include <span>

namespace sluice::crawl {

void ContentHead::read_up_to(std::size_t size_bytes) {
  std::size_t done = text_.size();
  if (done >= size_bytes || is_end_) return;
  text_.resize(size_bytes);
  while (done < size_bytes) {
    const auto rest = std::as_writable_bytes(std::span(text_)).subspan(done);
    const std::size_t count = content_->read(rest);
    if (count == 0) break;
    done += count;
  }
  is_end_ = done < size_bytes;
  text_.resize(done);
}

std::string_view ContentHead::text() const {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  std::string_view text = text_;
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  return text;
}

}  // namespace sluice::crawl
