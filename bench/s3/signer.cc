#include "signer.h"

#include <ctime>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "base/bytes.h"
#include "base/digest.h"
#include "base/text.h"

namespace sluice::bench {

Signer::Signer(const SignerOptions& options) : options_(options) {
  time_ = fmt::format("{:%Y%m%dT%H%M%SZ}", fmt::gmtime(std::time(nullptr)));
  const auto date = time_.substr(0, 8);
  scope_ = fmt::format("{}/{}/s3/aws4_request", date, options_.region);
  key_ = hmac_sha256("AWS4" + options_.secret_key, date);
  for (const std::string_view part : {std::string_view(options_.region), std::string_view("s3"),
                                      std::string_view("aws4_request")}) {
    key_ = hmac_sha256(key_, part);
  }
}

std::string Signer::head(const Unsigned& request) const {
  std::string target(request.path);
  if (!request.query.empty()) target.append("?").append(request.query);
  std::string more;
  if (options_.signature == Signature::presigned) target = presigned_target(request);
  if (options_.signature == Signature::header) more = authorization(request);
  if (request.method == "PUT") more += fmt::format("Content-Length: {}\r\n", request.body_bytes);
  return fmt::format("{} {} HTTP/1.1\r\nHost: {}\r\n{}\r\n", request.method, target, options_.host,
                     more);
}

std::string Signer::presigned_target(const Unsigned& request) const {
  auto query = fmt::format(
      "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={}&X-Amz-Date={}&X-Amz-Expires=86400"
      "&X-Amz-SignedHeaders=host",
      percent_encode(options_.access_key + "/" + scope_, Slash::encoded), time_);
  if (!request.query.empty()) query.append("&").append(request.query);
  const auto canonical = fmt::format("{}\n{}\n{}\nhost:{}\n\nhost\nUNSIGNED-PAYLOAD",
                                     request.method, request.path, query, options_.host);
  return fmt::format("{}?{}&X-Amz-Signature={}", request.path, query, sign(canonical));
}

std::string Signer::authorization(const Unsigned& request) const {
  constexpr std::string_view kNames = "host;x-amz-content-sha256;x-amz-date";
  const auto payload =
      request.body_sha256.empty() ? sha256_hex("") : std::string(request.body_sha256);
  const auto canonical = fmt::format(
      "{}\n{}\n{}\nhost:{}\nx-amz-content-sha256:{}\nx-amz-date:{}\n\n{}\n{}", request.method,
      request.path, request.query, options_.host, payload, time_, kNames, payload);
  return fmt::format(
      "x-amz-content-sha256: {}\r\nx-amz-date: {}\r\nAuthorization: AWS4-HMAC-SHA256 "
      "Credential={}/{}, SignedHeaders={}, Signature={}\r\n",
      payload, time_, options_.access_key, scope_, kNames, sign(canonical));
}

std::string Signer::sign(std::string_view canonical) const {
  const auto text =
      fmt::format("AWS4-HMAC-SHA256\n{}\n{}\n{}", time_, scope_, sha256_hex(canonical));
  return to_hex(bytes_of(hmac_sha256(key_, text)));
}

}  // namespace sluice::bench
