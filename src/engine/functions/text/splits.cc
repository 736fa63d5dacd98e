// split and its kin: https://trino.io/docs/current/functions/string.html
#include "engine/functions/columns.h"
#include "engine/functions/families.h"
#include "engine/functions/utf8.h"

namespace sluice::engine {

namespace {

using duckdb::DataChunk;
using duckdb::ExpressionState;
using duckdb::string_t;
using duckdb::Vector;

void split_limited(DataChunk& rows, ExpressionState&, Vector& result) {
  const Column<string_t> texts(rows, 0);
  const Column<string_t> delimiters(rows, 1);
  const Column<std::int64_t> limits(rows, 2);
  ListWriter parts(result);
  const auto split_row = [&](duckdb::idx_t row) {
    std::string_view text = view(texts[row]);
    const std::string_view delimiter = view(delimiters[row]);
    if (limits[row] <= 0) raise(kInvalidArgument, "Limit must be positive");
    if (limits[row] > 2'147'483'647) raise(kInvalidArgument, "Limit is too large");
    if (delimiter.empty()) raise(kInvalidArgument, "The delimiter may not be the empty string");
    parts.open(row);
    for (std::int64_t left = limits[row]; left > 1; --left) {
      const auto found = text.find(delimiter);
      if (found == std::string_view::npos) break;
      parts.add_text(text.substr(0, found));
      text.remove_prefix(found + delimiter.size());
    }
    parts.add_text(text);
  };
  each_row(rows, result, split_row, texts, delimiters, limits);
}

// An empty delimiter splits at every character.
std::optional<std::string_view> character_number(std::string_view text, std::int64_t number) {
  const std::size_t at = byte_of(text, number - 1);
  if (at == text.size()) return std::nullopt;
  return text.substr(at, character_size(text, at));
}

std::optional<std::string_view> split_part(const string_t& value, const string_t& by,
                                           std::int64_t number) {
  std::string_view text = view(value);
  const std::string_view delimiter = view(by);
  if (number <= 0) raise(kInvalidArgument, "Index must be greater than zero");
  if (delimiter.empty()) return character_number(text, number);
  for (;; --number) {
    const auto found = text.find(delimiter);
    if (number == 1) return text.substr(0, found);
    if (found == std::string_view::npos) return std::nullopt;
    text.remove_prefix(found + delimiter.size());
  }
}

// --- maps

using Entries = std::vector<std::pair<std::string_view, std::string_view>>;

// Of the two functions' errors, that of split_to_map quotes what it refuses.
enum class Refusal { quoted, bare };

std::pair<std::string_view, std::string_view> entry_of(std::string_view pair,
                                                       std::string_view delimiter,
                                                       Refusal refusal) {
  const auto at = pair.find(delimiter);
  const bool is_once = at != std::string_view::npos &&
                       pair.find(delimiter, at + delimiter.size()) == std::string_view::npos;
  if (!is_once) {
    const char* quote = refusal == Refusal::quoted ? "'" : "";
    raise(kInvalidArgument,
          fmt::format("Key-value delimiter must appear exactly once in each entry. "
                      "Bad input: {0}{1}{0}",
                      quote, pair));
  }
  return {pair.substr(0, at), pair.substr(at + delimiter.size())};
}

Entries entries_of(std::string_view text, std::string_view between, std::string_view inside,
                   Refusal refusal) {
  if (between.empty()) raise(kInvalidArgument, "entryDelimiter is empty");
  if (inside.empty()) raise(kInvalidArgument, "keyValueDelimiter is empty");
  if (between == inside)
    raise(kInvalidArgument, "entryDelimiter and keyValueDelimiter must not be the same");
  Entries entries;
  while (!text.empty()) {
    const auto end = text.find(between);
    entries.push_back(entry_of(text.substr(0, end), inside, refusal));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + between.size());
  }
  return entries;
}

struct MapArguments {
  explicit MapArguments(DataChunk& rows) : texts(rows, 0), between(rows, 1), inside(rows, 2) {}

  Entries entries(duckdb::idx_t row, Refusal refusal) const {
    return entries_of(view(texts[row]), view(between[row]), view(inside[row]), refusal);
  }

  Column<string_t> texts;
  Column<string_t> between;
  Column<string_t> inside;
};

void write_key(ListWriter& pairs, duckdb::idx_t place, std::string_view key) {
  auto& keys = *duckdb::StructVector::GetEntries(pairs.items())[0];
  duckdb::FlatVector::GetData<string_t>(keys)[place] = stored(keys, key);
}

void split_to_map(DataChunk& rows, ExpressionState&, Vector& result) {
  const MapArguments arguments(rows);
  ListWriter pairs(result);
  const auto split_row = [&](duckdb::idx_t row) {
    std::set<std::string_view> seen;
    pairs.open(row);
    for (const auto& [key, value] : arguments.entries(row, Refusal::quoted)) {
      if (!seen.insert(key).second)
        raise(kInvalidArgument, fmt::format("Duplicate keys ({}) are not allowed", key));
      const auto place = pairs.add();
      write_key(pairs, place, key);
      auto& values = *duckdb::StructVector::GetEntries(pairs.items())[1];
      duckdb::FlatVector::GetData<string_t>(values)[place] = stored(values, value);
    }
  };
  each_row(rows, result, split_row, arguments.texts, arguments.between, arguments.inside);
}

void split_to_multimap(DataChunk& rows, ExpressionState&, Vector& result) {
  const MapArguments arguments(rows);
  ListWriter pairs(result);
  const auto split_row = [&](duckdb::idx_t row) {
    Entries entries = arguments.entries(row, Refusal::bare);
    std::stable_sort(entries.begin(), entries.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    pairs.open(row);
    for (std::size_t i = 0; i < entries.size();) {
      const std::string_view key = entries[i].first;
      const auto place = pairs.add();
      write_key(pairs, place, key);
      ListWriter values(*duckdb::StructVector::GetEntries(pairs.items())[1]);
      values.open(place);
      for (; i < entries.size() && entries[i].first == key; ++i)
        values.add_text(entries[i].second);
    }
  };
  each_row(rows, result, split_row, arguments.texts, arguments.between, arguments.inside);
}

}  // namespace

void register_splits(duckdb::ExtensionLoader& loader) {
  const auto text = LogicalType::VARCHAR;
  const auto texts = LogicalType::LIST(text);
  const auto number = LogicalType::BIGINT;
  const auto fails = Fails::on_values;
  add_function(loader, "sluice_split", {text, text, number}, texts, fails, split_limited);
  add_function(loader, "sluice_split_part", {text, text, number}, text, fails,
               ternary_or_null(split_part));
  add_function(loader, "sluice_split_to_map", {text, text, text}, LogicalType::MAP(text, text),
               fails, split_to_map);
  add_function(loader, "sluice_split_to_multimap", {text, text, text},
               LogicalType::MAP(text, texts), fails, split_to_multimap);
}

}  // namespace sluice::engine
