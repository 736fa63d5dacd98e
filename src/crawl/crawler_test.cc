#include "crawl/crawler.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "crawl/crawl_test_world.h"
#include "crawl/explain.h"

namespace sluice::crawl {
namespace {

using Texts = std::vector<std::string>;

constexpr const char* kSales = "id,amount\n1,2.5\n2,3.5\n";
constexpr const char* kPeople = "name,born,city\nAnn,1990-01-02,Paris\nBob,1991-01-02,Rome\n";

std::string code_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.code();
  }
  return "none";
}

struct CrawlerTest : testing::Test, TestLake {};

// --- folders, tables and partitions ---

TEST_F(CrawlerTest, MakesOneTableOfAFolder) {
  put("raw/sales/a.csv", kSales);
  put("raw/sales/b.csv", kSales);
  crawl(native, "raw/sales/");
  EXPECT_EQ(tables(), Texts{"sales"});
  EXPECT_EQ(columns("sales"), "id bigint, amount double");
  EXPECT_EQ(table("sales").storage.location, "s3://zone-raw/raw/sales/");
  EXPECT_EQ(table("sales").parameters.at("objectCount"), "2");
}

TEST_F(CrawlerTest, MakesATableOfEachFolderWhoseSchemasDiffer) {
  put("raw/sales/a.csv", kSales);
  put("raw/people/a.csv", kPeople);
  const CrawlPlan made = crawl(native, "raw/");
  EXPECT_EQ(tables(), (Texts{"people", "sales"}));
  ASSERT_EQ(made.notes.size(), 1u);
  EXPECT_NE(made.notes[0].find("differs from"), std::string::npos);
}

// https://docs.aws.amazon.com/glue/latest/dg/crawler-s3-folder-table-partition.html, first example
TEST_F(CrawlerTest, MakesKeyValueFoldersPartitions) {
  for (const char* folder : {"year=2019/month=Jan/day=1/", "year=2019/month=Jan/day=2/",
                             "year=2019/month=Feb/day=1/", "year=2019/month=Feb/day=2/"}) {
    put(std::string("sales/") + folder + "x.csv", kSales);
  }
  crawl(aws, "sales/");
  EXPECT_EQ(columns("sales"), "id bigint, amount double | year string, month string, day string");
  EXPECT_EQ(partitions("sales"), (Texts{"2019/Feb/1", "2019/Feb/2", "2019/Jan/1", "2019/Jan/2"}));
  EXPECT_EQ(table("sales").parameters.at("partition_filtering.enabled"), "true");
}

// The same page, second example.
TEST_F(CrawlerTest, MakesSimilarFoldersPartitionsOfTheirParent) {
  for (const char* folder : {"table1/partition1", "table1/partition2", "table1/partition3",
                             "table2/partition4", "table2/partition5"}) {
    put(std::string("folder1/") + folder + "/file.txt", kSales);
  }
  crawl(aws, "folder1/");
  EXPECT_EQ(tables(), Texts{"folder1"});
  EXPECT_EQ(columns("folder1"),
            "id bigint, amount double | partition_0 string, partition_1 string");
  EXPECT_EQ(partitions("folder1").size(), 5u);
}

TEST_F(CrawlerTest, TypesThePartitionKeysNatively) {
  put("s/year=2020/month=01/day=2020-01-01/code=A1/x.csv", kSales);
  put("s/year=2021/month=12/day=2020-01-02/code=07/x.csv", kSales);
  crawl(native, "s/");
  EXPECT_EQ(columns("s"), "id bigint, amount double | year int, month int, day date, code string");
}

TEST_F(CrawlerTest, UndoesHivesEscapesInPartitionValues) {
  put("s/at=10%3A30/x.csv", kSales);
  put("s/at=__HIVE_DEFAULT_PARTITION__/x.csv", kSales);
  crawl(native, "s/");
  EXPECT_EQ(partitions("s"), (Texts{"10:30", "__HIVE_DEFAULT_PARTITION__"}));
  EXPECT_EQ(columns("s"), "id bigint, amount double | at string");
}

TEST_F(CrawlerTest, TakesOnePlainFolderForTheTableNatively) {
  put("raw/sales/x.csv", kSales);
  crawl(native, "raw/");
  EXPECT_EQ(tables(), Texts{"sales"});
  EXPECT_EQ(columns("sales"), "id bigint, amount double");
}

TEST_F(CrawlerTest, NumbersPlainLevelsByTheirDepth) {
  put("s/eu/year=2020/x.csv", kSales);
  put("s/us/year=2020/x.csv", kSales);
  crawl(native, "s/");
  EXPECT_EQ(columns("s"), "id bigint, amount double | partition_0 string, year int");
  EXPECT_EQ(partitions("s"), (Texts{"eu/2020", "us/2020"}));
}

// persons.json beside memberships.json, as in AWS's join_and_relationalize example.
TEST_F(CrawlerTest, MakesATableOfEachFileWhoseSchemasDiffer) {
  put("us/persons.json", R"({"family_name":"a","gender":"b","id":"1"})");
  put("us/memberships.json", R"({"area_id":"a","person_id":"b","role":"1"})");
  crawl(aws, "us/");
  EXPECT_EQ(tables(), (Texts{"memberships_json", "persons_json"}));
  EXPECT_EQ(table("persons_json").storage.location, "s3://zone-raw/us/persons.json");
}

TEST_F(CrawlerTest, KeepsADeviatingFolderOutOfTheTable) {
  for (int day = 1; day <= 4; ++day)
    put(fmt::format("s/day={}/x.csv", day), kSales);
  put("s/day=5/x.json", R"({"a":1})");
  crawl(native, "s/");
  EXPECT_EQ(tables(), (Texts{"day_5", "s"}));
  EXPECT_EQ(partitions("s"), (Texts{"1", "2", "3", "4"}));
}

TEST_F(CrawlerTest, NamesYearFoldersOfDifferentSchemasByTheirWholeName) {
  put("t/year=2017/x.csv", "a,b,c\n1,2,3\n");
  put("t/year=2018/x.csv", "a,x,y\n1,2,3\n");
  crawl(aws, "t/");
  EXPECT_EQ(tables(), (Texts{"year_2017", "year_2018"}));
}

TEST_F(CrawlerTest, MakesOneTableWithoutPartitionsOfFilesBesideFolders) {
  put("s/x.csv", kSales);
  put("s/more/y.csv", kSales);
  crawl(native, "s/");
  EXPECT_EQ(tables(), Texts{"s"});
  EXPECT_EQ(columns("s"), "id bigint, amount double");
  EXPECT_EQ(table("s").parameters.at("objectCount"), "2");
}

TEST_F(CrawlerTest, SkipsHiddenAndExcludedObjects) {
  put("s/a.csv", kSales);
  put("s/_SUCCESS", "");
  put("s/.part.crc", "x");
  put("s/_temporary/0/part.csv", kPeople);
  put("s/old/a.json", R"({"z":1})");
  const CrawlPlan made = plan(native, "s/", {"old/**"});
  EXPECT_EQ(made.counts.excluded, 4u);
  EXPECT_EQ(made.counts.read, 1u);
  ASSERT_EQ(made.tables.size(), 1u);
  EXPECT_EQ(made.tables[0].table.parameters.at("exclusions"), R"(["s3://zone-raw/s/old/**"])");
}

TEST_F(CrawlerTest, PutsThePrefixBeforeNamesAndCleansThem) {
  put("My-Data.2020/x.csv", kSales);
  native.table_prefix = "Raw_";
  crawl(native, "My-Data.2020/");
  EXPECT_EQ(tables(), Texts{"raw_my_data_2020"});
}

TEST_F(CrawlerTest, MarksANameThatAnotherPlaceHas) {
  put("a/data/x.csv", kSales);
  put("b/data/x.csv", kPeople);
  crawl(native, "a/data/");
  crawl(native, "b/data/");
  ASSERT_EQ(tables().size(), 2u);
  EXPECT_EQ(tables()[0], "data");
  EXPECT_EQ(tables()[1].size(), std::string("data_").size() + 32);
  crawl(native, "b/data/");
  EXPECT_EQ(tables().size(), 2u);
}

TEST_F(CrawlerTest, CrawlsOneObject) {
  put("in/sales.csv", kSales);
  put("in/people.csv", kPeople);
  crawl(native, "in/sales.csv");
  EXPECT_EQ(tables(), Texts{"sales_csv"});
  EXPECT_EQ(table("sales_csv").storage.location, "s3://zone-raw/in/sales.csv");
}

TEST_F(CrawlerTest, GivesASingleTableTheNameThatIsAsked) {
  put("raw/x/day=1/a.csv", kSales);
  native.table_name = "Sales";
  crawl(native, "raw/x/");
  EXPECT_EQ(columns("sales"), "id bigint, amount double | day int");
}

TEST_F(CrawlerTest, NamesTheFilesThatKeepAPlaceFromBeingOneTable) {
  put("raw/a.csv", kSales);
  put("raw/b.csv", kPeople);
  native.table_name = "sales";
  try {
    plan(native, "raw/");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::conflict);
    EXPECT_NE(error.message().find("raw/b.csv differs from raw/a.csv"), std::string::npos);
  }
}

TEST_F(CrawlerTest, KeepsAPartitionKeyApartFromAColumnOfItsName) {
  put("c/id=1/x.csv", kSales);
  put("c/id=2/x.csv", kSales);
  put("j/a=1/x.json", R"({"a":5,"b":1,"c":2})");
  put("j/a=2/x.json", R"({"a":5,"b":1,"c":2})");
  crawl(native, "c/");
  crawl(native, "j/");
  EXPECT_EQ(columns("c"), "id_column bigint, amount double | id int");
  EXPECT_EQ(columns("j"), "b bigint, c bigint | a int");
}

// --- formats ---

TEST_F(CrawlerTest, MarksQuotedCsvAsOpenCsv) {
  put("p/a.csv", "id,name\n1,\"a, b\"\n2,c\n");
  crawl(native, "p/");
  const catalog::Table found = table("p");
  EXPECT_EQ(found.storage.serde.library, "org.apache.hadoop.hive.serde2.OpenCSVSerde");
  EXPECT_EQ(found.storage.serde.parameters.at("separatorChar"), ",");
  EXPECT_EQ(found.parameters.at("areColumnsQuoted"), "true");
  EXPECT_EQ(found.parameters.at("skip.header.line.count"), "1");
}

TEST_F(CrawlerTest, WritesWhatAwsWritesForCsv) {
  put("p/a.csv", kSales);
  crawl(aws, "p/");
  const catalog::Table found = table("p");
  EXPECT_EQ(found.storage.serde.library, "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe");
  EXPECT_EQ(found.storage.serde.parameters.at("field.delim"), ",");
  const catalog::Parameters expected{{"classification", "csv"},
                                     {"compressionType", "none"},
                                     {"typeOfData", "file"},
                                     {"delimiter", ","},
                                     {"columnsOrdered", "true"},
                                     {"areColumnsQuoted", "false"},
                                     {"skip.header.line.count", "1"},
                                     {"CrawlerSchemaSerializerVersion", "1.0"},
                                     {"CrawlerSchemaDeserializerVersion", "1.0"},
                                     {"UPDATED_BY_CRAWLER", "sluice"},
                                     {"objectCount", "1"},
                                     {"sizeKey", "22"},
                                     {"recordCount", "3"},
                                     {"averageRecordSize", "7"}};
  EXPECT_EQ(found.parameters, expected);
  EXPECT_EQ(found.storage.parameters, expected);
}

TEST_F(CrawlerTest, SaysWhyAnObjectIsSkipped) {
  put("s/good.csv", kSales);
  put("s/empty.csv", "");
  put("s/header.csv", "id,amount\n");
  put("s/junk.csv", std::string_view("\x00\x01\x02\x00", 4));
  put("s/cut.csv.gz", std::string_view("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x4b\x4c", 12));
  put("s/fake.parquet", "PAR1 and then nothing of the kind");
  put("s/latin.csv", "caf\xe9,b\n\xe9,\xe9\n\xe8,\xe8\n");
  put("s/page.html", "<html>\n<body></body>\n</html>\n");
  put("s/table.orc", "ORC...");
  put("s/list.json", "[1,2,3]");
  const CrawlPlan made = plan(native, "s/");
  std::map<std::string, std::string> reasons;
  for (const ObjectFinding& each : made.findings) {
    if (each.is_skipped()) reasons[each.object.key.text()] = each.evidence;
  }
  EXPECT_EQ(reasons.size(), 9u);
  EXPECT_EQ(reasons["s/empty.csv"], "empty");
  EXPECT_EQ(reasons["s/header.csv"], "one line only: a header without rows, or a text");
  EXPECT_EQ(reasons["s/junk.csv"], "binary content that no classifier knows");
  EXPECT_NE(reasons["s/cut.csv.gz"].find("truncated"), std::string::npos);
  EXPECT_NE(reasons["s/fake.parquet"].find("no footer"), std::string::npos);
  EXPECT_EQ(reasons["s/latin.csv"], "not UTF-8");
  EXPECT_EQ(reasons["s/page.html"], "XML cannot be read");
  EXPECT_EQ(reasons["s/table.orc"], "ORC cannot be read");
  EXPECT_EQ(reasons["s/list.json"], "its JSON values are not objects");
  ASSERT_EQ(made.tables.size(), 1u);
  EXPECT_EQ(made.counts.skipped, 9u);
}

TEST_F(CrawlerTest, RefusesAPlaceThatHoldsNothing) {
  EXPECT_EQ(code_of([&] { plan(native, "nothing/"); }), "NothingToCrawl");
  EXPECT_EQ(code_of([&] {
              crawler->plan(database->snapshot(), {"s3://no-such-bucket/", {}}, native);
            }),
            "NoSuchBucket");
}

// --- plans ---

TEST_F(CrawlerTest, ChangesNothingByPlanning) {
  put("s/a.csv", kSales);
  const CrawlPlan made = plan(native, "s/");
  EXPECT_TRUE(made.creates_database);
  EXPECT_TRUE(made.changes_anything());
  EXPECT_FALSE(catalog->find_database(database->snapshot(), native.database));
  EXPECT_EQ(plan(native, "s/").counts.read, 1u);
}

TEST_F(CrawlerTest, ExplainsAPlanToPeople) {
  put("s/day=1/a.csv", kSales);
  put("s/day=2/a.csv", kSales);
  put("s/day=2/empty.csv", "");
  EXPECT_EQ(explain(plan(native, "s/")),
            "crawl s3://zone-raw/s/ into db (a new database)\n"
            "  3 objects: 3 read (76 B), 0 unchanged since an earlier crawl, 1 not understood\n"
            "  create db.s\n"
            "    - csv: 3 records of 2 fields apart by \",\"; header: 2 of 2 columns hold numbers, "
            "dates or booleans below a text (s/day=1/a.csv)\n"
            "    - 2 objects of 44 B below s3://zone-raw/s/\n"
            "    - 2 partitions by day int\n"
            "      id      bigint\n"
            "      amount  double\n"
            "      day     int (partition key)\n"
            "  not understood:\n"
            "    s/day=2/empty.csv: empty\n");
  const json::value as_json = to_json(plan(native, "s/"));
  EXPECT_EQ(as_json.at("tables").as_array().at(0).at("action").as_string(), "create");
  EXPECT_EQ(as_json.at("objects_skipped").to_number<int>(), 1);
}

TEST_F(CrawlerTest, RefusesAPlanThatSomebodyOvertook) {
  put("s/a.csv", kSales);
  crawl(native, "s/");
  put("s/b.csv", "id,amount,extra\n1,2.5,x\n");
  const CrawlPlan late = plan(native, "s/");
  crawl(native, "s/");
  EXPECT_EQ(code_of([&] { crawler->apply(late); }), "ConcurrentModificationException");
}

TEST_F(CrawlerTest, ShowsReadersAllOfAPlanOrNothing) {
  put("s/a/x.csv", kSales);
  put("s/b/x.json", R"({"q":1})");
  const CrawlPlan made = plan(native, "s/");
  meta::Commit commit = database->begin_commit();
  crawler->apply(commit, made);
  EXPECT_FALSE(catalog->find_database(database->snapshot(), native.database));
  commit.publish();
  EXPECT_EQ(tables(), (Texts{"a", "b"}));
}

}  // namespace
}  // namespace sluice::crawl
