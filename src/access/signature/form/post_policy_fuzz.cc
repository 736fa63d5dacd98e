// Bytes as a POST policy: parsed and checked against a form, or refused with an Error.
#include "access/signature/form/post_policy.h"
#include "access/signature/signature_fixture.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    const auto policy = sluice::access::parse_post_policy(text);
    sluice::access::check_post_policy(
        policy, {.bucket = "b", .fields = {{"key", "user/x"}, {"content-type", "image/png"}}},
        sluice::access::boto_time());
  } catch (const sluice::Error&) {
    return 0;
  }
  return 0;
}
