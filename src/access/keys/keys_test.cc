#include "access/keys/keys.h"

#include <gtest/gtest.h>

#include "access/identity/access_world.h"

namespace sluice::access {
namespace {

using std::chrono::hours;

struct TestKeys : AccessDisk, AccessWorld {
  TestKeys() : AccessWorld(static_cast<AccessDisk&>(*this)) {}
};

TEST(Keys, EncryptUnderTheirContextAndNoOther) {
  TestKeys world;
  const KmsKey key = world.keys.create({.description = "raw zone"});
  const Encrypted made = world.keys.encrypt(key.id, "secret", {{"a", "1"}, {"b", "2"}});
  EXPECT_EQ(made.key_arn, key.arn);
  EXPECT_EQ(world.keys.decrypt("", made.blob, {{"b", "2"}, {"a", "1"}}).plaintext, "secret");
  EXPECT_EQ(refusal([&] {
              world.keys.decrypt("", made.blob, {{"a", "1"}});
            }),
            "InvalidCiphertextException");
  std::string torn = made.blob;
  torn.back() ^= 1;
  EXPECT_EQ(refusal([&] {
              world.keys.decrypt("", torn, {{"a", "1"}, {"b", "2"}});
            }),
            "InvalidCiphertextException");
  EXPECT_EQ(refusal([&] { world.keys.decrypt("", "hello", {}); }), "InvalidCiphertextException");
  const KmsKey other = world.keys.create({});
  EXPECT_EQ(refusal([&] { world.keys.decrypt(other.id, made.blob, {}); }), "IncorrectKeyException");
}

TEST(Keys, SurviveARestartUnderTheSameMasterKeyOnly) {
  AccessDisk disk;
  std::string blob;
  {
    AccessWorld world(disk);
    blob = world.keys.encrypt("alias/aws/s3", "secret", {}).blob;
  }
  {
    AccessWorld world(disk);
    EXPECT_EQ(world.keys.decrypt("alias/aws/s3", blob, {}).plaintext, "secret");
  }
  AccessWorld other(disk, std::string(32, 'x'));
  EXPECT_EQ(refusal([&] { other.keys.decrypt("", blob, {}); }), "CorruptMetadata");
}

TEST(Keys, ReadWhatWasEncryptedBeforeARotation) {
  TestKeys world;
  const KmsKey key = world.keys.create({});
  const Encrypted before = world.keys.encrypt(key.id, "old", {});
  world.keys.rotate_now(key.id);
  world.keys.set_rotation(key.id, true, 90);
  world.disk.clock.advance(hours(24 * 91));
  world.keys.maintain();
  EXPECT_EQ(world.keys.describe(key.id).version, 3);
  EXPECT_EQ(world.keys.rotations(key.id).size(), 2U);
  const Encrypted after = world.keys.encrypt(key.id, "new", {});
  EXPECT_EQ(world.keys.decrypt("", before.blob, {}).plaintext, "old");
  EXPECT_EQ(world.keys.decrypt("", after.blob, {}).plaintext, "new");
}

TEST(Keys, ThatAreDisabledOrDeletedRefuseAndGone) {
  TestKeys world;
  const KmsKey key = world.keys.create({});
  const std::string blob = world.keys.encrypt(key.id, "x", {}).blob;
  const auto decrypt = [&] { return refusal([&] { world.keys.decrypt("", blob, {}); }); };
  world.keys.set_enabled(key.id, false);
  EXPECT_EQ(decrypt(), "DisabledException");
  world.keys.set_enabled(key.id, true);
  EXPECT_EQ(decrypt(), "");
  world.keys.schedule_deletion(key.id, 7);
  EXPECT_EQ(decrypt(), "KMSInvalidStateException");
  world.keys.cancel_deletion(key.id);
  EXPECT_EQ(decrypt(), "DisabledException");
  world.keys.schedule_deletion(key.id, 7);
  world.disk.clock.advance(hours(24 * 7));
  world.keys.maintain();
  EXPECT_EQ(decrypt(), "InvalidCiphertextException");
  EXPECT_EQ(refusal([&] { world.keys.describe(key.id); }), "NotFoundException");
  EXPECT_EQ(refusal([&] { world.keys.schedule_deletion("x", 6); }), "ValidationException");
}

TEST(Keys, AreFoundByIdArnAndAlias) {
  TestKeys world;
  const KmsKey key = world.keys.create({});
  world.keys.create_alias("alias/raw", key.arn);
  const std::string alias_arn = "arn:aws:kms:us-east-1:000000000000:alias/raw";
  for (const std::string& name : {key.id, key.arn, std::string("alias/raw"), alias_arn})
    EXPECT_EQ(world.keys.describe(name).id, key.id) << name;
  EXPECT_EQ(refusal([&] { world.keys.create_alias("alias/raw", key.id); }),
            "AlreadyExistsException");
  EXPECT_EQ(refusal([&] { world.keys.create_alias("alias/aws/x", key.id); }),
            "InvalidAliasNameException");
  EXPECT_EQ(refusal([&] { world.keys.set_enabled("alias/raw", false); }), "NotFoundException");
  EXPECT_EQ(world.keys.aliases(key.id, {}).items.size(), 1U);
  world.keys.delete_alias("alias/raw");
  EXPECT_EQ(refusal([&] { world.keys.describe("alias/raw"); }), "NotFoundException");
}

TEST(Keys, OfAwsAreMadeOnFirstUseAndCannotBeChanged) {
  TestKeys world;
  const DataKeyPair pair = world.keys.generate_data_key("alias/aws/s3", 32, {});
  EXPECT_EQ(pair.plaintext.size(), 32U);
  const KmsKey key = world.keys.service_key("s3");
  EXPECT_EQ(pair.key_arn, key.arn);
  EXPECT_EQ(key.manager, KeyManager::aws);
  EXPECT_EQ(world.keys.list({}).items.size(), 1U);
  EXPECT_EQ(refusal([&] { world.keys.set_enabled(key.id, false); }), "AccessDeniedException");
}

TEST(Keys, GrantsLetOneDoNamedThingsInNamedContexts) {
  TestKeys world;
  const KmsKey key = world.keys.create({});
  const KeyGrant grant = world.keys.create_grant({.key_id = key.id,
                                                  .grantee = "arn:aws:iam::000000000000:user/ann",
                                                  .operations = {"Decrypt", "Encrypt"},
                                                  .context_subset = {{"zone", "raw"}}});
  const auto is_granted = [&](std::string_view operation, const EncryptionContext& context) {
    return world.keys.is_granted(key.id, grant.grantee, operation, context);
  };
  EXPECT_TRUE(is_granted("Decrypt", {{"zone", "raw"}, {"x", "y"}}));
  EXPECT_FALSE(is_granted("Decrypt", {}));
  EXPECT_FALSE(is_granted("GenerateDataKey", {{"zone", "raw"}}));
  world.keys.retire_grant(grant.token, "", "");
  EXPECT_FALSE(is_granted("Decrypt", {{"zone", "raw"}}));
}

}  // namespace
}  // namespace sluice::access
