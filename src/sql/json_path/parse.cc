#include "sql/json_path/lexer.h"
#include "sql/json_path/path.h"

namespace sluice::sql {

namespace {

constexpr int kDepthMax = 200;
constexpr std::size_t kTokensMax = 5'000;

struct Method {
  std::string_view name;
  PathKind kind;
};

constexpr Method kMethods[] = {{"type", PathKind::type},        {"size", PathKind::size},
                               {"double", PathKind::double_},   {"ceiling", PathKind::ceiling},
                               {"floor", PathKind::floor},      {"abs", PathKind::abs},
                               {"keyvalue", PathKind::keyvalue}};

struct Sign {
  std::string_view text;
  PathKind kind;
};

constexpr Sign kComparisons[] = {{"==", PathKind::equal},           {"<>", PathKind::not_equal},
                                 {"!=", PathKind::not_equal},       {"<", PathKind::less},
                                 {"<=", PathKind::less_or_equal},   {">", PathKind::greater},
                                 {">=", PathKind::greater_or_equal}};
constexpr Sign kFactors[] = {
    {"*", PathKind::multiply}, {"/", PathKind::divide}, {"%", PathKind::modulus}};
constexpr Sign kTerms[] = {{"+", PathKind::add}, {"-", PathKind::subtract}};

// Recursive descent. Parentheses may hold a path or a predicate, which only what is in them tells:
// both are parsed by the same functions, and the kind of what came is checked where it is used.
class PathParser {
 public:
  explicit PathParser(std::string_view text) : tokens_(path_tokens(text)) {
    // A chain of operators or accessors is a tree as high as it is long.
    if (tokens_.size() <= kTokensMax) return;
    throw PathMistake{.offset = tokens_[kTokensMax].offset, .message = "the path is too long"};
  }

  JsonPath parse() {
    JsonPath path;
    if (!accept_word("lax")) {
      if (!accept_word("strict")) mismatch(" expecting {'lax', 'strict'}");
      path.mode = PathMode::strict;
    }
    path.root = as_path(terms());
    if (token().kind != PathTokenKind::end) mismatch();
    return path;
  }

 private:
  const PathToken& token() const { return tokens_[at_]; }

  bool at_sign(std::string_view text, std::size_t ahead = 0) const {
    const auto& found = tokens_[std::min(at_ + ahead, tokens_.size() - 1)];
    return found.kind == PathTokenKind::sign && found.text == text;
  }
  bool accept(std::string_view sign) {
    if (!at_sign(sign)) return false;
    ++at_;
    return true;
  }
  void expect(std::string_view sign) {
    if (!accept(sign)) mismatch(fmt::format(" expecting '{}'", sign));
  }
  bool accept_word(std::string_view word) {
    if (token().kind != PathTokenKind::word || token().text != word) return false;
    ++at_;
    return true;
  }
  std::string expect_string() {
    if (token().kind != PathTokenKind::string) mismatch();
    return tokens_[at_++].text;
  }

  [[noreturn]] void mismatch(std::string_view expecting = "") const {
    const std::string shown = token().kind == PathTokenKind::end ? "<EOF>" : token().text;
    throw PathMistake{.offset = token().offset,
                      .message = fmt::format("mismatched input '{}'{}", shown, expecting)};
  }

  static PathNodePtr make(PathKind kind, PathNodePtr first = nullptr,
                          PathNodePtr second = nullptr) {
    auto node = std::make_unique<PathNode>();
    node->kind = kind;
    if (first) node->children.push_back(std::move(first));
    if (second) node->children.push_back(std::move(second));
    return node;
  }

  PathNodePtr as_path(PathNodePtr node) const {
    if (is_predicate(*node)) mismatch();
    return node;
  }
  PathNodePtr as_predicate(PathNodePtr node) const {
    if (!is_predicate(*node)) mismatch();
    return node;
  }

  template <std::size_t Count>
  const Sign* accept_one(const Sign (&signs)[Count]) {
    for (const auto& sign : signs) {
      if (accept(sign.text)) return &sign;
    }
    return nullptr;
  }

  // --- predicates

  PathNodePtr disjunction() {
    PathNodePtr left = conjunction();
    while (accept("||")) {
      left = make(PathKind::or_, as_predicate(std::move(left)), as_predicate(conjunction()));
    }
    return left;
  }

  PathNodePtr conjunction() {
    PathNodePtr left = comparison();
    while (accept("&&")) {
      left = make(PathKind::and_, as_predicate(std::move(left)), as_predicate(comparison()));
    }
    return left;
  }

  PathNodePtr comparison() {
    if (accept("!")) return make(PathKind::not_, delimited());
    const bool is_exists =
        token().kind == PathTokenKind::word && token().text == "exists" && at_sign("(", 1);
    if (is_exists) return delimited();
    PathNodePtr left = terms();
    if (is_predicate(*left)) return left;
    if (const auto* sign = accept_one(kComparisons)) {
      return make(sign->kind, std::move(left), as_path(terms()));
    }
    if (accept_word("like_regex")) {
      auto node = make(PathKind::like_regex, std::move(left));
      node->text = expect_string();
      if (accept_word("flag")) node->flags = expect_string();
      return node;
    }
    if (!accept_word("starts")) return left;
    if (!accept_word("with")) mismatch(" expecting 'with'");
    const bool is_prefix =
        token().kind == PathTokenKind::string || token().kind == PathTokenKind::variable;
    if (!is_prefix) mismatch();
    return make(PathKind::starts_with, std::move(left), primary());
  }

  // exists(path), or a predicate in parentheses
  PathNodePtr delimited() {
    if (!accept_word("exists")) {
      if (!at_sign("(")) mismatch();
      return as_predicate(primary());
    }
    expect("(");
    auto node = make(PathKind::exists, as_path(terms()));
    expect(")");
    return node;
  }

  // --- paths

  PathNodePtr terms() {
    PathNodePtr left = factors();
    while (const auto* sign = accept_one(kTerms)) {
      left = make(sign->kind, as_path(std::move(left)), as_path(factors()));
    }
    return left;
  }

  PathNodePtr factors() {
    PathNodePtr left = signed_();
    while (const auto* sign = accept_one(kFactors)) {
      left = make(sign->kind, as_path(std::move(left)), as_path(signed_()));
    }
    return left;
  }

  PathNodePtr signed_() {
    const bool is_minus = at_sign("-");
    if (!is_minus && !at_sign("+")) return accessors();
    deeper();
    ++at_;
    auto node = make(is_minus ? PathKind::minus : PathKind::plus, as_path(signed_()));
    --depth_;
    return node;
  }

  PathNodePtr accessors() {
    PathNodePtr base = primary();
    while (true) {
      if (accept(".")) {
        base = member(as_path(std::move(base)));
      } else if (accept("..")) {
        base = make(PathKind::descendant_member, as_path(std::move(base)));
        base->text = member_name();
      } else if (accept("[")) {
        base = subscripts(as_path(std::move(base)));
      } else if (accept("?")) {
        expect("(");
        deeper();
        base = make(PathKind::filter, as_path(std::move(base)), as_predicate(disjunction()));
        --depth_;
        expect(")");
      } else {
        return base;
      }
    }
  }

  std::string member_name() {
    if (token().kind != PathTokenKind::word && token().kind != PathTokenKind::string) mismatch();
    return tokens_[at_++].text;
  }

  PathNodePtr member(PathNodePtr base) {
    if (accept("*")) return make(PathKind::any_member, std::move(base));
    const bool is_method = token().kind == PathTokenKind::word && at_sign("(", 1);
    if (is_method) return method(std::move(base));
    auto node = make(PathKind::member, std::move(base));
    node->text = member_name();
    return node;
  }

  PathNodePtr method(PathNodePtr base) {
    if (token().text == "datetime") {
      throw PathMistake{.offset = token().offset,
                        .message = "the JSON path method datetime() is not supported",
                        .is_unsupported = true};
    }
    for (const auto& known : kMethods) {
      if (token().text != known.name) continue;
      ++at_;
      expect("(");
      expect(")");
      return make(known.kind, std::move(base));
    }
    ++at_;
    mismatch();
  }

  PathNodePtr subscripts(PathNodePtr base) {
    if (accept("*")) {
      expect("]");
      return make(PathKind::any_element, std::move(base));
    }
    deeper();
    auto node = make(PathKind::elements, std::move(base));
    do {
      PathSubscript subscript{.from = as_path(terms()), .to = nullptr};
      if (accept_word("to")) subscript.to = as_path(terms());
      node->subscripts.push_back(std::move(subscript));
    } while (accept(","));
    --depth_;
    expect("]");
    return node;
  }

  PathNodePtr primary() {
    if (accept("(")) return parenthesized();
    if (accept("$")) return make(PathKind::context);
    if (accept("@")) return make(PathKind::current_item);
    auto node = make(primary_kind());
    node->text = tokens_[at_++].text;
    return node;
  }

  PathKind primary_kind() const {
    switch (token().kind) {
      case PathTokenKind::variable:
        return PathKind::variable;
      case PathTokenKind::string:
        return PathKind::string_literal;
      case PathTokenKind::integer:
        return PathKind::integer_literal;
      case PathTokenKind::decimal:
        return PathKind::decimal_literal;
      case PathTokenKind::double_:
        return PathKind::double_literal;
      case PathTokenKind::word:
        if (token().text == "last") return PathKind::last;
        if (token().text == "null") return PathKind::null_literal;
        if (token().text == "true") return PathKind::true_literal;
        if (token().text == "false") return PathKind::false_literal;
        break;
      default:
        break;
    }
    mismatch();
  }

  // A predicate here may be asked whether it is unknown.
  PathNodePtr parenthesized() {
    deeper();
    PathNodePtr node = disjunction();
    --depth_;
    expect(")");
    if (!accept_word("is")) return node;
    if (!accept_word("unknown")) mismatch(" expecting 'unknown'");
    return make(PathKind::is_unknown, as_predicate(std::move(node)));
  }

  void deeper() {
    if (++depth_ > kDepthMax) {
      throw PathMistake{.offset = token().offset, .message = "the path is nested too deep"};
    }
  }

  std::vector<PathToken> tokens_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

}  // namespace

JsonPath parse_json_path(std::string_view text) {
  return PathParser(text).parse();
}

}  // namespace sluice::sql
