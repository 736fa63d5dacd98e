import json

from server import ACCOUNT, WireTest, policy, statement


class Keys(WireTest):
    def setUp(self):
        self.kms = self.client("kms")

    def new_key(self, **more):
        return self.kms.create_key(**more)["KeyMetadata"]["KeyId"]

    def test_a_key_is_shown_as_it_was_made(self):
        made = self.kms.create_key(Description="lake", Tags=[{"TagKey": "a", "TagValue": "1"}])
        key = made["KeyMetadata"]
        self.assertEqual(self.kms.describe_key(KeyId=key["Arn"])["KeyMetadata"], key)
        self.assertEqual(key["KeyState"], "Enabled")
        self.assertEqual(key["EncryptionAlgorithms"], ["SYMMETRIC_DEFAULT"])
        tags = self.kms.list_resource_tags(KeyId=key["KeyId"])["Tags"]
        self.assertEqual(tags, [{"TagKey": "a", "TagValue": "1"}])
        self.kms.untag_resource(KeyId=key["KeyId"], TagKeys=["a"])
        self.assertEqual(self.kms.list_resource_tags(KeyId=key["KeyId"])["Tags"], [])

    def test_what_is_sealed_is_opened_with_the_same_context_only(self):
        key = self.new_key()
        blob = self.kms.encrypt(KeyId=key, Plaintext=b"secret\0",
                                EncryptionContext={"table": "orders"})["CiphertextBlob"]
        opened = self.kms.decrypt(CiphertextBlob=blob, EncryptionContext={"table": "orders"})
        self.assertEqual(opened["Plaintext"], b"secret\0")
        self.assertTrue(opened["KeyId"].endswith(key))
        for context in ({}, {"table": "other"}):
            with self.refused("InvalidCiphertextException", 400):
                self.kms.decrypt(CiphertextBlob=blob, EncryptionContext=context)
        with self.refused("InvalidCiphertextException", 400):
            self.kms.decrypt(CiphertextBlob=b"nothing of ours")
        with self.refused("IncorrectKeyException", 400):
            self.kms.decrypt(CiphertextBlob=blob, KeyId=self.new_key(),
                             EncryptionContext={"table": "orders"})

    def test_ciphertexts_move_between_keys(self):
        old, new = self.new_key(), self.new_key()
        blob = self.kms.encrypt(KeyId=old, Plaintext=b"secret")["CiphertextBlob"]
        moved = self.kms.re_encrypt(CiphertextBlob=blob, DestinationKeyId=new)
        self.assertTrue(moved["SourceKeyId"].endswith(old))
        self.kms.disable_key(KeyId=old)
        opened = self.kms.decrypt(CiphertextBlob=moved["CiphertextBlob"])
        self.assertEqual(opened["Plaintext"], b"secret")
        with self.refused("DisabledException", 400):
            self.kms.decrypt(CiphertextBlob=blob)

    def test_data_keys_come_with_and_without_their_plaintext(self):
        key = self.new_key()
        made = self.kms.generate_data_key(KeyId=key, KeySpec="AES_256")
        self.assertEqual(len(made["Plaintext"]), 32)
        opened = self.kms.decrypt(CiphertextBlob=made["CiphertextBlob"])
        self.assertEqual(opened["Plaintext"], made["Plaintext"])
        sealed = self.kms.generate_data_key_without_plaintext(KeyId=key, NumberOfBytes=64)
        self.assertNotIn("Plaintext", sealed)
        opened = self.kms.decrypt(CiphertextBlob=sealed["CiphertextBlob"])
        self.assertEqual(len(opened["Plaintext"]), 64)
        with self.refused("ValidationException", 400):
            self.kms.generate_data_key(KeyId=key)
        self.assertEqual(len(self.kms.generate_random(NumberOfBytes=17)["Plaintext"]), 17)

    def test_sizes_and_enumerations_are_enforced(self):
        key = self.new_key()
        with self.refused("ValidationException", 400):
            self.kms.encrypt(KeyId=key, Plaintext=b"x" * 4097)
        with self.refused("ValidationException", 400):
            self.kms.generate_random(NumberOfBytes=1025)
        with self.refused("ValidationException", 400):
            self.kms.list_keys(Limit=1001)

    def test_aliases_name_keys_and_move(self):
        first, second = self.new_key(), self.new_key()
        self.kms.create_alias(AliasName="alias/lake", TargetKeyId=first)
        with self.refused("AlreadyExistsException", 400):
            self.kms.create_alias(AliasName="alias/lake", TargetKeyId=second)
        blob = self.kms.encrypt(KeyId="alias/lake", Plaintext=b"old")["CiphertextBlob"]
        self.kms.update_alias(AliasName="alias/lake", TargetKeyId=second)
        shown = self.kms.describe_key(KeyId="alias/lake")["KeyMetadata"]
        self.assertEqual(shown["KeyId"], second)
        self.assertEqual(self.kms.decrypt(CiphertextBlob=blob)["Plaintext"], b"old")
        aliases = self.kms.list_aliases(KeyId=second)["Aliases"]
        self.assertEqual([alias["AliasName"] for alias in aliases], ["alias/lake"])
        self.kms.delete_alias(AliasName="alias/lake")
        with self.refused("NotFoundException", 400):
            self.kms.describe_key(KeyId="alias/lake")

    def test_rotation_keeps_older_ciphertexts(self):
        key = self.new_key()
        blob = self.kms.encrypt(KeyId=key, Plaintext=b"old")["CiphertextBlob"]
        self.kms.rotate_key_on_demand(KeyId=key)
        self.assertEqual(self.kms.decrypt(CiphertextBlob=blob)["Plaintext"], b"old")
        rotations = self.kms.list_key_rotations(KeyId=key)["Rotations"]
        self.assertEqual([each["RotationType"] for each in rotations], ["ON_DEMAND"])
        self.assertFalse(self.kms.get_key_rotation_status(KeyId=key)["KeyRotationEnabled"])
        self.kms.enable_key_rotation(KeyId=key, RotationPeriodInDays=90)
        status = self.kms.get_key_rotation_status(KeyId=key)
        self.assertEqual((status["KeyRotationEnabled"], status["RotationPeriodInDays"]), (True, 90))

    def test_deletion_waits_and_can_be_called_off(self):
        key = self.new_key()
        done = self.kms.schedule_key_deletion(KeyId=key, PendingWindowInDays=7)
        self.assertEqual(done["KeyState"], "PendingDeletion")
        with self.refused("KMSInvalidStateException", 400):
            self.kms.encrypt(KeyId=key, Plaintext=b"x")
        self.kms.cancel_key_deletion(KeyId=key)
        self.assertEqual(self.kms.describe_key(KeyId=key)["KeyMetadata"]["KeyState"], "Disabled")

    def test_lists_come_in_pages(self):
        made = {self.new_key() for _ in range(5)}
        pages = self.kms.get_paginator("list_keys").paginate(PaginationConfig={"PageSize": 2})
        shown = [key["KeyId"] for page in pages for key in page["Keys"]]
        self.assertLessEqual(made, set(shown))
        self.assertEqual(len(shown), len(set(shown)))

    def test_what_terraform_reads_of_a_key_and_an_alias(self):
        key = self.new_key()
        self.assertEqual(self.kms.list_key_policies(KeyId=key)["PolicyNames"], ["default"])
        document = json.loads(self.kms.get_key_policy(KeyId=key, PolicyName="default")["Policy"])
        principal = document["Statement"][0]["Principal"]
        self.assertEqual(principal, {"AWS": f"arn:aws:iam::{ACCOUNT}:root"})
        self.kms.update_key_description(KeyId=key, Description="new")
        self.assertEqual(self.kms.describe_key(KeyId=key)["KeyMetadata"]["Description"], "new")


class Permissions(WireTest):
    def setUp(self):
        self.kms = self.client("kms")
        self.key = self.kms.create_key()["KeyMetadata"]

    def test_the_default_policy_lets_identity_policies_decide(self):
        with self.refused("AccessDeniedException", 400):
            self.client("kms", self.new_user("none")).encrypt(KeyId=self.key["KeyId"],
                                                              Plaintext=b"x")
        session = self.new_user("sealer", statement("kms:Encrypt", self.key["Arn"]))
        mine = self.client("kms", session)
        mine.encrypt(KeyId=self.key["KeyId"], Plaintext=b"x")
        with self.refused("AccessDeniedException", 400):
            mine.describe_key(KeyId=self.key["KeyId"])

    def test_a_key_policy_may_leave_the_account_out(self):
        session = self.new_user("powerful", statement("kms:*"))
        mine = self.client("kms", session)
        key = mine.create_key(Policy=policy({
            "Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:user/powerful"},
            "Action": "kms:*", "Resource": "*"}))["KeyMetadata"]["KeyId"]
        mine.encrypt(KeyId=key, Plaintext=b"x")
        other = self.client("kms", self.new_user("other", statement("kms:*")))
        with self.refused("AccessDeniedException", 400):
            other.encrypt(KeyId=key, Plaintext=b"x")

    def test_a_policy_that_locks_its_author_out_is_refused(self):
        with self.refused("MalformedPolicyDocumentException", 400):
            self.kms.put_key_policy(KeyId=self.key["KeyId"], Policy=policy({
                "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111111111111:root"},
                "Action": "kms:*", "Resource": "*"}))

    def test_a_context_can_be_a_condition(self):
        session = self.new_user("context", statement(
            "kms:GenerateDataKey",
            Condition={"StringEquals": {"kms:EncryptionContext:zone": "raw"}}))
        mine = self.client("kms", session)
        ask = {"KeyId": self.key["KeyId"], "KeySpec": "AES_256"}
        mine.generate_data_key(EncryptionContext={"zone": "raw"}, **ask)
        with self.refused("AccessDeniedException", 400):
            mine.generate_data_key(EncryptionContext={"zone": "curated"}, **ask)

    def test_a_grant_allows_until_it_is_revoked(self):
        mine = self.client("kms", self.new_user("granted"))
        ask = {"KeyId": self.key["KeyId"], "KeySpec": "AES_256"}
        grant = self.kms.create_grant(
            KeyId=self.key["KeyId"], GranteePrincipal=f"arn:aws:iam::{ACCOUNT}:user/granted",
            Operations=["GenerateDataKey"])
        mine.generate_data_key(**ask)
        shown = self.kms.list_grants(KeyId=self.key["KeyId"])["Grants"]
        self.assertEqual([each["GrantId"] for each in shown], [grant["GrantId"]])
        self.kms.revoke_grant(KeyId=self.key["KeyId"], GrantId=grant["GrantId"])
        with self.refused("AccessDeniedException", 400):
            mine.generate_data_key(**ask)
