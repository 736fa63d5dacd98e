#include "query/values.h"

#include <gtest/gtest.h>

namespace sluice::query {
namespace {

sql::Type of(sql::TypeKind kind) {
  return {.kind = kind};
}

TEST(Values, NestedValuesLookAsAthenaPrintsThem) {
  sql::Type row{.kind = sql::TypeKind::row,
                .children = {of(sql::TypeKind::integer), of(sql::TypeKind::varchar)},
                .names = {"a", std::nullopt}};
  sql::Type rows{.kind = sql::TypeKind::array, .children = {row}};
  engine::Value one{engine::List{{std::int64_t{1}}, {std::string("x")}}};
  engine::Value list{engine::List{one, engine::Value{}}};
  EXPECT_EQ(to_text(list, rows), "[{a=1, field1=x}, null]");
  EXPECT_EQ(to_text(engine::Value{}, rows), std::nullopt);
  sql::Type map{.kind = sql::TypeKind::map,
                .children = {of(sql::TypeKind::varchar), of(sql::TypeKind::bigint)}};
  engine::Value pairs{engine::List{{std::string("k")}, {std::int64_t{7}}}};
  EXPECT_EQ(to_text(pairs, map), "{k=7}");
}

TEST(Values, TimesHaveTheDigitsOfTheirType) {
  sql::Type milliseconds{.kind = sql::TypeKind::timestamp, .precision = 3};
  EXPECT_EQ(to_text({std::string("2020-01-02 03:04:05")}, milliseconds), "2020-01-02 03:04:05.000");
  EXPECT_EQ(to_text({std::string("2020-01-02 03:04:05.12")}, milliseconds),
            "2020-01-02 03:04:05.120");
  EXPECT_EQ(to_text({std::int64_t{93784005}}, of(sql::TypeKind::interval_day_second)),
            "1 02:03:04.005");
  EXPECT_EQ(to_text({std::int64_t{-14}}, of(sql::TypeKind::interval_year_month)), "-1-2");
}

TEST(Values, ADecimalHasADigitBeforeThePoint) {
  sql::Type half{.kind = sql::TypeKind::decimal, .precision = 1, .scale = 1};
  EXPECT_EQ(to_text({std::string(".5")}, half), "0.5");
  EXPECT_EQ(to_text({std::string("-.5")}, half), "-0.5");
  EXPECT_EQ(to_text({std::string("1.5")}, half), "1.5");
}

TEST(Values, BytesAreHexadecimalPairs) {
  EXPECT_EQ(to_text({std::string("\x00\xff", 2)}, of(sql::TypeKind::varbinary)), "00 ff");
}

}  // namespace
}  // namespace sluice::query
