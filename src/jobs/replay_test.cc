// Replay: nothing that was set aside is loaded twice, or forgotten.
#include <gtest/gtest.h>

#include "jobs/jobs_test_world.h"

namespace sluice::jobs {
namespace {

using Rows = std::vector<std::string>;

struct Rejecting : TestLake {
  Rejecting() : model(incremental("SELECT id, price FROM raw.orders", "orders")) {
    csv_table("orders", "id bigint, price double");
    put("orders/1.csv", "id,price\n1,1\n2,x\n3,y\n");
    run(model);
  }

  std::vector<DeadRecord> records() {
    std::vector<DeadRecord> all;
    auto now = database->snapshot();
    for (const auto& letter : dead_letters.list(now, model.table)) {
      dead_letters.read(now, letter, [&](DeadRecord record) {
        all.push_back(std::move(record));
        return true;
      });
    }
    return all;
  }

  DeadRecord corrected(std::size_t index, const std::string& text) {
    auto record = records().at(index);
    record.record->raw = text;
    return record;
  }

  std::string replay(const std::optional<std::vector<DeadRecord>>& corrected = std::nullopt) {
    try {
      runner.replay(model, corrected, {});
      return "ok";
    } catch (const Error& error) {
      return error.code();
    }
  }

  Model model;
};

TEST(Replay, MayBeTriedAgainUntilTheRecordsFit) {
  Rejecting lake;
  auto before = lake.dead();
  EXPECT_EQ(lake.replay(), "ok");
  EXPECT_EQ(lake.dead(), before) << "with the places from which they came at first";
  EXPECT_EQ(lake.replay({{lake.corrected(0, "2,2"), lake.corrected(1, "3,3")}}), "ok");
  EXPECT_EQ(lake.table(), (Rows{"1|1.0", "2|2.0", "3|3.0"}));
}

TEST(Replay, KeepsWhatTheCorrectionsLeaveOut) {
  Rejecting lake;
  EXPECT_EQ(lake.replay({{lake.corrected(1, "3,3")}}), "ok");
  EXPECT_EQ(lake.table(), (Rows{"1|1.0", "3|3.0"}));
  EXPECT_EQ(lake.dead(), Rows{"orders/1.csv:3 price: (2,x)"});
}

TEST(Replay, DoesNotLoadTheSameCorrectionsTwice) {
  Rejecting lake;
  std::vector<DeadRecord> corrections{lake.corrected(0, "2,2")};
  EXPECT_EQ(lake.replay(corrections), "ok");
  EXPECT_EQ(lake.replay(corrections), "NotRejected");
  EXPECT_EQ(lake.replay({{lake.corrected(0, "3,3"), lake.corrected(0, "3,3")}}), "CorrectedTwice");
  EXPECT_EQ(lake.table(), (Rows{"1|1.0", "2|2.0"}));
  EXPECT_EQ(lake.dead().size(), 1u);
}

TEST(Replay, LoadsARecordOnceThatWasRejectedTwice) {
  Rejecting lake;
  lake.model.materialization = Materialization::replace_partitions;
  lake.run(lake.model);
  lake.put("orders/2.csv", "id,price\n4,4\n");
  lake.run(lake.model);
  EXPECT_EQ(lake.dead().size(), 4u) << "the partition was read again, and this file with it";
  auto records = lake.records();
  records.resize(1);
  records[0].record->raw = "2,2";
  EXPECT_EQ(lake.replay(records), "ok");
  EXPECT_EQ(lake.table(), (Rows{"1|1.0", "2|2.0", "4|4.0"}));
  EXPECT_EQ(lake.dead(), Rows{"orders/1.csv:4 price: (3,y)"});
}

TEST(Replay, LeavesWhatAFailedRunRejectedToTheNextRun) {
  Rejecting lake;
  lake.put("orders/2.csv", "id,price\n4,4\n5,z\n");
  lake.model.reject_limit = 0.1;
  EXPECT_NE(lake.failure(lake.model), "ok");
  lake.model.reject_limit.reset();
  EXPECT_EQ(lake.dead().size(), 3u);
  EXPECT_EQ(lake.replay(), "ok");
  EXPECT_EQ(lake.dead().size(), 3u);
  lake.run(lake.model);
  EXPECT_EQ(lake.table(), (Rows{"1|1.0", "4|4.0"}));
  EXPECT_EQ(lake.dead().size(), 3u);
}

TEST(Replay, KeepsARecordWithAnOpenQuoteApartFromTheOthers) {
  Rejecting lake;
  lake.put("orders/2.csv", "id,price\n6,6\n7,\"7\n");
  lake.run(lake.model);
  ASSERT_EQ(lake.dead().size(), 3u);
  auto records = lake.records();
  for (auto& record : records) {
    if (record.record->raw == "2,x") record.record->raw = "2,2";
    if (record.record->raw == "3,y") record.record->raw = "3,3";
  }
  EXPECT_EQ(lake.replay(records), "ok");
  EXPECT_EQ(lake.table(), (Rows{"1|1.0", "2|2.0", "3|3.0", "6|6.0"}));
  EXPECT_EQ(lake.dead().size(), 1u);
}

TEST(Replay, KeepsACorrectionThatOpensAQuoteApartFromTheOthers) {
  Rejecting lake;
  EXPECT_EQ(lake.replay({{lake.corrected(0, "2,\"2"), lake.corrected(1, "3,3")}}), "ok");
  EXPECT_EQ(lake.table(), (Rows{"1|1.0", "3|3.0"}));
  EXPECT_EQ(lake.dead(), Rows{"orders/1.csv:3 : (2,\"2)"});
  EXPECT_EQ(lake.records().at(0).record->reason, "the quote opened on line 1 is not closed");
}

struct RejectingJson : TestLake {
  explicit RejectingJson(const std::string& content)
      : model(incremental("SELECT id FROM raw.events", "events")) {
    json_table("events", "id bigint");
    put("events/1.json", content);
    run(model);
  }

  Model model;
};

TEST(Replay, TakesNoRecordForTheEndOfTheOneBefore) {
  RejectingJson lake("{\"id\":1}\n{\"id\":\n{\"id\": 2\n3}\n,\"id\":4}\n");
  auto before = lake.dead();
  EXPECT_EQ(before.size(), 4u);
  lake.runner.replay(lake.model, std::nullopt, {});
  EXPECT_EQ(lake.table(), Rows{"1"});
  EXPECT_EQ(lake.dead(), before);
}

// An object for each, held open to the end, would be as many files and as much memory.
TEST(Replay, MakesNoObjectOfARecordThatCannotBeTakenApart) {
  constexpr int kRecords = 2000;
  std::string content;
  for (int i = 0; i < kRecords; ++i)
    content += fmt::format("{{\"id\": {}\n", i);
  RejectingJson lake(content);
  auto before = lake.dead();
  ASSERT_EQ(before.size(), kRecords);
  auto result = lake.runner.replay(lake.model, std::nullopt, {});
  EXPECT_EQ(result.ledger.inputs.size(), 1u);
  EXPECT_EQ(result.ledger.rejected_records(), kRecords);
  EXPECT_EQ(result.plan.reason, "2,000 records of the dead letter");
  EXPECT_EQ(lake.dead(), before);
}

TEST(Replay, OfManyPartitionsPutsEachRowIntoItsOwn) {
  constexpr int kPartitions = 100;
  TestLake lake;
  lake.csv_table("orders", "id bigint", "day string");
  Rows expected;
  for (int i = 0; i < kPartitions; ++i) {
    auto day = fmt::format("d{:03}", i);
    lake.partition("orders", day);
    for (auto name : {"a", "b"})
      lake.put(fmt::format("orders/{}/{}.csv", day, name), fmt::format("id\nx{}{}\n", name, i));
    expected.push_back(fmt::format("1|{}", day));
    expected.push_back(fmt::format("2|{}", day));
  }
  auto model = lake.incremental("SELECT id, day FROM raw.orders", "orders");
  lake.run(model);
  std::vector<DeadRecord> records;
  auto now = lake.database->snapshot();
  for (const auto& letter : lake.dead_letters.list(now, model.table)) {
    lake.dead_letters.read(now, letter, [&](DeadRecord record) {
      record.record->raw = record.record->raw.starts_with("xa") ? "1" : "2";
      records.push_back(std::move(record));
      return true;
    });
  }
  // All first ones, then all second ones: no partition is finished before another begins.
  std::sort(records.begin(), records.end(), [](const DeadRecord& left, const DeadRecord& right) {
    return std::pair(left.record->raw, left.record->source.key.text()) <
           std::pair(right.record->raw, right.record->source.key.text());
  });
  lake.runner.replay(model, records, {});
  std::sort(expected.begin(), expected.end());
  EXPECT_EQ(lake.table(), expected);
  EXPECT_EQ(lake.dead(), Rows{});
}

}  // namespace
}  // namespace sluice::jobs
