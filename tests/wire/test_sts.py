from server import ACCOUNT, WireTest, policy, statement, trust


class Sessions(WireTest):
    def assume(self, session, role, **more):
        return self.client("sts", session).assume_role(
            RoleArn=f"arn:aws:iam::{ACCOUNT}:role/{role}", RoleSessionName="nightly", **more)

    def test_everybody_may_ask_who_they_are(self):
        identity = self.client("sts").get_caller_identity()
        self.assertEqual(identity["Arn"], f"arn:aws:iam::{ACCOUNT}:root")
        self.assertEqual(identity["Account"], ACCOUNT)
        session = self.new_user("plain", statement("*", effect="Deny"))
        self.assertEqual(self.client("sts", session).get_caller_identity()["Arn"],
                         f"arn:aws:iam::{ACCOUNT}:user/plain")

    def test_a_role_is_given_to_whom_it_trusts(self):
        iam = self.client("iam")
        ann = self.new_user("ann")
        eve = self.new_user("eve", statement("sts:AssumeRole"))
        iam.create_role(RoleName="trusting", AssumeRolePolicyDocument=trust(
            {"AWS": f"arn:aws:iam::{ACCOUNT}:user/ann"}))
        iam.put_role_policy(RoleName="trusting", PolicyName="list",
                            PolicyDocument=policy(statement("iam:ListUsers")))
        with self.refused("AccessDenied", 403):
            self.assume(eve, "trusting")
        assumed = self.assume(ann, "trusting")
        arn = f"arn:aws:sts::{ACCOUNT}:assumed-role/trusting/nightly"
        self.assertEqual(assumed["AssumedRoleUser"]["Arn"], arn)
        session = self.session_of(assumed["Credentials"])
        self.assertEqual(self.client("sts", session).get_caller_identity()["Arn"], arn)
        self.client("iam", session).list_users()
        with self.refused("AccessDenied", 403):
            self.client("iam", session).list_roles()

    def test_who_trusts_the_account_lets_its_policies_decide(self):
        self.client("iam").create_role(RoleName="shared", AssumeRolePolicyDocument=trust(
            {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}))
        with self.refused("AccessDenied", 403):
            self.assume(self.new_user("without"), "shared")
        self.assume(self.new_user("with", statement("sts:AssumeRole")), "shared")

    def test_an_external_id_must_be_the_right_one(self):
        self.client("iam").create_role(RoleName="external", AssumeRolePolicyDocument=trust(
            {"AWS": ACCOUNT}, Condition={"StringEquals": {"sts:ExternalId": "42"}}))
        session = self.new_user("partner", statement("sts:AssumeRole"))
        with self.refused("AccessDenied", 403):
            self.assume(session, "external", ExternalId="41")
        self.assume(session, "external", ExternalId="42")

    def test_a_session_policy_limits_the_session(self):
        iam = self.client("iam")
        iam.create_role(RoleName="limited", AssumeRolePolicyDocument=trust({"AWS": ACCOUNT}))
        iam.put_role_policy(RoleName="limited", PolicyName="all",
                            PolicyDocument=policy(statement("iam:*")))
        session = self.new_user("limiter", statement("sts:AssumeRole"))
        assumed = self.assume(session, "limited", Policy=policy(statement("iam:ListUsers")))
        limited = self.client("iam", self.session_of(assumed["Credentials"]))
        limited.list_users()
        with self.refused("AccessDenied", 403):
            limited.list_roles()

    def test_a_session_ends_with_its_role(self):
        iam = self.client("iam")
        iam.create_role(RoleName="brief", AssumeRolePolicyDocument=trust({"AWS": ACCOUNT}))
        iam.put_role_policy(RoleName="brief", PolicyName="all",
                            PolicyDocument=policy(statement("iam:ListUsers")))
        session = self.new_user("late", statement("sts:AssumeRole"))
        brief = self.session_of(self.assume(session, "brief")["Credentials"])
        self.client("iam", brief).list_users()
        iam.delete_role_policy(RoleName="brief", PolicyName="all")
        with self.refused("AccessDenied", 403):
            self.client("iam", brief).list_users()

    def test_durations_have_limits(self):
        self.client("iam").create_role(RoleName="hour",
                                       AssumeRolePolicyDocument=trust({"AWS": ACCOUNT}))
        session = self.new_user("patient", statement("sts:AssumeRole"))
        for seconds in (3601, 43201):
            with self.refused("ValidationError", 400):
                self.assume(session, "hour", DurationSeconds=seconds)

    def test_a_session_of_a_user_is_that_user(self):
        session = self.new_user("self")
        token = self.client("sts", session).get_session_token(DurationSeconds=900)["Credentials"]
        own = self.client("sts", self.session_of(token))
        self.assertEqual(own.get_caller_identity()["Arn"], f"arn:aws:iam::{ACCOUNT}:user/self")
        with self.refused("AccessDenied", 403):
            own.get_session_token()
