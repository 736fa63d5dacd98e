#include "engine/text/json_parser.h"

#include <gtest/gtest.h>

namespace sluice::engine {
namespace {

JsonOutcome outcome(std::string_view text) {
  return JsonParser().parse(text);
}

TEST(JsonParser, LaysAValueOutFlatInDocumentOrder) {
  JsonParser parser;
  const std::string_view text = R"({"a":[1,-2.50e3],"b":{"c":null},"d":"x\ny"} rest)";
  ASSERT_EQ(parser.parse(text), JsonOutcome::whole);
  EXPECT_EQ(text.substr(parser.end()), " rest");
  const auto& nodes = parser.nodes();
  ASSERT_EQ(nodes.size(), 11u);
  EXPECT_EQ(nodes[0].kind, JsonKind::object);
  EXPECT_EQ(nodes[0].next, 11u);
  EXPECT_EQ(parser.text(nodes[1]), "a");
  EXPECT_EQ(nodes[2].kind, JsonKind::array);
  EXPECT_EQ(nodes[2].next, 5u);
  EXPECT_EQ(parser.text(nodes[2]), "[1,-2.50e3]");
  EXPECT_EQ(parser.text(nodes[4]), "-2.50e3");
  EXPECT_EQ(nodes[8].kind, JsonKind::null);
  EXPECT_TRUE(nodes[10].has_escapes);
}

TEST(JsonParser, RefusesWhatRfc8259Refuses) {
  for (const char* text :
       {"{a:1}",       "{\"a\" 1}", "{\"a\":1,}", "[1,]",  "[1 2]", "01x]",   "[01]",
        "[1.]x",       "[.5]",      "[+1]",       "[1e]",  "[NaN]", "\"\t\"", "\"\\x\"",
        "\"\\u12g4\"", "'a'",       "{1:2}",      "truth", "-a",    "[tru]"}) {
    const auto result = outcome(text);
    EXPECT_TRUE(result == JsonOutcome::broken || std::string_view(text).starts_with("01")) << text;
  }
}

TEST(JsonParser, TellsATextThatEndsEarlyFromABrokenOne) {
  const std::string text = R"({"a":[1,-2.5e3,true],"b":"x\u00e9\ny","c":null})";
  for (std::size_t size = 0; size < text.size(); ++size) {
    EXPECT_EQ(outcome(std::string_view(text).substr(0, size)), JsonOutcome::incomplete) << size;
  }
  EXPECT_EQ(outcome(text), JsonOutcome::whole);
}

TEST(JsonParser, RefusesDeepNestingInsteadOfRunningOutOfStack) {
  const std::string deep(1'000'000, '[');
  EXPECT_EQ(outcome(deep), JsonOutcome::broken);
  std::string objects;
  for (int i = 0; i < 100'000; ++i)
    objects += "{\"a\":";
  EXPECT_EQ(outcome(objects), JsonOutcome::broken);
}

TEST(JsonParser, RefusesMoreValuesThanMemoryIsMeantFor) {
  std::string many = "[1";
  for (std::size_t i = 0; i < JsonParser::kNodesMax; ++i)
    many += ",1";
  EXPECT_EQ(outcome(many + "]"), JsonOutcome::broken);
}

TEST(JsonParser, UnescapesStrings) {
  EXPECT_EQ(unescape_json(R"(a\"\\\/\b\f\n\r\tz)"), "a\"\\/\b\f\n\r\tz");
  EXPECT_EQ(unescape_json(R"(\u0041\u00e9\u20ac\ud83d\ude00)"), "A\u00e9\u20ac\U0001F600");
  EXPECT_EQ(unescape_json(R"(\ud83dx\ude00)"), "\ufffdx\ufffd");
  EXPECT_EQ(unescape_json(R"(\u0000)"), std::string(1, '\0'));
}

}  // namespace
}  // namespace sluice::engine
