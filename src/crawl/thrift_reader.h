// Thrift's compact protocol, as far as Parquet's footer needs it.
// https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace sluice::crawl {

// Reads a value at a time from bytes in memory. Every call throws Error corrupt when they end early
// or nest too deeply.
class ThriftReader {
 public:
  enum class Kind : std::uint8_t {
    stop,
    true_,
    false_,
    byte,
    i16,
    i32,
    i64,
    double_,
    binary,
    list,
    set,
    map,
    struct_
  };

  struct Field {
    Kind kind = Kind::stop;
    std::int16_t id = 0;
  };

  struct List {
    Kind kind = Kind::stop;
    std::uint32_t size = 0;
  };

  explicit ThriftReader(std::string_view bytes) : bytes_(bytes) {}

  // The next field of a struct; kind stop at its end. `last` is the id of the one before.
  Field field(std::int16_t last);
  List list();
  std::int64_t integer();  // i16, i32, i64
  std::int8_t byte();
  std::string_view binary();
  void skip(Kind kind, int depth = 0);

 private:
  void skip_element(Kind kind, int depth);
  void skip_map(int depth);
  std::uint64_t varint();
  std::uint8_t next();

  std::string_view bytes_;
};

// Calls `read(reader, field)` for every field of a struct; what it returns false for is skipped.
template <class Function>
void read_struct(ThriftReader& reader, Function&& read) {
  std::int16_t last = 0;
  for (;;) {
    const ThriftReader::Field field = reader.field(last);
    if (field.kind == ThriftReader::Kind::stop) return;
    last = field.id;
    if (!read(reader, field)) reader.skip(field.kind);
  }
}

}  // namespace sluice::crawl
