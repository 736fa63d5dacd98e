#include "engine/text/csv_fields.h"

#include <gtest/gtest.h>

#include "engine/text/byte_scan.h"

namespace sluice::engine {
namespace {

using Texts = std::vector<std::string>;

struct Split {
  Texts values;
  CsvFault fault = CsvFault::none;
  std::size_t count = 0;
  std::size_t position = 0;
};

Split split_record(const CsvFormat& format, std::string record, std::size_t fields_max = 100) {
  const std::size_t size = record.size();
  record.append(kTextPadding, ',');  // the splitter may look at it, but not be led by it
  CsvSplitter splitter(format, fields_max);
  splitter.split(std::string_view(record).substr(0, size));
  Split split{.fault = splitter.fault(),
              .count = splitter.field_count(),
              .position = splitter.fault_position()};
  for (const auto& field : splitter.fields()) {
    split.values.push_back(field.has_escapes ? splitter.unescape(field)
                                             : std::string(field.text()));
  }
  return split;
}

const CsvFormat kPlain{.delimiter = ','};
const CsvFormat kHive{.delimiter = ',', .escape = '\\'};
const CsvFormat kQuoted{.delimiter = ',', .quote = '"', .escape = '"'};
const CsvFormat kEscaped{.delimiter = ',', .quote = '"', .escape = '\\'};

TEST(CsvFields, AreWhatLiesBetweenDelimiters) {
  for (const auto& format : {kPlain, kHive, kQuoted, kEscaped}) {
    EXPECT_EQ(split_record(format, "a,,bc,").values, (Texts{"a", "", "bc", ""}));
    EXPECT_EQ(split_record(format, "").values, (Texts{""}));
  }
  const std::string longer(200, 'x');
  EXPECT_EQ(split_record(kPlain, longer + "," + longer).values, (Texts{longer, longer}));
}

TEST(CsvFields, LoseTheirQuotesAndKeepDoubledOnesOnce) {
  EXPECT_EQ(split_record(kQuoted, "\"a,b\",\"say \"\"hi\"\"\",\"\"").values,
            (Texts{"a,b", "say \"hi\"", ""}));
  EXPECT_EQ(split_record(kQuoted, "\"\"\"\",x").values, (Texts{"\"", "x"}));
  EXPECT_EQ(split_record(kEscaped, "\"a\\\"b\\\\\",\"c\"\"d\"").values, (Texts{"a\"b\\", "c\"d"}));
}

TEST(CsvFields, KeepAnEscapeThatEscapesNothing) {
  EXPECT_EQ(split_record(kEscaped, "\"C:\\temp\",D:\\x").values, (Texts{"C:\\temp", "D:\\x"}));
  EXPECT_EQ(split_record(kEscaped, "a\\,b,c").values, (Texts{"a,b", "c"}));
}

TEST(CsvFields, UnescapeAsHiveWhereThereAreNoQuotes) {
  EXPECT_EQ(split_record(kHive, "a\\,b,c\\\\,d\\n,\\e,f\\").values,
            (Texts{"a,b", "c\\", "d\n", "e", "f\\"}));
  EXPECT_EQ(split_record(kPlain, "a\\,\"b\"").values, (Texts{"a\\", "\"b\""}));
}

TEST(CsvFields, TakeAQuoteInTheirMiddleAsItIs) {
  EXPECT_EQ(split_record(kQuoted, "5\" pipe,a\"\"b").values, (Texts{"5\" pipe", "a\"\"b"}));
}

TEST(CsvFields, ReportTextBehindAClosingQuote) {
  const Split split = split_record(kQuoted, "1,\"a\"b,c");
  EXPECT_EQ(split.fault, CsvFault::text_after_quote);
  EXPECT_EQ(split.position, 5u);
}

TEST(CsvFields, ReportAQuoteThatNothingCloses) {
  const Split split = split_record(kQuoted, "1,\"ab,c");
  EXPECT_EQ(split.fault, CsvFault::open_quote);
  EXPECT_EQ(split.position, 2u);
}

TEST(CsvFields, AreCountedPastTheOnesThatAreKept) {
  const Split split = split_record(kQuoted, "1,\"2\",3,\"4\"", 2);
  EXPECT_EQ(split.values, (Texts{"1", "2"}));
  EXPECT_EQ(split.count, 4u);
}

TEST(CsvFields, AreNullOnlyWhereTheNullTextStandsUnquoted) {
  CsvFormat format = kQuoted;
  format.null_text = "NA";
  std::string record = "NA,\"NA\"" + std::string(kTextPadding, '\0');
  CsvSplitter splitter(format, 2);
  splitter.split(std::string_view(record).substr(0, 7));
  EXPECT_TRUE(splitter.is_null(splitter.fields()[0]));
  EXPECT_FALSE(splitter.is_null(splitter.fields()[1]));
}

}  // namespace
}  // namespace sluice::engine
