// For tests of S3's handlers: a lake on the real disk, the wire layer before it, everybody allowed.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "api/s3/multipart/multipart.h"
#include "api/s3/objects/form/post_form.h"
#include "api/s3/objects/objects.h"
#include "api/s3/s3.h"
#include "api/wire/gateway.h"
#include "api/wire/wire_test_world.h"
#include "base/bytes.h"
#include "base/digest.h"

namespace sluice::api::s3 {

class OpenPermissions final : public Permissions {
 public:
  bool allows(const Arrival&, const Ask& ask) override {
    return denied_key.empty() || ask.key != denied_key;
  }
  void require(const Arrival& arrival, const Ask& ask) override {
    if (!allows(arrival, ask)) throw Error(ErrorKind::denied, "AccessDenied", "Access Denied");
  }
  void require_terms(const Arrival&, std::string_view, std::string_view) override {}
  void require_key(const Arrival&, std::string_view, const access::KmsKey&) override {}
  std::string owner_id(const Caller&) override { return "owner"; }
  json::object owner(std::string_view id) override { return {{"ID", id}, {"DisplayName", "Ann"}}; }
  std::string new_object_acl(const Arrival&, const json::object&, const store::Bucket&) override {
    return {};
  }
  std::string new_object_owner(const Arrival&, const json::object&, const store::Bucket&) override {
    return {};
  }

  std::string denied_key;
};

// Keys that are never rotated, wrapped under one that the test knows.
class TestKeys final : public KeyService {
 public:
  explicit TestKeys(Random& random) : random_(random) {}

  access::KmsKey find(const std::string& key) override {
    if (is_disabled) throw Error(ErrorKind::denied, "DisabledException", "the key is disabled");
    if (is_broken) throw Error(ErrorKind::io, "IoError", "the disk of the keys is gone");
    if (key == "unknown") throw Error(ErrorKind::not_found, "NotFoundException", "no such key");
    access::KmsKey found;
    found.arn = key.starts_with("arn:") ? key
                                        : "arn:aws:kms:us-east-1:000000000000:key/" +
                                              (key.empty() ? std::string("aws-s3") : key);
    return found;
  }
  DataKeyPair make_data_key(const std::string& arn,
                            const access::EncryptionContext& context) override {
    const auto key = make_data_key_bytes();
    return {.plaintext = std::string(text_of(key)),
            .wrapped = wrap_key(bytes_of(master_), key, text_of_context(arn, context), random_)};
  }
  std::string unwrap(const std::string& arn, const std::string& wrapped,
                     const access::EncryptionContext& context) override {
    const auto key = unwrap_key(bytes_of(master_), wrapped, text_of_context(arn, context));
    return std::string(text_of(key));
  }

  bool is_disabled = false;
  bool is_broken = false;

 private:
  DataKey make_data_key_bytes() { return sluice::make_data_key(random_); }
  static std::string text_of_context(const std::string& arn,
                                     const access::EncryptionContext& context) {
    std::string text = arn;
    for (const auto& [name, value] : context)
      text += ";" + name + "=" + value;
    return text;
  }

  Random& random_;
  std::string master_ = std::string(32, 'm');
};

// Believes every form; a policy of the test's limits its size.
class OpenForms final : public FormAuthenticator {
 public:
  Proof authenticate(const access::PostForm& sent, Timestamp) override {
    form = sent;
    return {.caller = {.kind = Caller::Kind::root}, .policy = policy};
  }
  access::PostForm form;
  std::optional<access::PostPolicy> policy;
};

class TestHooks final : public ServiceHooks {
 public:
  std::optional<HttpResponse> intercept(Arrival& arrival) override {
    return post_form(*service, forms, arrival);
  }
  void guard_body(const Operation& operation, Arrival& arrival) override {
    s3::guard_body(operation, arrival);
  }
  void authorise(Call&) override {}

  const Service* service = nullptr;
  OpenForms forms;
};

// A lake on the real disk, gone with the test.
class LakeWorld {
 public:
  LakeWorld() = default;
  ~LakeWorld() { std::filesystem::remove_all(root_); }
  LakeWorld(const LakeWorld&) = delete;

  store::Lake& lake() { return lake_; }
  FakeClock& clock() { return clock_; }

  // As clients send them: with their host and their length.
  static HttpRequest request_of(const std::string& method, const std::string& target,
                                Headers headers, const std::string& body) {
    auto request = make_request(method, target, std::move(headers), body);
    request.headers.set("Host", "localhost:4566");
    request.headers.set("Content-Length", std::to_string(body.size()));
    return request;
  }
  // "200", "404 NoSuchKey".
  static std::string outcome_of(const HttpResponse& response) {
    const auto& code = response.trace.error_code;
    return std::to_string(response.status) + (code.empty() ? "" : " " + code);
  }
  // What the answer's body holds, streamed or not.
  static std::string body(HttpResponse& response) {
    if (!response.stream) return response.text;
    return read_text(*response.stream, 64u << 20).value_or("(too long)");
  }
  // The text of the first such element.
  static std::string element(const std::string& xml, const std::string& name) {
    const auto begin = xml.find("<" + name + ">");
    if (begin == std::string::npos) return "(none)";
    const auto from = begin + name.size() + 2;
    return xml.substr(from, xml.find("</" + name + ">", from) - from);
  }

 private:
  static std::string make_root() {
    std::string pattern = (std::filesystem::temp_directory_path() / "sluice-s3-XXXXXX").string();
    return ::mkdtemp(pattern.data());
  }

  std::string root_ = make_root();
  SystemFiles files_;
  FakeClock clock_{Timestamp(std::chrono::seconds(1'800'000'000))};

 protected:
  SeededRandom random_{1};
  Log log_{clock_, LogLevel::error, [](LogLevel, std::string_view) {}};

 private:
  store::Lake lake_{
      files_,
      clock_,
      random_,
      {.directory = root_ + "/lake", .schema = store::Store::schema(), .key_file = root_ + "/key"}};
};

// Everybody may do everything, as far as the hooks ask.
class S3World : public LakeWorld {
 public:
  explicit S3World(const store::BucketSettings& settings = {}) { make_bucket("b", settings); }

  HttpResponse send(const std::string& method, const std::string& target, Headers headers = {},
                    const std::string& body = "") {
    auto request = request_of(method, target, std::move(headers), body);
    return handle(request);
  }
  HttpResponse handle(HttpRequest& request) { return gateway_.handle(request); }

  void make_bucket(const std::string& name, const store::BucketSettings& settings = {}) {
    lake().database().write([&](meta::Transaction& now) {
      lake().store().create_bucket(now, store::BucketName(name), settings, "owner");
    });
  }

  std::string get(const std::string& target, Headers headers = {}) {
    auto response = send("GET", target, std::move(headers));
    return body(response);
  }
  std::string outcome(const std::string& method, const std::string& target, Headers headers = {},
                      const std::string& text = "") {
    return outcome_of(send(method, target, std::move(headers), text));
  }

  OpenPermissions permissions;
  TestKeys keys{random_};
  S3 s3{.lake = lake(), .keys = keys, .permissions = permissions, .options = {}};
  TestHooks hooks;

 private:
  static Operations operations_of(S3& s3) {
    Operations operations;
    add_object_operations(operations, s3);
    add_multipart_operations(operations, s3);
    return operations;
  }
  Service service_{"s3", operations_of(s3), hooks};
  OpenAuthenticator authenticator_;
  Gateway gateway_{{service_}, authenticator_, clock(), log_};
  const bool is_wired_ = (hooks.service = &service_) != nullptr;
};

}  // namespace sluice::api::s3
