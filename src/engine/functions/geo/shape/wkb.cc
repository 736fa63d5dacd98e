#include "engine/functions/geo/shape/wkb.h"

#include <bit>
#include <cstring>

#include "engine/functions/define.h"
#include "engine/functions/geo/shape/rings.h"

namespace sluice::engine::geo {

namespace {

static_assert(std::endian::native == std::endian::little);

constexpr std::uint32_t kZ = 0x80000000U;
constexpr std::uint32_t kM = 0x40000000U;
constexpr std::uint32_t kSrid = 0x20000000U;
constexpr std::uint32_t kIsoStep = 1000;  // 1001 is a point with Z, 2001 with M, 3001 with both
constexpr int kDepthMax = 100;

class Writer {
 public:
  explicit Writer(WkbFlavor flavor) : flavor_(flavor) {}

  void shape(const Shape& shape, bool is_inner) {
    out_ += '\1';
    const bool has_srid = !is_inner && shape.srid != 0 && flavor_ == WkbFlavor::extended;
    auto code = static_cast<std::uint32_t>(shape.kind);
    if (has_srid) code |= kSrid;
    if (shape.has_z) code = flavor_ == WkbFlavor::extended ? code | kZ : code + kIsoStep;
    put(code);
    if (has_srid) put(static_cast<std::int32_t>(shape.srid));
    if (shape.kind == ShapeKind::point) return point(shape);
    if (shape.kind == ShapeKind::line_string) {
      return shape.paths.empty() ? put(std::uint32_t{0}) : path(shape.paths[0], shape.has_z);
    }
    if (shape.kind == ShapeKind::polygon) {
      put(static_cast<std::uint32_t>(shape.paths.size()));
      for (const auto& ring : shape.paths)
        path(ring, shape.has_z);
      return;
    }
    put(static_cast<std::uint32_t>(shape.parts.size()));
    for (const auto& part : shape.parts)
      this->shape(part, true);
  }

  std::string take() { return std::move(out_); }

 private:
  template <class Value>
  void put(Value value) {
    out_.append(reinterpret_cast<const char*>(&value), sizeof value);
  }

  void coordinate(const Coordinate& at, bool has_z) {
    put(at.x);
    put(at.y);
    if (has_z) put(at.z);
  }

  void point(const Shape& shape) {
    constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
    const Coordinate nowhere{.x = kNan, .y = kNan, .z = kNan};
    coordinate(shape.paths.empty() ? nowhere : shape.paths[0][0], shape.has_z);
  }

  void path(const Path& path, bool has_z) {
    put(static_cast<std::uint32_t>(path.size()));
    for (const auto& at : path)
      coordinate(at, has_z);
  }

  WkbFlavor flavor_;
  std::string out_;
};

// Reads past the end leave `is_broken`, and zeros.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}

  Shape shape(int depth) {
    Shape out;
    if (depth > kDepthMax) return broken(out);
    is_swapped_ = byte() == 0;
    auto code = take<std::uint32_t>();
    bool has_m = (code & kM) != 0;
    out.has_z = (code & kZ) != 0;
    if ((code & kSrid) != 0) out.srid = take<std::int32_t>();
    code &= ~(kZ | kM | kSrid);
    out.has_z |= code / kIsoStep == 1 || code / kIsoStep == 3;
    has_m |= code / kIsoStep >= 2;
    const auto kind = code % kIsoStep;
    if (kind < 1 || kind > 7 || code / kIsoStep > 3) return broken(out);
    out.kind = static_cast<ShapeKind>(kind);
    layout_ = {.has_z = out.has_z, .has_m = has_m};
    body(out, depth);
    return out;
  }

  bool is_broken() const { return is_broken_; }

 private:
  struct Layout {
    bool has_z = false;
    bool has_m = false;
    std::size_t size_bytes() const { return 16 + (has_z ? 8 : 0) + (has_m ? 8 : 0); }
  };

  Shape broken(Shape& shape) {
    is_broken_ = true;
    return std::move(shape);
  }

  void body(Shape& out, int depth) {
    if (out.kind == ShapeKind::point) {
      const Coordinate at = coordinate();
      if (!std::isnan(at.x) && !std::isnan(at.y)) out.paths = {{at}};
    } else if (out.kind == ShapeKind::line_string) {
      Path line = path();
      if (!line.empty()) out.paths.push_back(std::move(line));
    } else if (out.kind == ShapeKind::polygon) {
      const auto count = take<std::uint32_t>();
      for (std::uint32_t i = 0; i < count && !is_broken_; ++i) {
        Path ring = path();
        if (!ring.empty()) out.paths.push_back(std::move(ring));
      }
    } else {
      const auto count = take<std::uint32_t>();
      for (std::uint32_t i = 0; i < count && !is_broken_; ++i) {
        out.parts.push_back(shape(depth + 1));
        const auto kind = static_cast<int>(out.parts.back().kind);
        is_broken_ |= out.kind != ShapeKind::collection && kind + 3 != static_cast<int>(out.kind);
      }
    }
  }

  std::uint8_t byte() {
    if (at_ >= bytes_.size()) {
      is_broken_ = true;
      return 0;
    }
    return static_cast<std::uint8_t>(bytes_[at_++]);
  }

  template <class Value>
  Value take() {
    std::array<char, sizeof(Value)> raw{};
    if (bytes_.size() - at_ < raw.size()) {
      is_broken_ = true;
      return {};
    }
    std::memcpy(raw.data(), bytes_.data() + at_, raw.size());
    at_ += raw.size();
    if (is_swapped_) std::reverse(raw.begin(), raw.end());
    return std::bit_cast<Value>(raw);
  }

  Coordinate coordinate() {
    Coordinate out;
    out.x = take<double>();
    out.y = take<double>();
    if (layout_.has_z) out.z = take<double>();
    if (layout_.has_m) take<double>();
    return out;
  }

  Path path() {
    const auto count = take<std::uint32_t>();
    // The count is not to be trusted with memory before the bytes are there.
    if ((bytes_.size() - at_) / layout_.size_bytes() < count) {
      is_broken_ = true;
      return {};
    }
    Path out;
    out.reserve(count);
    for (std::uint32_t i = 0; i < count; ++i)
      out.push_back(coordinate());
    // As in WKT: no path has a single vertex.
    if (out.size() == 1) out.push_back(out[0]);
    return out;
  }

  std::string_view bytes_;
  std::size_t at_ = 0;
  bool is_swapped_ = false;
  bool is_broken_ = false;
  Layout layout_;
};

}  // namespace

std::string write_wkb(const Shape& shape, WkbFlavor flavor) {
  Writer writer(flavor);
  writer.shape(shape, false);
  return writer.take();
}

std::optional<Shape> parse_wkb(std::string_view bytes) {
  Reader reader(bytes);
  Shape shape = reader.shape(0);
  if (reader.is_broken()) return std::nullopt;
  wind(shape, Winding::counterclockwise);
  return shape;
}

Shape read_stored(std::string_view bytes) {
  Reader reader(bytes);
  Shape shape = reader.shape(0);
  if (reader.is_broken()) raise(kInvalidArgument, "Invalid geometry");
  return shape;
}

int stored_srid(std::string_view bytes) {
  constexpr std::size_t kHeaderBytes = 9;
  if (bytes.size() < kHeaderBytes) return 0;
  std::uint32_t code = 0;
  std::memcpy(&code, bytes.data() + 1, sizeof code);
  if ((code & kSrid) == 0) return 0;
  std::int32_t srid = 0;
  std::memcpy(&srid, bytes.data() + 5, sizeof srid);
  return srid;
}

}  // namespace sluice::engine::geo
