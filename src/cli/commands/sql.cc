#include "base/error.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/sql/catalog_question.h"
#include "cli/sql/explain.h"
#include "cli/sql/prepared.h"
#include "cli/sql/result_writer.h"
#include "cli/sql/statements.h"
#include "pipeline/text_files.h"
#include "query/planner.h"
#include "sql/syntax/ast.h"

namespace sluice::cli {
namespace {

// "line 3:8: …" of a file's text becomes "report.sql:3:8: …".
std::string placed(const std::string& file, const std::string& message) {
  if (file.empty() || !message.starts_with("line ")) return message;
  return fmt::format("{}:{}", file, message.substr(5));
}

std::string first_word(std::string_view text) {
  text = trim(text);
  return upper_ascii(text.substr(0, text.find_first_of(" \t\r\n(")));
}

// Runs the statements of one text, one after another.
class Session {
 public:
  Session(const Context& context, const SqlOptions& options)
      : context_(context), options_(options) {}

  void run(std::string_view text) {
    for (const auto& statement : split_statements(text)) {
      context_.cancel.check();
      if (context_.output.is_out_closed()) return;
      if (count_++ > 0 && is_for_people()) context_.output.out("\n");
      run_statement({.text = statement, .parameters = {}});
    }
    if (count_ == 0) {
      throw Error(ErrorKind::invalid, "SYNTAX_ERROR", "there is no statement to run");
    }
  }

 private:
  bool is_for_people() const {
    return options_.format == ResultFormat::automatic || options_.format == ResultFormat::table;
  }

  void run_statement(const BoundStatement& bound) {
    const auto& text = bound.text;
    if (auto question = hive_question(text, options_.database)) return show(*question);
    const auto statement = sql::parse_statement(text);
    switch (statement->kind) {
      case sql::StatementKind::query:
        return query(bound);
      case sql::StatementKind::prepare:
        return prepared_.prepare(sql::statement_cast<sql::Prepare>(*statement));
      case sql::StatementKind::execute:
        return run_statement(prepared_.execute(sql::statement_cast<sql::Execute>(*statement)));
      case sql::StatementKind::execute_immediate:
        return run_statement(
            execute_immediate(sql::statement_cast<sql::ExecuteImmediate>(*statement)));
      case sql::StatementKind::deallocate:
        return prepared_.deallocate(sql::statement_cast<sql::Deallocate>(*statement));
      case sql::StatementKind::explain:
        return explained(sql::statement_cast<sql::Explain>(*statement), bound);
      case sql::StatementKind::show:
        return show(
            catalog_question(sql::statement_cast<sql::Show>(*statement), options_.database));
      case sql::StatementKind::utility:
        refuse(sql::statement_cast<sql::Utility>(*statement).command);
      default:
        refuse(first_word(text));
    }
  }

  [[noreturn]] static void refuse(const std::string& what) {
    throw Error(
        ErrorKind::unsupported, "NOT_SUPPORTED",
        fmt::format("{} is not supported: queries, EXPLAIN, SHOW, DESCRIBE and PREPARE are", what));
  }

  void explained(const sql::Explain& statement, const BoundStatement& bound) {
    if (statement.statement->kind != sql::StatementKind::query) {
      refuse("EXPLAIN of what is no query");
    }
    std::string text = bound.text;
    // Errors keep their places.
    for (std::size_t i = 0; i < statement.statement->location.offset; ++i) {
      if (text[i] != '\n') text[i] = ' ';
    }
    const auto plan = context_.core().planner.plan(
        text, context_.core().database.snapshot(),
        {.database = options_.database, .parameters = bound.parameters});
    const Explanation found = explain(statement, plan);
    CatalogAnswer answer{.names = {found.column}, .rows = {}};
    for (const auto& line : found.lines)
      answer.rows.push_back({line});
    show(answer);
  }

  void query(const BoundStatement& statement) {
    const auto start = context_.core().clock.monotonic();
    const auto now = context_.core().database.snapshot();
    const auto plan = context_.core().planner.plan(
        statement.text, now, {.database = options_.database, .parameters = statement.parameters});
    ResultHead head;
    for (const auto& column : plan.lowered.output) {
      head.names.push_back(column.name);
      head.types.push_back(column.type);
    }
    auto result = context_.core().engine.query(query::request(plan, &context_.cancel));
    const auto writer = result_writer(options_.format, head, context_.output);
    std::uint64_t rows = 0;
    while (!context_.output.is_out_closed()) {
      const auto batch = result->next();
      if (batch.empty() || batch.front().empty()) break;
      rows += batch.front().size();
      writer->rows(batch);
    }
    writer->end();
    if (!context_.output.is_out_closed()) {
      tell_statistics(rows, result->statistics().scanned_bytes, plan,
                      context_.core().clock.monotonic() - start);
    }
  }

  void tell_statistics(std::uint64_t rows, std::uint64_t scanned_bytes, const query::Plan& plan,
                       std::chrono::nanoseconds elapsed) const {
    const auto& terminal = context_.output.terminal();
    const bool is_watched = terminal.is_out_terminal && terminal.is_err_terminal;
    if (!options_.has_statistics && !is_watched) return;
    std::uint64_t total = 0;
    std::size_t files = 0;
    for (const auto& table : plan.tables) {
      total += table.size_bytes;
      files += table.files;
    }
    context_.output.err(fmt::format("{} {}, {} read of {} in {} {}, {}\n", human_count(rows),
                                    rows == 1 ? "row" : "rows", human_bytes(scanned_bytes),
                                    human_bytes(total), human_count(files),
                                    files == 1 ? "object" : "objects", human_duration(elapsed)));
  }

  void show(const CatalogQuestion& question) {
    show(answer(question, context_.core().catalog, context_.core().database.snapshot()));
  }

  void show(const CatalogAnswer& found) {
    const std::vector<sql::Type> types(found.names.size(), {.kind = sql::TypeKind::varchar});
    const auto writer = result_writer(options_.format, {found.names, types}, context_.output);
    std::vector<std::vector<engine::Value>> columns(found.names.size());
    for (const auto& row : found.rows) {
      for (std::size_t i = 0; i < row.size(); ++i)
        columns[i].push_back({row[i]});
    }
    writer->rows(columns);
    writer->end();
  }

  const Context& context_;
  const SqlOptions& options_;
  PreparedStatements prepared_;
  int count_ = 0;
};

}  // namespace

ExitCode run_sql(const Context& context) {
  const auto& options = std::get<SqlOptions>(context.line.options);
  std::string text;
  std::string file;
  if (options.text) {
    text = *options.text;
  } else if (options.reads_input()) {
    text = context.invocation.input.value_or("");
  } else {
    file = *options.file;
    text = pipeline::read_text_file(context.path(file));
  }
  try {
    Session(context, options).run(text);
  } catch (const Error& error) {
    if (placed(file, error.message()) == error.message()) throw;
    throw Error(error.kind(), error.code(), placed(file, error.message()));
  }
  return ExitCode::ok;
}

}  // namespace sluice::cli
