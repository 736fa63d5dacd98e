#include "crawl/csv_header.h"

#include "base/text.h"

namespace sluice::crawl {

namespace {

constexpr std::size_t kHeaderCellCharactersMax = 150;

std::string_view cell(const std::vector<std::string>& row, std::size_t column) {
  return column < row.size() ? std::string_view(row[column]) : std::string_view();
}

std::vector<Guess> guess_columns(const CsvRows& rows, std::size_t first_row, std::size_t columns,
                                 Rules rules) {
  std::vector<Guess> guesses(columns, Guess::nothing);
  for (std::size_t row = first_row; row < rows.size(); ++row) {
    for (std::size_t i = 0; i < columns; ++i) {
      if (guesses[i] != Guess::text) {
        guesses[i] = merge(guesses[i], guess(cell(rows[row], i), rules));
      }
    }
  }
  return guesses;
}

bool has_only_text_cells(const std::vector<std::string>& row, std::size_t columns, Rules rules) {
  for (std::size_t i = 0; i < columns; ++i) {
    const std::string_view text = cell(row, i);
    const bool is_last = i + 1 == columns;
    // pandas leaves the name of its index empty.
    const bool may_be_empty = is_last || (i == 0 && rules == Rules::native);
    if (text.empty() && !may_be_empty) return false;
    if (!text.empty() && guess(text, rules) != Guess::text) return false;
    if (!is_last && text.size() >= kHeaderCellCharactersMax) return false;
    if (text.find_first_of("\r\n") != std::string_view::npos) return false;
  }
  return true;
}

bool has_typed_cell(const CsvRows& rows, std::size_t columns, Rules rules) {
  for (std::size_t row = 1; row < rows.size(); ++row) {
    for (std::size_t i = 0; i < columns; ++i) {
      const Guess found = guess(cell(rows[row], i), rules);
      if (found != Guess::text && found != Guess::nothing) return true;
    }
  }
  return false;
}

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == ' ' || c == '-' || c == '.';
}

bool is_identifier(std::string_view text) {
  constexpr std::size_t kNameCharactersMax = 64;
  return !text.empty() && text.size() <= kNameCharactersMax &&
         !(text.front() >= '0' && text.front() <= '9') &&
         std::all_of(text.begin(), text.end(), is_name_character);
}

// Words that end the names of columns, and seldom a value.
bool is_column_word(std::string_view text) {
  constexpr std::string_view kWords[] = {
      "id",    "name",    "code",        "key",   "type",   "date",   "time",     "status",
      "state", "country", "description", "value", "title",  "email",  "category", "city",
      "label", "address", "timestamp",   "url",   "phone",  "amount", "currency", "comment",
      "notes", "text",    "language",    "class", "gender", "region", "version",  "user"};
  const std::string lower = lower_ascii(text);
  const std::size_t start = lower.find_last_of("_ -.");
  const std::string_view last =
      std::string_view(lower).substr(start == std::string::npos ? 0 : start + 1);
  return std::find(std::begin(kWords), std::end(kWords), last) != std::end(kWords);
}

bool appears_below(const CsvRows& rows, std::size_t column) {
  const std::string_view name = cell(rows.front(), column);
  return std::any_of(rows.begin() + 1, rows.end(),
                     [&](const auto& row) { return cell(row, column) == name; });
}

// Evidence in a file of texts only: different identifiers that are no values of their columns, one
// at least a usual word for a column or joined by an underscore.
bool reads_like_names(const CsvRows& rows, std::size_t columns) {
  std::set<std::string> seen;
  bool has_column_word = false;
  for (std::size_t i = 0; i < columns; ++i) {
    const std::string_view name = cell(rows.front(), i);
    if (!is_identifier(name) || !seen.insert(lower_ascii(name)).second) return false;
    if (appears_below(rows, i)) return false;
    has_column_word |= is_column_word(name) || name.find('_') != std::string_view::npos;
  }
  return has_column_word;
}

std::string typed_evidence(const CsvRows& rows, std::size_t columns, Rules rules) {
  const auto guesses = guess_columns(rows, 1, columns, rules);
  const auto typed = std::count_if(guesses.begin(), guesses.end(), [](Guess each) {
    return each != Guess::text && each != Guess::nothing;
  });
  if (typed == 0) return "header: texts above a row that holds a number";
  return fmt::format("header: {} of {} columns hold numbers, dates or booleans below a text", typed,
                     columns);
}

// Names that are free, "col3" where the header has none.
std::vector<std::string> column_names(const std::vector<std::string>* header, std::size_t columns) {
  std::vector<std::string> names;
  std::set<std::string> taken;
  for (std::size_t i = 0; i < columns; ++i) {
    std::string name;
    if (header != nullptr) name = lower_ascii(cell(*header, i));
    if (name.empty() || name.size() > 255) name = fmt::format("col{}", i);
    std::string free = name;
    for (int next = 1; !taken.insert(free).second; ++next)
      free = fmt::format("{}_{}", name, next);
    names.push_back(std::move(free));
  }
  return names;
}

}  // namespace

CsvHeader find_header(const CsvRows& rows, std::size_t columns, Rules rules) {
  if (!has_only_text_cells(rows.front(), columns, rules)) {
    return {.is_present = false, .evidence = "no header: the first record holds values"};
  }
  if (has_typed_cell(rows, columns, rules)) {
    return {.is_present = true, .evidence = typed_evidence(rows, columns, rules)};
  }
  if (rules == Rules::native && reads_like_names(rows, columns)) {
    return {.is_present = true,
            .evidence = fmt::format("header: all is text, but \"{}\" reads like names of columns",
                                    join(rows.front(), ", "))};
  }
  return {.is_present = false,
          .evidence = "no header: all is text, the first record like the others"};
}

CsvColumns csv_columns(const CsvRows& rows, std::size_t columns, const CsvHeader& header,
                       Rules rules) {
  const auto guesses = guess_columns(rows, header.is_present ? 1 : 0, columns, rules);
  const auto names = column_names(header.is_present ? &rows.front() : nullptr, columns);
  CsvColumns result;
  for (std::size_t i = 0; i < columns; ++i) {
    result.columns.push_back({.name = names[i], .type = to_type(guesses[i])});
    if (rules == Rules::native && guesses[i] == Guess::nothing) result.untyped.insert(names[i]);
  }
  return result;
}

}  // namespace sluice::crawl
