#include "access/policy/policy.h"

#include <gtest/gtest.h>

#include "access/policy/evaluate.h"
#include "base/error.h"

namespace sluice::access {
namespace {

std::string refusal(std::string_view text, const PolicyRules& rules) {
  try {
    parse_policy(text, rules);
  } catch (const Error& error) {
    return error.code() + ": " + error.message();
  }
  return "";
}

std::string bucket_refusal(std::string_view text) {
  return refusal(text, {.kind = PolicyKind::bucket, .bucket = "b"});
}

std::string in_bucket_policy(std::string_view statement) {
  return fmt::format(R"({{"Version":"2012-10-17","Statement":[{{{}}}]}})", statement);
}

constexpr std::string_view kGood =
    R"("Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*")";

TEST(Policy, OfABucketIsRefusedInS3sWords) {
  EXPECT_EQ(bucket_refusal(in_bucket_policy(kGood)), "");
  const std::string not_json =
      "MalformedPolicy: Policies must be valid JSON and the first byte must be '{'";
  EXPECT_EQ(bucket_refusal(""), not_json);
  EXPECT_EQ(bucket_refusal("[]"), not_json);
  EXPECT_EQ(bucket_refusal("{"), not_json);
  EXPECT_EQ(bucket_refusal("{}"), "MalformedPolicy: Missing required field Statement");
  const auto statement = [](std::string_view text) {
    return bucket_refusal(in_bucket_policy(text));
  };
  EXPECT_EQ(statement(R"("Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*")"),
            "MalformedPolicy: Missing required field Effect");
  EXPECT_EQ(statement(R"("Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::b/*")"),
            "MalformedPolicy: Missing required field Principal");
  EXPECT_EQ(statement(R"("Effect":"Allow","Principal":{"AWS":"me"},"Action":"s3:*",
                          "Resource":"arn:aws:s3:::b/*")"),
            "MalformedPolicy: Invalid principal in policy");
  EXPECT_EQ(statement(R"("Effect":"Allow","Principal":"*","Action":"s3:Nothing",
                          "Resource":"arn:aws:s3:::b/*")"),
            "MalformedPolicy: Policy has invalid action");
  EXPECT_EQ(statement(R"("Effect":"Allow","Principal":"*","Action":"s3:GetObject",
                          "Resource":"arn:aws:s3:::other/*")"),
            "MalformedPolicy: Policy has invalid resource");
  EXPECT_EQ(statement(R"("Effect":"Allow","Principal":"*","Action":"s3:ListBucket",
                          "Resource":"arn:aws:s3:::b/*")"),
            "MalformedPolicy: Action does not apply to any resource(s) in statement");
  EXPECT_EQ(statement(fmt::format(R"({},"Condition":{{"Odd":{{"aws:x":"1"}}}})", kGood)),
            "MalformedPolicy: Invalid Condition type : Odd");
  EXPECT_EQ(statement(fmt::format(R"({},"Condition":{{"Bool":{{"x":"true"}}}})", kGood)),
            "MalformedPolicy: Policy has an invalid condition key");
  EXPECT_EQ(bucket_refusal(in_bucket_policy(kGood) + std::string(30'000, ' ')).substr(0, 14),
            "PolicyTooLarge");
}

TEST(Policy, OfAnIdentityIsRefusedInIamsWords) {
  const auto identity = [](std::string_view text) { return refusal(text, {}); };
  EXPECT_EQ(identity(in_bucket_policy(R"("Effect":"Allow","Action":"s3:*","Resource":"*")")), "");
  EXPECT_EQ(identity("x"), "MalformedPolicyDocument: Syntax errors in policy.");
  EXPECT_EQ(identity(R"({"Statement":[]})"),
            "MalformedPolicyDocument: Policy document must be version 2012-10-17 or greater.");
  EXPECT_EQ(identity(in_bucket_policy(kGood)),
            "MalformedPolicyDocument: Policy document should not specify a principal.");
  EXPECT_EQ(identity(in_bucket_policy(R"("Effect":"Allow","Action":"s3:*")")),
            "MalformedPolicyDocument: Policy statement must contain resources.");
  EXPECT_EQ(identity(in_bucket_policy(R"("Effect":"Allow","Resource":"*")")),
            "MalformedPolicyDocument: Policy statement must contain actions.");
  EXPECT_EQ(identity(in_bucket_policy(R"("Effect":"Allow","Action":"s3:*","Resource":"b/*")")),
            "MalformedPolicyDocument: Resource b/* must be in ARN format or \"*\".");
}

bool is_public_statement(std::string_view statement) {
  return is_public(parse_policy(in_bucket_policy(statement), {.kind = PolicyKind::bucket}));
}

bool is_public_with(std::string_view condition) {
  return is_public_statement(fmt::format(R"({},"Condition":{})", kGood, condition));
}

TEST(IsPublic, FollowsAwsDefinition) {
  EXPECT_TRUE(is_public_statement(kGood));
  EXPECT_FALSE(is_public_statement(R"("Effect":"Deny","Principal":"*","Action":"s3:*",
                                      "Resource":"arn:aws:s3:::b/*")"));
  EXPECT_FALSE(is_public_statement(
      R"("Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"s3:GetObject",
         "Resource":"arn:aws:s3:::b/*")"));
  EXPECT_FALSE(is_public_with(R"({"StringEquals":{"aws:SourceVpc":"vpc-91237329"}})"));
  EXPECT_TRUE(is_public_with(R"({"StringLike":{"aws:SourceVpc":"vpc-*"}})"));
  EXPECT_TRUE(is_public_with(R"({"StringNotEquals":{"aws:SourceVpc":"vpc-91237329"}})"));
  EXPECT_TRUE(is_public_with(R"({"StringEqualsIfExists":{"aws:SourceVpc":"vpc-91237329"}})"));
  EXPECT_TRUE(is_public_with(R"({"StringEquals":{"aws:UserAgent":"me"}})"));
  EXPECT_FALSE(is_public_with(R"({"IpAddress":{"aws:SourceIp":["192.0.2.0/24","10.0.0.0/8"]}})"));
  EXPECT_TRUE(is_public_with(R"({"IpAddress":{"aws:SourceIp":"0.0.0.0/1"}})"));
  EXPECT_TRUE(is_public_with(R"({"NotIpAddress":{"aws:SourceIp":"192.0.2.0/24"}})"));
  EXPECT_FALSE(is_public_with(R"({"StringLike":{"aws:userid":"AROADBQP57FF2AEXAMPLE:*"}})"));
}

}  // namespace
}  // namespace sluice::access
