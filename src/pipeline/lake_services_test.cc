// Lakes that earlier versions made open, and go on where they were.
#include "pipeline/lake_services.h"

#include <gtest/gtest.h>

#include "jobs/model_state.h"
#include "pipeline/pipeline_test_world.h"

namespace sluice::pipeline {
namespace {

// The first tables of models, letter for letter.
constexpr const char* kFirstModels = R"(
  CREATE TABLE model_states (
    database TEXT NOT NULL,
    name TEXT NOT NULL,
    definition TEXT NOT NULL,
    inputs TEXT NOT NULL,
    added INTEGER NOT NULL,
    retired INTEGER NOT NULL DEFAULT 9223372036854775807
  );
  CREATE INDEX model_states_by_name ON model_states (database, name, retired);
  CREATE TABLE bookmarks (
    database TEXT NOT NULL,
    name TEXT NOT NULL,
    uri TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    added INTEGER NOT NULL,
    retired INTEGER NOT NULL DEFAULT 9223372036854775807
  );
  CREATE INDEX bookmarks_by_uri ON bookmarks (database, name, uri, retired);
)";

// All migrations in the order of the first lakes.
std::vector<meta::Migration> first_schema(const std::string& models) {
  std::vector<meta::Migration> all;
  auto add = [&](std::span<const meta::Migration> part) {
    all.insert(all.end(), part.begin(), part.end());
  };
  add(store::Store::schema());
  add(catalog::Catalog::schema());
  add(jobs::Runs::schema());
  add(jobs::DeadLetters::schema());
  all.push_back({"jobs models 1", models});
  add(crawl::Crawler::schema());
  return all;
}

// Makes a lake with these tables of models, in which a model has read one object.
void make_lake(const LakeServicesOptions& options, const std::string& models,
               std::string_view content) {
  SystemFiles files;
  SystemClock clock;
  SystemRandom random;
  auto schema = first_schema(models);
  store::Lake lake(
      files, clock, random,
      {.directory = options.directory, .schema = schema, .key_file = options.key_file});
  lake.database().write([&](meta::Transaction& change) {
    auto commit = static_cast<std::int64_t>(change.commit());
    change
        .prepare(
            "INSERT INTO model_states (database, name, definition, inputs, added) VALUES "
            "('curated', 't', 'd', 'i', ?1)")
        .bind(1, commit)
        .run();
    change
        .prepare(fmt::format("INSERT INTO bookmarks (database, name, uri, {}, added) VALUES "
                             "('curated', 't', 's3://raw/a', 'bytes', ?1)",
                             content))
        .bind(1, commit)
        .run();
  });
}

void expect_the_model_is_known(const LakeServicesOptions& options) {
  catalog::TableName name{catalog::DatabaseName("curated"), "t"};
  for (int opened = 0; opened < 2; ++opened) {
    LakeServices services(options);
    auto& database = services.core().database;
    jobs::ModelStates states(database);
    auto now = database.snapshot();
    EXPECT_EQ(states.find(now, name),
              (jobs::ModelState{.definition = "d", .inputs = "i", .outputs = ""}));
    EXPECT_EQ(states.seen(now, name),
              (std::map<std::string, std::string>{{"s3://raw/a", "bytes"}}));
  }
}

TEST(LakeServices, OpenALakeWithTheFirstTablesOfModels) {
  TestFolder folder;
  LakeServicesOptions options{.directory = folder.path() + "/lake",
                              .key_file = folder.path() + "/key"};
  make_lake(options, kFirstModels, "sha256");
  expect_the_model_is_known(options);
}

// For a while the first step made what is the second's.
TEST(LakeServices, OpenALakeWhoseFirstTablesOfModelsAreTodays) {
  TestFolder folder;
  LakeServicesOptions options{.directory = folder.path() + "/lake",
                              .key_file = folder.path() + "/key"};
  make_lake(options,
            std::string(kFirstModels) +
                "ALTER TABLE model_states ADD COLUMN outputs TEXT NOT NULL DEFAULT '';"
                "ALTER TABLE bookmarks RENAME COLUMN sha256 TO content;",
            "content");
  expect_the_model_is_known(options);
}

}  // namespace
}  // namespace sluice::pipeline
