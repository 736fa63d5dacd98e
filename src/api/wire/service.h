// A service: AWS's model of it, our overlay, the handlers that we have, and what it does its own
// way.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "api/wire/call.h"
#include "api/wire/errors.h"
#include "api/wire/model/overlay.h"
#include "api/wire/model/service_model.h"

namespace sluice::api {

class InputChecker;
class Protocol;

// What a service does its own way, in the order in which it is asked. Called by many threads at
// once; what these throw is rendered as the service's errors are.
class ServiceHooks {
 public:
  virtual ~ServiceHooks() = default;

  // Before the signature is looked at: answers what is no operation of the model (a CORS preflight,
  // a POST form, a website), or nothing.
  virtual std::optional<HttpResponse> intercept(Arrival&) { return std::nullopt; }

  // Before the body is read, its operation known: puts readers around it that check it
  // (Content-MD5, x-amz-checksum-*).
  virtual void guard_body(const Operation&, Arrival&) {}

  // The caller may do this, or Error denied. It sees anonymous callers, too.
  virtual void authorise(Call&) = 0;

  // Every error on its way out; `call` is null when it came before there was one.
  virtual void describe_error(const Arrival&, const Call*, ErrorAnswer&) {}

  // Every answer on its way out, errors' and intercepted ones, too: CORS headers, access logs.
  virtual void finish(const Arrival&, const Call*, HttpResponse&) {}
};

// Thread-safe once built. Its model is parsed on first use.
class Service {
 public:
  // `name` is that of an embedded service. The hooks outlive it.
  Service(std::string_view name, Operations operations, ServiceHooks& hooks);
  ~Service();
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  const std::string& name() const { return name_; }
  const Operations& operations() const { return operations_; }
  ServiceHooks& hooks() const { return hooks_; }

  // Throws Error corrupt when there is a handler for an operation that the model does not have.
  const ServiceModel& model() const;
  const Overlay& overlay() const;
  const Protocol& protocol() const;
  const InputChecker& checker() const;

 private:
  struct Loaded;
  const Loaded& loaded() const;

  std::string name_;
  Operations operations_;
  ServiceHooks& hooks_;
  mutable std::once_flag once_;
  mutable std::unique_ptr<const Loaded> loaded_;
};

// What a request becomes that stands for an operation without being one: a form's upload, a page of
// a website. Parsed, checked, authorised and served as `operation`, which is one that is served;
// `call` is there from when it was parsed. Throws Error.
HttpResponse serve_operation(const Service& service, std::string_view operation, Arrival& arrival,
                             std::optional<Call>& call);

}  // namespace sluice::api
