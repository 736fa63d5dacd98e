#include "access/signature/claim.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "access/signature/legacy/version_2.h"
#include "access/signature/scope.h"
#include "access/signature/text/dates.h"
#include "access/signature/text/query.h"
#include "base/text.h"

namespace sluice::access {
namespace {

using Query = std::vector<QueryParameter>;

constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";
constexpr std::string_view kHeaderSubject = "The authorization header is malformed";
constexpr std::string_view kQuerySubject = "Error parsing the X-Amz-Credential parameter";
constexpr std::int64_t kPresignedSecondsMax = 604'800;

std::vector<std::string> read_signed_headers(std::string_view list) {
  std::vector<std::string> names;
  for (const std::string_view name : split(list, ';')) {
    if (!name.empty()) names.push_back(lower_ascii(name));
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

bool is_sha256_hex(std::string_view text) {
  return text.size() == 64 &&
         std::all_of(text.begin(), text.end(), [](char c) { return hex_value(c) >= 0; });
}

// "Credential=…, SignedHeaders=…, Signature=…"; blanks after the commas are optional.
struct HeaderParts {
  std::string_view credential;
  std::string_view signed_headers;
  std::string_view signature;
};

HeaderParts split_header(std::string_view rest, const SignatureRules& rules) {
  HeaderParts parts;
  for (const std::string_view piece : split(rest, ',')) {
    const std::string_view pair = trim(piece);
    const std::size_t equals = pair.find('=');
    const std::string_view name = pair.substr(0, equals);
    const std::string_view value =
        equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1);
    if (name == "Credential") parts.credential = value;
    if (name == "SignedHeaders") parts.signed_headers = value;
    if (name == "Signature") parts.signature = value;
  }
  const auto need = [&](std::string_view value, std::string_view name) {
    if (!value.empty()) return;
    throw signature_error(
        rules.dialect, SignatureFault::malformed_header,
        fmt::format("{}; the authorization header requires three components: Credential,"
                    " SignedHeaders, and Signature; {} is missing.",
                    kHeaderSubject, name));
  };
  need(parts.credential, "Credential");
  need(parts.signed_headers, "SignedHeaders");
  need(parts.signature, "Signature");
  return parts;
}

void read_header_moment(Claim& claim, const SignedRequest& request, const SignatureRules& rules) {
  const auto amz_date = find_header(request, "x-amz-date");
  if (amz_date && parse_basic_time(*amz_date)) {
    read_moment(claim, *amz_date, rules, SignatureFault::malformed_header, kHeaderSubject);
    return;
  }
  // Date stands in for x-amz-date; both may be written either way.
  const std::string_view text = amz_date ? *amz_date : find_header(request, "date").value_or("");
  auto time = parse_basic_time(text);
  if (!time) time = parse_http_time(text);
  if (!time) {
    throw signature_error(rules.dialect, SignatureFault::missing_token,
                          "AWS authentication requires a valid Date or x-amz-date header");
  }
  read_moment(claim, to_basic_time(*time), rules, SignatureFault::malformed_header, kHeaderSubject);
}

void read_payload(Claim& claim, std::optional<std::string_view> content_sha256,
                  const SignatureRules& rules) {
  if (rules.dialect != ErrorDialect::s3) {
    claim.payload = Payload::hashed;
    return;
  }
  claim.payload = payload_of(content_sha256.value_or("UNSIGNED-PAYLOAD"), rules);
  claim.payload_hash = content_sha256.value_or("UNSIGNED-PAYLOAD");
}

Claim read_header_claim(const SignedRequest& request, std::string_view authorization,
                        const SignatureRules& rules) {
  const HeaderParts parts = split_header(authorization.substr(kAlgorithm.size()), rules);
  Claim claim{.place = ClaimPlace::header};
  read_credential(claim, parts.credential, rules, SignatureFault::malformed_header, kHeaderSubject);
  read_header_moment(claim, request, rules);
  claim.signed_headers = read_signed_headers(parts.signed_headers);
  claim.signature = parts.signature;
  claim.session_token = find_header(request, "x-amz-security-token").value_or("");
  const auto content_sha256 = find_header(request, "x-amz-content-sha256");
  if (rules.dialect == ErrorDialect::s3 && !content_sha256) {
    throw signature_error(rules.dialect, SignatureFault::not_accepted,
                          "Missing required header for this request: x-amz-content-sha256");
  }
  read_payload(claim, content_sha256, rules);
  return claim;
}

Timestamp read_expiry(std::string_view text, Timestamp signed_at, const SignatureRules& rules) {
  std::int64_t seconds = 0;
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, seconds);
  const auto refuse = [&](std::string message) {
    throw signature_error(rules.dialect, SignatureFault::malformed_query, std::move(message));
  };
  if (read.ptr != end || read.ec == std::errc::invalid_argument)
    refuse("X-Amz-Expires should be a number");
  if (seconds < 0) refuse("X-Amz-Expires must be non-negative");
  if (read.ec == std::errc::result_out_of_range || seconds > kPresignedSecondsMax) {
    refuse(
        "X-Amz-Expires must be less than a week (in seconds);"
        " that is, the given X-Amz-Expires must be less than 604800 seconds");
  }
  return signed_at + std::chrono::seconds(seconds);
}

// Everything in a presigned query is signed but the signature.
std::vector<std::pair<std::string, std::string>> read_hoisted_headers(const Query& query) {
  constexpr std::array<std::string_view, 7> kOwn = {
      "x-amz-algorithm",     "x-amz-credential", "x-amz-date",          "x-amz-expires",
      "x-amz-signedheaders", "x-amz-signature",  "x-amz-security-token"};
  std::vector<std::pair<std::string, std::string>> headers;
  for (const auto& parameter : query) {
    auto name = lower_ascii(parameter.name);
    if (!name.starts_with("x-amz-") || std::find(kOwn.begin(), kOwn.end(), name) != kOwn.end()) {
      continue;
    }
    headers.emplace_back(std::move(name), parameter.value);
  }
  return headers;
}

Claim read_query_claim(const SignedRequest& request, const Query& query,
                       const SignatureRules& rules) {
  const auto need = [&](std::string_view name) {
    const auto value = find_parameter(query, name);
    if (value && !value->empty()) return *value;
    throw signature_error(
        rules.dialect, SignatureFault::malformed_query,
        "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential,"
        " X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.");
  };
  if (need("X-Amz-Algorithm") != kAlgorithm) {
    throw signature_error(rules.dialect, SignatureFault::malformed_query,
                          "X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256\"");
  }
  Claim claim{.place = ClaimPlace::query};
  read_credential(claim, need("X-Amz-Credential"), rules, SignatureFault::malformed_query,
                  kQuerySubject);
  read_moment(claim, need("X-Amz-Date"), rules, SignatureFault::malformed_query, kQuerySubject);
  claim.signature = need("X-Amz-Signature");
  claim.signed_headers = read_signed_headers(need("X-Amz-SignedHeaders"));
  claim.expires = read_expiry(need("X-Amz-Expires"), claim.signed_at, rules);
  claim.session_token = find_parameter(query, "X-Amz-Security-Token").value_or("");
  claim.hoisted_headers = read_hoisted_headers(query);
  auto content_sha256 = find_parameter(query, "X-Amz-Content-Sha256");
  if (!content_sha256) content_sha256 = find_header(request, "x-amz-content-sha256");
  read_payload(claim, content_sha256, rules);
  return claim;
}

}  // namespace

Payload payload_of(std::string_view content_sha256, const SignatureRules& rules) {
  if (content_sha256.empty() || content_sha256 == "UNSIGNED-PAYLOAD")
    return Payload::unsigned_payload;
  if (content_sha256 == "STREAMING-AWS4-HMAC-SHA256-PAYLOAD") return Payload::signed_chunks;
  if (content_sha256 == "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER")
    return Payload::signed_chunks_with_trailer;
  if (content_sha256 == "STREAMING-UNSIGNED-PAYLOAD-TRAILER")
    return Payload::unsigned_chunks_with_trailer;
  if (is_sha256_hex(content_sha256)) return Payload::hashed;
  throw signature_error(rules.dialect, SignatureFault::unsupported,
                        "x-amz-content-sha256 must be UNSIGNED-PAYLOAD,"
                        " STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD,"
                        " STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER or a valid sha256 value.");
}

std::optional<Claim> read_claim(const SignedRequest& request, const SignatureRules& rules) {
  auto authorization = find_header(request, "authorization");
  if (authorization && trim(*authorization).empty()) authorization.reset();  // claims nothing
  const Query query = request.query.empty() ? Query() : parse_query(request.query);
  const bool has_query_claim = find_parameter(query, "X-Amz-Algorithm") ||
                               find_parameter(query, "X-Amz-Signature") ||
                               find_parameter(query, "X-Amz-Credential");
  const bool has_version_2_query =
      find_parameter(query, "Signature") && find_parameter(query, "AWSAccessKeyId");
  const int mechanisms =
      int{authorization.has_value()} + int{has_query_claim} + int{has_version_2_query};
  if (mechanisms == 0) return std::nullopt;
  const auto is_authorization = [](const SignedHeader& header) {
    return header.name == "authorization";
  };
  if (mechanisms > 1 ||
      std::count_if(request.headers.begin(), request.headers.end(), is_authorization) > 1) {
    throw signature_error(
        rules.dialect, SignatureFault::unsupported,
        "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter,"
        " Signature query string parameter or the Authorization header should be specified");
  }
  if (has_query_claim) return read_query_claim(request, query, rules);
  if (has_version_2_query || authorization->starts_with("AWS ")) {
    if (!rules.allows_version_2) throw signature_error(rules.dialect, SignatureFault::not_accepted);
    if (has_version_2_query) return read_version_2_query(query, rules);
    return read_version_2_header(request, *authorization, rules);
  }
  if (!authorization->starts_with(kAlgorithm) || authorization->size() == kAlgorithm.size() ||
      (*authorization)[kAlgorithm.size()] != ' ') {
    throw signature_error(rules.dialect, SignatureFault::unsupported);
  }
  return read_header_claim(request, *authorization, rules);
}

}  // namespace sluice::access
