#include "api/s3/delivery/logs/record.h"

#include <algorithm>
#include <array>

#include <fmt/chrono.h>

#include "base/text.h"

namespace sluice::api::s3 {
namespace {

constexpr std::array<std::string_view, 5> kSecrets = {
    "x-amz-signature", "x-amz-security-token", "signature",
    "x-amz-server-side-encryption-customer-key",
    "x-amz-copy-source-server-side-encryption-customer-key"};

bool is_secret(std::string_view raw_name) {
  const auto name = lower_ascii(percent_decode(raw_name).value_or(std::string(raw_name)));
  return std::find(kSecrets.begin(), kSecrets.end(), name) != kSecrets.end();
}

std::string redacted_query(std::string_view query) {
  std::string out;
  for (const auto piece : split(query, '&')) {
    if (!out.empty()) out += '&';
    const auto equals = piece.find('=');
    const bool is_hidden = equals != std::string_view::npos && is_secret(piece.substr(0, equals));
    out += is_hidden ? piece.substr(0, equals + 1) : piece;
    if (is_hidden) out += "REDACTED";
  }
  return out;
}

bool is_plain(unsigned char c, bool is_quoted) {
  return c > (is_quoted ? 0x1f : 0x20) && c < 0x7f && c != '"';
}

// What would end the field or the line is percent-encoded; S3 itself leaves quotes as they are.
std::string clean(std::string_view text, bool is_quoted) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (is_plain(byte, is_quoted)) {
      out += c;
    } else {
      fmt::format_to(std::back_inserter(out), "%{:02X}", byte);
    }
  }
  return out;
}

std::string plain(std::string_view text) {
  return text.empty() ? "-" : clean(text, false);
}

std::string in_quotes(std::string_view text) {
  return text.empty() ? "\"-\"" : "\"" + clean(text, true) + "\"";
}

std::string number(std::optional<std::uint64_t> value) {
  return value ? std::to_string(*value) : "-";
}

std::string milliseconds(std::chrono::nanoseconds duration) {
  return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(duration).count());
}

// S3 encodes keys twice: "a b" is "a%2520b".
std::string encoded_key(std::string_view key) {
  if (key.empty()) return "-";
  return percent_encode(percent_encode(key, Slash::kept), Slash::kept);
}

}  // namespace

std::string line_of(const LogRecord& record, const Sent& how) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(record.time);
  const auto sent = how.body_bytes == 0 ? std::nullopt : std::optional(how.body_bytes);
  const std::array<std::string, 27> fields = {
      plain(record.bucket_owner),
      plain(record.bucket),
      fmt::format("[{:%d/%b/%Y:%H:%M:%S} +0000]", fmt::gmtime(seconds)),
      plain(record.remote_ip),
      plain(record.requester),
      plain(record.request_id),
      plain(record.operation),
      encoded_key(record.key),
      in_quotes(record.request_uri),
      std::to_string(record.status),
      plain(record.error_code),
      number(sent),
      number(record.object_bytes),
      milliseconds(how.total),
      milliseconds(how.turn_around),
      in_quotes(record.referrer),
      in_quotes(record.user_agent),
      plain(record.version_id),
      plain(record.host_id),
      plain(record.signature_version),
      plain(record.cipher_suite),
      plain(record.authentication),
      plain(record.host),
      plain(record.tls_version),
      "-",  // no access points
      record.is_by_acl ? "Yes" : "-",
      "-",  // the region that the request came from
  };
  return join(fields, " ");
}

std::string without_secrets(std::string_view url) {
  const auto question = url.find('?');
  if (question == std::string_view::npos) return std::string(url);
  return std::string(url.substr(0, question + 1)) + redacted_query(url.substr(question + 1));
}

std::string request_line(const HttpRequest& request) {
  std::string line = request.method + " " + request.path;
  if (!request.query.empty()) line += "?" + redacted_query(request.query);
  return line + " HTTP/1.1";
}

}  // namespace sluice::api::s3
