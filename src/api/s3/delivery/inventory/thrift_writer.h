// Thrift's compact protocol, as far as Parquet's headers and footer need it.
// https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::api::s3 {

// Structs are closed in the order in which they were opened; fields ascend within each.
class ThriftWriter {
 public:
  enum class Type : std::uint8_t { i32 = 5, i64 = 6, text = 8, list = 9, structure = 12 };

  void i32(int field, std::int32_t value) {
    begin(field, Type::i32);
    integer(value);
  }
  void i64(int field, std::int64_t value) {
    begin(field, Type::i64);
    integer(value);
  }
  void text(int field, std::string_view value) {
    begin(field, Type::text);
    text_element(value);
  }

  // Its elements follow: integer(), text_element(), open_element() … close().
  void list(int field, Type elements, std::size_t size) {
    begin(field, Type::list);
    constexpr std::size_t kShort = 15;
    if (size < kShort) {
      byte(static_cast<unsigned>(size << 4) | static_cast<unsigned>(elements));
    } else {
      byte(0xF0u | static_cast<unsigned>(elements));
      unsigned_number(size);
    }
  }
  void integer(std::int64_t value) {
    unsigned_number((static_cast<std::uint64_t>(value) << 1) ^
                    static_cast<std::uint64_t>(value >> 63));
  }
  void text_element(std::string_view value) {
    unsigned_number(value.size());
    out_ += value;
  }

  void open(int field) {
    begin(field, Type::structure);
    open_element();
  }
  void open_element() { last_fields_.push_back(0); }
  void close() {
    byte(0);
    last_fields_.pop_back();
  }

  // The outermost struct is closed, too.
  std::string finish() {
    byte(0);
    return std::move(out_);
  }

 private:
  void begin(int field, Type type) {
    auto& last = last_fields_.back();
    // All that Parquet has are near each other.
    byte(static_cast<unsigned>(field - last) << 4 | static_cast<unsigned>(type));
    last = field;
  }
  void unsigned_number(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7)
      byte(static_cast<unsigned>(value & 0x7F) | 0x80u);
    byte(static_cast<unsigned>(value));
  }
  void byte(unsigned value) { out_ += static_cast<char>(value); }

  std::string out_;
  std::vector<int> last_fields_{0};
};

}  // namespace sluice::api::s3
