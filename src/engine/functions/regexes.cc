// Regular expressions by RE2. Trino's patterns are Java's; what RE2 refuses is an error.
#include <re2/re2.h>

#include "engine/functions/define.h"
#include "engine/functions/families.h"

namespace sluice::engine {

namespace {

using duckdb::string_t;
using duckdb::Vector;

constexpr const char* kInvalid = "INVALID_FUNCTION_ARGUMENT";

// Compiles a pattern once for as long as it stays the same.
class Pattern {
 public:
  const RE2& of(string_t pattern) {
    if (expression_ && view(pattern) == text_) return *expression_;
    text_ = view(pattern);
    RE2::Options options(RE2::Quiet);
    expression_ = std::make_unique<RE2>(java_named_groups(text_), options);
    if (!expression_->ok()) {
      raise(kInvalid, fmt::format("regular expression '{}' is not supported: {}", text_,
                                  expression_->error()));
    }
    return *expression_;
  }

 private:
  // (?<name>…) is RE2's (?P<name>…); look-behind stays what RE2 refuses.
  static std::string java_named_groups(const std::string& text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
      const bool escaped = i > 0 && text[i - 1] == '\\' && !(i > 1 && text[i - 2] == '\\');
      const bool named = !escaped && text.compare(i, 3, "(?<") == 0 && i + 3 < text.size() &&
                         text[i + 3] != '=' && text[i + 3] != '!';
      out += named ? "(?P" : std::string(1, text[i]);
      if (named) i += 1;
    }
    return out;
  }

  std::string text_;
  std::unique_ptr<RE2> expression_;
};

// A view: short texts lie inside the string_t itself.
re2::StringPiece piece(const string_t& text) {
  return {text.GetData(), text.GetSize()};
}

// One match at or after `from`, with its groups; the next search starts after it.
class Matches {
 public:
  Matches(const RE2& expression, const string_t& text)
      : expression_(expression),
        text_(piece(text)),
        groups_(static_cast<std::size_t>(expression.NumberOfCapturingGroups()) + 1) {}

  bool next() {
    if (from_ > text_.size()) return false;
    const int count = static_cast<int>(groups_.size());
    if (!expression_.Match(text_, from_, text_.size(), RE2::UNANCHORED, groups_.data(), count)) {
      from_ = text_.size() + 1;
      return false;
    }
    start_ = static_cast<std::size_t>(groups_[0].data() - text_.data());
    end_ = start_ + groups_[0].size();
    from_ = end_;
    if (groups_[0].empty()) {
      ++from_;
      while (from_ < text_.size() && (text_[from_] & 0xC0) == 0x80)
        ++from_;
    }
    return true;
  }

  std::size_t start() const { return start_; }
  std::size_t end() const { return end_; }
  std::size_t count() const { return groups_.size(); }
  // Nothing for a group that took no part.
  std::optional<std::string> group(std::size_t index) const {
    if (groups_[index].data() == nullptr) return std::nullopt;
    return groups_[index].as_string();
  }

 private:
  const RE2& expression_;
  re2::StringPiece text_;
  std::vector<re2::StringPiece> groups_;
  std::size_t from_ = 0;
  std::size_t start_ = 0;
  std::size_t end_ = 0;
};

std::size_t require_group(const RE2& expression, std::int64_t group) {
  if (group < 0) raise(kInvalid, fmt::format("Group cannot be negative: {}", group));
  if (group > expression.NumberOfCapturingGroups()) {
    raise(kInvalid, fmt::format("Pattern has {} groups. Cannot access group {}",
                                expression.NumberOfCapturingGroups(), group));
  }
  return static_cast<std::size_t>(group);
}

void like(duckdb::DataChunk& rows, duckdb::ExpressionState&, Vector& result) {
  Pattern pattern;
  duckdb::BinaryExecutor::Execute<string_t, string_t, bool>(
      rows.data[0], rows.data[1], result, rows.size(), [&](string_t text, string_t expression) {
        return RE2::PartialMatch(piece(text), pattern.of(expression));
      });
}

void count(duckdb::DataChunk& rows, duckdb::ExpressionState&, Vector& result) {
  Pattern pattern;
  duckdb::BinaryExecutor::Execute<string_t, string_t, std::int64_t>(
      rows.data[0], rows.data[1], result, rows.size(), [&](string_t text, string_t expression) {
        Matches matches(pattern.of(expression), text);
        std::int64_t found = 0;
        while (matches.next())
          ++found;
        return found;
      });
}

void extract(duckdb::DataChunk& rows, duckdb::ExpressionState&, Vector& result) {
  Pattern pattern;
  duckdb::TernaryExecutor::ExecuteWithNulls<string_t, string_t, std::int64_t, string_t>(
      rows.data[0], rows.data[1], rows.data[2], result, rows.size(),
      [&](string_t text, string_t expression, std::int64_t group, duckdb::ValidityMask& valid,
          duckdb::idx_t row) {
        const RE2& compiled = pattern.of(expression);
        const std::size_t index = require_group(compiled, group);
        Matches matches(compiled, text);
        std::optional<std::string> found;
        if (matches.next()) found = matches.group(index);
        return stored_or_null<string_t>(result, found, valid, row);
      });
}

// $1, ${name} and \$ of Java's replacements.
void append_replacement(std::string& out, std::string_view replacement, const RE2& expression,
                        const Matches& match) {
  for (std::size_t i = 0; i < replacement.size(); ++i) {
    if (replacement[i] == '\\') {
      if (++i == replacement.size()) raise(kInvalid, "character to be escaped is missing");
      out += replacement[i];
      continue;
    }
    if (replacement[i] != '$') {
      out += replacement[i];
      continue;
    }
    std::size_t group = 0;
    if (i + 1 < replacement.size() && replacement[i + 1] == '{') {
      const auto close = replacement.find('}', i);
      if (close == std::string_view::npos) raise(kInvalid, "named capturing group is missing '}'");
      const std::string name(replacement.substr(i + 2, close - i - 2));
      const auto& names = expression.NamedCapturingGroups();
      const auto found = names.find(name);
      if (found == names.end()) raise(kInvalid, fmt::format("unknown group {{{}}}", name));
      group = static_cast<std::size_t>(found->second);
      i = close;
    } else {
      if (i + 1 == replacement.size() || replacement[i + 1] < '0' || replacement[i + 1] > '9') {
        raise(kInvalid, "Illegal replacement sequence: unknown group name");
      }
      group = require_group(expression, replacement[++i] - '0');
      while (i + 1 < replacement.size() && replacement[i + 1] >= '0' && replacement[i + 1] <= '9' &&
             group * 10 + static_cast<std::size_t>(replacement[i + 1] - '0') < match.count()) {
        group = group * 10 + static_cast<std::size_t>(replacement[++i] - '0');
      }
    }
    out += match.group(group).value_or("");
  }
}

void replace(duckdb::DataChunk& rows, duckdb::ExpressionState&, Vector& result) {
  Pattern pattern;
  duckdb::TernaryExecutor::Execute<string_t, string_t, string_t, string_t>(
      rows.data[0], rows.data[1], rows.data[2], result, rows.size(),
      [&](string_t text, string_t expression, string_t replacement) {
        const RE2& compiled = pattern.of(expression);
        Matches matches(compiled, text);
        std::string out;
        std::size_t at = 0;
        while (matches.next()) {
          out.append(view(text).substr(at, matches.start() - at));
          append_replacement(out, view(replacement), compiled, matches);
          at = matches.end();
        }
        out.append(view(text).substr(at));
        return stored(result, out);
      });
}

duckdb::Value list_of(const std::vector<duckdb::Value>& items) {
  return duckdb::Value::LIST(LogicalType::VARCHAR, {items.begin(), items.end()});
}

// Rows whose arguments are not NULL, one value each.
template <class Compute>
void each_row(duckdb::DataChunk& rows, Vector& result, const Compute& compute) {
  for (duckdb::idx_t row = 0; row < rows.size(); ++row) {
    bool has_null = false;
    for (auto& column : rows.data)
      has_null |= column.GetValue(row).IsNull();
    result.SetValue(row, has_null ? duckdb::Value(result.GetType()) : compute(row));
  }
}

std::string text_at(duckdb::DataChunk& rows, std::size_t column, duckdb::idx_t row) {
  return duckdb::StringValue::Get(rows.data[column].GetValue(row));
}

void extract_all(duckdb::DataChunk& rows, duckdb::ExpressionState&, Vector& result) {
  Pattern pattern;
  each_row(rows, result, [&](duckdb::idx_t row) {
    const std::string text = text_at(rows, 0, row);
    const std::string expression = text_at(rows, 1, row);
    const RE2& compiled = pattern.of(string_t(expression));
    const auto group = require_group(compiled, rows.data[2].GetValue(row).GetValue<std::int64_t>());
    const string_t subject(text);
    Matches matches(compiled, subject);
    std::vector<duckdb::Value> items;
    while (matches.next()) {
      const auto found = matches.group(group);
      items.push_back(found ? duckdb::Value(*found) : duckdb::Value(LogicalType::VARCHAR));
    }
    return list_of(items);
  });
}

void split(duckdb::DataChunk& rows, duckdb::ExpressionState&, Vector& result) {
  Pattern pattern;
  each_row(rows, result, [&](duckdb::idx_t row) {
    const std::string text = text_at(rows, 0, row);
    const std::string expression = text_at(rows, 1, row);
    const string_t subject(text);
    Matches matches(pattern.of(string_t(expression)), subject);
    std::vector<duckdb::Value> items;
    std::size_t at = 0;
    while (matches.next()) {
      items.emplace_back(text.substr(at, matches.start() - at));
      at = matches.end();
    }
    items.emplace_back(text.substr(at));
    return list_of(items);
  });
}

}  // namespace

void register_regexes(duckdb::ExtensionLoader& loader) {
  const auto text = LogicalType::VARCHAR;
  const auto texts = LogicalType::LIST(text);
  const auto number = LogicalType::BIGINT;
  const auto fails = Fails::on_values;
  add_function(loader, "sluice_regexp_like", {text, text}, LogicalType::BOOLEAN, fails, like);
  add_function(loader, "sluice_regexp_count", {text, text}, number, fails, count);
  add_function(loader, "sluice_regexp_extract", {text, text, number}, text, fails, extract);
  add_function(loader, "sluice_regexp_replace", {text, text, text}, text, fails, replace);
  add_function(loader, "sluice_regexp_extract_all", {text, text, number}, texts, fails,
               extract_all);
  add_function(loader, "sluice_regexp_split", {text, text}, texts, fails, split);
}

}  // namespace sluice::engine
