"""What Terraform asks: the calls that its AWS provider makes to create, refresh and destroy the
resources of a lake, with the answers on which it relies. `terraform` itself needs its registry."""

import json
import re

from server import ACCOUNT, REGION, WireTest, policy, statement, trust

TRUST = trust({"AWS": f"arn:aws:iam::{ACCOUNT}:root"})
READ = policy(statement("s3:GetObject", "arn:aws:s3:::lake/*"))
TAGS = [{"Key": "team", "Value": "lake"}]
# What a bucket does not have until a resource of its own sets it up.
ABSENT = {
    "get_bucket_policy": "NoSuchBucketPolicy",
    "get_bucket_cors": "NoSuchCORSConfiguration",
    "get_bucket_website": "NoSuchWebsiteConfiguration",
    "get_bucket_lifecycle_configuration": "NoSuchLifecycleConfiguration",
    "get_bucket_replication": "ReplicationConfigurationNotFoundError",
    "get_object_lock_configuration": "ObjectLockConfigurationNotFoundError",
    "get_bucket_tagging": "NoSuchTagSet",
}


def without_metadata(answer):
    answer.pop("ResponseMetadata")
    return answer


def without_account(request, **_):
    request.url = re.sub(r"//\d{12}\.", "//", request.url, count=1)


class Buckets(WireTest):
    def setUp(self):
        self.s3 = self.client("s3", s3={"addressing_style": "path"})

    def control(self, session=None):
        client = self.client("s3control", session)
        # The account's number stands before the server's name, which must be known to DNS then.
        client.meta.events.register("before-sign.s3-control", without_account)
        return client

    def got(self, name, bucket):
        return without_metadata(getattr(self.s3, name)(Bucket=bucket))

    def test_a_bucket_is_refreshed(self):
        self.s3.create_bucket(Bucket="refreshed")
        head = self.s3.head_bucket(Bucket="refreshed")["ResponseMetadata"]["HTTPHeaders"]
        self.assertEqual(head["x-amz-bucket-region"], REGION)
        for call, code in ABSENT.items():
            with self.subTest(call), self.refused(code, 404):
                getattr(self.s3, call)(Bucket="refreshed")
        self.assertEqual(len(self.got("get_bucket_acl", "refreshed")["Grants"]), 1)
        for call in ["get_bucket_versioning", "get_bucket_accelerate_configuration",
                     "get_bucket_logging"]:
            self.assertEqual(self.got(call, "refreshed"), {}, call)
        self.assertEqual(self.got("get_bucket_request_payment", "refreshed"),
                         {"Payer": "BucketOwner"})
        rules = self.got("get_bucket_encryption", "refreshed")
        self.assertEqual(rules["ServerSideEncryptionConfiguration"]["Rules"][0]
                         ["ApplyServerSideEncryptionByDefault"], {"SSEAlgorithm": "AES256"})
        self.s3.delete_bucket(Bucket="refreshed")
        with self.refused("404", 404):
            self.s3.head_bucket(Bucket="refreshed")

    def test_a_bucket_is_made_with_its_tags(self):
        self.s3.create_bucket(Bucket="tagged", CreateBucketConfiguration={"Tags": TAGS})
        self.assertEqual(self.got("get_bucket_tagging", "tagged"), {"TagSet": TAGS})

    def test_tags_of_a_bucket_are_those_of_s3_control(self):
        self.s3.create_bucket(Bucket="controlled")
        control = self.control()
        named = {"AccountId": ACCOUNT, "ResourceArn": "arn:aws:s3:::controlled"}
        self.assertEqual(control.list_tags_for_resource(**named)["Tags"], [])
        control.tag_resource(Tags=TAGS + [{"Key": "old", "Value": "1"}], **named)
        control.tag_resource(Tags=[{"Key": "old", "Value": "2"}], **named)
        expected = TAGS + [{"Key": "old", "Value": "2"}]
        self.assertEqual(control.list_tags_for_resource(**named)["Tags"], expected)
        self.assertEqual(self.got("get_bucket_tagging", "controlled"), {"TagSet": expected})
        control.untag_resource(TagKeys=["old", "team"], **named)
        with self.refused("NoSuchTagSet", 404):
            self.s3.get_bucket_tagging(Bucket="controlled")
        with self.refused("InvalidTag", 400):
            control.tag_resource(Tags=[{"Key": "aws:x", "Value": "1"}], **named)

    def test_s3_control_asks_for_permission(self):
        self.s3.create_bucket(Bucket="guarded")
        named = {"AccountId": ACCOUNT, "ResourceArn": "arn:aws:s3:::guarded"}

        def control_of(name, *actions):
            return self.control(self.new_user(name, *[statement(each) for each in actions]))

        # In these words it falls back on GetBucketTagging.
        with self.refused("AccessDenied", 403) as refused:
            control_of("tagless").list_tags_for_resource(**named)
        self.assertIn("is not authorized to perform: s3:ListTagsForResource",
                      refused.exception.response["Error"]["Message"])
        reader = control_of("tagreader", "s3:ListTagsForResource")
        reader.list_tags_for_resource(**named)
        with self.refused("AccessDenied", 403):
            reader.tag_resource(Tags=TAGS, **named)
        with self.refused("NoSuchBucket", 404):
            self.control().list_tags_for_resource(AccountId=ACCOUNT,
                                                  ResourceArn="arn:aws:s3:::nobodys")
        with self.refused("AccessDenied", 403):
            self.control().list_tags_for_resource(AccountId="1" * 12,
                                                  ResourceArn="arn:aws:s3:::guarded")
        with self.refused("NotImplemented", 501):
            self.control().get_public_access_block(AccountId=ACCOUNT)

    def test_versioning(self):
        self.s3.create_bucket(Bucket="versions")
        for status in ["Enabled", "Suspended"]:
            self.s3.put_bucket_versioning(Bucket="versions",
                                          VersioningConfiguration={"Status": status})
            self.assertEqual(self.got("get_bucket_versioning", "versions"), {"Status": status})

    def test_encryption(self):
        self.s3.create_bucket(Bucket="sealed")
        key = self.client("kms").create_key()["KeyMetadata"]["Arn"]
        rules = {"Rules": [{"ApplyServerSideEncryptionByDefault": {
            "SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}, "BucketKeyEnabled": True}]}
        self.s3.put_bucket_encryption(Bucket="sealed", ServerSideEncryptionConfiguration=rules)
        shown = self.got("get_bucket_encryption", "sealed")["ServerSideEncryptionConfiguration"]
        self.assertEqual(shown["Rules"][0]["ApplyServerSideEncryptionByDefault"],
                         rules["Rules"][0]["ApplyServerSideEncryptionByDefault"])
        self.assertTrue(shown["Rules"][0]["BucketKeyEnabled"])
        self.s3.delete_bucket_encryption(Bucket="sealed")

    def test_lifecycle(self):
        self.s3.create_bucket(Bucket="cycles")
        rules = [{"ID": "archive", "Status": "Enabled", "Filter": {"Prefix": "raw/"},
                  "Transitions": [{"Days": 90, "StorageClass": "GLACIER_IR"}],
                  "NoncurrentVersionExpiration": {"NoncurrentDays": 30},
                  "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7}},
                 {"ID": "all", "Status": "Disabled", "Filter": {}, "Expiration": {"Days": 1}}]
        size = "all_storage_classes_128K"
        put = self.s3.put_bucket_lifecycle_configuration(
            Bucket="cycles", LifecycleConfiguration={"Rules": rules},
            TransitionDefaultMinimumObjectSize=size)
        self.assertEqual(put["TransitionDefaultMinimumObjectSize"], size)
        self.assertEqual(self.got("get_bucket_lifecycle_configuration", "cycles"),
                         {"Rules": rules, "TransitionDefaultMinimumObjectSize": size})
        self.s3.delete_bucket_lifecycle(Bucket="cycles")
        with self.refused("NoSuchLifecycleConfiguration", 404):
            self.s3.get_bucket_lifecycle_configuration(Bucket="cycles")

    def test_public_access_block_and_ownership(self):
        self.s3.create_bucket(Bucket="private")
        block = {"BlockPublicAcls": True, "IgnorePublicAcls": True, "BlockPublicPolicy": True,
                 "RestrictPublicBuckets": False}
        self.s3.put_public_access_block(Bucket="private", PublicAccessBlockConfiguration=block)
        self.assertEqual(self.got("get_public_access_block", "private"),
                         {"PublicAccessBlockConfiguration": block})
        self.s3.delete_public_access_block(Bucket="private")
        with self.refused("NoSuchPublicAccessBlockConfiguration", 404):
            self.s3.get_public_access_block(Bucket="private")
        self.s3.put_bucket_ownership_controls(Bucket="private", OwnershipControls={
            "Rules": [{"ObjectOwnership": "BucketOwnerPreferred"}]})
        self.s3.delete_bucket_ownership_controls(Bucket="private")
        with self.refused("OwnershipControlsNotFoundError", 404):
            self.s3.get_bucket_ownership_controls(Bucket="private")

    def test_policy(self):
        self.s3.create_bucket(Bucket="ruled")
        document = policy({"Effect": "Deny", "Principal": "*", "Action": "s3:*",
                           "Resource": ["arn:aws:s3:::ruled", "arn:aws:s3:::ruled/*"],
                           "Condition": {"Bool": {"aws:SecureTransport": "true"}}})
        self.s3.put_bucket_policy(Bucket="ruled", Policy=document)
        shown = self.got("get_bucket_policy", "ruled")["Policy"]
        self.assertEqual(json.loads(shown), json.loads(document))
        self.s3.delete_bucket_policy(Bucket="ruled")
        with self.refused("NoSuchBucketPolicy", 404):
            self.s3.get_bucket_policy(Bucket="ruled")

    def test_an_object(self):
        self.s3.create_bucket(Bucket="objects")
        self.s3.put_object(Bucket="objects", Key="a/b.csv", Body=b"a,b", Tagging="team=lake",
                           ContentType="text/csv", ChecksumAlgorithm="CRC32")
        head = self.s3.head_object(Bucket="objects", Key="a/b.csv", ChecksumMode="ENABLED")
        self.assertEqual((head["ContentType"], head["ServerSideEncryption"]),
                         ("text/csv", "AES256"))
        self.assertEqual(self.s3.get_object_tagging(Bucket="objects", Key="a/b.csv")["TagSet"],
                         TAGS)
        # Of a bucket that is destroyed by force.
        versions = self.s3.list_object_versions(Bucket="objects")["Versions"]
        self.s3.delete_objects(Bucket="objects", Delete={"Objects": [
            {"Key": each["Key"], "VersionId": each["VersionId"]} for each in versions]})
        self.s3.delete_bucket(Bucket="objects")


class Identities(WireTest):
    def setUp(self):
        self.iam = self.client("iam")

    def test_the_account_is_known(self):
        self.assertEqual(self.client("sts").get_caller_identity()["Account"], ACCOUNT)

    def test_a_user(self):
        iam = self.iam
        iam.create_user(UserName="etl", Path="/lake/", Tags=TAGS)
        self.assertEqual(iam.get_user(UserName="etl")["User"]["Tags"], TAGS)
        iam.tag_user(UserName="etl", Tags=[{"Key": "a", "Value": "b"}])
        iam.untag_user(UserName="etl", TagKeys=["a"])
        key = iam.create_access_key(UserName="etl")["AccessKey"]
        self.assertEqual(iam.list_access_keys(UserName="etl")["AccessKeyMetadata"][0]["Status"],
                         "Active")
        iam.get_access_key_last_used(AccessKeyId=key["AccessKeyId"])
        iam.put_user_policy(UserName="etl", PolicyName="read", PolicyDocument=READ)
        self.assertEqual(iam.get_user_policy(UserName="etl", PolicyName="read")["PolicyDocument"],
                         json.loads(READ))
        self.assertEqual(iam.list_user_policies(UserName="etl")["PolicyNames"], ["read"])
        # Destroyed by force.
        iam.delete_user_policy(UserName="etl", PolicyName="read")
        self.assertEqual(iam.list_groups_for_user(UserName="etl")["Groups"], [])
        iam.delete_access_key(UserName="etl", AccessKeyId=key["AccessKeyId"])
        self.assertEqual(iam.list_mfa_devices(UserName="etl")["MFADevices"], [])
        self.assertEqual(iam.list_virtual_mfa_devices()["VirtualMFADevices"], [])
        self.assertEqual(iam.list_ssh_public_keys(UserName="etl")["SSHPublicKeys"], [])
        self.assertEqual(iam.list_signing_certificates(UserName="etl")["Certificates"], [])
        self.assertEqual(iam.list_service_specific_credentials(UserName="etl")
                         ["ServiceSpecificCredentials"], [])
        for call in [iam.get_login_profile, iam.delete_login_profile]:
            with self.refused("NoSuchEntity", 404):
                call(UserName="etl")
        iam.delete_user(UserName="etl")
        with self.refused("NoSuchEntity", 404):
            iam.get_user(UserName="etl")

    def test_a_role(self):
        iam = self.iam
        iam.create_role(RoleName="loader", AssumeRolePolicyDocument=TRUST, Tags=TAGS,
                        MaxSessionDuration=7200)
        role = iam.get_role(RoleName="loader")["Role"]
        self.assertEqual((role["Tags"], role["MaxSessionDuration"]), (TAGS, 7200))
        self.assertEqual(role["AssumeRolePolicyDocument"], json.loads(TRUST))
        self.assertEqual(iam.list_role_policies(RoleName="loader")["PolicyNames"], [])
        self.assertEqual(iam.list_attached_role_policies(RoleName="loader")["AttachedPolicies"],
                         [])
        iam.update_assume_role_policy(RoleName="loader", PolicyDocument=TRUST)
        iam.update_role(RoleName="loader", Description="loads", MaxSessionDuration=3600)
        iam.tag_role(RoleName="loader", Tags=[{"Key": "a", "Value": "b"}])
        iam.untag_role(RoleName="loader", TagKeys=["a"])
        self.assertEqual(iam.list_role_tags(RoleName="loader")["Tags"], TAGS)
        iam.put_role_policy(RoleName="loader", PolicyName="read", PolicyDocument=READ)
        self.assertEqual(iam.get_role_policy(RoleName="loader", PolicyName="read")
                         ["PolicyDocument"], json.loads(READ))
        iam.delete_role_policy(RoleName="loader", PolicyName="read")
        with self.refused("NoSuchEntity", 404):
            iam.get_role_policy(RoleName="loader", PolicyName="read")
        self.assertEqual(iam.list_instance_profiles_for_role(RoleName="loader")
                         ["InstanceProfiles"], [])
        iam.delete_role(RoleName="loader")
        with self.refused("NoSuchEntity", 404):
            iam.get_role(RoleName="loader")

    def test_a_policy_and_its_attachments(self):
        iam = self.iam
        arn = iam.create_policy(PolicyName="reading", PolicyDocument=READ, Description="d",
                                Tags=TAGS)["Policy"]["Arn"]
        shown = iam.get_policy(PolicyArn=arn)["Policy"]
        self.assertEqual((shown["DefaultVersionId"], shown["AttachmentCount"], shown["Tags"]),
                         ("v1", 0, TAGS))
        self.assertEqual(iam.get_policy_version(PolicyArn=arn, VersionId="v1")["PolicyVersion"]
                         ["Document"], json.loads(READ))
        iam.create_role(RoleName="attached", AssumeRolePolicyDocument=TRUST)
        iam.create_user(UserName="attached")
        iam.create_group(GroupName="attached")
        iam.add_user_to_group(GroupName="attached", UserName="attached")
        iam.attach_role_policy(RoleName="attached", PolicyArn=arn)
        iam.attach_user_policy(UserName="attached", PolicyArn=arn)
        iam.attach_group_policy(GroupName="attached", PolicyArn=arn)
        expected = [{"PolicyName": "reading", "PolicyArn": arn}]
        for answer in [iam.list_attached_role_policies(RoleName="attached"),
                       iam.list_attached_user_policies(UserName="attached"),
                       iam.list_attached_group_policies(GroupName="attached")]:
            self.assertEqual(answer["AttachedPolicies"], expected)
        entities = iam.list_entities_for_policy(PolicyArn=arn)
        self.assertEqual([len(entities[kind]) for kind in
                          ["PolicyGroups", "PolicyUsers", "PolicyRoles"]], [1, 1, 1])
        self.assertEqual([each["UserName"] for each in
                          iam.get_group(GroupName="attached")["Users"]], ["attached"])
        iam.detach_role_policy(RoleName="attached", PolicyArn=arn)
        iam.detach_user_policy(UserName="attached", PolicyArn=arn)
        iam.detach_group_policy(GroupName="attached", PolicyArn=arn)
        with self.refused("NoSuchEntity", 404):
            iam.detach_role_policy(RoleName="attached", PolicyArn=arn)
        # An update makes a version; what is destroyed loses the others first.
        iam.create_policy_version(PolicyArn=arn, PolicyDocument=READ, SetAsDefault=True)
        for version in iam.list_policy_versions(PolicyArn=arn)["Versions"]:
            if not version["IsDefaultVersion"]:
                iam.delete_policy_version(PolicyArn=arn, VersionId=version["VersionId"])
        iam.delete_policy(PolicyArn=arn)
        with self.refused("NoSuchEntity", 404):
            iam.get_policy(PolicyArn=arn)

    def test_an_instance_profile(self):
        iam = self.iam
        iam.create_role(RoleName="machine", AssumeRolePolicyDocument=TRUST)
        iam.create_instance_profile(InstanceProfileName="machine", Tags=TAGS)
        iam.add_role_to_instance_profile(InstanceProfileName="machine", RoleName="machine")
        profile = iam.get_instance_profile(InstanceProfileName="machine")["InstanceProfile"]
        self.assertEqual([each["RoleName"] for each in profile["Roles"]], ["machine"])
        iam.remove_role_from_instance_profile(InstanceProfileName="machine", RoleName="machine")
        iam.delete_instance_profile(InstanceProfileName="machine")
        with self.refused("NoSuchEntity", 404):
            iam.get_instance_profile(InstanceProfileName="machine")


class Keys(WireTest):
    def setUp(self):
        self.kms = self.client("kms")

    def test_a_key(self):
        kms = self.kms
        tags = [{"TagKey": "team", "TagValue": "lake"}]
        key = kms.create_key(Description="lake", KeySpec="SYMMETRIC_DEFAULT", MultiRegion=False,
                             KeyUsage="ENCRYPT_DECRYPT", BypassPolicyLockoutSafetyCheck=False,
                             Tags=tags)["KeyMetadata"]["KeyId"]
        shown = kms.describe_key(KeyId=key)["KeyMetadata"]
        self.assertEqual((shown["KeyState"], shown["Enabled"], shown["MultiRegion"]),
                         ("Enabled", True, False))
        document = json.loads(kms.get_key_policy(KeyId=key, PolicyName="default")["Policy"])
        self.assertEqual(document["Statement"][0]["Action"], "kms:*")
        self.assertFalse(kms.get_key_rotation_status(KeyId=key)["KeyRotationEnabled"])
        self.assertEqual(kms.list_resource_tags(KeyId=key)["Tags"], tags)
        kms.enable_key_rotation(KeyId=key, RotationPeriodInDays=180)
        status = kms.get_key_rotation_status(KeyId=key)
        self.assertEqual((status["KeyRotationEnabled"], status["RotationPeriodInDays"]),
                         (True, 180))
        kms.disable_key_rotation(KeyId=key)
        kms.update_key_description(KeyId=key, Description="new")
        kms.put_key_policy(KeyId=key, PolicyName="default", Policy=json.dumps(document),
                           BypassPolicyLockoutSafetyCheck=False)
        kms.tag_resource(KeyId=key, Tags=[{"TagKey": "a", "TagValue": "b"}])
        kms.untag_resource(KeyId=key, TagKeys=["a"])
        kms.disable_key(KeyId=key)
        kms.enable_key(KeyId=key)
        kms.schedule_key_deletion(KeyId=key, PendingWindowInDays=7)
        self.assertEqual(kms.describe_key(KeyId=key)["KeyMetadata"]["KeyState"],
                         "PendingDeletion")
        with self.refused("NotFoundException", 400):
            kms.describe_key(KeyId="00000000-0000-0000-0000-000000000000")

    def test_an_alias(self):
        kms = self.kms
        first, second = [kms.create_key()["KeyMetadata"]["KeyId"] for _ in range(2)]
        kms.create_alias(AliasName="alias/lake", TargetKeyId=first)
        kms.update_alias(AliasName="alias/lake", TargetKeyId=second)
        found = [each for page in kms.get_paginator("list_aliases").paginate()
                 for each in page["Aliases"] if each["AliasName"] == "alias/lake"]
        self.assertEqual([(each["AliasArn"], each["TargetKeyId"]) for each in found],
                         [(f"arn:aws:kms:{REGION}:{ACCOUNT}:alias/lake", second)])
        kms.delete_alias(AliasName="alias/lake")
        with self.refused("NotFoundException", 400):
            kms.delete_alias(AliasName="alias/lake")
