#include "api/kms/kms.h"

#include <gtest/gtest.h>

#include "api/cloud_fixture.h"
#include "api/wire/protocol/scalars.h"

namespace sluice::api::kms {
namespace {

class KmsTest : public testing::Test {
 protected:
  Reply as_root(const std::string& operation, const json::object& input = {}) {
    return cloud_.kms(cloud_.root(), operation, input);
  }
  // It must succeed.
  json::object done(const std::string& operation, const json::object& input = {}) {
    const auto reply = as_root(operation, input);
    EXPECT_EQ(reply.status, 200) << operation << ": " << reply.text;
    return reply.text.empty() ? json::object() : reply.object();
  }
  std::string refusal(const std::string& operation, const json::object& input = {}) {
    return as_root(operation, input).code();
  }
  std::string make_key() {
    const auto made = done("CreateKey");
    return std::string(made.at("KeyMetadata").as_object().at("KeyId").as_string());
  }

  Cloud cloud_;
};

TEST_F(KmsTest, ShowsAKeyAsItWasMade) {
  const auto made = done("CreateKey", {{"Description", "lake"}});
  const auto& metadata = made.at("KeyMetadata").as_object();
  EXPECT_EQ(metadata.at("KeyState").as_string(), "Enabled");
  EXPECT_EQ(metadata.at("Description").as_string(), "lake");
  EXPECT_EQ(done("DescribeKey", {{"KeyId", metadata.at("Arn")}}), made);
}

TEST_F(KmsTest, OpensWhatItSealed) {
  const auto key = make_key();
  const json::object context{{"table", "orders"}};
  const auto sealed = done(
      "Encrypt",
      {{"KeyId", key}, {"Plaintext", base64_encode("secret")}, {"EncryptionContext", context}});
  const auto blob = sealed.at("CiphertextBlob");
  const auto opened = done("Decrypt", {{"CiphertextBlob", blob}, {"EncryptionContext", context}});
  EXPECT_EQ(base64_decode(opened.at("Plaintext").as_string()), "secret");
  EXPECT_EQ(refusal("Decrypt", {{"CiphertextBlob", blob}}), "InvalidCiphertextException");
}

TEST_F(KmsTest, SealsAnewUnderAnotherKey) {
  const auto from = make_key();
  const auto to = make_key();
  const auto sealed = done("Encrypt", {{"KeyId", from}, {"Plaintext", base64_encode("secret")}});
  const auto moved = done(
      "ReEncrypt", {{"CiphertextBlob", sealed.at("CiphertextBlob")}, {"DestinationKeyId", to}});
  EXPECT_TRUE(moved.at("KeyId").as_string().ends_with(to));
  EXPECT_EQ(refusal("Decrypt", {{"CiphertextBlob", moved.at("CiphertextBlob")}, {"KeyId", from}}),
            "IncorrectKeyException");
}

TEST_F(KmsTest, RefusesADisabledKey) {
  const auto key = make_key();
  done("DisableKey", {{"KeyId", key}});
  EXPECT_EQ(refusal("GenerateDataKey", {{"KeyId", key}, {"KeySpec", "AES_256"}}),
            "DisabledException");
  done("EnableKey", {{"KeyId", key}});
  const auto made = done("GenerateDataKey", {{"KeyId", key}, {"KeySpec", "AES_256"}});
  EXPECT_EQ(base64_decode(made.at("Plaintext").as_string())->size(), 32);
}

TEST_F(KmsTest, WantsOneSizeOfADataKey) {
  const auto key = make_key();
  EXPECT_EQ(refusal("GenerateDataKey", {{"KeyId", key}}), "ValidationException");
  EXPECT_EQ(
      refusal("GenerateDataKey", {{"KeyId", key}, {"KeySpec", "AES_256"}, {"NumberOfBytes", 16}}),
      "ValidationException");
}

TEST_F(KmsTest, FindsKeysByAliases) {
  const auto key = make_key();
  done("CreateAlias", {{"AliasName", "alias/lake"}, {"TargetKeyId", key}});
  const auto found = done("DescribeKey", {{"KeyId", "alias/lake"}});
  EXPECT_EQ(found.at("KeyMetadata").as_object().at("KeyId").as_string(), key);
  EXPECT_EQ(done("ListAliases", {{"KeyId", key}}).at("Aliases").as_array().size(), 1);
  done("DeleteAlias", {{"AliasName", "alias/lake"}});
  EXPECT_EQ(refusal("DescribeKey", {{"KeyId", "alias/lake"}}), "NotFoundException");
}

TEST_F(KmsTest, ListsKeysInPages) {
  make_key();
  make_key();
  const auto first = done("ListKeys", {{"Limit", 1}});
  EXPECT_TRUE(first.at("Truncated").as_bool());
  const auto second = done("ListKeys", {{"Limit", 1}, {"Marker", first.at("NextMarker")}});
  EXPECT_FALSE(second.at("Truncated").as_bool());
  EXPECT_NE(first.at("Keys"), second.at("Keys"));
}

TEST_F(KmsTest, AsksTheCallersOwnPoliciesByDefault) {
  const auto key = make_key();
  const json::object encrypt{{"KeyId", key}, {"Plaintext", base64_encode("secret")}};
  const auto eve = cloud_.make_user("eve");
  EXPECT_EQ(cloud_.kms(eve, "Encrypt", encrypt).code(), "AccessDeniedException");
  const auto ann = cloud_.make_user("ann", allow("kms:Encrypt"));
  EXPECT_EQ(cloud_.kms(ann, "Encrypt", encrypt).status, 200);
  EXPECT_EQ(cloud_.kms(ann, "DescribeKey", {{"KeyId", key}}).code(), "AccessDeniedException");
}

TEST_F(KmsTest, LetsAGrantAllowUntilItIsRevoked) {
  const auto key = make_key();
  const auto ann = cloud_.make_user("ann");
  const json::object ask{{"KeyId", key}, {"KeySpec", "AES_256"}};
  const auto grant =
      done("CreateGrant", {{"KeyId", key},
                           {"GranteePrincipal", "arn:aws:iam::000000000000:user/ann"},
                           {"Operations", json::array{"GenerateDataKey"}}});
  EXPECT_EQ(cloud_.kms(ann, "GenerateDataKey", ask).status, 200);
  EXPECT_EQ(done("ListGrants", {{"KeyId", key}}).at("Grants").as_array().size(), 1);
  done("RevokeGrant", {{"KeyId", key}, {"GrantId", grant.at("GrantId")}});
  EXPECT_EQ(cloud_.kms(ann, "GenerateDataKey", ask).code(), "AccessDeniedException");
}

TEST_F(KmsTest, LetsAGranteeGiveNoMoreThanItHas) {
  const auto key = make_key();
  const auto ann = cloud_.make_user("ann");
  const auto bob = cloud_.make_user("bob");
  const auto grant = [&](const std::string& to, const json::array& operations,
                         const json::object& constraints) {
    return json::object{{"KeyId", key},
                        {"GranteePrincipal", "arn:aws:iam::000000000000:user/" + to},
                        {"Operations", operations},
                        {"Constraints", constraints}};
  };
  const json::object lake{{"table", "orders"}};
  const json::object wide{{"table", "orders"}, {"day", "1"}};
  const json::array given{"GenerateDataKey", "CreateGrant", "DescribeKey"};
  done("CreateGrant", grant("ann", given, {{"EncryptionContextSubset", lake}}));
  const auto ask = [&](const json::array& operations, const json::object& constraints) {
    return cloud_.kms(ann, "CreateGrant", grant("bob", operations, constraints)).code();
  };
  EXPECT_EQ(ask({"Decrypt"}, {{"EncryptionContextSubset", lake}}), "AccessDeniedException");
  EXPECT_EQ(ask({"GenerateDataKey"}, {}), "AccessDeniedException");
  EXPECT_EQ(ask({"GenerateDataKey"}, {{"EncryptionContextSubset", {{"table", "b"}}}}),
            "AccessDeniedException");
  EXPECT_EQ(ask({"GenerateDataKey"}, {{"EncryptionContextSubset", wide}}), "");
  EXPECT_EQ(ask({"GenerateDataKey", "CreateGrant"}, {{"EncryptionContextEquals", wide}}), "");
  // Bob's grant is for one context: he may not widen it.
  const auto widened = grant("ann", {"GenerateDataKey"}, {{"EncryptionContextSubset", wide}});
  EXPECT_EQ(cloud_.kms(bob, "CreateGrant", widened).code(), "AccessDeniedException");
  // What has no context is granted without one.
  EXPECT_EQ(cloud_.kms(ann, "DescribeKey", {{"KeyId", key}}).status, 200);
  EXPECT_EQ(cloud_.kms(ann, "GenerateDataKey", {{"KeyId", key}, {"KeySpec", "AES_256"}}).code(),
            "AccessDeniedException");
}

TEST_F(KmsTest, RefusesAPolicyThatLocksItsAuthorOut) {
  const auto key = make_key();
  const std::string nobody =
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":)"
      R"("arn:aws:iam::111111111111:root"},"Action":"kms:*","Resource":"*"}]})";
  EXPECT_EQ(refusal("PutKeyPolicy", {{"KeyId", key}, {"Policy", nobody}}),
            "MalformedPolicyDocumentException");
  const auto policy = done("GetKeyPolicy", {{"KeyId", key}}).at("Policy").as_string();
  EXPECT_NE(policy.find("kms:*"), std::string::npos);
}

TEST_F(KmsTest, RotatesOnDemandAndStillOpensWhatIsOlder) {
  const auto key = make_key();
  const auto sealed = done("Encrypt", {{"KeyId", key}, {"Plaintext", base64_encode("secret")}});
  done("RotateKeyOnDemand", {{"KeyId", key}});
  const auto opened = done("Decrypt", {{"CiphertextBlob", sealed.at("CiphertextBlob")}});
  EXPECT_EQ(base64_decode(opened.at("Plaintext").as_string()), "secret");
  done("EnableKeyRotation", {{"KeyId", key}, {"RotationPeriodInDays", 90}});
  const auto status = done("GetKeyRotationStatus", {{"KeyId", key}});
  EXPECT_TRUE(status.at("KeyRotationEnabled").as_bool());
  EXPECT_EQ(status.at("RotationPeriodInDays").as_int64(), 90);
  EXPECT_EQ(done("ListKeyRotations", {{"KeyId", key}}).at("Rotations").as_array().size(), 1);
}

TEST_F(KmsTest, SchedulesAndCancelsDeletion) {
  const auto key = make_key();
  const auto scheduled = done("ScheduleKeyDeletion", {{"KeyId", key}, {"PendingWindowInDays", 7}});
  EXPECT_EQ(scheduled.at("KeyState").as_string(), "PendingDeletion");
  EXPECT_EQ(refusal("Encrypt", {{"KeyId", key}, {"Plaintext", "YQ=="}}),
            "KMSInvalidStateException");
  done("CancelKeyDeletion", {{"KeyId", key}});
  const auto found = done("DescribeKey", {{"KeyId", key}});
  EXPECT_EQ(found.at("KeyMetadata").as_object().at("KeyState").as_string(), "Disabled");
}

TEST_F(KmsTest, RefusesKindsOfKeysThatItDoesNotMake) {
  EXPECT_EQ(refusal("CreateKey", {{"KeySpec", "RSA_2048"}, {"KeyUsage", "SIGN_VERIFY"}}),
            "UnsupportedOperationException");
  EXPECT_EQ(refusal("CreateKey", {{"MultiRegion", true}}), "UnsupportedOperationException");
}

TEST_F(KmsTest, OnlyTellsWhetherADryRunWouldWork) {
  const auto key = make_key();
  const auto reply =
      as_root("GenerateDataKey", {{"KeyId", key}, {"KeySpec", "AES_256"}, {"DryRun", true}});
  EXPECT_EQ(reply.status, 412);
  EXPECT_EQ(reply.code(), "DryRunOperationException");
}

}  // namespace
}  // namespace sluice::api::kms
