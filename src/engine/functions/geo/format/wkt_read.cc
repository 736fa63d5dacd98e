#include <charconv>

#include "base/text.h"
#include "engine/functions/geo/format/wkt.h"
#include "engine/functions/geo/shape/rings.h"

namespace sluice::engine::geo {

namespace {

constexpr int kDepthMax = 100;

struct NamedKind {
  std::string_view name;
  ShapeKind kind;
};

constexpr NamedKind kKinds[] = {
    {"point", ShapeKind::point},
    {"linestring", ShapeKind::line_string},
    {"polygon", ShapeKind::polygon},
    {"multipoint", ShapeKind::multi_point},
    {"multilinestring", ShapeKind::multi_line_string},
    {"multipolygon", ShapeKind::multi_polygon},
    {"geometrycollection", ShapeKind::collection},
};

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}
char to_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// Any failure is final: `is_broken`, and nothing more is taken.
class WktReader {
 public:
  explicit WktReader(std::string_view text) : text_(text) {}

  std::optional<Shape> read() {
    Shape shape = tagged(0);
    skip_space();
    if (is_broken_ || at_ != text_.size()) return std::nullopt;
    return shape;
  }

 private:
  Shape tagged(int depth) {
    Shape out;
    skip_space();
    const auto* kind = find_kind();
    if (kind == nullptr || depth > kDepthMax) {
      is_broken_ = true;
      return out;
    }
    out.kind = kind->kind;
    skip_space();
    has_z_ = out.has_z = take_letter('z');
    has_m_ = take_letter('m');
    body(out, depth);
    return out;
  }

  // The longest name comes last where one begins like another; none does here.
  const NamedKind* find_kind() {
    for (const auto& kind : kKinds) {
      if (take_word(kind.name)) return &kind;
    }
    return nullptr;
  }

  void body(Shape& out, int depth) {
    if (take_word("empty")) return;
    switch (out.kind) {
      case ShapeKind::point:
        expect('(');
        out.paths = {{coordinate()}};
        expect(')');
        return;
      case ShapeKind::line_string: {
        Path line = path();
        out.paths.push_back(std::move(line));
        return;
      }
      case ShapeKind::polygon:
        out.paths = rings();
        return;
      default:
        parts(out, depth);
    }
  }

  void parts(Shape& out, int depth) {
    expect('(');
    do {
      if (out.kind == ShapeKind::collection) {
        out.parts.push_back(tagged(depth + 1));
        continue;
      }
      Shape part = member(out);
      if (!part.paths.empty()) out.parts.push_back(std::move(part));
    } while (!is_broken_ && take(','));
    expect(')');
  }

  // EMPTY among the members of a multi-geometry leaves nothing.
  Shape member(const Shape& multi) {
    Shape out{.kind = static_cast<ShapeKind>(static_cast<int>(multi.kind) - 3),
              .has_z = multi.has_z};
    if (take_word("empty")) return out;
    if (out.kind == ShapeKind::polygon) {
      out.paths = rings();
    } else if (out.kind == ShapeKind::line_string) {
      out.paths.push_back(path());
    } else {
      const bool has_parentheses = take('(');
      out.paths = {{coordinate()}};
      if (has_parentheses) expect(')');
    }
    return out;
  }

  std::vector<Path> rings() {
    std::vector<Path> out;
    expect('(');
    do {
      if (take_word("empty")) continue;
      out.push_back(path());
    } while (!is_broken_ && take(','));
    expect(')');
    return out;
  }

  Path path() {
    Path out;
    expect('(');
    do {
      out.push_back(coordinate());
    } while (!is_broken_ && take(','));
    expect(')');
    if (out.size() == 1) out.push_back(out[0]);
    return out;
  }

  Coordinate coordinate() {
    Coordinate out;
    out.x = number();
    out.y = number();
    if (has_z_) out.z = number();
    if (has_m_) number();
    return out;
  }

  double number() {
    skip_space();
    if (take_word("nan")) return std::numeric_limits<double>::quiet_NaN();
    const bool is_negative = at_ < text_.size() && text_[at_] == '-';
    if (is_negative || (at_ < text_.size() && text_[at_] == '+')) ++at_;
    const bool begins =
        at_ < text_.size() && (is_digit(text_[at_]) || text_[at_] == '.');  // no "inf"
    double value = 0;
    const char* end = text_.data() + text_.size();
    const auto result = std::from_chars(text_.data() + at_, end, value);
    if (!begins || result.ec != std::errc()) {
      is_broken_ = true;
      return 0;
    }
    at_ = static_cast<std::size_t>(result.ptr - text_.data());
    return is_negative ? -value : value;
  }

  void skip_space() {
    while (at_ < text_.size() && is_space(text_[at_]))
      ++at_;
  }

  bool take(char c) {
    skip_space();
    if (is_broken_ || at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  void expect(char c) {
    if (!take(c)) is_broken_ = true;
  }

  bool take_letter(char c) {
    if (at_ >= text_.size() || to_lower(text_[at_]) != c) return false;
    ++at_;
    return true;
  }

  bool take_word(std::string_view word) {
    skip_space();
    if (text_.size() - at_ < word.size()) return false;
    for (std::size_t i = 0; i < word.size(); ++i) {
      if (to_lower(text_[at_ + i]) != word[i]) return false;
    }
    at_ += word.size();
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  bool has_z_ = false;
  bool has_m_ = false;
  bool is_broken_ = false;
};

}  // namespace

std::optional<Shape> parse_wkt(std::string_view text) {
  auto shape = WktReader(text).read();
  if (shape) wind(*shape, Winding::counterclockwise);
  return shape;
}

}  // namespace sluice::engine::geo
