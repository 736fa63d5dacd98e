#include "access/policy/condition.h"

#include <gtest/gtest.h>

#include "access/policy/pattern.h"
#include "access/policy/variables.h"

namespace sluice::access {
namespace {

bool test(std::string_view op, std::vector<std::string> expected, const Context& context,
          std::string_view key = "aws:k") {
  const auto parsed = parse_condition_operator(op);
  EXPECT_TRUE(parsed) << op;
  return holds({.op = *parsed, .key = std::string(key), .values = std::move(expected)}, context,
               true);
}

Context with(std::vector<std::string> values) {
  Context context;
  context.set("AWS:K", std::move(values));
  return context;
}

TEST(Condition, NegatedOperatorsHoldWhenNoValueMatchesAndWhenTheKeyIsAbsent) {
  const std::vector<std::string> ab = {"a", "b"};
  EXPECT_FALSE(test("StringNotEquals", ab, with({"a"})));
  EXPECT_FALSE(test("StringNotEquals", ab, with({"b"})));
  EXPECT_TRUE(test("StringNotEquals", ab, with({"c"})));
  EXPECT_FALSE(test("StringNotEquals", ab, with({"c", "a"})));
  EXPECT_FALSE(test("NotIpAddress", {"192.0.2.0/24", "10.0.0.0/8"}, with({"10.1.2.3"})));
  EXPECT_TRUE(test("NotIpAddress", {"192.0.2.0/24", "10.0.0.0/8"}, with({"11.1.2.3"})));
  for (const std::string_view op :
       {"StringNotEquals", "StringNotLike", "StringNotEqualsIgnoreCase", "NumericNotEquals",
        "DateNotEquals", "NotIpAddress", "ArnNotEquals", "ArnNotLike"}) {
    EXPECT_TRUE(test(op, {"1"}, {})) << op;
    EXPECT_TRUE(test(std::string(op) + "IfExists", {"1"}, {})) << op;
  }
  for (const std::string_view op :
       {"StringEquals", "StringLike", "StringEqualsIgnoreCase", "NumericEquals", "NumericLessThan",
        "DateEquals", "IpAddress", "ArnEquals", "Bool", "BinaryEquals"}) {
    EXPECT_FALSE(test(op, {"1"}, {})) << op;
    EXPECT_TRUE(test(std::string(op) + "IfExists", {"1"}, {})) << op;
  }
}

TEST(Condition, ForAnyAndForAllValuesDifferOverAbsentKeys) {
  const std::vector<std::string> ab = {"a", "b"};
  EXPECT_TRUE(test("ForAllValues:StringEquals", ab, {}));
  EXPECT_TRUE(test("ForAllValues:StringNotEquals", ab, {}));
  EXPECT_FALSE(test("ForAnyValue:StringEquals", ab, {}));
  EXPECT_FALSE(test("ForAnyValue:StringNotEquals", ab, {}));
  EXPECT_TRUE(test("ForAnyValue:StringEqualsIfExists", ab, {}));
  // A key without any value is an absent one.
  EXPECT_TRUE(test("ForAllValues:StringEquals", ab, with({})));
  EXPECT_FALSE(test("ForAnyValue:StringNotEquals", ab, with({})));

  EXPECT_TRUE(test("ForAllValues:StringEquals", ab, with({"a", "b"})));
  EXPECT_FALSE(test("ForAllValues:StringEquals", ab, with({"a", "c"})));
  EXPECT_TRUE(test("ForAnyValue:StringEquals", ab, with({"a", "c"})));
  EXPECT_FALSE(test("ForAnyValue:StringEquals", ab, with({"c"})));
  EXPECT_TRUE(test("ForAllValues:StringNotEquals", ab, with({"c", "d"})));
  EXPECT_FALSE(test("ForAllValues:StringNotEquals", ab, with({"c", "a"})));
  EXPECT_TRUE(test("ForAnyValue:StringNotEquals", ab, with({"c", "a"})));
  EXPECT_FALSE(test("ForAnyValue:StringNotEquals", ab, with({"b", "a"})));
}

TEST(Condition, NullAsksWhetherTheKeyIsThere) {
  EXPECT_TRUE(test("Null", {"true"}, {}));
  EXPECT_FALSE(test("Null", {"false"}, {}));
  EXPECT_FALSE(test("Null", {"true"}, with({""})));
  EXPECT_TRUE(test("Null", {"false"}, with({""})));
}

TEST(Condition, ComparesByType) {
  EXPECT_TRUE(test("NumericLessThanEquals", {"10"}, with({"9.5"})));
  EXPECT_FALSE(test("NumericLessThan", {"10"}, with({"10"})));
  EXPECT_FALSE(test("NumericEquals", {"10"}, with({"ten"})));
  EXPECT_TRUE(test("DateGreaterThan", {"2026-01-01T00:00:00Z"}, with({"2026-11-22T00:00:00Z"})));
  EXPECT_TRUE(test("DateLessThan", {"2026-01-02"}, with({"1767225600"})));
  EXPECT_TRUE(test("Bool", {"true"}, with({"True"})));
  EXPECT_TRUE(test("IpAddress", {"2001:db8::/32"}, with({"2001:db8::7"})));
  EXPECT_TRUE(test("IpAddress", {"192.0.2.0/24"}, with({"::ffff:192.0.2.7"})));
  EXPECT_FALSE(test("IpAddress", {"192.0.2.0/24"}, with({"2001:db8::7"})));
  EXPECT_TRUE(test("ArnLike", {"arn:aws:iam::*:role/a*"}, with({"arn:aws:iam::1:role/ab"})));
  EXPECT_FALSE(test("ArnLike", {"arn:aws:iam::*/ab"}, with({"arn:aws:iam::1:role/ab"})));
  EXPECT_TRUE(test("StringLike", {"raw/*"}, with({"raw/2026"})));
  EXPECT_FALSE(test("StringEquals", {"raw/*"}, with({"raw/2026"})));
  EXPECT_FALSE(parse_condition_operator("StringAlike"));
}

TEST(Pattern, KnowsStarsAndQuestionMarks) {
  EXPECT_TRUE(matches_pattern("", "*"));
  EXPECT_TRUE(matches_pattern("abcbcd", "a*bcd"));
  EXPECT_FALSE(matches_pattern("abc", "a?"));
  EXPECT_TRUE(matches_pattern("S3:GetObject", "s3:get*", Case::ignored));
  EXPECT_FALSE(matches_pattern(std::string(10'000, 'a'), "*a*a*a*a*a*a*a*a*b"));
}

TEST(Variables, AreNeverWildcards) {
  Context context;
  context.set("aws:username", "*");
  context.set("aws:TagKeys", std::vector<std::string>{"a", "b"});
  const auto resolved = resolve_variables("home/${aws:UserName}/*", context);
  ASSERT_TRUE(resolved);
  const auto matches = [&](std::string_view text) {
    return matches_pattern(text, resolved->text, Case::matters, resolved->is_literal);
  };
  EXPECT_TRUE(matches("home/*/x"));
  EXPECT_FALSE(matches("home/alice/x"));
  EXPECT_EQ(resolve_variables("${s3:prefix, 'raw'}${$}${*}", context)->text, "raw$*");
  EXPECT_FALSE(resolve_variables("${s3:prefix}", context));
  EXPECT_FALSE(resolve_variables("${aws:TagKeys, 'x'}", context));
  EXPECT_EQ(resolve_variables("a${b", context)->text, "a${b");
}

}  // namespace
}  // namespace sluice::access
