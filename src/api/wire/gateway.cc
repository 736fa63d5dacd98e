#include "api/wire/gateway.h"
#include "api/wire/errors.h"

#include <fmt/format.h>

#include "api/http/body.h"
#include "api/wire/check/input_checker.h"
#include "api/wire/destination.h"
#include "api/wire/protocol/protocol.h"

namespace sluice::api {
namespace {

HttpResponse refuse_service(const HttpRequest& request, const std::string& asked) {
  const std::string message = fmt::format("The service '{}' is not served here.", asked);
  HttpResponse response{.status = 501};
  if (request.headers.has("X-Amz-Target")) {
    response.headers.set("Content-Type", "application/x-amz-json-1.1");
    response.text = to_text(json::object{{"__type", "NotImplemented"}, {"message", message}});
  } else {
    response.headers.set("Content-Type", "application/xml");
    response.text = fmt::format("<Error><Code>NotImplemented</Code><Message>{}</Message></Error>",
                                "This service is not served here.");
  }
  response.trace.error_code = "NotImplemented";
  return response;
}

// For log lines; nothing decoded, so that no line end gets in.
std::string resource_of(const Arrival& arrival) {
  return arrival.path.substr(std::min<std::size_t>(1, arrival.path.size()));
}

// S3's documents name what was not found.
void add_members(const Overlay& overlay, const Call* call, ErrorAnswer& error) {
  const auto shown = overlay.error_members.find(error.code);
  if (!call || shown == overlay.error_members.end()) return;
  for (const auto& [name, member] : shown->second) {
    const auto* value = call->input.if_contains(member);
    if (value) error.members.emplace(name, *value);
  }
}

std::string read_body(Arrival& arrival, std::size_t bytes_max) {
  auto text = read_text(*arrival.request.body, bytes_max);
  if (text) return std::move(*text);
  throw Error(ErrorKind::limit, "MaxMessageLengthExceeded", "Your request was too big.");
}

}  // namespace

Gateway::Gateway(std::vector<std::reference_wrapper<const Service>> services,
                 Authenticator& authenticator, const Clock& clock, const Log& log,
                 GatewayOptions options)
    : services_(std::move(services)),
      authenticator_(authenticator),
      clock_(clock),
      log_(log),
      options_(std::move(options)) {}

HttpResponse Gateway::handle(HttpRequest& request) {
  Destination to;
  try {
    to = find_destination(request, services_, options_.domains);
  } catch (const Error&) {
    to.service = &services_.front().get();  // it will find the query malformed, too, and say so
  }
  if (!to.service) return refuse_service(request, to.asked);
  const auto& service = *to.service;
  Arrival arrival{.request = request,
                  .path = to.bucket.empty() ? request.path : "/" + to.bucket + request.path,
                  .is_website = to.is_website,
                  .now = clock_.now()};
  std::optional<Call> call;
  const auto known_call = [&call] { return call ? &*call : nullptr; };
  HttpResponse response;
  try {
    response = serve(service, arrival, call);
    service.hooks().finish(arrival, known_call(), response);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::corrupt || error.kind() == ErrorKind::io) {
      log_.write(
          LogLevel::error, service.name(), "request failed",
          {{"request", request.request_id}, {"code", error.code()}, {"why", error.message()}});
    }
    response =
        fail(service, arrival, known_call(), describe(error, service.model(), service.overlay()));
  } catch (const std::exception& error) {
    log_.write(LogLevel::error, service.name(), "request failed",
               {{"request", request.request_id}, {"why", error.what()}});
    response = fail(service, arrival, known_call(), describe_internal(service.overlay()));
  }
  service.protocol().add_request_id(request, response);
  response.trace.service = service.name();
  response.trace.caller = arrival.caller.arn;
  response.trace.resource = resource_of(arrival);
  if (call) response.trace.operation = call->operation.name;
  return response;
}

bool Gateway::owns_every_path(const HttpRequest& request) const {
  return names_bucket(request.headers.get("Host"), services_, options_.domains);
}

HttpResponse Gateway::serve(const Service& service, Arrival& arrival, std::optional<Call>& call) {
  auto& hooks = service.hooks();
  if (auto response = hooks.intercept(arrival)) return std::move(*response);
  arrival.caller =
      authenticator_.authenticate(arrival.request, service.overlay().signing_names, arrival.now);
  arrival.query = QueryParameters(arrival.request.query);
  std::string text;
  const auto& protocol = service.protocol();
  const auto& operation = protocol.route(arrival, text);
  const auto* handler = service.operations().find(operation.name);
  if (!handler) refuse_unserved(fmt::format("The operation {} is", operation.name));
  hooks.guard_body(operation, arrival);
  if (!operation.streams_input) text += read_body(arrival, service.overlay().body_bytes_max);
  auto input = protocol.parse(operation, arrival, text);
  call.emplace(Call{.arrival = arrival,
                    .operation = operation,
                    .input = std::move(input),
                    .text = std::move(text)});
  service.checker().check(operation, call->input);
  hooks.authorise(*call);
  return protocol.write(operation, (*handler)(*call), arrival);
}

HttpResponse Gateway::fail(const Service& service, const Arrival& arrival, const Call* call,
                           ErrorAnswer error) const {
  add_members(service.overlay(), call, error);
  service.hooks().describe_error(arrival, call, error);
  auto response = service.protocol().write_error(error, arrival.request);
  response.trace.error_code = error.code;
  service.hooks().finish(arrival, call, response);
  return response;
}

}  // namespace sluice::api
