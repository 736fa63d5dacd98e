import json
import urllib.error
import urllib.request

import botocore
import botocore.config

from server import ACCOUNT, WireTest


class Signatures(WireTest):
    def test_a_wrong_secret_is_refused_in_each_services_words(self):
        session = self.session(secret="wrong")
        with self.refused("SignatureDoesNotMatch", 403):
            self.client("sts", session).get_caller_identity()
        with self.refused("SignatureDoesNotMatch", 403):
            self.client("iam", session).list_users()
        with self.refused("InvalidSignatureException", 400):
            self.client("kms", session).list_keys()

    def test_an_unknown_key_is_refused(self):
        session = self.session(key="AKIAIOSFODNN7EXAMPLE", secret="any")
        with self.refused("InvalidClientTokenId", 403):
            self.client("sts", session).get_caller_identity()
        with self.refused("UnrecognizedClientException", 400):
            self.client("kms", session).list_keys()

    def test_an_unsigned_request_is_refused(self):
        with self.refused("MissingAuthenticationToken", 403):
            self.client("sts", signature_version=botocore.UNSIGNED).get_caller_identity()

    def test_a_token_of_nobody_is_refused(self):
        session = self.session(token="nobody's")
        with self.refused("InvalidClientTokenId", 403):
            self.client("sts", session).get_caller_identity()

    def test_a_presigned_url_says_who_made_it(self):
        sts = self.client("sts")
        url = sts.generate_presigned_url("get_caller_identity", ExpiresIn=60,
                                         HttpMethod="GET")
        with urllib.request.urlopen(url) as answer:
            self.assertIn(f"arn:aws:iam::{ACCOUNT}:root", answer.read().decode())
        with self.assertRaises(urllib.error.HTTPError) as caught:
            urllib.request.urlopen(url.replace("GetCallerIdentity", "GetSessionToken"))
        with caught.exception as answer:
            self.assertEqual(answer.code, 403)
            self.assertIn("SignatureDoesNotMatch", answer.read().decode())

    def test_an_operation_that_is_not_there_says_so(self):
        with self.refused("NotImplemented", 501):
            self.client("iam").create_account_alias(AccountAlias="lake")

    def test_a_changed_body_is_refused(self):
        kms = self.client("kms")

        def change(request, **_):
            request.body = json.dumps({"Limit": 7}).encode()

        kms.meta.events.register("before-send.kms.ListKeys", change)
        with self.refused("InvalidSignatureException", 400):
            kms.list_keys(Limit=3)
