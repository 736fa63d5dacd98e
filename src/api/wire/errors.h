// Errors as AWS's clients see them.
#pragma once

#include <optional>
#include <string>

#include "api/http/message.h"
#include "api/wire/model/overlay.h"
#include "api/wire/model/service_model.h"
#include "base/error.h"
#include "base/json.h"

namespace sluice::api {

// What an answer says beside code and message.
struct ErrorDetails {
  json::object members;       // of the error document, in order: {"ArgumentName", "max-keys"}
  Headers headers;            // {"x-amz-delete-marker", "true"}
  std::optional<int> status;  // in place of the one that belongs to the code
};

// An Error that says more. What catches Error by itself loses nothing that a log needs.
class DetailedError : public Error {
 public:
  DetailedError(ErrorKind kind, std::string code, std::string message, ErrorDetails details)
      : Error(kind, std::move(code), std::move(message)), details_(std::move(details)) {}

  const ErrorDetails& details() const { return details_; }

 private:
  ErrorDetails details_;
};

// An error on its way out; each protocol writes it in its own form.
struct ErrorAnswer {
  int status = 500;
  std::string code;
  std::string message;
  json::object members;
  Headers headers;
};

// The service's code and the status that belongs to it: the overlay's, the model's, or the kind's.
// What broke inside (corrupt, io, cancelled, with a code that neither knows) tells nothing of
// itself.
ErrorAnswer describe(const Error& error, const ServiceModel& model, const Overlay& overlay);
// For what AWS has and this does not: the client is told what, and nothing is done halfway. `what`
// begins the sentence: "Event holds are". Throws Error unsupported (NotImplemented).
[[noreturn]] void refuse_unserved(std::string_view what);

// MalformedXML: a body that is not what its shape says; `reason` tells more, "" nothing more.
Error malformed_xml(std::string_view reason = "");

// Of what is no Error at all.
ErrorAnswer describe_internal(const Overlay& overlay);

}  // namespace sluice::api
