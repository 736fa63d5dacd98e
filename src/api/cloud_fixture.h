// For tests: an account whose services are asked as clients ask, by signed requests.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "access/keys/keys.h"
#include "api/authenticator.h"
#include "api/iam/iam.h"
#include "api/kms/kms.h"
#include "api/sts/sts.h"
#include "base/fault_files.h"
#include "base/json.h"

namespace sluice::api {

struct Login {
  std::string access_key_id;
  std::string secret;
  std::string token = {};
};

struct Reply {
  int status = 0;
  std::string text;

  // Of a query service: the text of the first element of that name; "" when there is none.
  std::string element(std::string_view name) const;
  // Of a JSON service.
  json::object object() const { return parse_json(text).as_object(); }
  // The error's code; "" for success.
  std::string code() const;
};

// "Name" -> "value" of a form; a value of several members is written out: "Tags.member.1.Key".
using Form = std::map<std::string, std::string>;

inline constexpr std::string_view kTestMasterKey = "0123456789abcdef0123456789abcdef";

class Cloud {
 public:
  Cloud();

  const Login& root() const { return root_; }
  FakeClock& clock() { return clock_; }
  FaultFiles& files() { return files_; }
  SignatureAuthenticator& authenticator() { return authenticator_; }

  Reply iam(const Login& login, const std::string& action, Form form = {});
  Reply sts(const Login& login, const std::string& action, Form form = {});
  Reply kms(const Login& login, const std::string& operation, const json::object& input = {});

  // The same in the query, beside the parameters that are in it ("" or "a=b").
  void presign(HttpRequest& request, const Login& login) const;

  // A user with a key and, if a document is given, an inline policy.
  Login make_user(const std::string& name, const std::string& policy = "");

  // Adds Authorization, X-Amz-Date and what they need. `hash` is what x-amz-content-sha256 says;
  // nothing: of the body, in no header.
  void sign(HttpRequest& request, const Login& login, const std::string& service,
            std::string_view body, std::optional<std::string> hash = std::nullopt) const;

 private:
  Reply query(const Login& login, const std::string& service, const std::string& version,
              const std::string& action, Form form);
  Reply send(HttpRequest request);

  FakeClock clock_;
  SeededRandom random_{7};
  FaultFiles files_;
  meta::Database database_;
  access::Account account_;
  access::Entities entities_{account_};
  access::Policies policies_{account_};
  access::AccessKeys access_keys_{account_};
  access::Sessions sessions_{account_, kTestMasterKey};
  access::Credentials credentials_{account_, sessions_};
  access::Keys keys_{account_};
  Authority authority_{account_, credentials_};
  SignatureAuthenticator authenticator_{credentials_, access_keys_};
  Log log_;
  kms::Kms kms_{keys_, authority_};
  sts::Sts sts_{sessions_, authority_};
  iam::Iam iam_{{entities_, policies_, access_keys_, credentials_, authority_}};
  Gateway gateway_;
  Login root_;
};

// One statement: {"Effect":"Allow","Action":…,"Resource":…}.
std::string allow(const std::string& action, const std::string& resource = "*");

}  // namespace sluice::api
