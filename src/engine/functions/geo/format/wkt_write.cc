#include <charconv>

#include "base/java_number.h"
#include "engine/functions/geo/format/wkt.h"

namespace sluice::engine::geo {

namespace {

std::string_view tag(ShapeKind kind) {
  switch (kind) {
    case ShapeKind::point:
      return "POINT ";
    case ShapeKind::line_string:
      return "LINESTRING ";
    case ShapeKind::polygon:
      return "POLYGON ";
    case ShapeKind::multi_point:
      return "MULTIPOINT ";
    case ShapeKind::multi_line_string:
      return "MULTILINESTRING ";
    case ShapeKind::multi_polygon:
      return "MULTIPOLYGON ";
    case ShapeKind::collection:
      break;
  }
  return "GEOMETRYCOLLECTION ";
}

// Java's %.17g of the shortest digits, zeros behind the point cut off; not so with an exponent.
void append_number(std::string& out, double value) {
  constexpr double kFixedMin = 1e-4;
  constexpr double kFixedMax = 1e17;
  constexpr std::size_t kDigits = 17;
  std::array<char, 400> buffer{};
  const double size = std::abs(value);
  const bool is_fixed =
      value == 0 || !std::isfinite(value) || (size >= kFixedMin && size < kFixedMax);
  const auto format = is_fixed ? std::chars_format::fixed : std::chars_format::scientific;
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, format).ptr;
  std::string text(buffer.data(), end);
  if (!std::isfinite(value)) text = java_text(value);
  if (!is_fixed) {
    auto exponent = text.find('e');
    if (text.find('.') == std::string::npos) text.insert(exponent++, ".");
    const std::size_t digits = exponent - (value < 0 ? 2 : 1);
    text.insert(text.find('e'), kDigits - std::min(kDigits, digits), '0');
  }
  out += text;
}

class WktWriter {
 public:
  void shape(const Shape& shape) {
    out_ += tag(shape.kind);
    if (shape.has_z) out_ += "Z ";
    has_z_ = shape.has_z;
    body(shape);
  }

  std::string take() { return std::move(out_); }

 private:
  void body(const Shape& shape) {
    if (shape.is_multi() ? shape.parts.empty() : shape.paths.empty()) {
      out_ += "EMPTY";
    } else if (shape.kind == ShapeKind::polygon) {
      rings(shape);
    } else if (!shape.is_multi()) {
      path(shape.paths[0]);
    } else {
      parts(shape);
    }
  }

  void parts(const Shape& shape) {
    out_ += '(';
    for (std::size_t i = 0; i < shape.parts.size(); ++i) {
      if (i > 0) out_ += ", ";
      if (shape.kind == ShapeKind::collection) {
        this->shape(shape.parts[i]);
      } else {
        body(shape.parts[i]);
      }
    }
    out_ += ')';
  }

  void rings(const Shape& polygon) {
    out_ += '(';
    for (std::size_t i = 0; i < polygon.paths.size(); ++i) {
      if (i > 0) out_ += ", ";
      path(polygon.paths[i]);
    }
    out_ += ')';
  }

  void path(const Path& path) {
    out_ += '(';
    for (std::size_t i = 0; i < path.size(); ++i) {
      if (i > 0) out_ += ", ";
      append_number(out_, path[i].x);
      out_ += ' ';
      append_number(out_, path[i].y);
      if (!has_z_) continue;
      out_ += ' ';
      append_number(out_, path[i].z);
    }
    out_ += ')';
  }

  std::string out_;
  bool has_z_ = false;
};

}  // namespace

std::string write_wkt(const Shape& shape) {
  WktWriter writer;
  writer.shape(shape);
  return writer.take();
}

}  // namespace sluice::engine::geo
