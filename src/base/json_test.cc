#include "base/json.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace sluice {
namespace {

TEST(Json, KeepsOrderAndPrintsPlainNumbers) {
  const std::string text = R"({"b":[1,-2,0.5,1.0,true,null],"a":"x\"\n","c":{}})";
  EXPECT_EQ(to_text(parse_json(text)), text);
}

TEST(Json, SaysWhereAMistakeIs) {
  const auto message_of = [](std::string_view text) -> std::string {
    try {
      parse_json(text);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), "MalformedJson");
      return error.message();
    }
    return "";
  };
  EXPECT_NE(message_of("{\n  \"a\": x}").find("line 2, column 8"), std::string::npos);
  EXPECT_NE(message_of("[1] 2").find("line 1, column 5"), std::string::npos);
  EXPECT_NE(message_of("[1,").find("line 1, column 4"), std::string::npos);
  EXPECT_NE(message_of("").find("line 1, column 1"), std::string::npos);
  EXPECT_NE(message_of(std::string(100000, '[')).find("malformed"), std::string::npos);
}

}  // namespace
}  // namespace sluice
