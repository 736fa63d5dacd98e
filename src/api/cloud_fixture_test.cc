#include "api/cloud_fixture.h"

#include <gtest/gtest.h>

#include "access/signature/text/canonical.h"
#include "access/signature/text/dates.h"
#include "api/http/body.h"
#include "base/bytes.h"
#include "base/digest.h"
#include "base/text.h"

namespace sluice::api {
namespace {

constexpr std::string_view kRegion = "us-east-1";

std::string read_all(Reader& body) {
  return read_text(body, 1u << 20).value_or("");
}

std::string form_text(const Form& form) {
  std::vector<std::string> pieces;
  for (const auto& [name, value] : form)
    pieces.push_back(percent_encode(name, Slash::encoded) + "=" +
                     percent_encode(value, Slash::encoded));
  return join(pieces, "&");
}

HttpRequest post(const std::string& host, std::string body) {
  HttpRequest request{.method = "POST", .path = "/", .headers = {{"Host", host}}};
  request.content_length = body.size();
  request.body = std::make_unique<TextReader>(std::move(body));
  request.peer_address = "192.0.2.7";
  request.request_id = "0123456789ABCDEF";
  return request;
}

}  // namespace

std::string Reply::element(std::string_view name) const {
  const std::string open = fmt::format("<{}>", name);
  const auto at = text.find(open);
  if (at == std::string::npos) return "";
  const auto begin = at + open.size();
  return text.substr(begin, text.find(fmt::format("</{}>", name), begin) - begin);
}

std::string Reply::code() const {
  if (status < 300) return "";
  if (text.starts_with("{")) return std::string(object().at("__type").as_string());
  return element("Code");
}

std::string allow(const std::string& action, const std::string& resource) {
  return fmt::format(R"({{"Version":"2012-10-17","Statement":)"
                     R"([{{"Effect":"Allow","Action":"{}","Resource":"{}"}}]}})",
                     action, resource);
}

Cloud::Cloud()
    : clock_(*access::parse_basic_time("20261122T120000Z")),
      database_(files_, {.path = "/lake/meta.db", .schema = access::schema()}),
      account_(database_, clock_, random_, {.master_key = std::string(kTestMasterKey)}),
      log_(clock_, LogLevel::error),
      gateway_({kms_.service(), sts_.service(), iam_.service()}, authenticator_, clock_, log_) {
  const auto key = access_keys_.create_root_key().value();
  root_ = {.access_key_id = key.key.id, .secret = key.secret};
}

void Cloud::sign(HttpRequest& request, const Login& login, const std::string& service,
                 std::string_view body, std::optional<std::string> hash) const {
  const std::string moment = access::to_basic_time(clock_.now());
  const std::string scope =
      fmt::format("{}/{}/{}/aws4_request", moment.substr(0, 8), kRegion, service);
  request.headers.set("X-Amz-Date", moment);
  if (!login.token.empty()) request.headers.set("X-Amz-Security-Token", login.token);
  if (hash) request.headers.set("x-amz-content-sha256", *hash);
  access::SignedRequest as_sent{
      .method = request.method, .path = request.path, .query = request.query};
  std::vector<std::string> names;
  for (const auto& header : request.headers)
    names.push_back(lower_ascii(header.name));
  std::size_t number = 0;
  for (const auto& header : request.headers)
    as_sent.headers.push_back({names[number++], header.value});
  auto signed_names = names;
  std::sort(signed_names.begin(), signed_names.end());
  const auto canonical = access::canonical_request(as_sent, request.path, signed_names,
                                                   hash.value_or(sha256_hex(body)));
  const auto key = access::derive_signing_key(login.secret, moment.substr(0, 8), kRegion, service);
  const auto signature =
      to_hex(bytes_of(hmac_sha256(key, access::string_to_sign(moment, scope, canonical))));
  request.headers.set("Authorization",
                      fmt::format("AWS4-HMAC-SHA256 Credential={}/{}, SignedHeaders={}, "
                                  "Signature={}",
                                  login.access_key_id, scope, join(signed_names, ";"), signature));
}

void Cloud::presign(HttpRequest& request, const Login& login) const {
  const std::string moment = access::to_basic_time(clock_.now());
  const std::string scope = fmt::format("{}/{}/s3/aws4_request", moment.substr(0, 8), kRegion);
  request.query += fmt::format(
      "{}X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={}&X-Amz-Date={}&X-Amz-Expires=60&"
      "X-Amz-SignedHeaders=host",
      request.query.empty() ? "" : "&",
      percent_encode(login.access_key_id + "/" + scope, Slash::encoded), moment);
  const access::SignedRequest as_sent{.method = request.method,
                                      .path = request.path,
                                      .query = request.query,
                                      .headers = {{"host", request.headers.get("Host")}}};
  const std::vector<std::string> names{"host"};
  const auto canonical =
      access::canonical_request(as_sent, request.path, names, "UNSIGNED-PAYLOAD");
  const auto key = access::derive_signing_key(login.secret, moment.substr(0, 8), kRegion, "s3");
  request.query +=
      "&X-Amz-Signature=" +
      to_hex(bytes_of(hmac_sha256(key, access::string_to_sign(moment, scope, canonical))));
}

Reply Cloud::send(HttpRequest request) {
  auto response = gateway_.handle(request);
  if (response.stream) response.text = read_all(*response.stream);
  return {.status = response.status, .text = std::move(response.text)};
}

Reply Cloud::query(const Login& login, const std::string& service, const std::string& version,
                   const std::string& action, Form form) {
  form["Action"] = action;
  form["Version"] = version;
  const std::string body = form_text(form);
  auto request = post(service + ".amazonaws.com", body);
  request.headers.set("Content-Type", "application/x-www-form-urlencoded");
  if (!login.access_key_id.empty()) sign(request, login, service, body);
  return send(std::move(request));
}

Reply Cloud::iam(const Login& login, const std::string& action, Form form) {
  return query(login, "iam", "2010-05-08", action, std::move(form));
}

Reply Cloud::sts(const Login& login, const std::string& action, Form form) {
  return query(login, "sts", "2011-06-15", action, std::move(form));
}

Reply Cloud::kms(const Login& login, const std::string& operation, const json::object& input) {
  const std::string body = to_text(input);
  auto request = post("kms.us-east-1.amazonaws.com", body);
  request.headers.set("Content-Type", "application/x-amz-json-1.1");
  request.headers.set("X-Amz-Target", "TrentService." + operation);
  if (!login.access_key_id.empty()) sign(request, login, "kms", body);
  return send(std::move(request));
}

Login Cloud::make_user(const std::string& name, const std::string& policy) {
  EXPECT_EQ(iam(root_, "CreateUser", {{"UserName", name}}).status, 200);
  if (!policy.empty()) {
    const auto put = iam(root_, "PutUserPolicy",
                         {{"UserName", name}, {"PolicyName", "own"}, {"PolicyDocument", policy}});
    EXPECT_EQ(put.status, 200) << put.text;
  }
  const auto key = iam(root_, "CreateAccessKey", {{"UserName", name}});
  EXPECT_EQ(key.status, 200) << key.text;
  return {.access_key_id = key.element("AccessKeyId"), .secret = key.element("SecretAccessKey")};
}

}  // namespace sluice::api
