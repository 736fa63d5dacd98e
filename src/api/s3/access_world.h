// For tests of who may do what: a lake on the real disk, the whole service, and callers of two
// accounts. Who sends a request, its header "x-test-caller" says.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "api/s3/buckets/buckets.h"
#include "api/s3/hooks.h"
#include "api/s3/s3_test_world.h"
#include "api/wire/protocol/scalars.h"
#include "base/digest.h"

namespace sluice::api::s3 {

inline constexpr std::string_view kMain = "000000000000";
inline constexpr std::string_view kAlt = "111111111111";

// main and alt are roots of their accounts; ann is a user of main's, with the policies of the test.
class NamedCallers final : public Callers, public Authenticator {
 public:
  Caller authenticate(HttpRequest& request, const std::vector<std::string>&, Timestamp) override {
    const std::string name(request.headers.get("x-test-caller"));
    if (name.empty()) return {};
    const std::string account(name == "alt" ? kAlt : kMain);
    const std::string who = name == "ann" ? "user/ann" : "root";
    return {.kind = name == "ann" ? Caller::Kind::user : Caller::Kind::root,
            .account = account,
            .arn = "arn:aws:iam::" + account + ":" + who,
            .user_id = name,
            .access_key_id = name};
  }

  Asker find(const Arrival& arrival) const override {
    const auto& caller = arrival.caller;
    auto policies = std::make_shared<access::IdentityPolicies>();
    if (caller.is_anonymous()) return {.principal = {}, .policies = policies};
    using Kind = access::Principal::Kind;
    const bool is_user = caller.kind == Caller::Kind::user;
    if (is_user && !ann_policy.empty()) {
      policies->policies.push_back(
          std::make_shared<const access::Policy>(access::parse_policy(ann_policy, {})));
    }
    return {.principal = {.kind = is_user ? Kind::user : Kind::root,
                          .account_id = caller.account,
                          .arn = caller.arn,
                          .id = caller.user_id,
                          .name = is_user ? "ann" : ""},
            .policies = policies};
  }

  std::string ann_policy;
};

class AccessWorld : public LakeWorld {
 public:
  explicit AccessWorld(BucketDefaults defaults = BucketDefaults::legacy) {
    s3.options.bucket_defaults = defaults;
  }

  HttpResponse send(const std::string& caller, const std::string& method, const std::string& target,
                    Headers headers = {}, const std::string& text = "") {
    auto request = request_of(method, target, std::move(headers), text);
    request.peer_address = peer_address;
    if (!caller.empty()) request.headers.set("x-test-caller", caller);
    Md5 digest;
    digest.update(text);
    if (!text.empty()) request.headers.set("Content-MD5", base64_encode(digest.finish()));
    return gateway_.handle(request);
  }

  // Anonymous, to a host of the bucket's own.
  HttpResponse send_to(const std::string& host, const std::string& method,
                       const std::string& target, Headers headers = {}) {
    auto request = make_request(method, target, std::move(headers), "");
    request.headers.set("Host", host);
    request.peer_address = peer_address;
    return gateway_.handle(request);
  }

  // Caller "" is anonymous.
  std::string outcome(const std::string& caller, const std::string& method,
                      const std::string& target, Headers headers = {},
                      const std::string& text = "") {
    auto response = send(caller, method, target, std::move(headers), text);
    last = body(response);
    return outcome_of(response);
  }

  std::string get(const std::string& caller, const std::string& target, Headers headers = {}) {
    auto response = send(caller, "GET", target, std::move(headers));
    return body(response);
  }

  // What main puts as the bucket's policy: one statement.
  std::string put_policy(const std::string& bucket, const std::string& statement) {
    return outcome("main", "PUT", "/" + bucket + "?policy", {},
                   R"({"Version":"2012-10-17","Statement":[)" + statement + "]}");
  }

  std::string last;  // the body of the last outcome()
  std::string peer_address = "192.0.2.7";

 private:
  TestKeys keys_{random_};

 public:
  NamedCallers callers;
  Accounts accounts{{{.id = std::string(kMain),
                      .canonical_id = "",
                      .display_name = "main",
                      .email = "main@example.com"},
                     {.id = std::string(kAlt),
                      .canonical_id = std::string(64, 'a'),  // as guests have it: any
                      .display_name = "alt",
                      .email = "alt@example.com"}}};
  Access access{lake(), callers, accounts};
  S3 s3{.lake = lake(), .keys = keys_, .permissions = access, .options = {}};
  Buckets buckets{.s3 = s3, .access = access};
  std::string main_id = accounts.find(kMain)->canonical_id;
  std::string alt_id = accounts.find(kAlt)->canonical_id;
  void write_logs(AccessLogs& logs) { hooks_.write_logs(logs); }
  void serve_forms(FormAuthenticator& forms) { hooks_.serve_forms(service_, forms); }

 private:
  static Operations operations_of(S3& s3, Buckets& buckets) {
    auto operations = make_operations(s3);
    add_bucket_operations(operations, buckets);
    return operations;
  }
  Hooks hooks_{access};
  Service service_{"s3", operations_of(s3, buckets), hooks_};
  Gateway gateway_{{service_}, callers, clock(), log_};
};

}  // namespace sluice::api::s3
