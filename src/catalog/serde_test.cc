#include "catalog/serde.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace sluice::catalog {
namespace {

Table table_of(const std::string& library, Parameters serde_parameters) {
  Table table;
  table.storage.serde = {.library = library, .parameters = std::move(serde_parameters)};
  return table;
}

TEST(TableFormat, ReadsLazySimpleAsHiveDoes) {
  const std::string lazy = "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe";
  EXPECT_EQ(table_format(table_of(lazy, {})).csv.delimiter, '\x01');
  Table tabs = table_of(lazy, {{"field.delim", "\\t"}});
  tabs.parameters["skip.header.line.count"] = "1";
  const TableFormat format = table_format(tabs);
  EXPECT_EQ(format.csv.delimiter, '\t');
  EXPECT_EQ(format.csv.quote, std::nullopt);
  EXPECT_EQ(format.csv.header_lines, 1);
  EXPECT_EQ(format.csv.null_text, "\\N");
}

TEST(TableFormat, ReadsOpenCsvWithItsDefaults) {
  const TableFormat format =
      table_format(table_of("org.apache.hadoop.hive.serde2.OpenCSVSerde", {}));
  EXPECT_EQ(format.format, FileFormat::csv);
  EXPECT_EQ(format.csv.delimiter, ',');
  EXPECT_EQ(format.csv.quote, '"');
  EXPECT_EQ(format.csv.escape, '\\');
}

TEST(TableFormat, NamesASerDeThatItCannotRead) {
  try {
    table_format(table_of("org.apache.hadoop.hive.ql.io.orc.OrcSerde", {}));
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::unsupported);
    EXPECT_NE(error.message().find("OrcSerde"), std::string::npos);
  }
}

TEST(TableFormat, ReadsBackWhatWasSet) {
  const TableFormat formats[] = {
      {.format = FileFormat::parquet},
      {.format = FileFormat::avro},
      {.format = FileFormat::json, .is_json_array = true},
      {.format = FileFormat::csv,
       .csv = {.delimiter = ';', .quote = '"', .escape = '"', .header_lines = 1, .null_text = ""},
       .compression = FileCompression::gzip},
      {.format = FileFormat::csv, .csv = {.delimiter = '|', .escape = '\\', .null_text = "NA"}},
  };
  for (const TableFormat& format : formats) {
    Table table;
    set_format(table, format);
    EXPECT_EQ(table_format(table), format) << to_text(format.format);
    EXPECT_EQ(table.parameters["classification"], to_text(format.format));
  }
}

TEST(TableFormat, OfAPartitionIsItsOwnWhereItHasOne) {
  Table table;
  set_format(table, {.format = FileFormat::parquet});
  EXPECT_EQ(table_format(table, Partition{}).format, FileFormat::parquet);
  Partition partition;
  partition.storage.serde.library = "org.openx.data.jsonserde.JsonSerDe";
  EXPECT_EQ(table_format(table, partition).format, FileFormat::json);
}

}  // namespace
}  // namespace sluice::catalog
