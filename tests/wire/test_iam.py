import json

from server import ACCOUNT, WireTest, policy, statement, trust

READ = policy(statement("s3:GetObject", "arn:aws:s3:::raw/*"))


class Users(WireTest):
    def test_a_user_is_shown_as_it_was_made(self):
        iam = self.client("iam")
        made = iam.create_user(UserName="ann", Path="/team/",
                               Tags=[{"Key": "owner", "Value": "lake"}])["User"]
        self.assertEqual(made["Arn"], f"arn:aws:iam::{ACCOUNT}:user/team/ann")
        self.assertEqual(iam.get_user(UserName="ann")["User"], made)
        iam.update_user(UserName="ann", NewUserName="anna", NewPath="/")
        moved = iam.get_user(UserName="anna")["User"]
        self.assertEqual(moved["UserId"], made["UserId"])
        self.assertEqual(moved["Arn"], f"arn:aws:iam::{ACCOUNT}:user/anna")
        iam.delete_user(UserName="anna")
        with self.refused("NoSuchEntity", 404):
            iam.get_user(UserName="anna")

    def test_names_are_taken_whatever_their_case(self):
        iam = self.client("iam")
        iam.create_user(UserName="Case")
        with self.refused("EntityAlreadyExists", 409):
            iam.create_user(UserName="case")

    def test_lists_come_in_pages(self):
        iam = self.client("iam")
        names = [f"page{number}" for number in range(5)]
        for name in names:
            iam.create_user(UserName=name, Path="/pages/")
        pages = list(iam.get_paginator("list_users").paginate(
            PathPrefix="/pages/", PaginationConfig={"PageSize": 2}))
        self.assertEqual([len(page["Users"]) for page in pages], [2, 2, 1])
        self.assertEqual([user["UserName"] for page in pages for user in page["Users"]], names)

    def test_a_key_is_made_switched_off_and_removed(self):
        iam = self.client("iam")
        session = self.new_user("keyed")
        key = session.get_credentials().access_key
        sts = self.client("sts", session)
        self.assertEqual(sts.get_caller_identity()["Arn"], f"arn:aws:iam::{ACCOUNT}:user/keyed")
        use = iam.get_access_key_last_used(AccessKeyId=key)["AccessKeyLastUsed"]
        self.assertEqual(use["ServiceName"], "sts")
        iam.update_access_key(UserName="keyed", AccessKeyId=key, Status="Inactive")
        with self.refused("InvalidClientTokenId", 403):
            sts.get_caller_identity()
        shown = iam.list_access_keys(UserName="keyed")["AccessKeyMetadata"]
        self.assertEqual([(each["AccessKeyId"], each["Status"]) for each in shown],
                         [(key, "Inactive")])
        with self.refused("DeleteConflict", 409):
            iam.delete_user(UserName="keyed")
        iam.delete_access_key(UserName="keyed", AccessKeyId=key)
        iam.delete_user(UserName="keyed")

    def test_a_user_has_at_most_two_keys(self):
        iam = self.client("iam")
        iam.create_user(UserName="twice")
        iam.create_access_key(UserName="twice")
        iam.create_access_key(UserName="twice")
        with self.refused("LimitExceeded", 409):
            iam.create_access_key(UserName="twice")

    def test_what_a_removal_asks_for_is_empty(self):
        iam = self.client("iam")
        iam.create_user(UserName="gone")
        self.assertEqual(iam.list_mfa_devices(UserName="gone")["MFADevices"], [])
        self.assertEqual(iam.list_ssh_public_keys(UserName="gone")["SSHPublicKeys"], [])
        self.assertEqual(iam.list_signing_certificates(UserName="gone")["Certificates"], [])
        with self.refused("NoSuchEntity", 404):
            iam.delete_login_profile(UserName="gone")

    def test_tags_come_and_go(self):
        iam = self.client("iam")
        iam.create_user(UserName="tagged")
        tags = [{"Key": "a", "Value": "1"}, {"Key": "b", "Value": ""}]
        iam.tag_user(UserName="tagged", Tags=tags)
        iam.tag_user(UserName="tagged", Tags=[{"Key": "a", "Value": "2"}])
        iam.untag_user(UserName="tagged", TagKeys=["b"])
        self.assertEqual(iam.list_user_tags(UserName="tagged")["Tags"],
                         [{"Key": "a", "Value": "2"}])


class Groups(WireTest):
    def test_members_have_what_their_group_may(self):
        iam = self.client("iam")
        session = self.new_user("member")
        iam.create_group(GroupName="readers")
        iam.put_group_policy(GroupName="readers", PolicyName="list",
                             PolicyDocument=policy(statement("iam:ListUsers")))
        mine = self.client("iam", session)
        with self.refused("AccessDenied", 403):
            mine.list_users()
        iam.add_user_to_group(GroupName="readers", UserName="member")
        mine.list_users()
        self.assertEqual([user["UserName"] for user in iam.get_group(GroupName="readers")["Users"]],
                         ["member"])
        self.assertEqual(
            [group["GroupName"] for group in iam.list_groups_for_user(UserName="member")["Groups"]],
            ["readers"])
        iam.remove_user_from_group(GroupName="readers", UserName="member")
        with self.refused("AccessDenied", 403):
            mine.list_users()


class Policies(WireTest):
    def test_a_role_carries_policies_of_both_kinds(self):
        iam = self.client("iam")
        document = trust({"AWS": ACCOUNT})
        role = iam.create_role(RoleName="loader", AssumeRolePolicyDocument=document,
                               MaxSessionDuration=7200, Description="loads")["Role"]
        self.assertEqual(role["AssumeRolePolicyDocument"], json.loads(document))
        self.assertEqual(role["MaxSessionDuration"], 7200)
        iam.put_role_policy(RoleName="loader", PolicyName="read", PolicyDocument=READ)
        self.assertEqual(iam.list_role_policies(RoleName="loader")["PolicyNames"], ["read"])
        shown = iam.get_role_policy(RoleName="loader", PolicyName="read")
        self.assertEqual(shown["PolicyDocument"], json.loads(READ))
        arn = iam.create_policy(PolicyName="reads", PolicyDocument=READ)["Policy"]["Arn"]
        iam.attach_role_policy(RoleName="loader", PolicyArn=arn)
        self.assertEqual(iam.list_attached_role_policies(RoleName="loader")["AttachedPolicies"],
                         [{"PolicyName": "reads", "PolicyArn": arn}])
        with self.refused("DeleteConflict", 409):
            iam.delete_role(RoleName="loader")
        iam.detach_role_policy(RoleName="loader", PolicyArn=arn)
        iam.delete_role_policy(RoleName="loader", PolicyName="read")
        iam.delete_policy(PolicyArn=arn)
        iam.delete_role(RoleName="loader")

    def test_a_policy_has_versions(self):
        iam = self.client("iam")
        arn = iam.create_policy(PolicyName="grown", PolicyDocument=READ)["Policy"]["Arn"]
        second = policy(statement("s3:*"))
        made = iam.create_policy_version(PolicyArn=arn, PolicyDocument=second, SetAsDefault=True)
        self.assertEqual(made["PolicyVersion"]["VersionId"], "v2")
        self.assertEqual(iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"], "v2")
        shown = iam.get_policy_version(PolicyArn=arn, VersionId="v2")["PolicyVersion"]
        self.assertEqual(shown["Document"], json.loads(second))
        with self.refused("DeleteConflict", 409):
            iam.delete_policy_version(PolicyArn=arn, VersionId="v2")
        iam.set_default_policy_version(PolicyArn=arn, VersionId="v1")
        iam.delete_policy_version(PolicyArn=arn, VersionId="v2")
        self.assertEqual([each["VersionId"] for each in
                          iam.list_policy_versions(PolicyArn=arn)["Versions"]], ["v1"])

    def test_a_malformed_document_is_refused(self):
        iam = self.client("iam")
        for document in ("{", "{}", policy({"Effect": "Maybe", "Action": "s3:*", "Resource": "*"})):
            with self.refused("MalformedPolicyDocument", 400):
                iam.create_policy(PolicyName="broken", PolicyDocument=document)

    def test_a_deny_wins_over_an_allow(self):
        session = self.new_user("denied", statement("iam:*"),
                                statement("iam:ListRoles", effect="Deny"))
        iam = self.client("iam", session)
        iam.list_users()
        with self.refused("AccessDenied", 403):
            iam.list_roles()

    def test_a_boundary_limits_what_policies_allow(self):
        iam = self.client("iam")
        session = self.new_user("bounded", statement("iam:*"))
        arn = iam.create_policy(PolicyName="bound", PolicyDocument=policy(
            statement("iam:ListUsers")))["Policy"]["Arn"]
        iam.put_user_permissions_boundary(UserName="bounded", PermissionsBoundary=arn)
        shown = iam.get_user(UserName="bounded")["User"]["PermissionsBoundary"]
        self.assertEqual(shown["PermissionsBoundaryArn"], arn)
        mine = self.client("iam", session)
        mine.list_users()
        with self.refused("AccessDenied", 403):
            mine.list_roles()

    def test_a_simulation_answers_as_requests_would(self):
        iam = self.client("iam")
        self.new_user("simulated", statement("s3:GetObject", "arn:aws:s3:::raw/*"))
        results = iam.simulate_principal_policy(
            PolicySourceArn=f"arn:aws:iam::{ACCOUNT}:user/simulated", ActionNames=["s3:GetObject"],
            ResourceArns=["arn:aws:s3:::raw/a", "arn:aws:s3:::curated/a"])["EvaluationResults"]
        self.assertEqual([each["EvalDecision"] for each in results], ["allowed", "implicitDeny"])

    def test_profiles_hold_one_role(self):
        iam = self.client("iam")
        for name in ("first", "second"):
            iam.create_role(RoleName=name,
                            AssumeRolePolicyDocument=trust({"Service": "ec2.amazonaws.com"}))
        iam.create_instance_profile(InstanceProfileName="machine")
        iam.add_role_to_instance_profile(InstanceProfileName="machine", RoleName="first")
        with self.refused("LimitExceeded", 409):
            iam.add_role_to_instance_profile(InstanceProfileName="machine", RoleName="second")
        shown = iam.get_instance_profile(InstanceProfileName="machine")["InstanceProfile"]
        self.assertEqual([role["RoleName"] for role in shown["Roles"]], ["first"])
        self.assertEqual(len(iam.list_instance_profiles_for_role(
            RoleName="first")["InstanceProfiles"]), 1)

    def test_the_summary_counts(self):
        iam = self.client("iam")
        before = iam.get_account_summary()["SummaryMap"]
        iam.create_group(GroupName="counted")
        after = iam.get_account_summary()["SummaryMap"]
        self.assertEqual(after["Groups"], before["Groups"] + 1)
        self.assertEqual(after["AccountAccessKeysPresent"], 1)

    def test_there_are_no_identity_providers(self):
        iam = self.client("iam")
        self.assertEqual(iam.list_open_id_connect_providers()["OpenIDConnectProviderList"], [])
        self.assertEqual(iam.list_saml_providers()["SAMLProviderList"], [])
        with self.refused("NotImplemented", 501):
            iam.create_open_id_connect_provider(Url="https://accounts.example.com")
