#include "sql/json_path/path.h"

#include <gtest/gtest.h>

namespace sluice::sql {
namespace {

std::string mistake_in(const std::string& text) {
  try {
    parse_json_path(text);
    return "";
  } catch (const PathMistake& mistake) {
    return std::to_string(mistake.offset) + ": " + mistake.message;
  }
}

TEST(JsonPath, TakesTheWholeLanguage) {
  for (const char* text :
       {"lax $", "strict $.a.\"b c\".*", "lax $[0, 2 to last, $i + 1][*]", "lax $..a",
        "lax -$.a * 2.5 + 1e3 / .5", "lax $.type", "lax $.type().size().keyvalue()",
        "lax $ ? (@.a == 1 && !(@.b <> \"x\"\"y\" || exists(@.c)))", "lax $ ? ((@ > 1) is unknown)",
        "lax $ ? (@ starts with $p)", "lax ($.a + 1) ? ((@ * 2) > (1)).abs()",
        "lax $ ? (@ like_regex \"^a\" flag \"i\")"}) {
    EXPECT_EQ(mistake_in(text), "") << text;
  }
}

TEST(JsonPath, SaysWhereAMistakeIs) {
  EXPECT_EQ(mistake_in("certainly not"),
            "0: mismatched input 'certainly' expecting {'lax', 'strict'}");
  EXPECT_EQ(mistake_in("lax $["), "6: mismatched input '<EOF>'");
  EXPECT_EQ(mistake_in("lax $ ? (@)"), "10: mismatched input ')'");
  EXPECT_EQ(mistake_in("lax @ == 1"), "6: mismatched input '=='");
  EXPECT_EQ(mistake_in("lax \"open"), "4: token recognition error at: '\"'");
  EXPECT_NE(mistake_in("lax $.nothing()"), "");
}

TEST(JsonPath, IsLinearAndBounded) {
  EXPECT_NE(mistake_in("lax " + std::string(100'000, '(')), "");
  EXPECT_EQ(mistake_in("lax " + std::string(150, '(') + "$" + std::string(150, ')')), "");
  std::string chain = "lax $";
  for (int i = 0; i < 100'000; ++i)
    chain += ".a";
  EXPECT_NE(mistake_in(chain), "");
}

}  // namespace
}  // namespace sluice::sql
