#include "base/utf8.h"

#include <gtest/gtest.h>

namespace sluice {
namespace {

TEST(Utf8, IsOnlyWhatIsWellFormed) {
  EXPECT_TRUE(is_utf8("plain, é, 日本, 😀"));
  EXPECT_FALSE(is_utf8("\xC0\x80"));
  EXPECT_FALSE(is_utf8("\xED\xA0\x80"));
  EXPECT_FALSE(is_utf8("\xF4\x90\x80\x80"));
  EXPECT_FALSE(is_utf8("\xE2\x82"));
  EXPECT_FALSE(is_utf8("\x80"));
}

TEST(Utf8, GoesByCharacters) {
  const std::string text = "aé日😀";
  EXPECT_EQ(count_characters(text), 4);
  EXPECT_EQ(character_at(text, 1), "é");
  EXPECT_EQ(byte_of(text, 2), 3u);
  EXPECT_EQ(byte_of(text, 9), text.size());
  EXPECT_EQ(code_points(text), U"aé日😀");
}

TEST(Utf8, CutsBetweenCharacters) {
  EXPECT_EQ(whole_characters("aé日", 2), "a");
  EXPECT_EQ(whole_characters("aé日", 3), "aé");
  EXPECT_EQ(whole_characters("aé日", 6), "aé日");
}

TEST(Utf8, WritesTheCodePointsItReads) {
  std::string text;
  for (const char32_t code : std::u32string_view(U"aé日😀"))
    append_code_point(text, code);
  EXPECT_EQ(text, "aé日😀");
}

}  // namespace
}  // namespace sluice
