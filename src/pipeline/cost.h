// What a step would cost on AWS, by an editable, dated table of prices.
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace sluice::pipeline {

// US dollars.
struct Cost {
  double athena_usd = 0;   // by data scanned
  double glue_usd = 0;     // crawlers, by DPU-hours
  double storage_usd = 0;  // requests
  double total_usd() const { return athena_usd + glue_usd + storage_usd; }
  Cost& operator+=(const Cost& other);
};

// Prices by name ("athena_usd_per_tb") with the day they were read.
struct PriceTable {
  std::string date;  // "2026-08-21"
  std::string region;
  std::map<std::string, double> prices;
  double price(const std::string& name) const;  // throws Error invalid when it is missing
};

// The built-in table, or the YAML file at `path`. Throws Error invalid with the place.
PriceTable read_prices(const std::string& path);

// Athena: rounded up to a megabyte, at least 10 MB a query.
Cost athena_query(const PriceTable& prices, std::uint64_t scanned_bytes);
// The least that one crawl costs: Glue bills a minimum time.
Cost crawl(const PriceTable& prices);
Cost put_objects(const PriceTable& prices, std::uint64_t objects);

}  // namespace sluice::pipeline
