#include "crawl/parquet_schema.h"

#include "base/error.h"
#include "base/text.h"
#include "crawl/object_bytes.h"
#include "crawl/parquet_types.h"
#include "crawl/thrift_reader.h"

namespace sluice::crawl {

namespace {

using Kind = ThriftReader::Kind;

constexpr std::string_view kMagic = "PAR1";
constexpr std::string_view kEncryptedMagic = "PARE";
constexpr std::uint64_t kTrailerBytes = 8;  // the footer's length and the magic
constexpr std::uint64_t kFooterBytesMax = 256ull << 20;

[[noreturn]] void fail(const char* reason) {
  throw Error(ErrorKind::corrupt, "BadParquet", reason);
}

std::uint32_t little_endian(std::string_view bytes) {
  std::uint32_t value = 0;
  for (std::size_t i = 4; i-- > 0;)
    value = value << 8 | static_cast<unsigned char>(bytes[i]);
  return value;
}

// One of LogicalType's members is set; some carry a struct of their own.
void read_logical_type(ThriftReader& reader, ParquetElement& element) {
  read_struct(reader, [&](ThriftReader& in, ThriftReader::Field field) {
    element.logical = static_cast<ParquetLogical>(field.id);
    if (element.logical == ParquetLogical::decimal) {
      read_struct(in, [&](ThriftReader& inner, ThriftReader::Field part) {
        if (part.id == 1) element.scale = static_cast<int>(inner.integer());
        if (part.id == 2) element.precision = static_cast<int>(inner.integer());
        return part.id <= 2;
      });
      return true;
    }
    if (element.logical == ParquetLogical::integer) {
      read_struct(in, [&](ThriftReader& inner, ThriftReader::Field part) {
        if (part.id == 1) element.bits = inner.byte();
        if (part.id == 2) element.is_unsigned = part.kind == Kind::false_;
        return part.id <= 2;
      });
      return true;
    }
    return false;
  });
}

ParquetElement read_element(ThriftReader& reader) {
  ParquetElement element;
  read_struct(reader, [&](ThriftReader& in, ThriftReader::Field field) {
    switch (field.id) {
      case 1:
        element.physical = static_cast<ParquetPhysical>(in.integer());
        return true;
      case 3:
        element.repetition = static_cast<ParquetRepetition>(in.integer());
        return true;
      case 4:
        element.name = in.binary();
        return true;
      case 5:
        element.children = static_cast<int>(in.integer());
        return true;
      case 6:
        element.converted = static_cast<ParquetConverted>(in.integer());
        return true;
      case 7:
        element.scale = static_cast<int>(in.integer());
        return true;
      case 8:
        element.precision = static_cast<int>(in.integer());
        return true;
      case 10:
        read_logical_type(in, element);
        return true;
      default:
        return false;
    }
  });
  return element;
}

template <class Function>
void read_structs(ThriftReader& reader, Function&& read) {
  const ThriftReader::List list = reader.list();
  if (list.kind != Kind::struct_) fail("its footer is damaged: a list of something else");
  for (std::uint32_t i = 0; i < list.size; ++i)
    read(reader);
}

}  // namespace

FileSchema parse_parquet_footer(std::string_view footer) {
  ThriftReader reader(footer);
  std::vector<ParquetElement> elements;
  FileSchema result;
  std::uint64_t row_groups = 0;
  read_struct(reader, [&](ThriftReader& in, ThriftReader::Field field) {
    if (field.id == 2 && field.kind == Kind::list) {
      read_structs(in, [&](ThriftReader& each) { elements.push_back(read_element(each)); });
      return true;
    }
    if (field.id == 3 && field.kind == Kind::i64) {
      result.records = static_cast<std::uint64_t>(in.integer());
      return true;
    }
    if (field.id == 4 && field.kind == Kind::list) {
      read_structs(in, [&](ThriftReader& group) {
        ++row_groups;
        read_struct(group, [&](ThriftReader& part, ThriftReader::Field of) {
          if (of.id != 2 || of.kind != Kind::i64) return false;
          result.data_bytes += static_cast<std::uint64_t>(part.integer());
          return true;
        });
      });
      return true;
    }
    return false;
  });
  result.shape.format.format = catalog::FileFormat::parquet;
  result.shape.columns = parquet_columns(elements);
  result.evidence = fmt::format("Parquet's footer: {} rows in {} row groups",
                                human_count(result.records), human_count(row_groups));
  return result;
}

FileSchema read_parquet_schema(store::ObjectReader& object) {
  const std::uint64_t size = object.object().size_bytes;
  if (size < kMagic.size() + kTrailerBytes) fail("too short for Parquet");
  const std::string trailer = read_bytes(object, size - kTrailerBytes, kTrailerBytes);
  const std::string_view magic = std::string_view(trailer).substr(4);
  if (magic == kEncryptedMagic) {
    throw Error(ErrorKind::unsupported, "EncryptedParquet",
                "Parquet with an encrypted footer cannot be read");
  }
  if (magic != kMagic) fail("it starts like Parquet but has no footer: it was cut off or damaged");
  const std::uint64_t footer_size = little_endian(trailer);
  if (footer_size + kMagic.size() + kTrailerBytes > size || footer_size > kFooterBytesMax) {
    fail("its footer is damaged: the length is wrong");
  }
  return parse_parquet_footer(read_bytes(object, size - kTrailerBytes - footer_size, footer_size));
}

}  // namespace sluice::crawl
