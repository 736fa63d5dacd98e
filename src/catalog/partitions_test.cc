#include <gtest/gtest.h>

#include "catalog/catalog_test_world.h"
#include "catalog/partition_value.h"

namespace sluice::catalog {
namespace {

using Texts = std::vector<std::string>;

struct PartitionsTest : testing::Test, TestCatalog {};

TEST_F(PartitionsTest, AreFoundByTheirValues) {
  create(table("t", {"a"}, {"string", "string"}));
  add("t", {{"2020", "a/b"}, {"2020", ""}, {"", "x\x01y"}});
  EXPECT_TRUE(catalog->find_partition(now(), name("T"), {"2020", "a/b"}));
  EXPECT_TRUE(catalog->find_partition(now(), name("t"), {"", "x\x01y"}));
  EXPECT_FALSE(catalog->find_partition(now(), name("t"), {"2020", "a"}));
  EXPECT_EQ(values("t"), (Texts{"/x\x01y", "2020/", "2020/a/b"}));
}

TEST_F(PartitionsTest, NeedAsManyValuesAsThereAreKeys) {
  create(table("t", {"a"}, {"string", "string"}));
  EXPECT_EQ(code_of([&] { add("t", {{"2020"}}); }), "InvalidInputException");
}

TEST_F(PartitionsTest, AreRefusedTwice) {
  create(table("t", {"a"}, {"string"}));
  add("t", {{"x"}});
  EXPECT_EQ(code_of([&] { add("t", {{"y"}, {"x"}}); }), "AlreadyExistsException");
  EXPECT_EQ(values("t"), Texts{"x"});
}

TEST_F(PartitionsTest, AreReplacedByPut) {
  create(table("t", {"a"}, {"string"}));
  add("t", {{"x"}});
  const meta::Snapshot before = now();
  const std::vector<Partition> moved{{.values = {"x"}, .storage = {.location = "s3://b/new/"}}};
  write([&](meta::Transaction& change) { catalog->put_partitions(change, name("t"), moved); });
  EXPECT_EQ(catalog->find_partition(now(), name("t"), {"x"})->storage.location, "s3://b/new/");
  EXPECT_EQ(catalog->find_partition(before, name("t"), {"x"})->storage.location, "");
  EXPECT_EQ(values("t"), Texts{"x"});
}

TEST_F(PartitionsTest, AreDeletedByTheirValues) {
  create(table("t", {"a"}, {"string"}));
  add("t", {{"x"}, {"y"}});
  const std::vector<std::vector<std::string>> gone{{"x"}};
  const auto remove = [&] {
    write([&](meta::Transaction& change) { catalog->delete_partitions(change, name("t"), gone); });
  };
  remove();
  EXPECT_EQ(values("t"), Texts{"y"});
  EXPECT_EQ(code_of(remove), "EntityNotFoundException");
  add("t", {{"x"}});
  EXPECT_EQ(values("t"), (Texts{"x", "y"}));
}

TEST_F(PartitionsTest, CompareStringsAsTexts) {
  create(table("t", {"a"}, {"string"}));
  add("t", {{"9"}, {"10"}, {"b"}, {"ba"}, {"B"}});
  EXPECT_EQ(values("t", {{.key = 0, .one_of = {"9", "b", "nothing"}}}), (Texts{"9", "b"}));
  EXPECT_EQ(values("t", {{.key = 0, .at_least = "9"}}), (Texts{"9", "B", "b", "ba"}));
  EXPECT_EQ(values("t", {{.key = 0, .at_least = "9", .at_most = "b", .at_least_strict = true}}),
            (Texts{"B", "b"}));
  EXPECT_EQ(values("t", {{.key = 0, .at_most = "b", .at_most_strict = true}}),
            (Texts{"10", "9", "B"}));
}

TEST_F(PartitionsTest, CompareIntegersByValue) {
  create(table("t", {"a"}, {"int", "int"}));
  add("t", {{"2020", "01"}, {"2020", "12"}, {"2021", "1"}, {"-5", "7"}, {"junk", "7"}});
  EXPECT_EQ(values("t", {{.key = 1, .one_of = {"1"}}}), (Texts{"2020/01", "2021/1"}));
  EXPECT_EQ(values("t", {{.key = 0, .at_most = "2020"}, {.key = 1, .at_least = "2"}}),
            (Texts{"-5/7", "2020/12"}));
  EXPECT_EQ(values("t", {{.key = 0, .one_of = {"+2021"}}}), Texts{"2021/1"});
}

TEST_F(PartitionsTest, CompareDatesInTime) {
  create(table("t", {"a"}, {"date"}));
  add("t", {{"2020-01-31"}, {"2020-02-01"}, {"2020-2-1"}});
  EXPECT_EQ(values("t", {{.key = 0, .at_least = "2020-01-31", .at_least_strict = true}}),
            Texts{"2020-02-01"});
}

TEST_F(PartitionsTest, OfNullSatisfyNoPredicate) {
  create(table("t", {"a"}, {"string"}));
  add("t", {{std::string(kNullPartition)}, {"z"}});
  EXPECT_EQ(values("t", {{.key = 0, .at_least = "A"}}), Texts{"z"});
  EXPECT_EQ(values("t").size(), 2u);
}

TEST_F(PartitionsTest, RefuseAKeyThatTheTableLacks) {
  create(table("t", {"a"}, {"string"}));
  EXPECT_EQ(code_of([&] { values("t", {{.key = 1, .one_of = {"a"}}}); }), "InvalidInputException");
}

TEST_F(PartitionsTest, AreCheapToFindAmongManyThousands) {
  constexpr int kPartitions = 20000;
  create(table("t", {"a"}, {"int", "string"}));
  meta::Commit commit = database->begin_commit();
  for (int start = 0; start < kPartitions; start += 2500) {
    std::vector<Partition> slice;
    for (int i = start; i < start + 2500; ++i) {
      slice.push_back({.values = {std::to_string(i), "x"}, .storage = {.location = "s3://b/x/"}});
    }
    commit.write(
        [&](meta::Transaction& change) { catalog->add_partitions(change, name("t"), slice); });
  }
  commit.publish();
  EXPECT_EQ(catalog->partition_count(now(), name("t")), 20000u);
  EXPECT_EQ(values("t").size(), 20000u);
  EXPECT_EQ(values("t", {{.key = 0, .one_of = {"777"}}}), Texts{"777/x"});
  EXPECT_EQ(values("t", {{.key = 1, .one_of = {"y"}}}), Texts{});
}

TEST_F(PartitionsTest, ComeInSlices) {
  create(table("t", {"a"}, {"int"}));
  std::vector<std::vector<std::string>> many(Catalog::kPartitionsMax + 1, {"1"});
  EXPECT_EQ(code_of([&] { add("t", many); }), "InvalidInputException");
}

std::string order(std::string_view type, std::string_view left, std::string_view right) {
  const auto result = compare_values(parse_type(type), left, right);
  if (!result) return "none";
  return *result < 0 ? "<" : *result > 0 ? ">" : "=";
}

TEST(PartitionValue, ComparesByItsKeysType) {
  EXPECT_EQ(order("bigint", "007", "7"), "=");
  EXPECT_EQ(order("bigint", "9", "10"), "<");
  EXPECT_EQ(order("bigint", "9", "ten"), "none");
  EXPECT_EQ(order("decimal(10,2)", "1.50", "1.5"), "=");
  EXPECT_EQ(order("decimal(10,2)", "-1.50", "1.5"), "<");
  EXPECT_EQ(order("decimal(10,2)", "-10", "-9"), "<");
  EXPECT_EQ(order("decimal(10,2)", "-0.0", "0"), "=");
  EXPECT_EQ(order("double", "1e2", "100"), "=");
  EXPECT_EQ(order("timestamp", "2020-01-01", "2020-01-01 00:00:00.000"), "=");
  EXPECT_EQ(order("timestamp", "2020-01-01T10:00", "2020-01-01 09:59:59.9"), ">");
  EXPECT_EQ(order("boolean", "TRUE", "true"), "=");
  EXPECT_EQ(order("char(3)", "a  ", "a"), "=");
  EXPECT_EQ(order("varchar(3)", "a ", "a"), ">");
}

TEST(PartitionValue, KeepsEveryByteInItsKey) {
  const Texts odd{"", "\x01", "\x02\x01", "a\x02", "é"};
  EXPECT_EQ(values_of_key(values_key(odd)), odd);
  EXPECT_LT(values_key({"a"}), values_key({"a\x01"}));
  EXPECT_LT(values_key({"a", "z"}), values_key({"aa", "a"}));
}

}  // namespace
}  // namespace sluice::catalog
