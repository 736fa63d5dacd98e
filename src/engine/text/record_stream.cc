#include "engine/text/record_stream.h"

#include <algorithm>
#include <cstring>

#include "base/error.h"

namespace sluice::engine {

namespace {

constexpr std::size_t kLeastBytes = 4;  // enough for a byte order mark

}  // namespace

RecordStream::RecordStream(std::unique_ptr<Reader> content, std::unique_ptr<RecordFramer> framer,
                           const TextLimits& limits, std::string name)
    : content_(std::move(content)),
      framer_(std::move(framer)),
      limits_(limits),
      name_(std::move(name)) {}

std::shared_ptr<const TextBlock> RecordStream::next() {
  // The framer gives up on a record that goes on for longer than this.
  const std::size_t most = limits_.record_bytes_max + limits_.block_bytes + kTextPadding;
  std::size_t wanted =
      std::max({limits_.block_bytes, std::min(2 * carry_.size(), most), kLeastBytes});
  while (true) {
    if (is_framed_) return nullptr;
    if (is_skipping_) skip_line();
    auto block = fill(std::max(wanted, carry_.size()));
    const Framed framed = framer_->frame(*block, is_end_);
    is_framed_ = is_end_;
    carry_.assign(block->text().substr(framed.used));
    next_record_ += block->records.size();
    next_line_ += framed.lines;
    next_offset_ += framed.used;
    is_skipping_ = framed.is_skipping;
    if (!block->records.empty()) return block;
    // No record ends in what there is: look at twice as much, so that looking again stays cheap.
    if (framed.used == 0) wanted = std::min(2 * wanted, most);
  }
}

// The carry and what follows it, up to size_bytes in all.
std::shared_ptr<TextBlock> RecordStream::fill(std::size_t size_bytes) {
  auto block = std::make_shared<TextBlock>();
  block->text_ = std::make_unique_for_overwrite<char[]>(size_bytes + kTextPadding);
  std::memcpy(block->text_.get(), carry_.data(), carry_.size());
  block->end_ = carry_.size();
  if (!is_end_) block->end_ += read(block->text_.get() + block->end_, size_bytes - block->end_);
  std::memset(block->text_.get() + block->end_, 0, kTextPadding);
  if (next_offset_ == 0 && next_line_ == 1) skip_byte_order_mark(*block);
  block->first_record = next_record_;
  block->first_line = next_line_;
  block->offset_bytes = next_offset_;
  return block;
}

std::size_t RecordStream::read(char* out, std::size_t size_bytes) {
  std::size_t filled = 0;
  while (filled < size_bytes) {
    const std::span<char> rest(out + filled, size_bytes - filled);
    const std::size_t got = content_->read(std::as_writable_bytes(rest));
    if (got == 0) {
      is_end_ = true;
      break;
    }
    filled += got;
  }
  return filled;
}

void RecordStream::skip_byte_order_mark(TextBlock& block) {
  const std::string_view text = block.text();
  if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff")) {
    throw Error(ErrorKind::unsupported, "NOT_SUPPORTED",
                name_ + ": UTF-16 text is not supported: convert it to UTF-8");
  }
  if (!text.starts_with("\xef\xbb\xbf")) return;
  block.begin_ = 3;
  next_offset_ = 3;
}

// Drops the rest of a record that is too long, without holding it.
void RecordStream::skip_line() {
  std::string piece(64 << 10, '\0');
  while (!is_end_ || !carry_.empty()) {
    if (carry_.empty()) carry_.assign(piece, 0, read(piece.data(), piece.size()));
    const std::size_t end = carry_.find('\n');
    const std::size_t used = end == std::string::npos ? carry_.size() : end + 1;
    next_offset_ += used;
    carry_.erase(0, used);
    if (end == std::string::npos) continue;
    ++next_line_;
    break;
  }
  is_skipping_ = false;
}

}  // namespace sluice::engine
