#include "api/authenticator.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "access/signature/body/chunked_reader.h"
#include "access/signature/body/payload_reader.h"
#include "api/http/body.h"
#include "base/digest.h"
#include "base/text.h"

namespace sluice::api {
namespace {

using access::ErrorDialect;
using access::Payload;
using access::SignatureFault;

bool contains(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

access::SignatureRules rules_of(const HttpRequest& request,
                                const std::vector<std::string>& signing_names,
                                const AuthenticatorOptions& options) {
  if (contains(signing_names, "s3")) {
    return {.dialect = ErrorDialect::s3, .allows_version_2 = options.allows_version_2};
  }
  const bool is_json = request.headers.has("X-Amz-Target");
  return {.dialect = is_json ? ErrorDialect::json : ErrorDialect::query};
}

// The views into `names` and the request stay good while neither changes.
access::SignedRequest signed_request(const HttpRequest& request,
                                     const std::vector<std::string>& names) {
  access::SignedRequest result{
      .method = request.method, .path = request.path, .query = request.query};
  std::size_t number = 0;
  for (const auto& header : request.headers)
    result.headers.push_back({names[number++], header.value});
  return result;
}

std::vector<std::string> lower_names(const Headers& headers) {
  std::vector<std::string> names;
  for (const auto& header : headers)
    names.push_back(lower_ascii(header.name));
  return names;
}

std::uint64_t decoded_length(const HttpRequest& request) {
  const auto text = request.headers.find("x-amz-decoded-content-length");
  if (!text) {
    throw Error(ErrorKind::invalid, "MissingContentLength",
                "You must provide the Content-Length HTTP header.");
  }
  std::uint64_t length = 0;
  const auto* end = text->data() + text->size();
  const auto [at, error] = std::from_chars(text->data(), end, length);
  if (error == std::errc() && at == end) return length;
  throw Error(ErrorKind::invalid, "InvalidArgument",
              "The value of x-amz-decoded-content-length must be a number");
}

std::vector<std::string> announced_trailers(const Headers& headers) {
  std::vector<std::string> names;
  for (const auto& name : split(headers.get("x-amz-trailer"), ',')) {
    if (const auto trimmed = trim(name); !trimmed.empty()) names.push_back(lower_ascii(trimmed));
  }
  return names;
}

// What is decoded is no longer in that encoding: nobody stores it as such.
void remove_chunked_encoding(Headers& headers) {
  const auto encodings = headers.find("Content-Encoding");
  if (!encodings) return;
  const auto kept = without_aws_chunked(*encodings);
  if (kept.empty()) {
    headers.remove("Content-Encoding");
  } else {
    headers.set("Content-Encoding", kept);
  }
}

void decode_chunks(HttpRequest& request, Payload payload, access::SignatureSeed seed) {
  access::ChunkedOptions options{.payload = payload,
                                 .seed = std::move(seed),
                                 .decoded_bytes = decoded_length(request),
                                 .announced_trailers = announced_trailers(request.headers)};
  request.content_length = options.decoded_bytes;
  request.body =
      std::make_unique<access::ChunkedReader>(std::move(request.body), std::move(options));
  remove_chunked_encoding(request.headers);
}

void guard_hash(HttpRequest& request, std::string_view hash) {
  const std::string expected = lower_ascii(hash);
  if (request.content_length != 0) {
    request.body = std::make_unique<access::PayloadReader>(std::move(request.body), expected);
    return;
  }
  // Nobody reads a body that is not there.
  if (expected == sha256_hex("")) return;
  throw Error(ErrorKind::invalid, "XAmzContentSHA256Mismatch",
              "The provided 'x-amz-content-sha256' header does not match what was computed.");
}

// Of S3 alone: the others have no such header, and their bodies were hashed before.
void guard_body(HttpRequest& request, Payload payload, access::SignatureSeed seed,
                std::string_view hash) {
  if (access::is_aws_chunked(payload)) return decode_chunks(request, payload, std::move(seed));
  if (payload == Payload::hashed) guard_hash(request, hash);
}

// What policies may ask of the signature itself.
// https://docs.aws.amazon.com/AmazonS3/latest/API/bucket-policy-s3-sigv4-conditions.html
void add_signature_conditions(Caller& caller, const access::Claim& claim, Timestamp now) {
  const bool is_v4 = claim.version == access::SignatureVersion::v4;
  const bool in_query = claim.place == access::ClaimPlace::query;
  auto& conditions = caller.conditions;
  conditions.emplace_back("s3:authType", in_query ? "REST-QUERY-STRING" : "REST-HEADER");
  conditions.emplace_back("s3:signatureversion", is_v4 ? "AWS4-HMAC-SHA256" : "AWS");
  const auto age = std::chrono::duration_cast<std::chrono::milliseconds>(now - claim.signed_at);
  conditions.emplace_back("s3:signatureAge",
                          std::to_string(std::max<std::int64_t>(0, age.count())));
}

void check_service(const access::Claim& claim, const access::SignatureRules& rules,
                   const std::vector<std::string>& signing_names) {
  if (claim.version == access::SignatureVersion::v2) return;
  if (contains(signing_names, claim.service)) return;
  const bool is_s3 = rules.dialect == ErrorDialect::s3;
  throw access::signature_error(
      rules.dialect, is_s3 ? SignatureFault::malformed_header : SignatureFault::does_not_match,
      fmt::format("Credential should be scoped to correct service: '{}'.", signing_names.front()));
}

Caller::Kind kind_of(access::Principal::Kind kind) {
  switch (kind) {
    case access::Principal::Kind::root:
      return Caller::Kind::root;
    case access::Principal::Kind::user:
      return Caller::Kind::user;
    case access::Principal::Kind::role_session:
      return Caller::Kind::role_session;
    case access::Principal::Kind::federated_user:
      return Caller::Kind::federated_user;
    case access::Principal::Kind::anonymous:
    case access::Principal::Kind::service:
      break;
  }
  return Caller::Kind::anonymous;
}

}  // namespace

struct SignatureAuthenticator::Proof {
  Caller caller;
  std::vector<std::pair<std::string, std::string>> hoisted_headers;
  Payload payload = Payload::unsigned_payload;
  std::string payload_hash;
  access::SignatureSeed seed;
};

SignatureAuthenticator::SignatureAuthenticator(const access::Credentials& credentials,
                                               access::AccessKeys& access_keys,
                                               AuthenticatorOptions options)
    : credentials_(credentials), access_keys_(access_keys), options_(options) {}

std::string SignatureAuthenticator::hash_body(HttpRequest& request,
                                              const access::SignatureRules& rules) const {
  auto text = read_text(*request.body, options_.hashed_body_bytes_max);
  if (!text) {
    const bool is_json = rules.dialect == ErrorDialect::json;
    throw DetailedError(ErrorKind::limit,
                        is_json ? "RequestEntityTooLargeException" : "MaxMessageLengthExceeded",
                        "Your request was too big.", {.status = 413});
  }
  std::string hash = sha256_hex(*text);
  request.content_length = text->size();
  request.body = std::make_unique<TextReader>(std::move(*text));
  return hash;
}

// A disk that is full must not keep anybody from reading or deleting.
void SignatureAuthenticator::note_use(const access::Claim& claim, const std::string& service) {
  try {
    access_keys_.note_use(claim.access_key_id, service, claim.region);
  } catch (const Error& error) {
    if (options_.log == nullptr) return;
    options_.log->write(LogLevel::warning, "access", "last use not noted",
                        {{"key", claim.access_key_id}, {"reason", error.message()}});
  }
}

SignatureAuthenticator::Proof SignatureAuthenticator::prove(
    HttpRequest& request, const access::SignedRequest& as_sent, const access::SignatureRules& rules,
    const std::vector<std::string>& signing_names, Timestamp now) {
  Proof proof;
  const auto claim = access::read_claim(as_sent, rules);
  if (!claim) {
    if (rules.dialect != ErrorDialect::s3) return proof;
    proof.payload_hash = access::find_header(as_sent, "x-amz-content-sha256").value_or("");
    proof.payload = access::payload_of(proof.payload_hash, rules);
    // There is no key to check chunks with.
    if (access::is_aws_chunked(proof.payload) &&
        proof.payload != Payload::unsigned_chunks_with_trailer) {
      throw access::signature_error(rules.dialect, SignatureFault::missing_token, "Access Denied");
    }
    return proof;
  }
  check_service(*claim, rules, signing_names);
  // Before the body is read: strangers do not get that far.
  auto credential = credentials_.get(claim->access_key_id, claim->session_token, rules.dialect);
  proof.payload = claim->payload;
  proof.payload_hash = claim->payload_hash;
  if (proof.payload_hash.empty() && claim->version == access::SignatureVersion::v4) {
    proof.payload_hash = hash_body(request, rules);
  }
  proof.seed = access::verify(*claim, as_sent, rules, credential->secret, proof.payload_hash, now,
                              signing_keys_);
  // Temporary keys have no row to note it in.
  if (!credential->session) note_use(*claim, signing_names.front());
  proof.hoisted_headers = claim->hoisted_headers;
  proof.caller = caller_of(std::move(credential));
  if (rules.dialect == ErrorDialect::s3) add_signature_conditions(proof.caller, *claim, now);
  return proof;
}

Caller SignatureAuthenticator::authenticate(HttpRequest& request,
                                            const std::vector<std::string>& signing_names,
                                            Timestamp now) {
  const auto rules = rules_of(request, signing_names, options_);
  const auto names = lower_names(request.headers);
  auto proof = prove(request, signed_request(request, names), rules, signing_names, now);
  if (rules.dialect != ErrorDialect::s3) return std::move(proof.caller);
  // As headers they are what operations and policies read; a header that was signed, too, stays.
  for (auto& [name, value] : proof.hoisted_headers) {
    if (!request.headers.has(name)) request.headers.add(std::move(name), std::move(value));
  }
  if (const auto hash = request.headers.find("x-amz-content-sha256")) {
    proof.caller.conditions.emplace_back("s3:x-amz-content-sha256", std::string(*hash));
  }
  guard_body(request, proof.payload, std::move(proof.seed), proof.payload_hash);
  return std::move(proof.caller);
}

Caller caller_of(std::shared_ptr<const access::Credential> credential) {
  const auto& principal = credential->principal;
  Caller caller{.kind = kind_of(principal.kind),
                .account = principal.account_id,
                .arn = principal.arn,
                .user_id = principal.id,
                .access_key_id = credential->access_key_id};
  if (const auto& session = credential->session) {
    caller.conditions.emplace_back("aws:TokenIssueTime", to_iso8601(session->issued));
    caller.conditions.emplace_back("aws:MultiFactorAuthPresent", "false");
    if (!session->source_identity.empty()) {
      caller.conditions.emplace_back("aws:SourceIdentity", session->source_identity);
    }
  }
  caller.credential = std::move(credential);
  return caller;
}

}  // namespace sluice::api
