#include "cli/sql/result_writer.h"

#include <set>

#include "base/json.h"
#include "base/text.h"
#include "cli/text_table.h"
#include "query/values.h"

namespace sluice::cli {
namespace {

constexpr std::size_t kPieceBytes = 64 << 10;
constexpr std::size_t kMeasuredRows = 1000;  // that decide a table's widths
constexpr int kTerminalCellWidthMax = 60;

using Batch = std::vector<std::vector<engine::Value>>;

std::size_t row_count(const Batch& columns) {
  return columns.empty() ? 0 : columns[0].size();
}

// Collects text and writes it in pieces.
class Pieces {
 public:
  explicit Pieces(server::Output& output) : output_(output) {}

  void add(std::string_view text) {
    text_ += text;
    if (text_.size() >= kPieceBytes) flush();
  }
  void flush() {
    if (!text_.empty()) output_.out(text_);
    text_.clear();
  }

 private:
  server::Output& output_;
  std::string text_;
};

bool is_number(const sql::Type& type) {
  switch (type.kind) {
    case sql::TypeKind::tinyint:
    case sql::TypeKind::smallint:
    case sql::TypeKind::integer:
    case sql::TypeKind::bigint:
    case sql::TypeKind::real:
    case sql::TypeKind::double_:
    case sql::TypeKind::decimal:
      return true;
    default:
      return false;
  }
}

class TableWriter final : public ResultWriter {
 public:
  TableWriter(const ResultHead& head, server::Output& output)
      : types_(head.types), output_(output) {
    for (std::size_t i = 0; i < head.names.size(); ++i) {
      columns_.push_back({.name = on_one_line(head.names[i]),
                          .align = is_number(head.types[i]) ? Align::right : Align::left});
    }
    if (output.terminal().is_out_terminal) limits_.cell_width_max = kTerminalCellWidthMax;
  }

  void rows(const Batch& batch) override {
    for (std::size_t row = 0; row < row_count(batch); ++row) {
      TextRow cells;
      for (std::size_t i = 0; i < batch.size(); ++i) {
        cells.push_back(on_one_line(query::to_text(batch[i][row], types_[i]).value_or("NULL")));
      }
      rows_.push_back(std::move(cells));
      if (rows_.size() >= kMeasuredRows) flush();
    }
  }

  void end() override {
    if (!rows_.empty() || count_ == 0) flush();
    output_.out(fmt::format("({} {})\n", human_count(count_), count_ == 1 ? "row" : "rows"));
  }

 private:
  // Later pieces keep the first one's widths where they can.
  void flush() {
    count_ += rows_.size();
    auto text = text_table(columns_, rows_, limits_);
    rows_.clear();
    if (is_started_) {
      text.erase(0, text.find('\n') + 1);
      text.erase(0, text.find('\n') + 1);
    }
    is_started_ = true;
    output_.out(text);
  }

  std::vector<sql::Type> types_;
  server::Output& output_;
  std::vector<TextColumn> columns_;
  TableLimits limits_;
  std::vector<TextRow> rows_;
  std::uint64_t count_ = 0;
  bool is_started_ = false;
};

// Empty is NULL, "" the empty text, as in Athena's result files.
std::string csv_field(const std::optional<std::string>& text) {
  if (!text) return "";
  if (!text->empty() && text->find_first_of(",\"\r\n") == std::string::npos) return *text;
  std::string quoted = "\"";
  for (char byte : *text) {
    if (byte == '"') quoted += '"';
    quoted += byte;
  }
  return quoted + '"';
}

// As PostgreSQL's COPY writes it: \N is NULL, backslashes escape.
std::string tsv_field(const std::optional<std::string>& text) {
  if (!text) return "\\N";
  std::string field;
  for (char byte : *text) {
    if (byte == '\t') {
      field += "\\t";
    } else if (byte == '\n') {
      field += "\\n";
    } else if (byte == '\r') {
      field += "\\r";
    } else if (byte == '\\') {
      field += "\\\\";
    } else {
      field += byte;
    }
  }
  return field;
}

class SeparatedWriter final : public ResultWriter {
 public:
  using Field = std::string (*)(const std::optional<std::string>&);

  SeparatedWriter(const ResultHead& head, server::Output& output, char separator, Field field)
      : types_(head.types), pieces_(output), separator_(separator), field_(field) {
    std::string line;
    for (const auto& name : head.names) {
      if (!line.empty()) line += separator_;
      line += field_(name);
    }
    pieces_.add(line + "\n");
  }

  void rows(const Batch& batch) override {
    std::string line;
    for (std::size_t row = 0; row < row_count(batch); ++row) {
      line.clear();
      for (std::size_t i = 0; i < batch.size(); ++i) {
        if (i > 0) line += separator_;
        line += field_(query::to_text(batch[i][row], types_[i]));
      }
      line += '\n';
      pieces_.add(line);
    }
  }

  void end() override { pieces_.flush(); }

 private:
  std::vector<sql::Type> types_;
  Pieces pieces_;
  char separator_;
  Field field_;
};

class JsonWriter final : public ResultWriter {
 public:
  JsonWriter(const ResultHead& head, server::Output& output) : types_(head.types), pieces_(output) {
    // An object has each name once: of columns that share theirs the later ones get a number.
    std::set<std::string> taken;
    for (const auto& name : head.names) {
      auto unique = name;
      for (int number = 2; !taken.insert(unique).second; ++number) {
        unique = fmt::format("{}_{}", name, number);
      }
      names_.push_back(unique);
    }
  }

  void rows(const Batch& batch) override {
    for (std::size_t row = 0; row < row_count(batch); ++row) {
      json::object line;
      for (std::size_t i = 0; i < batch.size(); ++i) {
        line[names_[i]] = query::to_json(batch[i][row], types_[i]);
      }
      pieces_.add(to_text(json::value(std::move(line))) + "\n");
    }
  }

  void end() override { pieces_.flush(); }

 private:
  std::vector<std::string> names_;
  std::vector<sql::Type> types_;
  Pieces pieces_;
};

}  // namespace

std::unique_ptr<ResultWriter> result_writer(ResultFormat format, const ResultHead& head,
                                            server::Output& output) {
  switch (format) {
    case ResultFormat::csv:
      return std::make_unique<SeparatedWriter>(head, output, ',', csv_field);
    case ResultFormat::tsv:
      return std::make_unique<SeparatedWriter>(head, output, '\t', tsv_field);
    case ResultFormat::json:
      return std::make_unique<JsonWriter>(head, output);
    case ResultFormat::automatic:
    case ResultFormat::table:
      break;
  }
  return std::make_unique<TableWriter>(head, output);
}

}  // namespace sluice::cli
