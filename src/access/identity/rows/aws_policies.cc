#include "access/identity/rows/aws_policies.h"

#include <array>

#include "base/digest.h"
#include "base/text.h"

namespace sluice::access {
namespace {

// What AWS's documents allow, without services that are not here.
struct AwsPolicy {
  std::string_view path;
  std::string_view name;
  std::string_view actions;
};

constexpr auto kPolicies = std::to_array<AwsPolicy>({
    {"/", "AdministratorAccess", R"("*")"},
    {"/", "AmazonAthenaFullAccess",
     R"("athena:*","glue:CreateDatabase","glue:DeleteDatabase","glue:GetDatabase",)"
     R"("glue:GetDatabases","glue:UpdateDatabase","glue:CreateTable","glue:DeleteTable",)"
     R"("glue:BatchDeleteTable","glue:UpdateTable","glue:GetTable","glue:GetTables",)"
     R"("glue:BatchCreatePartition","glue:CreatePartition","glue:DeletePartition",)"
     R"("glue:BatchDeletePartition","glue:UpdatePartition","glue:GetPartition",)"
     R"("glue:GetPartitions","glue:BatchGetPartition","s3:GetBucketLocation","s3:GetObject",)"
     R"("s3:ListBucket","s3:ListBucketMultipartUploads","s3:ListMultipartUploadParts",)"
     R"("s3:AbortMultipartUpload","s3:CreateBucket","s3:PutObject",)"
     R"("s3:PutBucketPublicAccessBlock","s3:ListAllMyBuckets")"},
    {"/", "AmazonS3FullAccess", R"("s3:*","s3-object-lambda:*")"},
    {"/", "AmazonS3ReadOnlyAccess",
     R"("s3:Get*","s3:List*","s3:Describe*","s3-object-lambda:Get*","s3-object-lambda:List*")"},
    {"/", "AWSGlueConsoleFullAccess",
     R"("glue:*","s3:ListAllMyBuckets","s3:ListBucket","s3:GetBucketAcl","s3:GetBucketLocation",)"
     R"("iam:ListRoles","iam:ListRolePolicies","iam:GetRole","iam:GetRolePolicy",)"
     R"("iam:ListAttachedRolePolicies","s3:GetObject","s3:PutObject","s3:CreateBucket",)"
     R"("cloudwatch:GetMetricData","logs:GetLogEvents","iam:PassRole")"},
    {"/", "AWSKeyManagementServicePowerUser",
     R"("kms:CreateAlias","kms:CreateKey","kms:DeleteAlias","kms:Describe*","kms:GenerateRandom",)"
     R"("kms:Get*","kms:List*","kms:TagResource","kms:UntagResource","iam:ListGroups",)"
     R"("iam:ListRoles","iam:ListUsers")"},
    {"/", "AWSStepFunctionsFullAccess", R"("states:*")"},
    {"/", "CloudWatchLogsFullAccess", R"("logs:*","cloudwatch:GenerateQuery")"},
    {"/", "IAMFullAccess", R"("iam:*")"},
    {"/", "ReadOnlyAccess",
     R"("athena:Get*","athena:List*","athena:BatchGet*","cloudwatch:Describe*","cloudwatch:Get*",)"
     R"("cloudwatch:List*","events:Describe*","events:List*","glue:Get*","glue:List*",)"
     R"("glue:BatchGet*","glue:SearchTables","iam:Get*","iam:List*","kms:Describe*","kms:Get*",)"
     R"("kms:List*","logs:Describe*","logs:Get*","logs:FilterLogEvents","s3:Get*","s3:List*",)"
     R"("sqs:Get*","sqs:List*","states:Describe*","states:Get*","states:List*",)"
     R"("sts:GetCallerIdentity")"},
    {"/service-role/", "AWSGlueServiceRole",
     R"("glue:*","s3:GetBucketLocation","s3:ListBucket","s3:ListAllMyBuckets","s3:GetBucketAcl",)"
     R"("iam:ListRolePolicies","iam:GetRole","iam:GetRolePolicy","cloudwatch:PutMetricData",)"
     R"("logs:CreateLogGroup","logs:CreateLogStream","logs:PutLogEvents")"},
    {"/service-role/", "AWSLambdaBasicExecutionRole",
     R"("logs:CreateLogGroup","logs:CreateLogStream","logs:PutLogEvents")"},
});

std::string arn_of(const AwsPolicy& policy) {
  return fmt::format("arn:aws:iam::aws:policy{}{}", policy.path, policy.name);
}

Entity to_entity(const AwsPolicy& policy) {
  const std::string arn = arn_of(policy);
  return {.kind = EntityKind::policy,
          .name = std::string(policy.name),
          .path = std::string(policy.path),
          .id = "ANPA" + upper_ascii(sha256_hex(arn).substr(0, 17)),
          .arn = arn,
          .default_version = 1,
          .last_version = 1};
}

const AwsPolicy* find_policy(std::string_view arn) {
  for (const AwsPolicy& policy : kPolicies) {
    if (arn_of(policy) == arn) return &policy;
  }
  return nullptr;
}

}  // namespace

std::optional<std::string> aws_policy_document(std::string_view arn) {
  const AwsPolicy* policy = find_policy(arn);
  if (policy == nullptr) return std::nullopt;
  return fmt::format(R"({{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Action":[{}],)"
                     R"("Resource":"*"}}]}})",
                     policy->actions);
}

std::optional<Entity> find_aws_policy(std::string_view arn) {
  const AwsPolicy* policy = find_policy(arn);
  if (policy == nullptr) return std::nullopt;
  return to_entity(*policy);
}

std::vector<Entity> aws_policies() {
  std::vector<Entity> policies;
  for (const AwsPolicy& policy : kPolicies)
    policies.push_back(to_entity(policy));
  return policies;
}

}  // namespace sluice::access
