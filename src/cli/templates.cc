#include "cli/templates.h"

#include <filesystem>

#include "base/error.h"
#include "pipeline/text_files.h"

namespace sluice::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kPipeline =
    R"(# Orders, landed as they came, crawled, cleaned, and summed up by day.
# `sluice plan` shows what would run, `sluice run` runs it; once it is deployed (`sluice deploy`),
# `sluice serve` runs it on its schedule: every day at six, UTC unless there is a `timezone:`.
schedule: cron(0 6 * * ? *)

parameters:
  orders:
    type: path
    default: data
    description: the folder with the orders' CSV files

zones:
  raw:
    bucket: raw
    versioned: true
    transitions:
      GLACIER_IR: 90  # days; GLACIER costs less, and is to be restored before it is read
  staging:
    bucket: staging
    expire_after_days: 30
  curated:
    bucket: curated

sources:
  load_orders:
    files: ${orders}/*.csv
    to: raw/orders/

crawls:
  crawl_orders:
    of: raw/orders/
    table: orders

models: models
tests: tests
)";

constexpr const char* kOrders = R"(order_id,ordered_on,customer,amount
1,2026-01-05,Ada,19.90
2,2026-01-05,"Hopper, Grace",250.00
3,2026-01-06,Linus,5.25
4,2026-01-07,Ada,-3.00
)";

constexpr const char* kCleanOrders = R"(/*
zone: curated
expectations:
  - name: an order costs something
    check: amount > 0
    on_fail: reject
tests:
  - not_null: [order_id, ordered_on]
  - unique: [order_id]
*/
SELECT
  order_id,
  ordered_on,
  customer,
  CAST(amount AS decimal(12, 2)) AS amount
FROM raw.orders
)";

constexpr const char* kRevenue = R"(/*
zone: curated
partition_by: [month]
*/
SELECT
  ordered_on,
  count(*) AS orders,
  sum(amount) AS revenue,
  date_format(ordered_on, '%Y-%m') AS month
FROM curated.clean_orders
GROUP BY ordered_on
)";

constexpr const char* kUnitTest = R"(model: revenue_by_day
tests:
  - name: orders of one day are one row
    given:
      curated.clean_orders:
        columns:
          order_id: bigint
          ordered_on: date
          customer: string
          amount: decimal(12,2)
        rows:
          - {order_id: 1, ordered_on: '2026-01-05', customer: Ada, amount: '19.90'}
          - {order_id: 2, ordered_on: '2026-01-05', customer: Grace, amount: '0.10'}
    expect:
      - {ordered_on: '2026-01-05', orders: 2, revenue: '20.00', month: 2026-01}
)";

// Installed in PREFIX/share/sluice/examples; a program in a build folder uses the sources'.
fs::path example_folder(const std::string& name) {
  std::error_code failure;
  const auto program = fs::read_symlink("/proc/self/exe", failure);
  const auto installed =
      program.parent_path().parent_path() / "share" / "sluice" / "examples" / name;
  if (!failure && fs::exists(installed)) return installed;
  fs::path source = fs::path(SLUICE_EXAMPLES) / name;
  if (fs::exists(source)) return source;
  throw Error(ErrorKind::not_found, "NoTemplate",
              fmt::format("the template {} is neither in {} nor in {}", name, installed.string(),
                          source.string()));
}

// The new folder lies elsewhere, the data stay where they are.
std::string with_absolute_data(std::string text, const fs::path& example) {
  constexpr std::string_view kUp = "../../";
  const auto root = example.parent_path().parent_path().string() + "/";
  for (auto at = text.find(kUp); at != std::string::npos; at = text.find(kUp, at + root.size())) {
    text.replace(at, kUp.size(), root);
  }
  return text;
}

std::map<std::string, std::string> example_files(const std::string& name) {
  const auto folder = example_folder(name);
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const auto path = entry.path().lexically_relative(folder).generic_string();
    if (!entry.is_regular_file() || path == "report.html" || path.starts_with(".")) continue;
    files[path] = pipeline::read_text_file(entry.path().string());
  }
  auto& main = files.at("sluice.yaml");
  main = with_absolute_data(main, folder);
  return files;
}

}  // namespace

std::map<std::string, std::string> template_files(Template which) {
  if (which == Template::aviation) return example_files("aviation");
  return {{"sluice.yaml", kPipeline},
          {"data/orders.csv", kOrders},
          {"models/clean_orders.sql", kCleanOrders},
          {"models/revenue_by_day.sql", kRevenue},
          {"tests/revenue_by_day.yaml", kUnitTest}};
}

}  // namespace sluice::cli
