#include "api/wire/errors.h"

#include <array>

namespace sluice::api {
namespace {

constexpr std::string_view kInternalMessage = "We encountered an internal error. Please try again.";

int status_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::invalid:
    case ErrorKind::limit:
      return 400;
    case ErrorKind::not_found:
      return 404;
    case ErrorKind::conflict:
      return 409;
    case ErrorKind::denied:
      return 403;
    case ErrorKind::unsupported:
      return 501;
    case ErrorKind::corrupt:
    case ErrorKind::io:
    case ErrorKind::cancelled:
      break;
  }
  return 500;
}

std::optional<int> known_status(const std::string& code, const ServiceModel& model,
                                const Overlay& overlay) {
  const auto found = overlay.statuses.find(code);
  if (found != overlay.statuses.end()) return found->second;
  return model.error_status(code);
}

std::string renamed(const std::string& code, const Overlay& overlay) {
  const auto found = overlay.renames.find(code);
  return found == overlay.renames.end() ? code : found->second;
}

}  // namespace

ErrorAnswer describe(const Error& error, const ServiceModel& model, const Overlay& overlay) {
  // No fault of the request, and no retry soon mends it: AWS's clients repeat a 503, but not this.
  if (error.code() == "DiskFull") {
    return {.status = 507,
            .code = "InsufficientStorage",
            .message = "The disk is full. Delete what is not needed, or give it more room."};
  }
  ErrorAnswer answer{.code = renamed(error.code(), overlay), .message = error.message()};
  const auto known = known_status(answer.code, model, overlay);
  answer.status = known.value_or(status_of(error.kind()));
  // What broke inside is for the log; paths and the like are not the client's.
  if (!known && answer.status == 500) {
    answer.code = renamed("InternalError", overlay);
    answer.message = kInternalMessage;
  }
  if (const auto* detailed = dynamic_cast<const DetailedError*>(&error)) {
    const auto& details = detailed->details();
    answer.members = details.members;
    answer.headers = details.headers;
    answer.status = details.status.value_or(answer.status);
  }
  return answer;
}

ErrorAnswer describe_internal(const Overlay& overlay) {
  return {.status = 500,
          .code = renamed("InternalError", overlay),
          .message = std::string(kInternalMessage)};
}

Error malformed_xml(std::string_view reason) {
  return Error(ErrorKind::invalid, "MalformedXML",
               fmt::format("The XML you provided was not well-formed or did not validate against "
                           "our published schema{}{}",
                           reason.empty() ? "" : ": ", reason));
}

void refuse_unserved(std::string_view what) {
  throw Error(ErrorKind::unsupported, "NotImplemented", fmt::format("{} not served here.", what));
}

}  // namespace sluice::api
