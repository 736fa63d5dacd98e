#include "base/base64.h"

#include <gtest/gtest.h>

namespace sluice {
namespace {

TEST(Base64, GivesBackWhatItWrote) {
  for (const std::string bytes : {"", "f", "fo", "foo", "foob", "fooba", "foobar"})
    EXPECT_EQ(base64_decode(base64_encode(bytes)), bytes);
  EXPECT_EQ(base64_encode("fooba"), "Zm9vYmE=");
  EXPECT_EQ(base64_encode(std::string("\xfb\xff\x00", 3)), "+/8A");
}

TEST(Base64, TakesOneSpellingOnly) {
  for (const std::string text :
       {"Zg", "Zg=", "Z===", "====", "Zh==", "Zg==\n", "Z g=", "-_8A", "Zg==Zg=="})
    EXPECT_FALSE(base64_decode(text)) << text;
}

}  // namespace
}  // namespace sluice
