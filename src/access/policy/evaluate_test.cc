#include "access/policy/evaluate.h"

#include <gtest/gtest.h>

namespace sluice::access {
namespace {

constexpr std::string_view kAccount = "111122223333";

Principal user(std::string name = "ann", std::string account = std::string(kAccount)) {
  return {.kind = Principal::Kind::user,
          .account_id = account,
          .arn = "arn:aws:iam::" + account + ":user/" + name,
          .id = "AIDA",
          .name = name};
}

Principal session() {
  return {.kind = Principal::Kind::role_session,
          .account_id = std::string(kAccount),
          .arn = "arn:aws:sts::111122223333:assumed-role/etl/run",
          .id = "AROA:run",
          .role_arn = "arn:aws:iam::111122223333:role/etl"};
}

Principal root() {
  return {.kind = Principal::Kind::root,
          .account_id = std::string(kAccount),
          .arn = "arn:aws:iam::111122223333:root",
          .id = std::string(kAccount)};
}

SharedPolicy identity_policy(std::string_view effect, std::string_view action = "s3:GetObject") {
  const std::string text = fmt::format(
      R"({{"Version":"2012-10-17","Statement":{{"Effect":"{}","Action":"{}","Resource":"*"}}}})",
      effect, action);
  return std::make_shared<Policy>(parse_policy(text, {}));
}

Policy bucket_policy(std::string_view effect, std::string_view principal) {
  return parse_policy(
      fmt::format(R"({{"Version":"2012-10-17","Statement":{{"Effect":"{}","Principal":{},
          "Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"}}}})",
                  effect, principal),
      {.kind = PolicyKind::bucket, .bucket = "b"});
}

Decision decide(const Principal& principal, const IdentityPolicies& identity,
                const ResourceRules& resource = {}) {
  const Context context = make_context(principal, {});
  return evaluate({.principal = principal,
                   .action = "s3:GetObject",
                   .resource = "arn:aws:s3:::b/k",
                   .resource_account = kAccount,
                   .context = context},
                  identity, resource);
}

bool may(const Principal& principal, const IdentityPolicies& identity,
         const ResourceRules& resource = {}) {
  return decide(principal, identity, resource).is_allowed();
}

const SharedPolicy kAllow = identity_policy("Allow");
const SharedPolicy kDeny = identity_policy("Deny");
const SharedPolicy kOther = identity_policy("Allow", "s3:PutObject");

TEST(Evaluate, DeniesUnlessSomethingAllowsAndNothingDenies) {
  EXPECT_FALSE(may(user(), {}));
  EXPECT_TRUE(may(user(), {.policies = {kAllow}}));
  EXPECT_FALSE(may(user(), {.policies = {kAllow, kDeny}}));
  EXPECT_TRUE(may(root(), {}));
  const Policy deny = bucket_policy("Deny", R"("*")");
  EXPECT_FALSE(may(user(), {.policies = {kAllow}}, {.policy = &deny}));
  EXPECT_FALSE(may(root(), {}, {.policy = &deny}));
}

TEST(Evaluate, WithinAnAccountEitherSideIsEnough) {
  const Policy policy = bucket_policy("Allow", R"({"AWS":"arn:aws:iam::111122223333:user/ann"})");
  EXPECT_TRUE(may(user(), {}, {.policy = &policy}));
  EXPECT_FALSE(may(user("bob"), {}, {.policy = &policy}));
  EXPECT_TRUE(may(user("bob"), {.policies = {kAllow}}, {.policy = &policy}));
  // To name the account only hands the decision to its own policies.
  const Policy account = bucket_policy("Allow", R"({"AWS":"111122223333"})");
  EXPECT_FALSE(may(user(), {}, {.policy = &account}));
}

TEST(Evaluate, AcrossAccountsBothSidesMustAllow) {
  const Principal stranger = user("eve", "444455556666");
  const Policy policy = bucket_policy("Allow", R"({"AWS":"444455556666"})");
  EXPECT_FALSE(may(stranger, {.policies = {kAllow}}));
  EXPECT_FALSE(may(stranger, {}, {.policy = &policy}));
  EXPECT_TRUE(may(stranger, {.policies = {kAllow}}, {.policy = &policy}));
}

TEST(Evaluate, AnonymousNeedsAPublicPolicyThatIsNotRestricted) {
  const Policy open = bucket_policy("Allow", R"("*")");
  const Policy account = bucket_policy("Allow", R"({"AWS":"111122223333"})");
  EXPECT_TRUE(may({}, {}, {.policy = &open}));
  EXPECT_FALSE(may({}, {}, {.policy = &account}));
  EXPECT_FALSE(may({}, {}));
  EXPECT_FALSE(may({}, {}, {.policy = &open, .restrict_public = true}));
  EXPECT_TRUE(may(user(), {}, {.policy = &open, .restrict_public = true}));
  EXPECT_FALSE(may(user("eve", "444455556666"), {.policies = {kAllow}},
                   {.policy = &open, .restrict_public = true}));
}

TEST(Evaluate, BoundariesAndSessionPoliciesLimitWhatIdentityPoliciesAllow) {
  EXPECT_FALSE(may(user(), {.policies = {kAllow}, .boundary = kOther}));
  EXPECT_EQ(decide(user(), {.policies = {kAllow}, .boundary = kOther}).by, Decision::By::boundary);
  EXPECT_TRUE(may(user(), {.policies = {kAllow}, .boundary = kAllow}));
  EXPECT_FALSE(may(session(), {.policies = {kAllow}, .is_limited_by_session = true}));
  EXPECT_TRUE(
      may(session(),
          {.policies = {kAllow}, .session = {kOther, kAllow}, .is_limited_by_session = true}));
  // A role that a bucket names is limited all the same; the session itself is not.
  const Policy role = bucket_policy("Allow", R"({"AWS":"arn:aws:iam::111122223333:role/etl"})");
  EXPECT_TRUE(may(session(), {}, {.policy = &role}));
  EXPECT_FALSE(may(session(), {.is_limited_by_session = true}, {.policy = &role}));
  const Policy direct =
      bucket_policy("Allow", R"({"AWS":"arn:aws:sts::111122223333:assumed-role/etl/run"})");
  EXPECT_TRUE(may(session(), {.is_limited_by_session = true}, {.policy = &direct}));
}

TEST(Evaluate, KeysAndRolesMustAllowByTheirOwnPolicy) {
  const Policy account = bucket_policy("Allow", R"({"AWS":"111122223333"})");
  const Policy other = bucket_policy("Allow", R"({"AWS":"arn:aws:iam::111122223333:user/bob"})");
  EXPECT_TRUE(may(user(), {.policies = {kAllow}}, {.policy = &account, .must_allow = true}));
  EXPECT_FALSE(may(user(), {}, {.policy = &account, .must_allow = true}));
  EXPECT_FALSE(may(user(), {.policies = {kAllow}}, {.policy = &other, .must_allow = true}));
}

TEST(Evaluate, ServicesNeedToBeNamed) {
  const Policy policy = bucket_policy("Allow", R"({"Service":"logging.s3.amazonaws.com"})");
  EXPECT_TRUE(may(service_principal("logging.s3.amazonaws.com"), {}, {.policy = &policy}));
  EXPECT_FALSE(may(service_principal("other.amazonaws.com"), {}, {.policy = &policy}));
  const Policy everyone = bucket_policy("Allow", R"({"AWS":"*"})");
  EXPECT_FALSE(may(service_principal("logging.s3.amazonaws.com"), {}, {.policy = &everyone}));
}

TEST(Evaluate, NotPrincipalSparesThoseItNames) {
  const Policy policy =
      bucket_policy("Deny", R"({"AWS":["arn:aws:iam::111122223333:user/ann","111122223333"]})");
  std::string text = R"({"Version":"2012-10-17","Statement":{"Effect":"Deny","NotPrincipal":
      {"AWS":["arn:aws:iam::111122223333:user/ann","111122223333"]},"Action":"s3:*",
      "Resource":"arn:aws:s3:::b/*"}})";
  const Policy spares = parse_policy(text, {.kind = PolicyKind::bucket, .bucket = "b"});
  EXPECT_TRUE(may(user("ann"), {.policies = {kAllow}}, {.policy = &spares}));
  EXPECT_FALSE(may(user("bob"), {.policies = {kAllow}}, {.policy = &spares}));
  EXPECT_TRUE(may(root(), {}, {.policy = &spares}));
  EXPECT_FALSE(may(user("ann"), {.policies = {kAllow}}, {.policy = &policy}));
}

TEST(Evaluate, SaysWhyItDenies) {
  const Principal ann = user();
  const Context context;
  const AccessRequest request{.principal = ann,
                              .action = "s3:GetObject",
                              .resource = "arn:aws:s3:::b/k",
                              .resource_account = kAccount,
                              .context = context};
  EXPECT_EQ(denial_message(request, evaluate(request, {})),
            "User: arn:aws:iam::111122223333:user/ann is not authorized to perform: s3:GetObject"
            " on resource: \"arn:aws:s3:::b/k\" because no identity-based policy allows the"
            " s3:GetObject action");
  EXPECT_EQ(denial_message(request, evaluate(request, {.policies = {kDeny}})),
            "User: arn:aws:iam::111122223333:user/ann is not authorized to perform: s3:GetObject"
            " on resource: \"arn:aws:s3:::b/k\" with an explicit deny in an identity-based policy");
}

}  // namespace
}  // namespace sluice::access
