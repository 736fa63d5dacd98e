// https://trino.io/docs/current/functions/regexp.html
#include "engine/functions/columns.h"
#include "engine/functions/families.h"
#include "engine/functions/regex/pattern.h"
#include "engine/functions/regex/replacement.h"
#include "engine/functions/utf8.h"

namespace sluice::engine {

namespace {

using duckdb::DataChunk;
using duckdb::ExpressionState;
using duckdb::string_t;
using duckdb::Vector;

void like(DataChunk& rows, ExpressionState&, Vector& result) {
  PatternCache patterns;
  duckdb::BinaryExecutor::Execute<string_t, string_t, bool>(
      rows.data[0], rows.data[1], result, rows.size(), [&](string_t text, string_t pattern) {
        return Matches(patterns.of(view(pattern)), view(text)).next();
      });
}

void count(DataChunk& rows, ExpressionState&, Vector& result) {
  PatternCache patterns;
  duckdb::BinaryExecutor::Execute<string_t, string_t, std::int64_t>(
      rows.data[0], rows.data[1], result, rows.size(), [&](string_t text, string_t pattern) {
        Matches matches(patterns.of(view(pattern)), view(text));
        std::int64_t found = 0;
        while (matches.next())
          ++found;
        return found;
      });
}

// In characters from 1, or -1: of the n-th match that starts at or after a character.
std::int32_t position_of(const Pattern& pattern, std::string_view text, std::int32_t start,
                         std::int32_t occurrence) {
  if (start < 1) raise(kInvalidArgument, "start position cannot be smaller than 1");
  if (occurrence < 1) raise(kInvalidArgument, "occurrence cannot be smaller than 1");
  if (start > count_characters(text)) return -1;
  Matches matches(pattern, text, byte_of(text, start - 1));
  for (; matches.next(); --occurrence) {
    if (occurrence == 1)
      return static_cast<std::int32_t>(count_characters(text.substr(0, matches.start()))) + 1;
  }
  return -1;
}

void position(DataChunk& rows, ExpressionState&, Vector& result) {
  PatternCache patterns;
  const Column<string_t> texts(rows, 0);
  const Column<string_t> expressions(rows, 1);
  const Column<std::int32_t> starts(rows, 2);
  const Column<std::int32_t> occurrences(rows, 3);
  const auto find_row = [&](duckdb::idx_t row) {
    duckdb::FlatVector::GetData<std::int32_t>(result)[row] = position_of(
        patterns.of(view(expressions[row])), view(texts[row]), starts[row], occurrences[row]);
  };
  each_row(rows, result, find_row, texts, expressions, starts, occurrences);
}

void extract(DataChunk& rows, ExpressionState&, Vector& result) {
  PatternCache patterns;
  duckdb::TernaryExecutor::ExecuteWithNulls<string_t, string_t, std::int64_t, string_t>(
      rows.data[0], rows.data[1], rows.data[2], result, rows.size(),
      [&](string_t text, string_t expression, std::int64_t number, duckdb::ValidityMask& valid,
          duckdb::idx_t row) {
        const Pattern& pattern = patterns.of(view(expression));
        const std::size_t group = pattern.require_group(number);
        Matches matches(pattern, view(text));
        std::optional<std::string_view> found;
        if (matches.next()) found = matches.group(group);
        return stored_or_null<string_t>(result, found, valid, row);
      });
}

void replace(DataChunk& rows, ExpressionState&, Vector& result) {
  PatternCache patterns;
  duckdb::TernaryExecutor::Execute<string_t, string_t, string_t, string_t>(
      rows.data[0], rows.data[1], rows.data[2], result, rows.size(),
      [&](string_t value, string_t expression, string_t replacement) {
        const std::string_view text = view(value);
        const Pattern& pattern = patterns.of(view(expression));
        Matches matches(pattern, text);
        std::string out;
        std::size_t at = 0;
        while (matches.next()) {
          append(out, text.substr(at, matches.start() - at));
          append_replacement(out, view(replacement), pattern, matches);
          at = matches.end();
        }
        return stored(result, out.append(text.substr(at)));
      });
}

void extract_all(DataChunk& rows, ExpressionState&, Vector& result) {
  PatternCache patterns;
  const Column<string_t> texts(rows, 0);
  const Column<string_t> expressions(rows, 1);
  const Column<std::int64_t> numbers(rows, 2);
  ListWriter found(result);
  const auto extract_row = [&](duckdb::idx_t row) {
    const Pattern& pattern = patterns.of(view(expressions[row]));
    const std::size_t number = pattern.require_group(numbers[row]);
    Matches matches(pattern, view(texts[row]));
    found.open(row);
    while (matches.next()) {
      const auto group = matches.group(number);
      group ? found.add_text(*group) : found.add_null();
    }
  };
  each_row(rows, result, extract_row, texts, expressions, numbers);
}

void split(DataChunk& rows, ExpressionState&, Vector& result) {
  PatternCache patterns;
  const Column<string_t> texts(rows, 0);
  const Column<string_t> expressions(rows, 1);
  ListWriter parts(result);
  const auto split_row = [&](duckdb::idx_t row) {
    const std::string_view text = view(texts[row]);
    Matches matches(patterns.of(view(expressions[row])), text);
    std::size_t at = 0;
    parts.open(row);
    while (matches.next()) {
      parts.add_text(text.substr(at, matches.start() - at));
      at = matches.end();
    }
    parts.add_text(text.substr(at));
  };
  each_row(rows, result, split_row, texts, expressions);
}

// --- a lambda's replacements: the groups of every match, and the parts between around results

void groups(DataChunk& rows, ExpressionState&, Vector& result) {
  PatternCache patterns;
  const Column<string_t> texts(rows, 0);
  const Column<string_t> expressions(rows, 1);
  ListWriter found(result);
  const auto match_row = [&](duckdb::idx_t row) {
    const Pattern& pattern = patterns.of(view(expressions[row]));
    Matches matches(pattern, view(texts[row]));
    found.open(row);
    while (matches.next()) {
      const auto place = found.add();
      ListWriter captured(found.items());
      captured.open(place);
      for (std::size_t number = 1; number <= pattern.group_count(); ++number) {
        const auto group = matches.group(number);
        group ? captured.add_text(*group) : captured.add_null();
      }
    }
  };
  each_row(rows, result, match_row, texts, expressions);
}

// A NULL among the replacements makes the whole NULL.
void interleave(DataChunk& rows, ExpressionState&, Vector& result) {
  const Column<duckdb::list_entry_t> parts(rows, 0);
  const Column<duckdb::list_entry_t> replacements(rows, 1);
  duckdb::UnifiedVectorFormat part;
  duckdb::UnifiedVectorFormat replacement;
  duckdb::ListVector::GetEntry(rows.data[0])
      .ToUnifiedFormat(duckdb::ListVector::GetListSize(rows.data[0]), part);
  duckdb::ListVector::GetEntry(rows.data[1])
      .ToUnifiedFormat(duckdb::ListVector::GetListSize(rows.data[1]), replacement);
  const auto text_at = [](const duckdb::UnifiedVectorFormat& format, duckdb::idx_t place) {
    return view(
        duckdb::UnifiedVectorFormat::GetData<string_t>(format)[format.sel->get_index(place)]);
  };
  const auto join_row = [&](duckdb::idx_t row) {
    std::string out(text_at(part, parts[row].offset));
    for (duckdb::idx_t i = 0; i < replacements[row].length; ++i) {
      const auto place = replacements[row].offset + i;
      if (!replacement.validity.RowIsValid(replacement.sel->get_index(place)))
        return duckdb::FlatVector::SetNull(result, row, true);
      append(out, text_at(replacement, place));
      append(out, text_at(part, parts[row].offset + i + 1));
    }
    duckdb::FlatVector::GetData<string_t>(result)[row] = stored(result, out);
  };
  each_row(rows, result, join_row, parts, replacements);
}

}  // namespace

void register_regexes(duckdb::ExtensionLoader& loader) {
  const auto text = LogicalType::VARCHAR;
  const auto texts = LogicalType::LIST(text);
  const auto number = LogicalType::BIGINT;
  const auto integer = LogicalType::INTEGER;
  const auto fails = Fails::on_values;
  add_function(loader, "sluice_regexp_like", {text, text}, LogicalType::BOOLEAN, fails, like);
  add_function(loader, "sluice_regexp_count", {text, text}, number, fails, count);
  add_function(loader, "sluice_regexp_position", {text, text, integer, integer}, integer, fails,
               position);
  add_function(loader, "sluice_regexp_extract", {text, text, number}, text, fails, extract);
  add_function(loader, "sluice_regexp_replace", {text, text, text}, text, fails, replace);
  add_function(loader, "sluice_regexp_extract_all", {text, text, number}, texts, fails,
               extract_all);
  add_function(loader, "sluice_regexp_split", {text, text}, texts, fails, split);
  add_function(loader, "sluice_regexp_groups", {text, text}, LogicalType::LIST(texts), fails,
               groups);
  add_function(loader, "sluice_regexp_interleave", {texts, texts}, text, fails, interleave);
}

}  // namespace sluice::engine
