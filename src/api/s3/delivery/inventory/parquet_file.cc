// Flat Parquet: a page a column and row group, values as they are (PLAIN), gzip.
// https://parquet.apache.org/docs/file-format/
//
// Not by the engine's writer: that one takes only what a query reads from objects, starts DuckDB in
// a server that may need it for nothing else, and has no required columns, while S3's manifest
// states the schema of the file to the letter.
#include "api/s3/delivery/inventory/gzip.h"
#include "api/s3/delivery/inventory/table_file.h"
#include "api/s3/delivery/inventory/thrift_writer.h"
#include "base/bytes.h"

namespace sluice::api::s3 {
namespace {

constexpr std::string_view kMagic = "PAR1";
constexpr std::size_t kGroupBytesMax = 8u << 20;
constexpr std::int64_t kGroupRowsMax = 100'000;

// Parquet's enumerations.
constexpr std::int32_t kBoolean = 0, kInt64 = 2, kByteArray = 6;
constexpr std::int32_t kRequired = 0, kOptional = 1;
constexpr std::int32_t kUtf8 = 0, kTimestampMillis = 9;
constexpr std::int32_t kPlain = 0, kRle = 3;
constexpr std::int32_t kGzip = 2;
constexpr std::int32_t kDataPage = 0;

std::int32_t physical_type(InventoryColumn::Type type) {
  switch (type) {
    case InventoryColumn::Type::flag:
      return kBoolean;
    case InventoryColumn::Type::number:
    case InventoryColumn::Type::time:
      return kInt64;
    case InventoryColumn::Type::text:
      break;
  }
  return kByteArray;
}

template <class Number>
void put_number(std::string& out, Number value) {
  for (std::size_t i = 0; i < sizeof value; ++i)
    out += static_cast<char>(static_cast<std::uint64_t>(value) >> (8 * i) & 0xFF);
}

// Bits, the first in each byte's lowest place.
class Bits {
 public:
  void add(bool bit) {
    if (count_++ % 8 == 0) bytes_ += '\0';
    if (bit) bytes_.back() = static_cast<char>(bytes_.back() | 1 << (count_ - 1) % 8);
  }
  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
  std::size_t count_ = 0;
};

// The definition levels of one bit as one bit-packed run of the RLE hybrid, its length before it.
std::string levels_of(const Bits& present) {
  const auto& bits = present.bytes();
  std::string run;
  std::uint64_t header = bits.size() << 1 | 1;
  for (; header >= 0x80; header >>= 7)
    run += static_cast<char>((header & 0x7F) | 0x80);
  run += static_cast<char>(header);
  run += bits;
  std::string out;
  put_number(out, static_cast<std::uint32_t>(run.size()));
  return out + run;
}

struct Chunk {
  Bits present;
  Bits flags;
  std::string values;

  void add(const InventoryCell& cell) {
    present.add(!std::holds_alternative<std::monostate>(cell));
    if (const auto* text = std::get_if<std::string>(&cell)) {
      put_number(values, static_cast<std::uint32_t>(text->size()));
      values += *text;
    } else if (const auto* number = std::get_if<std::int64_t>(&cell)) {
      put_number(values, *number);
    } else if (const auto* time = std::get_if<Timestamp>(&cell)) {
      const auto millis = std::chrono::floor<std::chrono::milliseconds>(*time);
      put_number(values, std::int64_t{millis.time_since_epoch().count()});
    } else if (const auto* flag = std::get_if<bool>(&cell)) {
      flags.add(*flag);
    }
  }
};

struct WrittenChunk {
  std::int64_t offset = 0;
  std::int64_t compressed_bytes = 0;  // of page and header
  std::int64_t plain_bytes = 0;
};

struct WrittenGroup {
  std::int64_t rows = 0;
  std::vector<WrittenChunk> chunks;
};

class ParquetFile final : public InventoryFile {
 public:
  ParquetFile(store::BodyWriter& body, const InventoryColumns& columns)
      : body_(body), columns_(columns), chunks_(columns.size()) {
    write(kMagic);
  }

  void add(std::span<const InventoryCell> row) override {
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < row.size(); ++i) {
      chunks_[i].add(row[i]);
      bytes += chunks_[i].values.size();
    }
    if (++rows_ == kGroupRowsMax || bytes >= kGroupBytesMax) write_group();
  }

  void finish() override {
    if (rows_ > 0) write_group();
    std::string footer = make_footer();
    put_number(footer, static_cast<std::uint32_t>(footer.size()));
    write(footer);
    write(kMagic);
  }

 private:
  bool is_required(std::size_t column) const {
    return columns_[column]->presence == InventoryColumn::Presence::always;
  }

  void write(std::string_view bytes) {
    body_.write(bytes_of(bytes));
    offset_ += static_cast<std::int64_t>(bytes.size());
  }

  void write_group() {
    WrittenGroup group{.rows = rows_, .chunks = {}};
    for (std::size_t i = 0; i < columns_.size(); ++i)
      group.chunks.push_back(write_chunk(chunks_[i], is_required(i)));
    groups_.push_back(std::move(group));
    chunks_ = std::vector<Chunk>(columns_.size());
    rows_ = 0;
  }

  WrittenChunk write_chunk(const Chunk& chunk, bool is_required) {
    std::string page = is_required ? "" : levels_of(chunk.present);
    page += chunk.values;
    page += chunk.flags.bytes();
    Gzip gzip;
    std::string packed = gzip.add(page);
    packed += gzip.finish();

    ThriftWriter header;
    header.i32(1, kDataPage);
    header.i32(2, static_cast<std::int32_t>(page.size()));
    header.i32(3, static_cast<std::int32_t>(packed.size()));
    header.open(5);
    header.i32(1, static_cast<std::int32_t>(rows_));
    header.i32(2, kPlain);
    header.i32(3, kRle);
    header.i32(4, kRle);
    header.close();
    const auto head = header.finish();

    const auto head_bytes = static_cast<std::int64_t>(head.size());
    const WrittenChunk written{
        .offset = offset_,
        .compressed_bytes = head_bytes + static_cast<std::int64_t>(packed.size()),
        .plain_bytes = head_bytes + static_cast<std::int64_t>(page.size())};
    write(head);
    write(packed);
    return written;
  }

  void add_schema(ThriftWriter& out) const {
    out.list(2, ThriftWriter::Type::structure, columns_.size() + 1);
    out.open_element();
    out.text(4, "s3.inventory");
    out.i32(5, static_cast<std::int32_t>(columns_.size()));
    out.close();
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const auto& column = *columns_[i];
      out.open_element();
      out.i32(1, physical_type(column.type));
      out.i32(3, is_required(i) ? kRequired : kOptional);
      out.text(4, column.name);
      if (column.type == InventoryColumn::Type::text) out.i32(6, kUtf8);
      if (column.type == InventoryColumn::Type::time) out.i32(6, kTimestampMillis);
      out.close();
    }
  }

  void add_chunk(ThriftWriter& out, const WrittenChunk& chunk, const InventoryColumn& column,
                 std::int64_t rows) const {
    out.open_element();
    out.i64(2, chunk.offset);
    out.open(3);
    out.i32(1, physical_type(column.type));
    out.list(2, ThriftWriter::Type::i32, 2);
    out.integer(kPlain);
    out.integer(kRle);
    out.list(3, ThriftWriter::Type::text, 1);
    out.text_element(column.name);
    out.i32(4, kGzip);
    out.i64(5, rows);
    out.i64(6, chunk.plain_bytes);
    out.i64(7, chunk.compressed_bytes);
    out.i64(9, chunk.offset);
    out.close();
    out.close();
  }

  std::string make_footer() const {
    std::int64_t rows = 0;
    for (const auto& group : groups_)
      rows += group.rows;
    ThriftWriter out;
    out.i32(1, 1);
    add_schema(out);
    out.i64(3, rows);
    out.list(4, ThriftWriter::Type::structure, groups_.size());
    for (const auto& group : groups_) {
      std::int64_t bytes = 0;
      out.open_element();
      out.list(1, ThriftWriter::Type::structure, group.chunks.size());
      for (std::size_t i = 0; i < group.chunks.size(); ++i) {
        add_chunk(out, group.chunks[i], *columns_[i], group.rows);
        bytes += group.chunks[i].plain_bytes;
      }
      out.i64(2, bytes);
      out.i64(3, group.rows);
      out.close();
    }
    out.text(6, "sluice");
    return out.finish();
  }

  store::BodyWriter& body_;
  const InventoryColumns columns_;
  std::vector<Chunk> chunks_;
  std::int64_t rows_ = 0;
  std::int64_t offset_ = 0;
  std::vector<WrittenGroup> groups_;
};

}  // namespace

std::unique_ptr<InventoryFile> make_parquet_file(store::BodyWriter& body,
                                                 const InventoryColumns& columns) {
  return std::make_unique<ParquetFile>(body, columns);
}

}  // namespace sluice::api::s3
