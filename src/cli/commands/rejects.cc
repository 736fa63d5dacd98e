#include "base/error.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/table_lookup.h"
#include "cli/text_table.h"

namespace sluice::cli {
namespace {

constexpr int kRawWidthMax = 60;

TextRow row_of(const jobs::DeadRecord& record) {
  if (!record.record) {
    return {"", "", record.expectation, "fails its expectation", to_text(json::value(record.row))};
  }
  const auto& reject = *record.record;
  return {to_text(reject.source), std::to_string(reject.line), reject.column, reject.reason,
          reject.raw};
}

// Calls `take` with up to `limit` records (0: all), newest run first. Answers how many there are
// that it did not get.
std::uint64_t read_records(const Context& context, const meta::Snapshot& now,
                           const std::vector<jobs::DeadLetter>& letters, int limit,
                           const std::function<void(const jobs::DeadRecord&)>& take) {
  std::uint64_t total = 0;
  std::uint64_t taken = 0;
  const auto most = static_cast<std::uint64_t>(limit);
  for (const auto& letter : letters) {
    total += letter.records + letter.rows;
    if (limit != 0 && taken >= most) continue;
    context.services->services().dead_letters.read(
        now, letter, [&](const jobs::DeadRecord& record) {
          context.cancel.check();
          take(record);
          return (limit == 0 || ++taken < most) && !context.output.is_out_closed();
        });
  }
  return total > taken ? total - taken : 0;
}

// A table's dead letters outlive it, and a first run that failed left no table.
catalog::TableName name_of(const Context& context, const meta::Snapshot& now,
                           const std::string& text) {
  const auto dot = text.find('.');
  if (dot != std::string::npos) {
    const catalog::TableName name{catalog::DatabaseName(lower_ascii(text.substr(0, dot))),
                                  lower_ascii(text.substr(dot + 1))};
    if (!context.services->services().dead_letters.list(now, name).empty()) return name;
  }
  return table_called(context.core().catalog, now, text).name;
}

}  // namespace

ExitCode run_rejects(const Context& context) {
  const auto& options = std::get<RejectsOptions>(context.line.options);
  const auto now = context.core().database.snapshot();
  const auto table = name_of(context, now, options.table);
  const auto letters = context.services->services().dead_letters.list(now, table);
  if (context.line.is_json) {
    read_records(context, now, letters, options.limit, [&](const jobs::DeadRecord& record) {
      context.output.out(to_text(json::value(jobs::to_json(record))) + "\n");
    });
    return ExitCode::ok;
  }
  if (letters.empty()) {
    context.output.out(fmt::format("no records of {} are set aside\n", to_text(table)));
    return ExitCode::ok;
  }
  std::vector<TextRow> rows;
  const auto left =
      read_records(context, now, letters, options.limit, [&](const jobs::DeadRecord& record) {
        rows.push_back(row_of(record));
        for (auto& cell : rows.back())
          cell = on_one_line(cell);
      });
  context.output.out(
      text_table({{"source"}, {"line", Align::right}, {"column"}, {"reason"}, {"record"}}, rows,
                 {.cell_width_max = kRawWidthMax}));
  if (options.limit != 0 && left > 0) {
    context.output.out(fmt::format(
        "… and {} more: --limit N shows them, --json all of them whole\n", human_count(left)));
  }
  return ExitCode::ok;
}

}  // namespace sluice::cli
