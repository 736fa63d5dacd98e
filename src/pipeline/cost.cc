#include "pipeline/cost.h"

#include <cmath>

#include "pipeline/text_files.h"
#include "pipeline/yaml_node.h"

namespace sluice::pipeline {
namespace {

// us-east-1 list prices. `sluice plan --prices FILE` reads another table.
constexpr std::string_view kBuiltIn = R"(date: "2026-08-21"
region: us-east-1
athena_usd_per_tb: 5.0
athena_minimum_mb: 10
glue_usd_per_dpu_hour: 0.44
crawler_minimum_minutes: 10
crawler_dpus: 2
s3_put_usd_per_1000: 0.005
s3_get_usd_per_1000: 0.0004
)";

}  // namespace

Cost& Cost::operator+=(const Cost& other) {
  athena_usd += other.athena_usd;
  glue_usd += other.glue_usd;
  storage_usd += other.storage_usd;
  return *this;
}

double PriceTable::price(const std::string& name) const {
  auto found = prices.find(name);
  if (found != prices.end()) return found->second;
  throw Error(ErrorKind::invalid, "MissingPrice",
              fmt::format("the price table of {} has no \"{}\"", date, name));
}

PriceTable read_prices(const std::string& path) {
  auto text = path.empty() ? std::string(kBuiltIn) : read_text_file(path);
  auto root = YamlNode::parse(text, path.empty() ? "built-in prices" : path);
  PriceTable table;
  root.each("a price table", [&](const std::string& key, const YamlNode& value) {
    if (key == "date") {
      table.date = value.text("the date");
    } else if (key == "region") {
      table.region = value.text("the region");
    } else {
      table.prices[key] = value.number("a price");
    }
  });
  if (table.date.empty()) complain(root.place(), "expected `date:`, the day the prices were read");
  return table;
}

Cost athena_query(const PriceTable& prices, std::uint64_t scanned_bytes) {
  constexpr double kMegabyte = 1 << 20;
  auto megabytes = std::max(std::ceil(static_cast<double>(scanned_bytes) / kMegabyte),
                            prices.price("athena_minimum_mb"));
  return {.athena_usd = megabytes / (1 << 20) * prices.price("athena_usd_per_tb")};
}

Cost crawl(const PriceTable& prices) {
  auto hours = prices.price("crawler_minimum_minutes") / 60;
  return {.glue_usd = hours * prices.price("crawler_dpus") * prices.price("glue_usd_per_dpu_hour")};
}

Cost put_objects(const PriceTable& prices, std::uint64_t objects) {
  return {.storage_usd = static_cast<double>(objects) / 1000 * prices.price("s3_put_usd_per_1000")};
}

}  // namespace sluice::pipeline
