#include <gtest/gtest.h>

#include "access/identity/access_world.h"
#include "access/policy/evaluate.h"

namespace sluice::access {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

constexpr EntityKind kUser = EntityKind::user;
constexpr EntityKind kGroup = EntityKind::group;
constexpr EntityKind kRole = EntityKind::role;

struct TestIdentity : AccessDisk, AccessWorld {
  TestIdentity() : AccessWorld(static_cast<AccessDisk&>(*this)) {}

  bool may(const Credential& who, std::string_view action) {
    const Context context = make_context(who.principal, disk.clock.now());
    return evaluate({.principal = who.principal,
                     .action = action,
                     .resource = "arn:aws:s3:::b/k",
                     .resource_account = account.id(),
                     .context = context},
                    *credentials.policies_of(who))
        .is_allowed();
  }
  std::string lookup(const std::string& id, const std::string& token = "") {
    return refusal([&] { credentials.get(id, token, ErrorDialect::s3); });
  }
};

std::string trust(std::string_view principal, std::string_view condition = "{}") {
  return fmt::format(
      R"({{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Principal":{},
          "Action":"sts:AssumeRole","Condition":{}}}}})",
      principal, condition);
}

TEST(AccessKeys, TheRootKeyIsMadeOnceAndKeptSealed) {
  AccessDisk disk;
  std::string id;
  std::string secret;
  {
    AccessWorld world(disk);
    const auto key = world.access_keys.create_root_key();
    ASSERT_TRUE(key);
    EXPECT_FALSE(world.access_keys.create_root_key());
    id = key->key.id;
    secret = key->secret;
    EXPECT_EQ(secret.size(), 40U);
  }
  {
    AccessWorld world(disk);
    const auto credential = world.credentials.get(id, "", ErrorDialect::s3);
    EXPECT_EQ(credential->secret, secret);
    EXPECT_EQ(credential->principal.kind, Principal::Kind::root);
    EXPECT_EQ(credential->principal.arn, "arn:aws:iam::000000000000:root");
  }
  AccessWorld other(disk, std::string(32, 'x'));
  EXPECT_EQ(refusal([&] { other.credentials.get(id, "", ErrorDialect::s3); }), "CorruptMetadata");
}

TEST(AccessKeys, TheRootKeyIsKeptBeforeItIsGoodForAnything) {
  TestIdentity world;
  const auto fail = [](const NewAccessKey&) { throw Error(ErrorKind::io, "WriteFailed", "no"); };
  EXPECT_EQ(refusal([&] { world.access_keys.create_root_key(fail); }), "WriteFailed");
  EXPECT_TRUE(world.access_keys.list("").empty());
  std::string kept;
  const auto made = world.access_keys.create_root_key([&](const NewAccessKey& key) {
    kept = key.key.id;
    EXPECT_EQ(world.lookup(kept), "InvalidAccessKeyId");
  });
  EXPECT_EQ(made->key.id, kept);
  EXPECT_EQ(world.lookup(kept), "");
}

TEST(AccessKeys, AKeyThatTheOperatorChoosesReplacesWhatRootHad) {
  TestIdentity world;
  const auto first = world.access_keys.create_root_key()->key.id;
  world.entities.create(kUser, {.name = "ann"});
  const auto anns = world.access_keys.create("ann").key.id;
  world.access_keys.import_root_key("chosen", "secret-of-root");
  EXPECT_EQ(world.lookup(first), "InvalidAccessKeyId");
  EXPECT_EQ(world.lookup("chosen"), "");
  EXPECT_EQ(world.lookup(anns), "");
  // Every start names it again; what root made since stays.
  const auto second = world.access_keys.create("").key.id;
  world.access_keys.import_root_key("chosen", "secret-of-root");
  EXPECT_EQ(world.lookup(second), "");
  world.access_keys.import_root_key("chosen", "another-secret");
  EXPECT_EQ(world.lookup(second), "InvalidAccessKeyId");
  EXPECT_EQ(world.credentials.get("chosen", "", ErrorDialect::s3)->secret, "another-secret");
}

TEST(Credentials, SeeEveryChangeAtOnce) {
  TestIdentity world;
  world.entities.create(kUser, {.name = "ann", .path = "/etl/"});
  const NewAccessKey key = world.access_keys.create("ann");
  const auto who = world.credentials.get(key.key.id, "", ErrorDialect::s3);
  EXPECT_EQ(who->principal.arn, "arn:aws:iam::000000000000:user/etl/ann");
  EXPECT_FALSE(world.may(*who, "s3:GetObject"));
  world.policies.put_inline({kUser, "ann"}, "read", allow("s3:GetObject"));
  EXPECT_TRUE(world.may(*who, "s3:GetObject"));
  world.policies.remove_inline({kUser, "ann"}, "read");
  EXPECT_FALSE(world.may(*who, "s3:GetObject"));
  world.access_keys.set_active("ann", key.key.id, false);
  EXPECT_EQ(world.lookup(key.key.id), "InvalidAccessKeyId");
  world.access_keys.set_active("ann", key.key.id, true);
  EXPECT_EQ(world.lookup(key.key.id), "");
  world.access_keys.remove("ann", key.key.id);
  EXPECT_EQ(world.lookup(key.key.id), "InvalidAccessKeyId");
}

TEST(Credentials, GatherPoliciesOfGroupsAttachmentsAndBoundaries) {
  TestIdentity world;
  world.entities.create(kUser, {.name = "ann"});
  world.entities.create(kGroup, {.name = "readers"});
  const auto who = world.credentials.get(world.access_keys.create("ann").key.id, "", {});
  const std::string arn = world.policies.create({.name = "read"}, allow("s3:Get*")).arn;
  world.policies.attach({kGroup, "readers"}, arn);
  EXPECT_FALSE(world.may(*who, "s3:GetObject"));
  world.entities.add_to_group("ann", "readers");
  EXPECT_TRUE(world.may(*who, "s3:GetObject"));
  world.policies.create_version(arn, allow("s3:Put*"), true);
  EXPECT_FALSE(world.may(*who, "s3:GetObject"));
  EXPECT_TRUE(world.may(*who, "s3:PutObject"));
  world.policies.set_boundary({kUser, "ann"}, "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess");
  EXPECT_FALSE(world.may(*who, "s3:PutObject"));
  world.policies.remove_boundary({kUser, "ann"});
  EXPECT_TRUE(world.may(*who, "s3:PutObject"));
}

TEST(Entities, RefuseWhatIamRefuses) {
  TestIdentity world;
  world.entities.create(kUser, {.name = "ann"});
  EXPECT_EQ(refusal([&] { world.entities.create(kUser, {.name = "ANN"}); }), "EntityAlreadyExists");
  EXPECT_EQ(refusal([&] { world.entities.create(kUser, {.name = "a b"}); }), "ValidationError");
  EXPECT_EQ(refusal([&] { world.entities.get({kUser, "bob"}); }), "NoSuchEntity");
  world.access_keys.create("ann");
  world.access_keys.create("ann");
  EXPECT_EQ(refusal([&] { world.access_keys.create("ann"); }), "LimitExceeded");
  EXPECT_EQ(refusal([&] { world.entities.remove({kUser, "ann"}); }), "DeleteConflict");
  EXPECT_EQ(refusal([&] { world.entities.create_role({.name = "r"}, "{}", hours(1)); }),
            "MalformedPolicyDocument");
  EXPECT_EQ(refusal([&] {
              world.policies.put_inline({kUser, "ann"}, "p", "{}");
            }),
            "MalformedPolicyDocument");
  EXPECT_EQ(refusal([&] {
              world.policies.attach({kUser, "ann"}, "arn:aws:iam::aws:policy/No");
            }),
            "NoSuchEntity");
  const std::string arn = world.policies.create({.name = "p"}, allow("s3:*")).arn;
  for (int i = 0; i < 4; ++i)
    world.policies.create_version(arn, allow("s3:*"), false);
  EXPECT_EQ(refusal([&] { world.policies.create_version(arn, allow("s3:*"), false); }),
            "LimitExceeded");
  EXPECT_EQ(refusal([&] { world.policies.remove_version(arn, 1); }), "DeleteConflict");
  EXPECT_EQ(refusal([&] { world.policies.remove(arn); }), "DeleteConflict");
}

TEST(Entities, AreListedInPages) {
  TestIdentity world;
  for (const char* name : {"c", "A", "b"})
    world.entities.create(kUser, {.name = name});
  const EntityPage first = world.entities.list(kUser, {.max_items = 2});
  ASSERT_EQ(first.entities.size(), 2U);
  EXPECT_EQ(first.entities[0].name, "A");
  EXPECT_EQ(first.next_marker, "b");
  EXPECT_EQ(world.entities.list(kUser, {.marker = "b"}).entities[0].name, "c");
  // The account's policies, then AWS's.
  world.policies.create({.name = "z"}, allow("s3:*"));
  std::size_t count = 0;
  EntityListing how{.max_items = 5};
  do {
    const EntityPage page = world.policies.list(Policies::Scope::all, how);
    count += page.entities.size();
    how.marker = page.next_marker;
  } while (!how.marker.empty());
  const auto aws = world.policies.list(Policies::Scope::aws, {});
  EXPECT_EQ(count, aws.entities.size() + 1);
}

struct TestSessions : TestIdentity {
  TestSessions() {
    entities.create(kUser, {.name = "ann"});
    ann = credentials.get(access_keys.create("ann").key.id, "", {});
    entities.create_role({.name = "etl", .path = "/jobs/"},
                         trust(R"({"AWS":"arn:aws:iam::000000000000:user/ann"})",
                               R"({"StringEquals":{"sts:ExternalId":"42"}})"),
                         hours(2));
    policies.put_inline({kRole, "etl"}, "read", allow("s3:Get*"));
  }
  AssumeRoleRequest request() const {
    return {.role_arn = "arn:aws:iam::000000000000:role/jobs/etl",
            .session_name = "run",
            .external_id = "42"};
  }
  TemporaryCredentials assume(const AssumeRoleRequest& asked) {
    return sessions.assume_role(ann->principal, *credentials.policies_of(*ann), asked,
                                make_context(ann->principal, disk.clock.now()));
  }
  std::string refuse(const AssumeRoleRequest& asked) {
    return refusal([&] { assume(asked); });
  }
  std::shared_ptr<const Credential> ann;
};

TEST(Sessions, OfARoleActByTheRolesPolicies) {
  TestSessions world;
  const TemporaryCredentials made = world.assume(world.request());
  const auto who = world.credentials.get(made.access_key_id, made.token, ErrorDialect::s3);
  EXPECT_EQ(who->secret, made.secret);
  EXPECT_EQ(who->principal.arn, "arn:aws:sts::000000000000:assumed-role/etl/run");
  EXPECT_TRUE(world.may(*who, "s3:GetObject"));
  world.policies.remove_inline({kRole, "etl"}, "read");
  EXPECT_FALSE(world.may(*who, "s3:GetObject"));
}

TEST(Sessions, EndAndCannotBeForged) {
  TestSessions world;
  const TemporaryCredentials made = world.assume(world.request());
  EXPECT_EQ(world.lookup(made.access_key_id), "InvalidAccessKeyId");
  EXPECT_EQ(world.lookup("ASIAOTHER", made.token), "InvalidAccessKeyId");
  std::string forged = made.token;
  forged[40] = forged[40] == 'A' ? 'B' : 'A';
  EXPECT_EQ(world.lookup(made.access_key_id, forged), "InvalidToken");
  world.disk.clock.advance(seconds(3599));
  EXPECT_EQ(world.lookup(made.access_key_id, made.token), "");
  world.disk.clock.advance(seconds(1));
  EXPECT_EQ(world.lookup(made.access_key_id, made.token), "ExpiredToken");
  // A token is no key's id, however often it was seen as a token.
  EXPECT_EQ(world.lookup(made.token), "InvalidAccessKeyId");
}

TEST(Sessions, OfARoleNeedItsTrust) {
  TestSessions world;
  AssumeRoleRequest request = world.request();
  request.external_id = "43";
  EXPECT_EQ(world.refuse(request), "AccessDenied");
  request = world.request();
  request.role_arn = "arn:aws:iam::000000000000:role/none";
  EXPECT_EQ(world.refuse(request), "AccessDenied");
  request = world.request();
  request.duration = hours(3);
  EXPECT_EQ(world.refuse(request), "ValidationError");
  request.duration = hours(2);
  EXPECT_EQ(world.refuse(request), "");
  request.session_name = "a b";
  EXPECT_EQ(world.refuse(request), "ValidationError");
}

TEST(Sessions, AreLimitedByTheirOwnPolicies) {
  TestSessions world;
  AssumeRoleRequest request = world.request();
  request.limits.policy_document = allow("s3:GetObjectTagging");
  const TemporaryCredentials made = world.assume(request);
  const auto who = world.credentials.get(made.access_key_id, made.token, ErrorDialect::s3);
  EXPECT_FALSE(world.may(*who, "s3:GetObject"));
  EXPECT_TRUE(world.may(*who, "s3:GetObjectTagging"));
}

TEST(Sessions, OfAUserAreTheUser) {
  TestSessions world;
  world.policies.put_inline({kUser, "ann"}, "read", allow("s3:Get*"));
  const TemporaryCredentials made = world.sessions.session_token(world.ann->principal, {});
  const auto who = world.credentials.get(made.access_key_id, made.token, ErrorDialect::s3);
  EXPECT_EQ(who->principal.arn, world.ann->principal.arn);
  EXPECT_TRUE(world.may(*who, "s3:GetObject"));
  const auto federated = world.sessions.federation_token(world.ann->principal, "guest", {}, {});
  const auto guest = world.credentials.get(federated.access_key_id, federated.token, {});
  EXPECT_FALSE(world.may(*guest, "s3:GetObject"));
}

TEST(AccessKeys, RememberTheirLastUse) {
  TestIdentity world;
  world.entities.create(kUser, {.name = "ann"});
  const std::string id = world.access_keys.create("ann").key.id;
  EXPECT_FALSE(world.access_keys.last_use(id).at);
  world.access_keys.note_use(id, "s3", "us-east-1");
  const AccessKeyUse use = world.access_keys.last_use(id);
  EXPECT_EQ(use.at, world.disk.clock.now());
  EXPECT_EQ(use.user, "ann");
  EXPECT_EQ(use.service, "s3");
}

}  // namespace
}  // namespace sluice::access
