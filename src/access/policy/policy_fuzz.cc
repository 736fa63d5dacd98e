// Bytes as a policy: parsed and asked, or refused with an Error; asking never throws.
#include "access/policy/evaluate.h"
#include "base/error.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using sluice::access::PolicyKind;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const sluice::access::Principal user{.kind = sluice::access::Principal::Kind::user,
                                       .account_id = "111122223333",
                                       .arn = "arn:aws:iam::111122223333:user/ann",
                                       .id = "AIDA",
                                       .name = "ann"};
  const auto context = sluice::access::make_context(user, {});
  for (const auto kind :
       {PolicyKind::identity, PolicyKind::trust, PolicyKind::bucket, PolicyKind::key}) {
    std::optional<sluice::access::Policy> policy;
    try {
      policy = sluice::access::parse_policy(text, {.kind = kind, .bucket = "b"});
    } catch (const sluice::Error&) {
      continue;
    }
    sluice::access::ask(*policy, {.principal = user,
                                  .action = "s3:GetObject",
                                  .resource = "arn:aws:s3:::b/k",
                                  .resource_account = "111122223333",
                                  .context = context});
    sluice::access::is_public(*policy);
  }
  return 0;
}
