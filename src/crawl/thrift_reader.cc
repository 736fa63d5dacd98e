#include "crawl/thrift_reader.h"

#include "base/error.h"

namespace sluice::crawl {

namespace {

constexpr int kDepthMax = 64;

[[noreturn]] void fail(const char* reason) {
  throw Error(ErrorKind::corrupt, "BadParquet", fmt::format("its footer is damaged: {}", reason));
}

}  // namespace

std::uint8_t ThriftReader::next() {
  if (bytes_.empty()) fail("it ends early");
  const auto byte = static_cast<std::uint8_t>(bytes_.front());
  bytes_.remove_prefix(1);
  return byte;
}

std::uint64_t ThriftReader::varint() {
  std::uint64_t value = 0;
  for (int shift = 0; shift < 64; shift += 7) {
    const std::uint8_t byte = next();
    value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
    if ((byte & 0x80) == 0) return value;
  }
  fail("a number is too long");
}

std::int64_t ThriftReader::integer() {
  const std::uint64_t value = varint();
  return static_cast<std::int64_t>(value >> 1) ^ -static_cast<std::int64_t>(value & 1);
}

std::int8_t ThriftReader::byte() {
  return static_cast<std::int8_t>(next());
}

ThriftReader::Field ThriftReader::field(std::int16_t last) {
  const std::uint8_t head = next();
  const std::uint8_t kind = head & 0x0f;
  if (kind > static_cast<std::uint8_t>(Kind::struct_)) fail("a field has an unknown type");
  Field field{.kind = static_cast<Kind>(kind), .id = 0};
  if (field.kind == Kind::stop) return field;
  const std::uint8_t delta = head >> 4;
  field.id = static_cast<std::int16_t>(delta != 0 ? last + delta : integer());
  return field;
}

ThriftReader::List ThriftReader::list() {
  const std::uint8_t head = next();
  const std::uint8_t kind = head & 0x0f;
  if (kind > static_cast<std::uint8_t>(Kind::struct_)) fail("a list has an unknown type");
  std::uint64_t size = head >> 4;
  if (size == 15) size = varint();
  // Every element takes at least one byte.
  if (size > bytes_.size()) fail("a list is longer than the footer");
  return {.kind = static_cast<Kind>(kind), .size = static_cast<std::uint32_t>(size)};
}

std::string_view ThriftReader::binary() {
  const std::uint64_t size = varint();
  if (size > bytes_.size()) fail("a text is longer than the footer");
  const std::string_view text = bytes_.substr(0, size);
  bytes_.remove_prefix(size);
  return text;
}

void ThriftReader::skip(Kind kind, int depth) {
  if (depth > kDepthMax) fail("it is nested too deeply");
  switch (kind) {
    case Kind::stop:
    case Kind::true_:
    case Kind::false_:
      return;
    case Kind::byte:
      next();
      return;
    case Kind::i16:
    case Kind::i32:
    case Kind::i64:
      varint();
      return;
    case Kind::double_:
      for (int i = 0; i < 8; ++i)
        next();
      return;
    case Kind::binary:
      binary();
      return;
    case Kind::list:
    case Kind::set: {
      const List elements = list();
      for (std::uint32_t i = 0; i < elements.size; ++i)
        skip_element(elements.kind, depth + 1);
      return;
    }
    case Kind::map:
      skip_map(depth);
      return;
    case Kind::struct_: {
      std::int16_t last = 0;
      for (;;) {
        const Field inner = field(last);
        if (inner.kind == Kind::stop) return;
        last = inner.id;
        skip(inner.kind, depth + 1);
      }
    }
  }
}

// In a list a boolean takes a byte, in a field its kind is its value.
void ThriftReader::skip_element(Kind kind, int depth) {
  if (kind == Kind::true_ || kind == Kind::false_) {
    next();
  } else {
    skip(kind, depth);
  }
}

void ThriftReader::skip_map(int depth) {
  const std::uint64_t size = varint();
  if (size == 0) return;
  if (size > bytes_.size()) fail("a map is longer than the footer");
  const std::uint8_t kinds = next();
  if ((kinds >> 4) > 12 || (kinds & 0x0f) > 12) fail("a map has an unknown type");
  for (std::uint64_t i = 0; i < size; ++i) {
    skip_element(static_cast<Kind>(kinds >> 4), depth + 1);
    skip_element(static_cast<Kind>(kinds & 0x0f), depth + 1);
  }
}

}  // namespace sluice::crawl
