#include "api/form_signatures.h"

#include "api/authenticator.h"

namespace sluice::api {

s3::FormAuthenticator::Proof FormSignatures::authenticate(const access::PostForm& form,
                                                          Timestamp now) {
  const access::SignatureRules rules{.dialect = access::ErrorDialect::s3,
                                     .allows_version_2 = allows_version_2_};
  const auto claim = access::read_form_claim(form, rules);
  if (!claim) return {};
  auto credential = credentials_.get(claim->access_key_id, claim->session_token, rules.dialect);
  auto policy = access::verify_form(*claim, form, rules, credential->secret, now, signing_keys_);
  Proof proof{.caller = caller_of(std::move(credential)), .policy = std::move(policy)};
  proof.caller.conditions.emplace_back("s3:authType", "POST");
  return proof;
}

}  // namespace sluice::api
