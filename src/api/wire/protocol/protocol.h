// How a service's requests and answers look on the wire. One class a protocol.
#pragma once

#include <memory>
#include <string>

#include "api/wire/call.h"
#include "api/wire/errors.h"
#include "api/wire/model/overlay.h"

namespace sluice::api {

// Thread-safe.
class Protocol {
 public:
  virtual ~Protocol() = default;

  // Which operation it is. `text` takes what had to be read of the body to know that. Throws Error
  // unsupported for an operation that the model lacks, invalid for what is no request of the
  // service.
  virtual const Operation& route(const Arrival& arrival, std::string& text) const = 0;

  // By the operation's input shape, from everything but a streamed body. Throws Error invalid.
  virtual json::object parse(const Operation& operation, const Arrival& arrival,
                             std::string_view text) const = 0;

  // By the operation's output shape.
  virtual HttpResponse write(const Operation& operation, Answer answer,
                             const Arrival& arrival) const = 0;

  virtual HttpResponse write_error(const ErrorAnswer& error, const HttpRequest& request) const = 0;

  // The headers that name the request; for every answer, intercepted ones, too.
  virtual void add_request_id(const HttpRequest& request, HttpResponse& response) const = 0;
};

// Both outlive it.
std::unique_ptr<Protocol> make_rest_xml(const ServiceModel& model, const Overlay& overlay);
std::unique_ptr<Protocol> make_aws_json(const ServiceModel& model, const Overlay& overlay);
std::unique_ptr<Protocol> make_aws_query(const ServiceModel& model, const Overlay& overlay);
// The model's own.
std::unique_ptr<Protocol> make_protocol(const ServiceModel& model, const Overlay& overlay);

}  // namespace sluice::api
