#include "api/iam/iam.h"

#include <gtest/gtest.h>

#include "api/cloud_fixture.h"
#include "base/text.h"

namespace sluice::api::iam {
namespace {

const std::string kTrust = R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow",)"
                           R"("Principal":{"AWS":"000000000000"},"Action":"sts:AssumeRole"}]})";

class IamTest : public testing::Test {
 protected:
  Reply as_root(const std::string& action, const Form& form = {}) {
    return cloud_.iam(cloud_.root(), action, form);
  }
  // It must succeed.
  Reply done(const std::string& action, const Form& form = {}) {
    auto reply = as_root(action, form);
    EXPECT_EQ(reply.status, 200) << action << ": " << reply.text;
    return reply;
  }
  std::string refusal(const std::string& action, const Form& form = {}) {
    return as_root(action, form).code();
  }

  Cloud cloud_;
};

TEST_F(IamTest, ShowsAUserAsItWasMade) {
  done("CreateUser", {{"UserName", "ann"},
                      {"Path", "/team/"},
                      {"Tags.member.1.Key", "owner"},
                      {"Tags.member.1.Value", "lake"}});
  const auto user = done("GetUser", {{"UserName", "ann"}});
  EXPECT_EQ(user.element("Arn"), "arn:aws:iam::000000000000:user/team/ann");
  EXPECT_EQ(user.element("CreateDate"), "2026-11-22T12:00:00Z");
  EXPECT_EQ(user.element("Key"), "owner");
  EXPECT_TRUE(user.element("UserId").starts_with("AIDA"));
}

TEST_F(IamTest, SaysWhatIsNotThereAndWhatIsThereAlready) {
  done("CreateUser", {{"UserName", "ann"}});
  const auto again = as_root("CreateUser", {{"UserName", "ann"}});
  EXPECT_EQ(again.status, 409);
  EXPECT_EQ(again.code(), "EntityAlreadyExists");
  const auto missing = as_root("GetUser", {{"UserName", "bob"}});
  EXPECT_EQ(missing.status, 404);
  EXPECT_EQ(missing.code(), "NoSuchEntity");
}

TEST_F(IamTest, ListsInPages) {
  for (const auto* name : {"a", "b", "c"})
    done("CreateUser", {{"UserName", name}});
  const auto first = done("ListUsers", {{"MaxItems", "2"}});
  EXPECT_EQ(first.element("IsTruncated"), "true");
  const auto second = done("ListUsers", {{"MaxItems", "2"}, {"Marker", first.element("Marker")}});
  EXPECT_EQ(second.element("IsTruncated"), "false");
  EXPECT_EQ(second.element("UserName"), "c");
}

TEST_F(IamTest, RefusesWhatTheModelForbids) {
  EXPECT_EQ(refusal("CreateUser", {{"UserName", "a b"}}), "ValidationError");
  EXPECT_EQ(refusal("ListUsers", {{"MaxItems", "0"}}), "ValidationError");
  EXPECT_EQ(refusal("CreateUser"), "ValidationError");
}

TEST_F(IamTest, LetsAUserDoWhatItsPoliciesAllow) {
  const auto ann = cloud_.make_user("ann", allow("iam:GetUser"));
  EXPECT_EQ(cloud_.iam(ann, "GetUser").status, 200);
  const auto denied = cloud_.iam(ann, "ListUsers");
  EXPECT_EQ(denied.status, 403);
  EXPECT_EQ(denied.code(), "AccessDenied");
}

TEST_F(IamTest, ComparesResourcesWithTheirPaths) {
  done("CreateUser", {{"UserName", "eve"}, {"Path", "/team/"}});
  const auto ann =
      cloud_.make_user("ann", allow("iam:GetUser", "arn:aws:iam::000000000000:user/team/*"));
  EXPECT_EQ(cloud_.iam(ann, "GetUser", {{"UserName", "eve"}}).status, 200);
  EXPECT_EQ(cloud_.iam(ann, "GetUser", {{"UserName", "ann"}}).code(), "AccessDenied");
}

TEST_F(IamTest, RefusesUnsignedRequests) {
  const auto reply = cloud_.iam({}, "ListUsers");
  EXPECT_EQ(reply.status, 403);
  EXPECT_EQ(reply.code(), "MissingAuthenticationToken");
}

TEST_F(IamTest, KeepsDocumentsAsTheyWereGiven) {
  done("CreateRole", {{"RoleName", "loader"}, {"AssumeRolePolicyDocument", kTrust}});
  const auto role = done("GetRole", {{"RoleName", "loader"}});
  EXPECT_EQ(percent_decode(role.element("AssumeRolePolicyDocument")), kTrust);
  EXPECT_EQ(role.element("MaxSessionDuration"), "3600");
  const auto document = allow("s3:GetObject");
  done("PutRolePolicy",
       {{"RoleName", "loader"}, {"PolicyName", "read"}, {"PolicyDocument", document}});
  const auto policy = done("GetRolePolicy", {{"RoleName", "loader"}, {"PolicyName", "read"}});
  EXPECT_EQ(percent_decode(policy.element("PolicyDocument")), document);
}

TEST_F(IamTest, AttachesManagedPoliciesAndSaysToWhom) {
  done("CreateRole", {{"RoleName", "loader"}, {"AssumeRolePolicyDocument", kTrust}});
  const auto arn =
      done("CreatePolicy", {{"PolicyName", "read"}, {"PolicyDocument", allow("s3:GetObject")}})
          .element("Arn");
  EXPECT_EQ(arn, "arn:aws:iam::000000000000:policy/read");
  done("AttachRolePolicy", {{"RoleName", "loader"}, {"PolicyArn", arn}});
  EXPECT_EQ(done("ListAttachedRolePolicies", {{"RoleName", "loader"}}).element("PolicyArn"), arn);
  EXPECT_EQ(done("ListEntitiesForPolicy", {{"PolicyArn", arn}}).element("RoleName"), "loader");
  EXPECT_EQ(done("GetPolicy", {{"PolicyArn", arn}}).element("AttachmentCount"), "1");
  EXPECT_EQ(refusal("DeletePolicy", {{"PolicyArn", arn}}), "DeleteConflict");
  done("DetachRolePolicy", {{"RoleName", "loader"}, {"PolicyArn", arn}});
  done("DeletePolicy", {{"PolicyArn", arn}});
}

TEST_F(IamTest, ShowsVersionsNewestFirstInPages) {
  const auto arn =
      done("CreatePolicy", {{"PolicyName", "read"}, {"PolicyDocument", allow("s3:GetObject")}})
          .element("Arn");
  done("CreatePolicyVersion",
       {{"PolicyArn", arn}, {"PolicyDocument", allow("s3:ListBucket")}, {"SetAsDefault", "true"}});
  const auto first = done("ListPolicyVersions", {{"PolicyArn", arn}, {"MaxItems", "1"}});
  EXPECT_EQ(first.element("VersionId"), "v2");
  EXPECT_EQ(first.element("IsDefaultVersion"), "true");
  const auto second =
      done("ListPolicyVersions", {{"PolicyArn", arn}, {"MaxItems", "1"}, {"Marker", "v2"}});
  EXPECT_EQ(second.element("VersionId"), "v1");
  EXPECT_EQ(second.element("IsTruncated"), "false");
  const auto version = done("GetPolicyVersion", {{"PolicyArn", arn}, {"VersionId", "v1"}});
  EXPECT_EQ(percent_decode(version.element("Document")), allow("s3:GetObject"));
}

TEST_F(IamTest, SimulatesWhatPoliciesWouldSay) {
  cloud_.make_user("ann", allow("s3:GetObject", "arn:aws:s3:::raw/*"));
  const auto ask = [&](const std::string& resource) {
    return done("SimulatePrincipalPolicy",
                {{"PolicySourceArn", "arn:aws:iam::000000000000:user/ann"},
                 {"ActionNames.member.1", "s3:GetObject"},
                 {"ResourceArns.member.1", resource}})
        .element("EvalDecision");
  };
  EXPECT_EQ(ask("arn:aws:s3:::raw/orders.csv"), "allowed");
  EXPECT_EQ(ask("arn:aws:s3:::curated/orders.csv"), "implicitDeny");
}

TEST_F(IamTest, NeedsLeaveToPassARole) {
  done("CreateRole", {{"RoleName", "loader"}, {"AssumeRolePolicyDocument", kTrust}});
  done("CreateInstanceProfile", {{"InstanceProfileName", "machine"}});
  const Form form{{"InstanceProfileName", "machine"}, {"RoleName", "loader"}};
  const auto ann = cloud_.make_user("ann", allow("iam:AddRoleToInstanceProfile"));
  EXPECT_EQ(cloud_.iam(ann, "AddRoleToInstanceProfile", form).code(), "AccessDenied");
  done("AddRoleToInstanceProfile", form);
  EXPECT_EQ(done("GetInstanceProfile", {{"InstanceProfileName", "machine"}}).element("RoleName"),
            "loader");
}

TEST_F(IamTest, CountsWhatThereIs) {
  cloud_.make_user("ann");
  const auto text = done("GetAccountSummary").text;
  EXPECT_NE(text.find("<entry><key>Users</key><value>1</value></entry>"), std::string::npos);
}

TEST_F(IamTest, AnswersToolsThatRemoveAUser) {
  cloud_.make_user("ann");
  EXPECT_EQ(done("ListMFADevices", {{"UserName", "ann"}}).element("IsTruncated"), "false");
  EXPECT_EQ(refusal("DeleteLoginProfile", {{"UserName", "ann"}}), "NoSuchEntity");
  EXPECT_EQ(refusal("DeleteUser", {{"UserName", "ann"}}), "DeleteConflict");
}

}  // namespace
}  // namespace sluice::api::iam
