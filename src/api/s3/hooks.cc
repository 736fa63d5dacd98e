#include "api/s3/hooks.h"

#include "api/s3/objects/objects.h"
#include "api/s3/objects/target.h"
#include "api/s3/website/website.h"
#include "api/wire/xml/writer.h"
#include "base/text.h"

namespace sluice::api::s3 {
namespace {

HttpResponse refuse_preflight(const Arrival& arrival, int status, std::string_view code,
                              std::string_view message) {
  HttpResponse response{.status = status};
  XmlWriter out(XmlWriter::Declaration::yes);
  out.open("Error");
  out.element("Code", code);
  out.element("Message", message);
  out.element("Method", arrival.request.headers.get("Access-Control-Request-Method"));
  out.element("ResourceType", "BUCKET");
  out.element("RequestId", arrival.request.request_id);
  out.close();
  response.headers.set("Content-Type", "application/xml");
  response.text = out.finish();
  response.trace.error_code = std::string(code);
  return response;
}

CorsRequest cors_request(const HttpRequest& request) {
  CorsRequest cors{.origin = request.headers.get("Origin"),
                   .method = request.headers.get("Access-Control-Request-Method"),
                   .headers = {}};
  if (cors.method.empty()) cors.method = request.method;
  for (const auto& header : request.headers) {
    if (!equal_ignoring_case(header.name, "Access-Control-Request-Headers")) continue;
    for (const auto piece : split(header.value, ',')) {
      if (!trim(piece).empty()) cors.headers.emplace_back(trim(piece));
    }
  }
  return cors;
}

bool adds_bytes(std::string_view operation) {
  return operation == "PutObject" || operation == "CopyObject" || operation == "UploadPart" ||
         operation == "UploadPartCopy";
}

// Reads that tell an absent object from one that may not be read.
bool tells_of_absence(const Call& call, const ErrorAnswer& error) {
  if (error.code != "NoSuchKey") return false;
  const auto* action = find_action(call.operation.name);
  const auto& method = call.operation.method;
  return action && action->resource == Resource::object && (method == "GET" || method == "HEAD");
}

}  // namespace

void Hooks::serve_forms(const Service& service, FormAuthenticator& forms) {
  service_ = &service;
  forms_ = &forms;
}

std::shared_ptr<const BucketRules> Hooks::rules_of(const Arrival& arrival) const {
  const auto name = split_path(arrival.path).bucket;
  return name.empty() ? nullptr : access_.rules().find(store::BucketName(name));
}

// https://docs.aws.amazon.com/AmazonS3/latest/API/RESTOPTIONSobject.html
HttpResponse Hooks::preflight(const Arrival& arrival) const {
  const auto& headers = arrival.request.headers;
  if (!headers.has("Origin")) {
    return refuse_preflight(arrival, 400, "BadRequest",
                            "Insufficient information. Origin request header needed.");
  }
  if (!headers.has("Access-Control-Request-Method")) {
    return refuse_preflight(
        arrival, 400, "BadRequest",
        "Invalid Access-Control-Request-Method: it must be one of the methods of CORS.");
  }
  const auto rules = rules_of(arrival);
  if (!rules || rules->cors.empty()) {
    return refuse_preflight(arrival, 403, "AccessForbidden",
                            "CORSResponse: CORS is not enabled for this bucket.");
  }
  const auto request = cors_request(arrival.request);
  const auto* rule = match_cors(rules->cors, request);
  if (!rule) {
    return refuse_preflight(arrival, 403, "AccessForbidden",
                            "CORSResponse: This CORS request is not allowed. This is usually "
                            "because the evalution of Origin, request method / "
                            "Access-Control-Request-Method or Access-Control-Request-Headers are "
                            "not whitelisted by the resource's CORS spec.");
  }
  HttpResponse response;
  add_cors_headers(*rule, request, response.headers);
  return response;
}

std::optional<HttpResponse> Hooks::intercept(Arrival& arrival) {
  if (arrival.request.method == "OPTIONS") {
    auto response = preflight(arrival);
    response.trace.operation = "Preflight";
    return response;
  }
  if (arrival.is_website && service_) {
    return answer_website(*service_, access_.rules(), arrival);
  }
  if (!forms_) return std::nullopt;
  return post_form(*service_, *forms_, arrival);
}

void Hooks::guard_body(const Operation& operation, Arrival& arrival) {
  s3::guard_body(operation, arrival);
}

void Hooks::authorise(Call& call) {
  access_.authorise(call);
  if (disk_ != nullptr && adds_bytes(call.operation.name)) {
    disk_->require_room_for(call.arrival.request.content_length.value_or(0));
  }
}

void Hooks::describe_error(const Arrival& arrival, const Call* call, ErrorAnswer& error) {
  if (!call || !tells_of_absence(*call, error) || !rules_of(arrival)) return;
  if (access_.may_know_of_absence(arrival, call->text_of("Bucket"), call->text_of("Key"))) return;
  error = {.status = 403, .code = "AccessDenied", .message = "Access Denied"};
}

void Hooks::finish(const Arrival& arrival, const Call* call, HttpResponse& response) {
  answer_terms(arrival, call, response);
  if (logs_ && arrival.notes.is_logged.value_or(true)) logs_->observe(arrival, call, response);
}

// What CORS and request payment say of an answer.
void Hooks::answer_terms(const Arrival& arrival, const Call* call, HttpResponse& response) const {
  const auto& request = arrival.request;
  const bool is_cross_origin = request.method != "OPTIONS" && request.headers.has("Origin");
  const bool pays =
      call && response.status < 400 && request.headers.get("x-amz-request-payer") == "requester";
  if (!is_cross_origin && !pays) return;
  const auto rules = rules_of(arrival);
  if (!rules) return;
  if (pays && rules->requester_pays) response.headers.set("x-amz-request-charged", "requester");
  if (!is_cross_origin) return;
  const auto asked = cors_request(request);
  if (const auto* rule = match_cors(rules->cors, asked)) {
    add_cors_headers(*rule, asked, response.headers);
  }
}

}  // namespace sluice::api::s3
