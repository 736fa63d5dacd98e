#include "crawl/parquet_types.h"

#include "base/error.h"
#include "base/text.h"

namespace sluice::crawl {

namespace {

using catalog::Type;
using catalog::TypeKind;

[[noreturn]] void fail(const char* reason) {
  throw Error(ErrorKind::corrupt, "BadParquet", fmt::format("its schema is damaged: {}", reason));
}

Type decimal_of(const ParquetElement& element) {
  Type type{.kind = TypeKind::decimal};
  type.precision = std::clamp(element.precision, 1, 38);
  type.scale = std::clamp(element.scale, 0, type.precision);
  return type;
}

bool is_decimal(const ParquetElement& element) {
  return element.logical == ParquetLogical::decimal ||
         element.converted == ParquetConverted::decimal;
}

TypeKind integer_kind(int bits) {
  if (bits <= 8) return TypeKind::tinyint;
  if (bits <= 16) return TypeKind::smallint;
  return bits <= 32 ? TypeKind::integer : TypeKind::bigint;
}

// Hive has no unsigned types: the next wider one holds the values.
Type integer_of(int bits, bool is_unsigned) {
  if (!is_unsigned) return catalog::scalar(integer_kind(bits));
  if (bits < 64) return catalog::scalar(integer_kind(bits * 2));
  return {.kind = TypeKind::decimal, .precision = 20};
}

Type int_type(const ParquetElement& element, int bits) {
  switch (element.converted) {
    case ParquetConverted::uint_8:
      return integer_of(8, true);
    case ParquetConverted::uint_16:
      return integer_of(16, true);
    case ParquetConverted::uint_32:
      return integer_of(32, true);
    case ParquetConverted::uint_64:
      return integer_of(64, true);
    case ParquetConverted::int_8:
      return integer_of(8, false);
    case ParquetConverted::int_16:
      return integer_of(16, false);
    case ParquetConverted::date:
      return catalog::scalar(TypeKind::date);
    case ParquetConverted::timestamp_millis:
    case ParquetConverted::timestamp_micros:
      return catalog::scalar(TypeKind::timestamp);
    default:
      break;
  }
  switch (element.logical) {
    case ParquetLogical::date:
      return catalog::scalar(TypeKind::date);
    case ParquetLogical::timestamp:
      return catalog::scalar(TypeKind::timestamp);
    case ParquetLogical::integer:
      return integer_of(element.bits, element.is_unsigned);
    default:
      return integer_of(bits, false);
  }
}

bool is_text(const ParquetElement& element) {
  switch (element.logical) {
    case ParquetLogical::string:
    case ParquetLogical::enum_:
    case ParquetLogical::json:
    case ParquetLogical::uuid:
      return true;
    default:
      break;
  }
  return element.converted == ParquetConverted::utf8 ||
         element.converted == ParquetConverted::enum_ ||
         element.converted == ParquetConverted::json;
}

Type leaf_type(const ParquetElement& element) {
  if (is_decimal(element)) return decimal_of(element);
  switch (element.physical) {
    case ParquetPhysical::boolean:
      return catalog::scalar(TypeKind::boolean);
    case ParquetPhysical::int32:
      return int_type(element, 32);
    case ParquetPhysical::int64:
      return int_type(element, 64);
    case ParquetPhysical::int96:
      return catalog::scalar(TypeKind::timestamp);
    case ParquetPhysical::float_:
      return catalog::scalar(TypeKind::float_);
    case ParquetPhysical::double_:
      return catalog::scalar(TypeKind::double_);
    case ParquetPhysical::byte_array:
    case ParquetPhysical::fixed:
      if (element.logical == ParquetLogical::float16) return catalog::scalar(TypeKind::float_);
      return catalog::scalar(is_text(element) ? TypeKind::string : TypeKind::binary);
    case ParquetPhysical::none:
      break;
  }
  fail("a column has no type");
}

bool is_list(const ParquetElement& element) {
  return element.logical == ParquetLogical::list || element.converted == ParquetConverted::list;
}

bool is_map(const ParquetElement& element) {
  return element.logical == ParquetLogical::map || element.converted == ParquetConverted::map ||
         element.converted == ParquetConverted::map_key_value;
}

class TreeReader {
 public:
  explicit TreeReader(std::span<const ParquetElement> elements) : elements_(elements) {}

  std::vector<catalog::Column> columns() {
    const ParquetElement& root = next();
    std::vector<catalog::Column> result;
    for (int i = 0; i < root.children; ++i) {
      const ParquetElement& element = peek();
      result.push_back({.name = lower_ascii(element.name), .type = type(0)});
    }
    if (result.empty()) fail("it has no columns");
    return result;
  }

 private:
  const ParquetElement& peek() const {
    if (position_ >= elements_.size()) fail("elements are missing");
    return elements_[position_];
  }

  const ParquetElement& next() {
    const ParquetElement& element = peek();
    ++position_;
    return element;
  }

  // Of the next element and all below it.
  Type type(int depth) {
    const ParquetElement& element = peek();
    const bool is_repeated = element.repetition == ParquetRepetition::repeated;
    Type result = unrepeated_type(depth);
    return is_repeated ? catalog::array_of(std::move(result)) : result;
  }

  Type unrepeated_type(int depth) {
    if (depth > catalog::kTypeDepthMax - 2) fail("it is nested too deeply");
    const ParquetElement& element = next();
    if (element.children == 0) return leaf_type(element);
    if (element.children == 1 && peek().repetition == ParquetRepetition::repeated) {
      if (is_list(element)) return list_type(element, depth);
      if (is_map(element) && peek().children == 2) return map_type(depth);
    }
    return struct_type(element, depth);
  }

  Type struct_type(const ParquetElement& element, int depth) {
    std::vector<std::string> names;
    std::vector<Type> types;
    for (int i = 0; i < element.children; ++i) {
      names.push_back(peek().name);
      types.push_back(type(depth + 1));
    }
    return catalog::struct_of(std::move(names), std::move(types));
  }

  // The repeated element is a wrapper around the list's element, but in files of old writers it is
  // the element itself (LogicalTypes.md, "Backward-compatibility rules").
  Type list_type(const ParquetElement& list, int depth) {
    const ParquetElement& repeated = peek();
    const bool is_element =
        repeated.children != 1 || repeated.name == "array" || repeated.name == list.name + "_tuple";
    if (is_element) return catalog::array_of(unrepeated_type(depth + 1));
    next();
    return catalog::array_of(type(depth + 1));
  }

  Type map_type(int depth) {
    next();
    Type key = type(depth + 1);
    Type value = type(depth + 1);
    return catalog::map_of(std::move(key), std::move(value));
  }

  std::span<const ParquetElement> elements_;
  std::size_t position_ = 0;
};

}  // namespace

std::vector<catalog::Column> parquet_columns(std::span<const ParquetElement> elements) {
  return TreeReader(elements).columns();
}

}  // namespace sluice::crawl
