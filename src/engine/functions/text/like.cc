// LIKE … ESCAPE: https://trino.io/docs/current/functions/comparison.html#like
#include "engine/functions/define.h"
#include "engine/functions/families.h"
#include "engine/functions/utf8.h"

namespace sluice::engine {

namespace {

using duckdb::string_t;

// A pattern as characters, '%' and '_', the escaped ones told apart.
class LikePattern {
 public:
  LikePattern(std::string_view pattern, std::string_view escape) {
    if (count_characters(escape) != 1)
      raise(kInvalidArgument, "Escape string must be a single character");
    std::size_t at = 0;
    const char32_t mark = next_code_point(escape, at);
    for (at = 0; at < pattern.size();)
      add(next_code_point(pattern, at), mark, pattern, at);
  }

  // Backs up to the last '%' alone: what an earlier one could take, the last can, too.
  bool matches(std::string_view text) const {
    std::size_t at = 0;
    std::size_t token = 0;
    std::optional<std::size_t> any;  // the token after the last '%'
    std::size_t any_at = 0;          // where what it takes ends
    while (at < text.size()) {
      std::size_t next = at;
      const char32_t c = next_code_point(text, next);
      if (token < tokens_.size() && tokens_[token] == kAny) {
        any = ++token;
        any_at = at;
      } else if (token < tokens_.size() && (tokens_[token] == kOne || tokens_[token] == c)) {
        ++token;
        at = next;
      } else if (any) {
        token = *any;
        next_code_point(text, any_at);
        at = any_at;
      } else {
        return false;
      }
    }
    return std::all_of(tokens_.begin() + static_cast<std::ptrdiff_t>(token), tokens_.end(),
                       [](char32_t each) { return each == kAny; });
  }

 private:
  // Beyond Unicode.
  static constexpr char32_t kAny = 0x110000;
  static constexpr char32_t kOne = 0x110001;

  void add(char32_t c, char32_t mark, std::string_view pattern, std::size_t& at) {
    if (c != mark) {
      tokens_ += c == '%' ? kAny : c == '_' ? kOne : c;
      return;
    }
    const char32_t escaped = at < pattern.size() ? next_code_point(pattern, at) : 0;
    if (escaped != '%' && escaped != '_' && escaped != mark)
      raise(kInvalidArgument,
            "Escape character must be followed by '%', '_' or the escape character itself");
    tokens_ += escaped;
  }

  std::u32string tokens_;
};

void like(duckdb::DataChunk& rows, duckdb::ExpressionState&, duckdb::Vector& result) {
  std::string pattern;
  std::string escape;
  std::optional<LikePattern> compiled;
  duckdb::TernaryExecutor::Execute<string_t, string_t, string_t, bool>(
      rows.data[0], rows.data[1], rows.data[2], result, rows.size(),
      [&](string_t text, string_t wanted, string_t mark) {
        if (!compiled || view(wanted) != pattern || view(mark) != escape) {
          pattern = view(wanted);
          escape = view(mark);
          compiled.emplace(pattern, escape);
        }
        return compiled->matches(view(text));
      });
}

}  // namespace

void register_like(duckdb::ExtensionLoader& loader) {
  const auto text = LogicalType::VARCHAR;
  add_function(loader, "sluice_like", {text, text, text}, LogicalType::BOOLEAN, Fails::on_values,
               like);
}

}  // namespace sluice::engine
