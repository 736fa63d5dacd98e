#include "crawl/csv_infer.h"

#include "base/text.h"
#include "crawl/csv_header.h"
#include "engine/text/faults.h"

namespace sluice::crawl {

namespace {

constexpr char kDelimiters[] = {',', '|', '\t', ';', '\x01'};

// The text read by one candidate format.
struct Reading {
  engine::CsvFormat format;
  CsvRows rows;
  std::size_t columns = 0;  // the most frequent count of fields
  std::size_t regular = 0;  // records that have so many
  std::size_t quoted_fields = 0;
  std::size_t bad_records = 0;  // quotes that do not pair up
  std::size_t not_utf8 = 0;

  double regularity() const {
    return rows.empty() ? 0 : static_cast<double>(regular) / static_cast<double>(rows.size());
  }
};

void add_record(Reading& reading, engine::CsvSampleRecord record) {
  if (!record.fault.empty()) {
    ++(record.fault == engine::kNotUtf8 ? reading.not_utf8 : reading.bad_records);
    return;
  }
  std::vector<std::string> cells;
  for (engine::SampleField& field : record.fields) {
    if (field.is_quoted) ++reading.quoted_fields;
    cells.push_back(std::move(field.text));
  }
  reading.rows.push_back(std::move(cells));
}

void count_columns(Reading& reading) {
  std::map<std::size_t, std::size_t> counts;
  for (const auto& row : reading.rows)
    ++counts[row.size()];
  for (const auto& [columns, rows] : counts) {
    if (rows < reading.regular) continue;
    reading.columns = columns;
    reading.regular = rows;
  }
}

Reading read_as(std::string_view text, Extent extent, const engine::CsvFormat& format) {
  Reading reading{.format = format};
  for (engine::CsvSampleRecord& record : csv_records(text, extent, format).records) {
    add_record(reading, std::move(record));
  }
  count_columns(reading);
  return reading;
}

// Lines need not all be whole, but a delimiter that only few of them share is none.
constexpr double kRegularMin = 0.7;

bool is_better(const Reading& candidate, const Reading& best) {
  if (candidate.columns < 2 || candidate.regularity() < kRegularMin) return false;
  if (best.columns < 2) return true;
  if (candidate.regularity() != best.regularity()) {
    return candidate.regularity() > best.regularity();
  }
  return candidate.columns > best.columns;
}

bool has_quotes_that_pair(const Reading& reading) {
  return reading.bad_records * 20 <= reading.rows.size();
}

// A backslash before a quote escapes it only where doubling would leave a quote unpaired.
Reading read_quoted(std::string_view text, Extent extent, char delimiter) {
  engine::CsvFormat format{.delimiter = delimiter, .quote = '"', .escape = '"', .null_text = ""};
  Reading doubled = read_as(text, extent, format);
  if (doubled.bad_records == 0 || text.find("\\\"") == std::string_view::npos) return doubled;
  format.escape = '\\';
  Reading escaped = read_as(text, extent, format);
  return escaped.bad_records < doubled.bad_records ? std::move(escaped) : std::move(doubled);
}

Reading read_best(std::string_view text, Extent extent, Rules rules) {
  Reading best;
  for (const char delimiter : kDelimiters) {
    Reading candidate;
    if (rules == Rules::native && delimiter != '\x01') {
      candidate = read_quoted(text, extent, delimiter);
    }
    if (candidate.rows.empty() || !has_quotes_that_pair(candidate)) {
      candidate = read_as(text, extent, {.delimiter = delimiter});
    }
    if (is_better(candidate, best)) best = std::move(candidate);
  }
  return best;
}

std::string shown(char delimiter) {
  if (delimiter == '\t') return "tab";
  if (delimiter == '\x01') return "\\u0001";
  return fmt::format("\"{}\"", delimiter);
}

catalog::TableFormat table_format(const engine::CsvFormat& format, bool has_header) {
  return {.format = catalog::FileFormat::csv,
          .csv = {.delimiter = format.delimiter,
                  .quote = format.quote,
                  .escape = format.escape,
                  .header_lines = has_header ? 1 : 0,
                  .null_text = format.null_text}};
}

std::string evidence(const Reading& reading, const CsvHeader& header) {
  std::string text =
      fmt::format("{} records of {} fields apart by {}", human_count(reading.rows.size()),
                  reading.columns, shown(reading.format.delimiter));
  if (reading.quoted_fields > 0) {
    text += fmt::format(", {} in quotes", human_count(reading.quoted_fields));
  }
  text += "; " + header.evidence;
  const std::size_t ragged = reading.rows.size() - reading.regular;
  if (ragged > 0) text += fmt::format("; {} records of another length", human_count(ragged));
  if (reading.bad_records > 0) {
    text += fmt::format("; {} records with unpaired quotes", human_count(reading.bad_records));
  }
  if (reading.not_utf8 > 0) {
    text += fmt::format("; {} records are not UTF-8", human_count(reading.not_utf8));
  }
  return text;
}

// Binary content that happens to hold delimiters.
bool is_text(std::string_view text) {
  constexpr std::size_t kLookBytes = 8192;
  const std::string_view head = text.substr(0, kLookBytes);
  return std::none_of(head.begin(), head.end(), [](char c) {
    return static_cast<unsigned char>(c) < ' ' && c != '\t' && c != '\n' && c != '\r' &&
           c != '\x01' && c != '\f' && c != '\x1b';
  });
}

}  // namespace

std::optional<CsvInference> infer_csv(std::string_view text, Extent extent, Rules rules,
                                      SingleColumn single_column) {
  if (!is_text(text)) return std::nullopt;
  Reading reading = read_best(text, extent, rules);
  if (reading.columns < 2 && single_column == SingleColumn::accepted) {
    reading = rules == Rules::native ? read_quoted(text, extent, ',')
                                     : read_as(text, extent, {.delimiter = ','});
    if (reading.columns != 1 || reading.regularity() < kRegularMin) return std::nullopt;
  }
  if (reading.columns == 0 || reading.rows.size() < 2) return std::nullopt;
  if (reading.not_utf8 > reading.rows.size()) return std::nullopt;

  const CsvHeader header = find_header(reading.rows, reading.columns, rules);
  CsvInference result;
  result.shape.format = table_format(reading.format, header.is_present);
  CsvColumns columns = csv_columns(reading.rows, reading.columns, header, rules);
  result.shape.columns = std::move(columns.columns);
  result.shape.untyped = std::move(columns.untyped);
  result.records = reading.rows.size() + reading.bad_records + reading.not_utf8;
  result.evidence = evidence(reading, header);
  return result;
}

}  // namespace sluice::crawl
