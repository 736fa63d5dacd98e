#include "engine/text/text_scan.h"

#include <gtest/gtest.h>

#include <duckdb.hpp>
#include <duckdb/main/extension/extension_loader.hpp>
#include <fstream>
#include <random>

#include "base/error.h"
#include "engine/query_state.h"
#include "engine/text/text_source.h"

namespace sluice::engine {
namespace {

using Rows = std::vector<std::string>;

// Objects whose content is their key's entry in a map.
class MemoryObjects final : public Objects {
 public:
  std::map<std::string, std::string> contents;

  std::unique_ptr<store::ObjectReader> open(const store::Object& object) override {
    class Memory final : public store::ObjectReader {
     public:
      Memory(store::Object object, const std::string& content)
          : object_(std::move(object)), content_(content) {}
      const store::Object& object() const override { return object_; }
      std::size_t read_at(std::uint64_t offset, std::span<std::byte> out) override {
        const auto rest = std::string_view(content_).substr(std::min(offset, content_.size()));
        const auto size = std::min(rest.size(), out.size());
        std::memcpy(out.data(), rest.data(), size);
        return size;
      }

     private:
      store::Object object_;
      const std::string& content_;
    };
    return std::make_unique<Memory>(object, contents.at(object.key.text()));
  }
  std::unique_ptr<store::BodyWriter> stage(const store::BucketName&,
                                           const store::ObjectKey&) override {
    return nullptr;
  }
};

class KeptRejects final : public Rejects {
 public:
  void add(Reject reject) override {
    const std::lock_guard lock(mutex_);
    all.push_back(std::move(reject));
  }
  // In the order of the content, whichever thread came first.
  std::vector<Reject> sorted() {
    std::ranges::sort(all, {}, [](const Reject& r) { return std::pair(r.source.key, r.record); });
    return all;
  }
  std::vector<Reject> all;

 private:
  std::mutex mutex_;
};

// A database with the function, objects to read, and what the last query left behind.
class TextScan : public ::testing::Test {
 protected:
  TextScan() {
    duckdb::ExtensionLoader loader(*database_.instance, "sluice");
    loader.RegisterFunction(text_scan_function());
  }

  Scan csv(std::vector<ScanColumn> columns, std::string content) {
    Scan scan{.handle = "t", .format = ScanFormat::csv, .columns = std::move(columns)};
    scan.csv = {.delimiter = ',', .quote = '"', .escape = '"'};
    add_file(scan, "data.csv", std::move(content));
    return scan;
  }

  Scan json(std::vector<ScanColumn> columns, std::string content) {
    Scan scan{.handle = "t", .format = ScanFormat::json, .columns = std::move(columns)};
    add_file(scan, "data.json", std::move(content));
    return scan;
  }

  void add_file(Scan& scan, const std::string& key, std::string content,
                std::vector<std::optional<std::string>> partition_values = {}) {
    store::Object object{.bucket = store::BucketName("b"), .key = store::ObjectKey(key)};
    object.size_bytes = content.size();
    objects_.contents[key] = std::move(content);
    scan.files.push_back({object, std::move(partition_values)});
  }

  // Each row as "1|a|NULL"; throws the Error that the scan gave.
  Rows query(Scan scan, const std::string& select = "SELECT *", const std::string& rest = "") {
    duckdb::Connection connection(database_);
    auto state = duckdb::make_shared_ptr<QueryState>(objects_, 1, std::vector<Scan>{scan}, nullptr);
    connection.context->registered_state->Insert(QueryState::kKey, state);
    const auto result = connection.Query(select + " FROM sluice_text_scan('t')" + rest);
    counts_ = state->statistics().counts;
    if (const auto error = state->first_error()) throw *error;
    if (result->HasError()) throw std::runtime_error(result->GetError());
    Rows rows;
    for (duckdb::idx_t row = 0; row < result->RowCount(); ++row) {
      std::string text;
      for (duckdb::idx_t column = 0; column < result->ColumnCount(); ++column) {
        text += (column == 0 ? "" : "|") + result->GetValue(column, row).ToString();
      }
      rows.push_back(text);
    }
    return rows;
  }

  // Of a query that sets aside what is bad.
  Rows accepted(Scan scan, const std::string& select = "SELECT *") {
    rejects_.all.clear();
    scan.bad_records = BadRecords::reject;
    scan.rejects = &rejects_;
    return query(std::move(scan), select);
  }

  std::string failure(Scan scan, const std::string& select = "SELECT *") {
    try {
      query(std::move(scan), select);
    } catch (const Error& error) {
      return error.message();
    }
    return "no failure";
  }

  Rows reasons() {
    Rows rows;
    for (const Reject& reject : rejects_.sorted()) {
      rows.push_back(fmt::format("{}: {}: {}", reject.line, reject.column, reject.reason));
    }
    return rows;
  }

  duckdb::DuckDB database_{nullptr};
  MemoryObjects objects_;
  KeptRejects rejects_;
  std::vector<ScanCount> counts_;
};

const std::vector<ScanColumn> kTwo = {{"a", "INTEGER"}, {"b", "VARCHAR"}};

TEST_F(TextScan, TypesTheFieldsOfCsv) {
  const std::vector<ScanColumn> columns = {
      {"b", "BOOLEAN"},         {"i8", "TINYINT"},      {"i16", "SMALLINT"},
      {"i64", "BIGINT"},        {"f", "FLOAT"},         {"d", "DOUBLE"},
      {"d4", "DECIMAL(4,1)"},   {"d9", "DECIMAL(9,2)"}, {"d18", "DECIMAL(18,3)"},
      {"d38", "DECIMAL(38,4)"}, {"day", "DATE"},        {"at", "TIMESTAMP"},
      {"ms", "TIMESTAMP_MS"},   {"s", "VARCHAR"},       {"raw", "BLOB"}};
  EXPECT_EQ(query(csv(columns,
                      "TRUE,-128,32767,-9,1.5,-2.25,999.9,1.005,1.5,-12345678901234567890.5,"
                      "2020-02-29,2020-02-29T01:02:03.5Z,2020-02-29 01:02:03.4567,"
                      "\"a longer text, with \"\"quotes\"\"\",aGk=\n")),
            (Rows{"true|-128|32767|-9|1.5|-2.25|999.9|1.01|1.500|-12345678901234567890.5000|"
                  "2020-02-29|2020-02-29 01:02:03.5|2020-02-29 01:02:03.457|"
                  "a longer text, with \"quotes\"|hi"}));
}

TEST_F(TextScan, TakesEmptyAndNullTextForNull) {
  EXPECT_EQ(query(csv(kTwo, "\\N,\\N\n,\n\"\",\"\\N\"\n  ,x\n 7 , y \n")),
            (Rows{"NULL|NULL", "NULL|", "NULL|\\N", "NULL|x", "7| y "}));
  Scan scan = csv(kTwo, ",\n,\"\"\n");
  scan.csv.is_empty_null = true;
  EXPECT_EQ(query(scan), (Rows{"NULL|NULL", "NULL|"}));
}

TEST_F(TextScan, PadsShortRecordsAndDropsWhatIsTooMuch) {
  Scan scan = csv(kTwo, "1\n2,b,c,d\n3,c\n");
  EXPECT_EQ(query(scan), (Rows{"1|NULL", "2|b", "3|c"}));
  scan.csv.is_ragged_allowed = false;
  EXPECT_EQ(accepted(scan), (Rows{"3|c"}));
  EXPECT_EQ(reasons(), (Rows{"1: : 1 fields instead of 2", "2: : 4 fields instead of 2"}));
}

TEST_F(TextScan, FailsWithTheRecordThatIsBad) {
  EXPECT_EQ(failure(csv({{"x", "DATE"}}, "2020-01-01\n\n2020-01-01zz\n")),
            "s3://b/data.csv line 3, column \"x\": not a date: \"2020-01-01zz\"");
  EXPECT_EQ(failure(csv(kTwo, "1,a\n99999999999,b\n")),
            "s3://b/data.csv line 2, column \"a\": out of range for integer: \"99999999999\"");
  EXPECT_EQ(failure(csv(kTwo, "1,\"a\n")),
            "s3://b/data.csv line 1: the quote opened on line 1 is not closed");
}

TEST_F(TextScan, SetsBadRecordsAsideOnceEachWithTheFirstBadColumn) {
  Scan scan = csv({{"a", "INTEGER"}, {"b", "DATE"}},
                  "head,er\n1,2020-01-01\nx,y\n2,2020-13-01\n\"q\"r,\n3,\n\xff,\n4,2020-01-02");
  scan.csv.header_lines = 1;
  EXPECT_EQ(accepted(scan), (Rows{"1|2020-01-01", "3|NULL", "4|2020-01-02"}));
  EXPECT_EQ(reasons(), (Rows{"3: a: not of type integer: \"x\"", "4: b: not a date: \"2020-13-01\"",
                             "5: : text behind the closing quote of field 1", "7: : not UTF-8"}));
  const Reject second = rejects_.sorted()[1];
  EXPECT_EQ(second.record, 3u);
  EXPECT_EQ(second.offset_bytes, 25u);
  EXPECT_EQ(second.raw, "2,2020-13-01");
  EXPECT_FALSE(second.is_raw_cut);
  EXPECT_EQ(second.source.key.text(), "data.csv");
  ASSERT_EQ(counts_.size(), 1u);
  EXPECT_EQ(counts_[0].records, 7u);
  EXPECT_EQ(counts_[0].rows, 3u);
  EXPECT_EQ(counts_[0].rejected, 4u);
  EXPECT_TRUE(counts_[0].is_complete);
}

TEST_F(TextScan, RejectsTheSameRecordsWhateverTheQueryProjects) {
  const Scan scan = csv({{"a", "INTEGER"}, {"b", "DATE"}, {"c", "VARCHAR"}},
                        "1,2020-01-01,x\n2,bad,y\nbad,2020-01-01,z\n");
  EXPECT_EQ(accepted(scan, "SELECT c"), (Rows{"x"}));
  EXPECT_EQ(reasons().size(), 2u);
  EXPECT_EQ(accepted(scan, "SELECT count(*)"), (Rows{"1"}));
  EXPECT_EQ(reasons().size(), 2u);
}

TEST_F(TextScan, DoesNotLookAtColumnsThatAreNotRead) {
  Scan scan = csv({{"a", "INTEGER", false}, {"b", "VARCHAR"}}, "x,1\n2,2\n");
  EXPECT_EQ(query(scan, "SELECT b"), (Rows{"1", "2"}));
  EXPECT_EQ(query(scan, "SELECT count(*)"), (Rows{"2"}));
}

TEST_F(TextScan, MakesValuesThatDoNotFitNullWhereAskedTo) {
  Scan scan = csv(kTwo, "x,a\n2,b\n");
  scan.bad_records = BadRecords::null;
  EXPECT_EQ(query(scan), (Rows{"NULL|a", "2|b"}));
  scan = csv(kTwo, "1,\"a\"b\n");
  scan.bad_records = BadRecords::null;
  EXPECT_EQ(failure(scan), "s3://b/data.csv line 1: text behind the closing quote of field 2");
}

TEST_F(TextScan, LeavesNoTraceOfABadRecordInTheNextRow) {
  const Scan scan = csv({{"a", "VARCHAR"}, {"b", "INTEGER"}}, "\\N,bad\nx,1\n");
  EXPECT_EQ(accepted(scan), (Rows{"x|1"}));
}

TEST_F(TextScan, TakesANulByteForACharacterOfText) {
  EXPECT_EQ(query(csv(kTwo, std::string("1,a\0b\n", 6)), "SELECT length(b)"), (Rows{"3"}));
  EXPECT_EQ(accepted(csv(kTwo, std::string("1\0,a\n", 5))), Rows());
}

TEST_F(TextScan, ChecksTheLengthOfVarchar) {
  EXPECT_EQ(accepted(csv({{"a", "VARCHAR(3)"}, {"b", "VARCHAR"}}, "äöü,x\nabcd,y\n")),
            (Rows{"äöü|x"}));
  EXPECT_EQ(reasons(), (Rows{"2: a: longer than 3 characters: \"abcd\""}));
}

TEST_F(TextScan, GivesPartitionKeysAsConstantsOfTheirFiles) {
  Scan scan = csv(kTwo, "1,a\n2,b\n");
  scan.partition_keys = {{"year", "INTEGER"}, {"kind", "VARCHAR"}};
  scan.files[0].partition_values = {"2020", std::nullopt};
  add_file(scan, "more.csv", "3,c\n", {"2021", "x"});
  EXPECT_EQ(query(scan, "SELECT a, year, kind", " ORDER BY a"),
            (Rows{"1|2020|NULL", "2|2020|NULL", "3|2021|x"}));
  EXPECT_EQ(query(scan, "SELECT DISTINCT year", " ORDER BY year"), (Rows{"2020", "2021"}));
  scan.files[0].partition_values[0] = "2020zz";
  EXPECT_EQ(failure(scan),
            "s3://b/data.csv, partition key \"year\": not of type integer: \"2020zz\"");
}

TEST_F(TextScan, StopsEarlyAtALimitAndSaysThatItDid) {
  std::string content;
  for (int i = 0; i < 300'000; ++i)
    content += std::to_string(i) + ",text\n";
  EXPECT_EQ(query(csv(kTwo, content), "SELECT *", " LIMIT 3").size(), 3u);
  ASSERT_EQ(counts_.size(), 1u);
  EXPECT_FALSE(counts_[0].is_complete);
  EXPECT_LT(counts_[0].records, 300'000u);
}

TEST_F(TextScan, ReportsATruncatedFile) {
  Scan scan = csv(kTwo, "");
  add_file(scan, "x.csv.gz", std::string("\x1f\x8b\x08\0\0\0\0\0\0\3", 10));
  EXPECT_EQ(failure(scan), "s3://b/x.csv.gz: the gzip data ends early: the file is truncated");
}

TEST_F(TextScan, SaysNestedColumnsOfCsvAreNotSupported) {
  EXPECT_NE(failure(csv({{"a", "INTEGER[]"}}, "1\n")).find("not supported"), std::string::npos);
}

TEST_F(TextScan, AgreesWithDuckdbOnRegularData) {
  std::mt19937 random(3);
  std::string content;
  for (int i = 0; i < 30'000; ++i) {
    content += fmt::format("{},{}.{:02},{}-{:02}-{:02},\"say \"\"{}\"\", {}\",{}\n", random(),
                           random() % 100000, random() % 100, 1970 + random() % 60,
                           1 + random() % 12, 1 + random() % 28, random(), random(),
                           random() % 3 == 0 ? "" : std::to_string(random() % 1000) + "e-2");
  }
  const std::string path = ::testing::TempDir() + "regular.csv";
  std::ofstream(path) << content;
  const std::vector<ScanColumn> columns = {
      {"a", "BIGINT"}, {"b", "DECIMAL(15,2)"}, {"c", "DATE"}, {"d", "VARCHAR"}, {"e", "DOUBLE"}};
  const std::string select =
      "SELECT count(*), sum(a), sum(b), min(c), max(c), min(d), max(d), sum(hash(d)), sum(e), "
      "count(e), sum(hash(a, b, c, d, e))";
  const Rows ours = query(csv(columns, content), select);
  duckdb::Connection connection(database_);
  const auto theirs = connection.Query(
      select + " FROM read_csv('" + path +
      "', header = false, auto_detect = false, quote = '\"', "
      "escape = '\"', columns = {'a': 'BIGINT', 'b': 'DECIMAL(15,2)', 'c': 'DATE', 'd': 'VARCHAR', "
      "'e': 'DOUBLE'})");
  ASSERT_FALSE(theirs->HasError()) << theirs->GetError();
  std::string expected;
  for (duckdb::idx_t i = 0; i < theirs->ColumnCount(); ++i) {
    expected += (i == 0 ? "" : "|") + theirs->GetValue(i, 0).ToString();
  }
  // Doubles are added in no particular order: the hash of each stands for them.
  EXPECT_EQ(ours[0].substr(0, 60), expected.substr(0, 60));
  EXPECT_EQ(ours[0].substr(ours[0].rfind('|')), expected.substr(expected.rfind('|')));
}

TEST_F(TextScan, TypesJsonByTheDeclaredColumns) {
  const Scan scan =
      json({{"id", "INTEGER"},
            {"price", "DECIMAL(20,10)"},
            {"name", "VARCHAR"},
            {"ok", "BOOLEAN"},
            {"at", "TIMESTAMP"}},
           R"({"ID":1,"price":1.0000000001,"name":"x\u00e9\n","ok":true,"at":"2020-01-01T00:00:00Z"}
{"id":"2","price":"3","name":4.50,"ok":"FALSE","other":[1]}
{"name":{"a":[1, 2]},"id":null,"price":""}
)");
  EXPECT_EQ(query(scan),
            (Rows{"1|1.0000000001|xé\n|true|2020-01-01 00:00:00", "2|3.0000000000|4.50|false|NULL",
                  "NULL|NULL|{\"a\":[1, 2]}|NULL|NULL"}));
}

TEST_F(TextScan, TypesNestedJson) {
  const Scan scan = json(
      {{"s", "STRUCT(a INTEGER, b VARCHAR[])"}, {"m", "MAP(VARCHAR, DATE)"}, {"l", "INTEGER[][]"}},
      R"({"s":{"A":1,"b":["x",null]},"m":{"k":"2020-01-01","l":null},"l":[[1,2],[],null]}
{"s":{},"m":{},"l":[]}
{"s":null,"l":[[3]]}
{"s":{"b":["a longer string than inlined"]},"m":{"k":""}})");
  EXPECT_EQ(query(scan), (Rows{"{'a': 1, 'b': [x, NULL]}|{k=2020-01-01, l=NULL}|[[1, 2], [], NULL]",
                               "{'a': NULL, 'b': NULL}|{}|[]", "NULL|NULL|[[3]]",
                               "{'a': NULL, 'b': [a longer string than inlined]}|{k=NULL}|NULL"}));
}

TEST_F(TextScan, SetsBadJsonAside) {
  const Scan scan = json({{"a", "INTEGER"}, {"l", "INTEGER[]"}, {"t", "TIMESTAMP"}},
                         R"({"a":1}
{"a":1.5}
{"a":1,"A":2}
oops
[1]
{"l":[1,"x"]}
{"l":{}}
{"t":1577836800}
{"a":2} trailing
{"a":"x
{"a":3,"l":[4]})");
  EXPECT_EQ(accepted(scan, "SELECT a, l"), (Rows{"1|NULL", "2|NULL", "3|[4]"}));
  EXPECT_EQ(reasons(), (Rows{"2: a: not of type integer: \"1.5\"", "3: : the key \"a\" comes twice",
                             "4: : not a JSON object", "5: : not a JSON object",
                             "6: l: not of type integer: \"x\"", "7: l: not an array: \"{}\"",
                             "8: t: not a timestamp: \"1577836800\"", "9: : not a JSON object",
                             "10: : not JSON: the text ends within a value at byte 8"}));
  EXPECT_EQ(counts_[0].records, 12u);
  EXPECT_EQ(counts_[0].rows + counts_[0].rejected, counts_[0].records);
}

TEST_F(TextScan, ReadsAJsonArray) {
  Scan scan = json({{"a", "INTEGER"}}, "[{\"a\":1},\n {\"a\":2}]");
  scan.json.is_array = true;
  EXPECT_EQ(query(scan), (Rows{"1", "2"}));
}

}  // namespace
}  // namespace sluice::engine
