#include "access/signature/verify.h"

#include <algorithm>

#include "access/signature/legacy/version_2.h"
#include "access/signature/text/canonical.h"
#include "base/bytes.h"
#include "base/digest.h"
#include "base/text.h"

namespace sluice::access {
namespace {

constexpr std::chrono::minutes kSkewMax{15};

void check_time(const Claim& claim, const SignatureRules& rules, Timestamp now) {
  if (claim.expires) {
    if (now >= *claim.expires) throw signature_error(rules.dialect, SignatureFault::expired);
    if (claim.signed_at > now + kSkewMax) {
      throw signature_error(rules.dialect, SignatureFault::expired, "Request is not yet valid");
    }
    return;
  }
  if (claim.signed_at > now + kSkewMax || claim.signed_at < now - kSkewMax)
    throw signature_error(rules.dialect, SignatureFault::skewed);
}

// What is not signed could be anybody's: an ACL, a copy source, a key to encrypt with.
void check_signed_headers(const Claim& claim, const SignedRequest& request,
                          const SignatureRules& rules) {
  const auto is_signed = [&](std::string_view name) {
    return std::binary_search(claim.signed_headers.begin(), claim.signed_headers.end(), name);
  };
  std::string missing;
  if (!is_signed("host")) missing = "host";
  for (const SignedHeader& header : request.headers) {
    // The canonical request ends with this one's value, so it is covered in header claims.
    const bool is_covered =
        header.name == "x-amz-content-sha256" && claim.place == ClaimPlace::header;
    if (!header.name.starts_with("x-amz-") || is_covered || is_signed(header.name)) continue;
    if (!missing.empty()) missing += ", ";
    missing += header.name;
  }
  if (missing.empty()) return;
  throw signature_error(
      rules.dialect, SignatureFault::not_signed,
      fmt::format("There were headers present in the request which were not signed: {}", missing));
}

SignatureSeed verify_version_4(const Claim& claim, const SignedRequest& request,
                               const SignatureRules& rules, std::string_view secret,
                               std::string_view payload_hash, SigningKeys& keys) {
  check_signed_headers(claim, request, rules);
  SignatureSeed seed{
      .signing_key =
          keys.find_or_derive(claim.access_key_id, secret, claim.date, claim.region, claim.service),
      .scope = fmt::format("{}/{}/{}/aws4_request", claim.date, claim.region, claim.service),
      .date_time = claim.signed_at_text};
  const auto signature_of = [&](std::string_view path) {
    const std::string canonical =
        canonical_request(request, path, claim.signed_headers, payload_hash);
    const std::string text = string_to_sign(seed.date_time, seed.scope, canonical);
    return to_hex(bytes_of(hmac_sha256(seed.signing_key, text)));
  };
  const std::string path = canonical_path(request.path, rules.dialect);
  seed.signature = signature_of(path);
  bool is_right = equal_in_constant_time(seed.signature, claim.signature);
  // Some clients sign what they send though it is not in the one canonical encoding.
  if (!is_right && rules.dialect == ErrorDialect::s3 && path != request.path) {
    seed.signature = signature_of(request.path);
    is_right = equal_in_constant_time(seed.signature, claim.signature);
  }
  if (!is_right) throw signature_error(rules.dialect, SignatureFault::does_not_match);
  return seed;
}

}  // namespace

SignatureSeed verify(const Claim& claim, const SignedRequest& request, const SignatureRules& rules,
                     std::string_view secret, std::string_view payload_hash, Timestamp now,
                     SigningKeys& keys) {
  check_time(claim, rules, now);
  if (claim.version == SignatureVersion::v4)
    return verify_version_4(claim, request, rules, secret, payload_hash, keys);
  const auto is_signature_of = [&](const SignedRequest& signed_request) {
    const std::string text = version_2_string_to_sign(claim, signed_request, rules);
    return equal_in_constant_time(version_2_signature(secret, text), claim.signature);
  };
  if (is_signature_of(request)) return {};
  // Some clients sign a bucket with the slash that they leave away when they send.
  SignedRequest bucket = request;
  const std::string path = std::string(request.path) + "/";
  bucket.path = path;
  if (request.path.rfind('/') != 0 || request.path.size() < 2 || !is_signature_of(bucket))
    throw signature_error(rules.dialect, SignatureFault::does_not_match);
  return {};
}

}  // namespace sluice::access
