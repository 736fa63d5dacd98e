// A lake with one bucket, and crawls of it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.h"
#include "crawl/crawler.h"
#include "store/store_test_world.h"

namespace sluice::crawl {

struct TestLake : store::TestWorld {
  TestLake() {
    for (const auto& schema :
         {store::Store::schema(), catalog::Catalog::schema(), Crawler::schema()}) {
      migrations.insert(migrations.end(), schema.begin(), schema.end());
    }
    database = std::make_unique<meta::Database>(
        files, meta::DatabaseOptions{.path = "/lake/meta.db", .schema = migrations});
    store = std::make_unique<store::Store>(*database, files, clock, random, options);
    catalog = std::make_unique<catalog::Catalog>(*database, clock);
    crawler = std::make_unique<Crawler>(*database, *store, *catalog, clock);
    database->write([&](meta::Transaction& now) { store->create_bucket(now, bucket, {}); });
    native.database = aws.database = catalog::DatabaseName("db");
    aws.mode = CrawlMode::like_aws;
  }

  void put(const std::string& key, std::string_view content) {
    store::TextReader reader(content);
    store->put(bucket, store::ObjectKey(key), reader);
  }

  void remove(const std::string& key) {
    database->write(
        [&](meta::Transaction& now) { store->remove(now, bucket, store::ObjectKey(key)); });
  }

  CrawlPlan plan(const CrawlOptions& with, const std::string& prefix = "",
                 std::vector<std::string> exclusions = {}) {
    return crawler->plan(database->snapshot(), {"s3://zone-raw/" + prefix, std::move(exclusions)},
                         with);
  }

  // Planned and applied.
  CrawlPlan crawl(const CrawlOptions& with, const std::string& prefix = "") {
    CrawlPlan made = plan(with, prefix);
    crawler->apply(made);
    return made;
  }

  std::vector<std::string> tables() {
    std::vector<std::string> names;
    for (const catalog::Table& each : catalog->tables(database->snapshot(), native.database)) {
      names.push_back(each.name.table);
    }
    return names;
  }

  catalog::Table table(const std::string& name) {
    return catalog->table(database->snapshot(), {native.database, name});
  }

  // "a int, b string | year int".
  std::string columns(const std::string& name) {
    const catalog::Table found = table(name);
    std::string text = columns_of(found.storage.columns);
    if (!found.partition_keys.empty()) text += " | " + columns_of(found.partition_keys);
    return text;
  }

  static std::string columns_of(const std::vector<catalog::Column>& columns) {
    std::vector<std::string> texts;
    for (const auto& each : columns)
      texts.push_back(each.name + " " + to_text(each.type));
    return fmt::format("{}", fmt::join(texts, ", "));
  }

  std::vector<std::string> partitions(const std::string& name) {
    std::vector<std::string> texts;
    for (const auto& each : catalog->partitions(database->snapshot(), {native.database, name})) {
      texts.push_back(fmt::format("{}", fmt::join(each.values, "/")));
    }
    return texts;
  }

  std::vector<meta::Migration> migrations;
  std::unique_ptr<catalog::Catalog> catalog;
  std::unique_ptr<Crawler> crawler;
  store::BucketName bucket{"zone-raw"};
  CrawlOptions native;
  CrawlOptions aws;
};

}  // namespace sluice::crawl
