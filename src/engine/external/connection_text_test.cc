#include "engine/external/connection_text.h"

#include <gtest/gtest.h>

#include "engine/external/table_name.h"

namespace sluice::engine {
namespace {

ConnectionText postgres(const std::string& connection) {
  return read_connection({.kind = ExternalKind::postgres, .connection = connection, .name = "t"});
}

TEST(ConnectionText, ShowsHostPortAndDatabaseOnly) {
  EXPECT_EQ(postgres("host=db port=5433 dbname=shop user=me password=pw").shown,
            "PostgreSQL at db:5433/shop");
  EXPECT_EQ(postgres("password='a host=b' host = db").shown, "PostgreSQL at db");
  EXPECT_EQ(postgres("postgresql://me:pw@db:5433/shop?password=x").shown,
            "PostgreSQL at db:5433/shop");
  EXPECT_EQ(postgres("postgresql://db/shop?user=a@b&password=pw").shown, "PostgreSQL at db/shop");
  EXPECT_EQ(read_connection({.kind = ExternalKind::mysql,
                             .connection = "host=db database=shop passwd=pw",
                             .name = "t"})
                .shown,
            "MySQL at db/shop");
}

TEST(ConnectionText, ShowsNoPlaceWhereAPasswordMayStandInIt) {
  EXPECT_EQ(postgres("postgresql://me:p@ss@db/shop").shown, "PostgreSQL");
  EXPECT_EQ(postgres("my password").shown, "PostgreSQL");
}

TEST(ConnectionText, KnowsTheSecretsOfBothForms) {
  const auto holds = [](const ConnectionText& text, const std::string& secret) {
    return std::find(text.secrets.begin(), text.secrets.end(), secret) != text.secrets.end();
  };
  EXPECT_TRUE(holds(postgres(R"(host=db password='it\'s')"), "it's"));
  EXPECT_TRUE(holds(postgres("postgresql://me:pw@db/shop"), "pw"));
  EXPECT_TRUE(holds(postgres("postgresql://me@db/shop?sslmode=require&password=p=w&a=b"), "p=w"));
  EXPECT_TRUE(holds(postgres("postgresql://me@db/shop?passwd=p%41w"), "p%41w"));
  EXPECT_TRUE(holds(postgres("postgresql://me@db/shop?password=p%41w"), "pAw"));
  EXPECT_TRUE(holds(postgres("postgresql://me:p%41w@db/shop"), "pAw"));
  EXPECT_FALSE(holds(postgres("postgresql://me@db/shop?password="), ""));
}

TEST(ConnectionText, DoesNotWaitForeverForAServer) {
  EXPECT_EQ(postgres("host=db").given, "host=db connect_timeout=20");
  EXPECT_EQ(postgres("postgresql://db/shop").given, "postgresql://db/shop?connect_timeout=20");
  EXPECT_EQ(postgres("postgresql://db?sslmode=require").given,
            "postgresql://db?sslmode=require&connect_timeout=20");
  EXPECT_EQ(postgres("host=db connect_timeout=3").given, "host=db connect_timeout=3");
}

TEST(TableName, IsSplitAtDotsOutsideOfQuotes) {
  using Parts = std::vector<std::string>;
  EXPECT_EQ(table_name_parts("orders"), Parts{"orders"});
  EXPECT_EQ(table_name_parts("sales.orders"), (Parts{"sales", "orders"}));
  EXPECT_EQ(table_name_parts(R"("My ""Sales".a"."b)"), (Parts{"My \"Sales", "a.b"}));
  for (const char* name : {"", ".a", "a.", "a.b.c", "\"a"})
    EXPECT_THROW(table_name_parts(name), Error) << name;
}

TEST(TableName, IsQuotedSoThatItCannotBecomeSql) {
  EXPECT_EQ(quoted_identifier("a\"; DROP"), "\"a\"\"; DROP\"");
  EXPECT_EQ(quoted_text("it's"), "'it''s'");
}

}  // namespace
}  // namespace sluice::engine
