#include "catalog/type.h"

#include <charconv>

#include "base/error.h"
#include "base/text.h"

namespace sluice::catalog {

namespace {

struct Spelling {
  std::string_view text;
  TypeKind kind;
};

// The first spelling of a kind is the one that is written.
constexpr Spelling kSpellings[] = {
    {"boolean", TypeKind::boolean},   {"tinyint", TypeKind::tinyint},
    {"smallint", TypeKind::smallint}, {"int", TypeKind::integer},
    {"bigint", TypeKind::bigint},     {"float", TypeKind::float_},
    {"double", TypeKind::double_},    {"decimal", TypeKind::decimal},
    {"char", TypeKind::char_},        {"varchar", TypeKind::varchar},
    {"string", TypeKind::string},     {"binary", TypeKind::binary},
    {"date", TypeKind::date},         {"timestamp", TypeKind::timestamp},
    {"array", TypeKind::array},       {"map", TypeKind::map},
    {"struct", TypeKind::struct_},    {"bool", TypeKind::boolean},
    {"byte", TypeKind::tinyint},      {"short", TypeKind::smallint},
    {"integer", TypeKind::integer},   {"long", TypeKind::bigint},
    {"real", TypeKind::float_},       {"numeric", TypeKind::decimal},
    {"dec", TypeKind::decimal},
};

constexpr int kDecimalPrecisionMax = 38;
constexpr int kCharLengthMax = 255;
constexpr int kVarcharLengthMax = 65535;

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

class TypeParser {
 public:
  explicit TypeParser(std::string_view text) : text_(text) {}

  Type parse() {
    Type type = parse_type(0);
    skip_blanks();
    if (position_ < text_.size()) fail("nothing more");
    return type;
  }

 private:
  [[noreturn]] void fail(std::string_view expected) const {
    throw Error(ErrorKind::invalid, "InvalidInputException",
                fmt::format("\"{}\" is no type: expected {} at position {}", text_, expected,
                            position_ + 1));
  }

  void skip_blanks() {
    while (position_ < text_.size() && is_blank(text_[position_]))
      ++position_;
  }

  bool accept(char c) {
    skip_blanks();
    if (position_ >= text_.size() || text_[position_] != c) return false;
    ++position_;
    return true;
  }

  void expect(char c) {
    if (!accept(c)) fail(fmt::format("'{}'", c));
  }

  std::string word() {
    skip_blanks();
    const std::size_t start = position_;
    while (position_ < text_.size() &&
           (std::isalnum(static_cast<unsigned char>(text_[position_])) != 0 ||
            text_[position_] == '_')) {
      ++position_;
    }
    return lower_ascii(text_.substr(start, position_ - start));
  }

  int number(int min, int max) {
    skip_blanks();
    int value = 0;
    const char* begin = text_.data() + position_;
    const auto [end, error] = std::from_chars(begin, text_.data() + text_.size(), value);
    if (error != std::errc() || value < min || value > max) {
      fail(fmt::format("a number from {} to {}", min, max));
    }
    position_ += static_cast<std::size_t>(end - begin);
    return value;
  }

  TypeKind kind() {
    const std::size_t start = position_;
    const std::string name = word();
    if (name == "uniontype" || name.starts_with("interval")) {
      throw Error(ErrorKind::unsupported, "InvalidInputException",
                  fmt::format("the type {} is not supported", name));
    }
    for (const Spelling& spelling : kSpellings) {
      if (spelling.text == name) return spelling.kind;
    }
    position_ = start;
    fail("a type's name");
  }

  Type parse_type(int depth) {
    if (depth > kTypeDepthMax) fail(fmt::format("at most {} levels", kTypeDepthMax));
    Type type{.kind = kind()};
    switch (type.kind) {
      case TypeKind::decimal:
        parse_decimal(type);
        break;
      case TypeKind::char_:
        type.length = parse_length(kCharLengthMax);
        break;
      case TypeKind::varchar:
        type.length = parse_length(kVarcharLengthMax);
        break;
      case TypeKind::double_:
        parse_double();
        break;
      case TypeKind::array:
        parse_children(type, 1, depth);
        break;
      case TypeKind::map:
        parse_children(type, 2, depth);
        break;
      case TypeKind::struct_:
        parse_fields(type, depth);
        break;
      default:
        break;
    }
    return type;
  }

  // "double precision" is Hive's other spelling.
  void parse_double() {
    const std::size_t start = position_;
    if (word() != "precision") position_ = start;
  }

  void parse_decimal(Type& type) {
    type.precision = 10;
    if (!accept('(')) return;
    type.precision = number(1, kDecimalPrecisionMax);
    if (accept(',')) type.scale = number(0, type.precision);
    expect(')');
  }

  int parse_length(int max) {
    expect('(');
    const int length = number(1, max);
    expect(')');
    return length;
  }

  void parse_children(Type& type, int count, int depth) {
    expect('<');
    for (int i = 0; i < count; ++i) {
      if (i > 0) expect(',');
      type.children.push_back(parse_type(depth + 1));
    }
    expect('>');
  }

  void parse_fields(Type& type, int depth) {
    expect('<');
    if (accept('>')) return;
    do {
      type.names.push_back(lower_ascii(field_name()));
      expect(':');
      type.children.push_back(parse_type(depth + 1));
    } while (accept(','));
    expect('>');
  }

  std::string field_name() {
    skip_blanks();
    if (accept('`')) return quoted_name();
    const std::size_t start = position_;
    while (position_ < text_.size() &&
           std::string_view("<>():,`").find(text_[position_]) == std::string_view::npos) {
      ++position_;
    }
    std::string_view name = text_.substr(start, position_ - start);
    while (!name.empty() && is_blank(name.back()))
      name.remove_suffix(1);
    if (name.empty()) fail("a field's name");
    return std::string(name);
  }

  std::string quoted_name() {
    std::string name;
    while (position_ < text_.size()) {
      const char c = text_[position_++];
      if (c != '`') {
        name += c;
      } else if (position_ < text_.size() && text_[position_] == '`') {
        name += text_[position_++];
      } else {
        return name;
      }
    }
    fail("'`'");
  }

  std::string_view text_;
  std::size_t position_ = 0;
};

std::string_view spelling(TypeKind kind) {
  for (const Spelling& each : kSpellings) {
    if (each.kind == kind) return each.text;
  }
  return "string";
}

void append_name(const std::string& name, std::string& out) {
  const bool is_plain = !name.empty() && !is_blank(name.front()) && !is_blank(name.back()) &&
                        name.find_first_of("<>():,`") == std::string::npos;
  if (is_plain) {
    out += name;
    return;
  }
  out += '`';
  for (const char c : name) {
    out += c;
    if (c == '`') out += c;
  }
  out += '`';
}

void append(const Type& type, std::string& out) {
  out += spelling(type.kind);
  if (type.kind == TypeKind::decimal) {
    out += fmt::format("({},{})", type.precision, type.scale);
  } else if (type.kind == TypeKind::char_ || type.kind == TypeKind::varchar) {
    out += fmt::format("({})", type.length);
  } else if (is_nested(type)) {
    out += '<';
    for (std::size_t i = 0; i < type.children.size(); ++i) {
      if (i > 0) out += ',';
      if (type.kind == TypeKind::struct_) {
        append_name(type.names[i], out);
        out += ':';
      }
      append(type.children[i], out);
    }
    out += '>';
  }
}

}  // namespace

Type parse_type(std::string_view text) {
  return TypeParser(text).parse();
}

std::string to_text(const Type& type) {
  std::string text;
  append(type, text);
  return text;
}

Type array_of(Type element) {
  Type type{.kind = TypeKind::array};
  type.children.push_back(std::move(element));
  return type;
}

Type map_of(Type key, Type value) {
  Type type{.kind = TypeKind::map};
  type.children.push_back(std::move(key));
  type.children.push_back(std::move(value));
  return type;
}

Type struct_of(std::vector<std::string> names, std::vector<Type> types) {
  for (std::string& name : names)
    name = lower_ascii(name);
  Type type{.kind = TypeKind::struct_};
  type.children = std::move(types);
  type.names = std::move(names);
  return type;
}

bool is_nested(const Type& type) {
  return type.kind == TypeKind::array || type.kind == TypeKind::map ||
         type.kind == TypeKind::struct_;
}

}  // namespace sluice::catalog
