#include "meta/database.h"

#include <thread>

#include <gtest/gtest.h>

#include "base/error.h"
#include "meta/database_fixture.h"

namespace sluice::meta {
namespace {

using Names = std::vector<std::string>;

Error error_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    return error;
  }
  ADD_FAILURE() << "no error";
  return {ErrorKind::cancelled, "", ""};
}

class DatabaseTest : public testing::Test {
 protected:
  void add(const std::string& name) {
    database_->write([&](Transaction& transaction) { add_item(transaction, name); });
  }
  void retire(const std::string& name) {
    database_->write([&](Transaction& transaction) { retire_item(transaction, name); });
  }
  void reopen() {
    database_.reset();
    database_ = std::make_unique<Database>(files_, item_options());
  }

  FaultFiles files_;
  std::unique_ptr<Database> database_ = std::make_unique<Database>(files_, item_options());
};

TEST_F(DatabaseTest, KeepsWhatWasWrittenWhenItIsOpenedAgain) {
  add("a");
  add("b");
  retire("a");
  const auto last = database_->snapshot().number();
  reopen();
  EXPECT_EQ(items(*database_), (Names{"b"}));
  EXPECT_EQ(database_->snapshot().number(), last);
  add("c");
  EXPECT_GT(database_->snapshot().number(), last);
}

TEST_F(DatabaseTest, TellsSnapshotsOfOneConfigurationByTheirNumber) {
  const auto before = database_->snapshot().configuration();
  add("a");
  EXPECT_EQ(database_->snapshot().configuration(), before);
  database_->write([](Transaction& transaction) {
    EXPECT_FALSE(transaction.now().configuration());
    transaction.changes_configuration();
  });
  EXPECT_GT(database_->snapshot().configuration(), before);
  Commit commit = database_->begin_commit();
  commit.write([](Transaction& transaction) { transaction.changes_configuration(); });
  const auto unseen = database_->snapshot().configuration();
  commit.publish();
  EXPECT_GT(database_->snapshot().configuration(), unseen);
}

TEST_F(DatabaseTest, MakesDurableWhatAChangeNeedsBeforeItIs) {
  struct Bytes final : Durable {
    void make_durable() override {
      ++count;
      if (is_broken) throw Error(ErrorKind::io, "DiskFailed", "it cannot be synced");
    }
    int count = 0;
    bool is_broken = false;
  };
  const auto bytes = std::make_shared<Bytes>();
  const auto write = [&](const std::string& name) {
    database_->write([&](Transaction& transaction) {
      transaction.needs(bytes);
      transaction.needs(bytes);
      add_item(transaction, name);
    });
  };
  write("a");
  EXPECT_EQ(bytes->count, 1);
  add("b");
  EXPECT_EQ(bytes->count, 1);
  bytes->is_broken = true;
  EXPECT_EQ(error_of([&] { write("c"); }).code(), "DiskFailed");
  EXPECT_EQ(items(*database_), (Names{"a", "b"}));
}

TEST_F(DatabaseTest, LetsASnapshotSeeItsMomentOnly) {
  add("a");
  const auto before = database_->snapshot();
  database_->write([&](Transaction& transaction) {
    retire_item(transaction, "a");
    add_item(transaction, "b");
  });
  EXPECT_EQ(items(*database_, before), (Names{"a"}));
  EXPECT_EQ(items(*database_), (Names{"b"}));
}

TEST_F(DatabaseTest, ShowsACommitOfManySlicesAtOnceWhenItIsPublished) {
  add("old");
  auto commit = database_->begin_commit();
  commit.write([&](Transaction& transaction) {
    add_item(transaction, "x");
    retire_item(transaction, "old");
    EXPECT_EQ(items(transaction, transaction.now()), (Names{"x"}));
  });
  add("meanwhile");
  const auto during = database_->snapshot();
  EXPECT_EQ(items(*database_, during), (Names{"meanwhile", "old"}));
  commit.publish([&](Transaction& transaction) { add_item(transaction, "y"); });
  EXPECT_EQ(items(*database_), (Names{"meanwhile", "x", "y"}));
  EXPECT_EQ(items(*database_, during), (Names{"meanwhile", "old"}));
  EXPECT_TRUE(database_->unpublished().empty());
}

TEST_F(DatabaseTest, NeverShowsADroppedCommitAndRemovesItsRows) {
  add("old");
  {
    auto commit = database_->begin_commit();
    commit.write([&](Transaction& transaction) {
      for (int i = 0; i < 4500; ++i)
        add_item(transaction, "x" + std::to_string(i));
      retire_item(transaction, "old");
    });
    EXPECT_EQ(database_->unpublished(), std::vector{commit.number()});
    EXPECT_TRUE(database_->abandoned().empty());
  }
  EXPECT_EQ(database_->abandoned().size(), 1U);
  EXPECT_EQ(items(*database_), (Names{"old"}));
  reopen();
  EXPECT_EQ(items(*database_), (Names{"old"}));
  EXPECT_EQ(database_->abandoned().size(), 1U);
  database_->remove_abandoned(database_->abandoned());
  EXPECT_TRUE(database_->abandoned().empty());
  EXPECT_EQ(items(*database_), (Names{"old"}));
  const auto rows = database_->read([](Connection& connection) {
    auto query = connection.prepare("SELECT count(*), min(retired) FROM item");
    query.step();
    EXPECT_EQ(query.int64(1), kNotRetired);
    return query.int64(0);
  });
  EXPECT_EQ(rows, 1);
}

TEST_F(DatabaseTest, UndoesOnlyTheChangeThatThrew) {
  const auto failure = error_of([&] {
    database_->write([&](Transaction& transaction) {
      add_item(transaction, "a");
      throw Error(ErrorKind::not_found, "NoSuchThing", "there is no such thing");
    });
  });
  EXPECT_EQ(failure.code(), "NoSuchThing");
  EXPECT_EQ(items(*database_), Names{});
  add("b");
  EXPECT_EQ(items(*database_), (Names{"b"}));
}

TEST_F(DatabaseTest, CallsABrokenUniquenessAConflict) {
  add("a");
  const auto failure = error_of([&] { add("a"); });
  EXPECT_EQ(failure.kind(), ErrorKind::conflict);
  EXPECT_EQ(failure.code(), "AlreadyExists");
}

TEST_F(DatabaseTest, KeepsPinsUntilTheLastCopyOfASnapshotIsGone) {
  add("a");
  auto pin = std::make_unique<Snapshot>(database_->snapshot());
  const auto pinned = pin->number();
  auto copy = std::make_unique<Snapshot>(*pin);
  add("b");
  pin.reset();
  EXPECT_EQ(database_->oldest_pin(), pinned);
  copy.reset();
  EXPECT_GT(database_->oldest_pin(), pinned);
}

TEST_F(DatabaseTest, KeepsWhatAnUnpublishedCommitRetiresOutOfTheCollectorsReach) {
  auto commit = database_->begin_commit();
  add("a");
  EXPECT_LT(database_->oldest_pin(), commit.number());
  commit.publish();
  EXPECT_GT(database_->oldest_pin(), commit.number());
}

TEST_F(DatabaseTest, ReadsInsideAChangeSeeTheChange) {
  database_->write([&](Transaction& transaction) {
    add_item(transaction, "a");
    EXPECT_EQ(items(*database_, transaction.now()), (Names{"a"}));
  });
  database_->read([&](Connection& outer) {
    EXPECT_EQ(items(outer, database_->snapshot()), (Names{"a"}));
    EXPECT_EQ(items(*database_), (Names{"a"}));
    EXPECT_THROW(add("b"), std::logic_error);
  });
}

TEST_F(DatabaseTest, BindsAndReadsEveryKindOfValue) {
  database_->read([&](Connection& connection) {
    const std::array<std::byte, 2> bytes{std::byte{0}, std::byte{7}};
    auto query = connection.prepare("SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7");
    query.bind(1, std::int64_t{-5}).bind(2, 0.5).bind(3, std::string_view("é\0x", 4));
    query.bind_blob(4, bytes).bind_null(5).bind(6, "").bind_blob(7, {});
    ASSERT_TRUE(query.step());
    EXPECT_EQ(query.int64(0), -5);
    EXPECT_EQ(query.real(1), 0.5);
    EXPECT_EQ(query.text(2), std::string("é\0x", 4));
    EXPECT_EQ(query.blob(3), std::string("\0\7", 2));
    EXPECT_TRUE(query.is_null(4));
    EXPECT_EQ(query.optional_text(4), std::nullopt);
    EXPECT_EQ(query.optional_text(5), "");
    EXPECT_FALSE(query.is_null(6));
    EXPECT_FALSE(query.step());
  });
}

TEST_F(DatabaseTest, ComparesTwoSnapshotsInOneStatement) {
  add("a");
  const auto before = database_->snapshot();
  add("b");
  const auto now = database_->snapshot();
  const auto added = database_->read([&](Connection& connection) {
    auto query = connection.prepare("SELECT t.name FROM item t WHERE " + now.sees("t") +
                                    " AND NOT " + before.sees("t") + " AND t.name <> ?1");
    query.bind(1, "c");
    EXPECT_TRUE(query.step());
    return query.text(0);
  });
  EXPECT_EQ(added, "b");
}

TEST(Migrations, AreAppliedOnceAndOnlyForward) {
  FaultFiles files;
  const std::array<Migration, 2> both{item_schema()[0], {"items 2", "CREATE TABLE more(a)"}};
  DatabaseOptions older = item_options();
  DatabaseOptions newer = item_options();
  newer.schema = both;
  { Database database(files, older); }
  { Database database(files, newer); }
  {
    Database database(files, newer);
    database.write([](Transaction& t) { t.prepare("INSERT INTO more VALUES (1)").run(); });
  }
  const auto failure = error_of([&] { Database database(files, older); });
  EXPECT_EQ(failure.kind(), ErrorKind::unsupported);
  EXPECT_EQ(failure.code(), "NewerLake");
  EXPECT_NE(failure.message().find("items 2"), std::string::npos);
}

TEST(Migrations, LeaveNothingBehindWhenOneFails) {
  FaultFiles files;
  const std::array<Migration, 2> bad{item_schema()[0], {"items 2", "CREATE NONSENSE"}};
  DatabaseOptions options = item_options();
  options.schema = bad;
  EXPECT_EQ(error_of([&] { Database database(files, options); }).kind(), ErrorKind::io);
  Database database(files, item_options());
  EXPECT_EQ(items(database), Names{});
}

}  // namespace
}  // namespace sluice::meta
