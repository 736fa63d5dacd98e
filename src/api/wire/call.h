// One operation being served: what a handler gets and what it gives back.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/http/message.h"
#include "api/http/uri.h"
#include "api/wire/model/service_model.h"
#include "base/clock.h"
#include "base/json.h"

namespace sluice::access {
struct Credential;
}

namespace sluice::api {

// Who sent a request, as its signature proved.
struct Caller {
  enum class Kind { anonymous, root, user, role_session, federated_user };

  Kind kind = Kind::anonymous;
  std::string account;        // twelve digits; "" for anonymous
  std::string arn;            // "arn:aws:iam::000000000000:user/ann"
  std::string user_id;        // "AIDA…", "AROA…:session", the account's number for root
  std::string access_key_id;  // by which access/ finds its policies again
  // Condition keys that the signature decides: {"s3:authType", "REST-QUERY-STRING"}, …
  std::vector<std::pair<std::string, std::string>> conditions;

  // What access/ knows of it: its policies, its session. Shared with the cache of credentials; null
  // for anonymous.
  std::shared_ptr<const access::Credential> credential;

  bool is_anonymous() const { return kind == Kind::anonymous; }
};

// What is found out about a request on its way, and is for logs alone.
struct ArrivalNotes {
  std::optional<std::uint64_t> object_bytes;  // the size of the whole object that it was about
  std::string key;                            // where neither path nor input say it: of a form
  bool is_by_acl = false;                     // allowed by an ACL, not by policies
  std::optional<bool> is_logged;              // nothing: nobody has looked yet
};

// A request on its way to its service.
struct Arrival {
  HttpRequest& request;
  // What the model's URIs are matched with: the request's path, with the bucket of a virtual host
  // in front of it. Still percent-encoded.
  std::string path;
  bool is_website = false;     // a browser's, at the bucket's website
  Timestamp now;               // of the whole request
  Caller caller;               // known once it is authenticated
  QueryParameters query = {};  // of the request, once it is authenticated
  ArrivalNotes notes = {};
};

// A request that was parsed by its operation's input shape and is valid for it.
struct Call {
  Arrival& arrival;
  const Operation& operation;
  json::object input;  // follows operation.input; a streaming payload is not in it
  std::string text;    // the body as it came, when it is not streamed

  const Caller& caller() const { return arrival.caller; }
  Timestamp now() const { return arrival.now; }
  const HttpRequest& request() const { return arrival.request; }
  // The streaming payload, decoded and checked by what was put around it, and its length if known.
  Reader& body() { return *arrival.request.body; }
  std::optional<std::uint64_t> body_length() const { return arrival.request.content_length; }

  // The input's member as text or number; `fallback` when it is absent.
  std::string_view text_of(std::string_view member, std::string_view fallback = "") const;
  std::int64_t number_of(std::string_view member, std::int64_t fallback = 0) const;
  bool flag_of(std::string_view member) const;
  // Throws Error unsupported (NotImplemented) that names the first of them that the input has.
  void refuse_members(std::initializer_list<std::string_view> members) const;
};

// What a handler gives back.
struct Answer {
  json::object output;  // follows operation.output
  // The streaming payload, of exactly `body_length` bytes. For HeadObject none: its ContentLength
  // says.
  std::unique_ptr<Reader> body;
  std::uint64_t body_length = 0;
  std::optional<int> status;  // in place of the model's: 206 of a range
  Headers headers;            // beside the model's
};

// The operations that a service has handlers for. The others answer NotImplemented.
class Operations {
 public:
  using Handler = std::function<Answer(Call&)>;

  // Handlers are called by many threads at once, and throw Error with AWS's code.
  void add(std::string_view name, Handler handler);
  // The same for functions that work on something: operations.add("GetObject", objects,
  // get_object).
  template <class Context>
  void add(std::string_view name, Context& context, Answer (*handler)(Context&, Call&)) {
    add(name, [&context, handler](Call& call) { return handler(context, call); });
  }

  // Null when there is none.
  const Handler* find(std::string_view name) const;
  const std::map<std::string, Handler, std::less<>>& all() const { return handlers_; }

 private:
  std::map<std::string, Handler, std::less<>> handlers_;
};

}  // namespace sluice::api
