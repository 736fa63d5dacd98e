// A stream of text cut into blocks of whole records. Knows where records end, not what they mean.
//
// One thread cuts, which is cheap; many split and cast the blocks, which is not. What is found does
// not depend on where blocks end.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/reader.h"
#include "engine/text/byte_scan.h"

namespace sluice::engine {

struct TextLimits {
  std::size_t block_bytes = 1 << 20;
  std::size_t record_bytes_max = 32 << 20;  // Athena's limit of a row
};

enum class RecordFault : std::uint8_t {
  none,
  too_long,  // than record_bytes_max: only its beginning is kept
  unclosed,  // a quote, or a JSON value, that nothing closes: the record is cut at its line's end
};

// Where a record lies in its block.
struct TextRecord {
  std::uint32_t begin = 0;
  std::uint32_t size = 0;  // without the line's end
  std::uint32_t line = 0;  // counted from the block's first line
  RecordFault fault = RecordFault::none;
};

// Whole records, and where they are in the content. Never changes once handed out: vectors of a
// query may point into it.
class TextBlock {
 public:
  std::string_view text() const { return {text_.get() + begin_, end_ - begin_}; }
  // At least kTextPadding readable bytes follow it.
  std::string_view text(const TextRecord& record) const {
    return text().substr(record.begin, record.size);
  }

  std::vector<TextRecord> records;
  std::uint64_t first_record = 1;  // number of records[0], from 1; header lines are not counted
  std::uint64_t first_line = 1;
  std::uint64_t offset_bytes = 0;  // of text() in the decompressed content

 private:
  friend class RecordStream;
  std::unique_ptr<char[]> text_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

// What a framer made of a block's text.
struct Framed {
  std::size_t used = 0;      // bytes; the rest starts the next block
  std::uint32_t lines = 0;   // line ends in them
  bool is_skipping = false;  // the last record goes on: drop what follows up to a line's end
};

// Finds where records end. May keep state between blocks of one content.
class RecordFramer {
 public:
  virtual ~RecordFramer() = default;
  // Appends the records that are whole within block.text(), which starts where a record may start.
  // With is_last all of it is used. A record longer than `record_bytes_max`, or whose end is not
  // within that, becomes a fault, so that nobody has to hold more.
  virtual Framed frame(TextBlock& block, bool is_last) = 0;
};

// Used by one thread at a time.
class RecordStream {
 public:
  // `name` is what messages call the content.
  RecordStream(std::unique_ptr<Reader> content, std::unique_ptr<RecordFramer> framer,
               const TextLimits& limits, std::string name = "the content");

  // The next block, with at least one record; null at the end. Throws what the reader throws, and
  // Error unsupported for UTF-16.
  std::shared_ptr<const TextBlock> next();

 private:
  std::shared_ptr<TextBlock> fill(std::size_t size_bytes);
  std::size_t read(char* out, std::size_t size_bytes);
  void skip_line();
  void skip_byte_order_mark(TextBlock& block);

  std::unique_ptr<Reader> content_;
  std::unique_ptr<RecordFramer> framer_;
  TextLimits limits_;
  std::string name_;
  std::string carry_;  // the beginning of a record whose end is not read yet
  std::uint64_t next_record_ = 1;
  std::uint64_t next_line_ = 1;
  std::uint64_t next_offset_ = 0;
  bool is_end_ = false;     // of the content
  bool is_framed_ = false;  // the framer has seen the end
  bool is_skipping_ = false;
};

}  // namespace sluice::engine
