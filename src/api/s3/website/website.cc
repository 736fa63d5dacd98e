#include "api/s3/website/website.h"

#include <array>

#include "api/http/body.h"
#include "api/s3/objects/target.h"
#include "api/wire/protocol/protocol.h"
#include "api/wire/protocol/rest/rest_xml.h"
#include "base/html.h"
#include "base/text.h"

namespace sluice::api::s3 {
namespace {

constexpr std::array<std::string_view, 8> kPassedOn = {
    "Host",          "User-Agent", "Referer",           "Range",
    "If-None-Match", "If-Match",   "If-Modified-Since", "If-Unmodified-Since"};
constexpr std::size_t kPassedOnAlways = 3;

std::string_view phrase_of(int status) {
  switch (status) {
    case 301:
      return "Moved Permanently";
    case 302:
      return "Found";
    case 400:
      return "Bad Request";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 412:
      return "Precondition Failed";
    case 416:
      return "Requested Range Not Satisfiable";
    case 500:
      return "Internal Server Error";
    default:
      return status < 400 ? "Redirect" : "Error";
  }
}

HttpResponse html(int status, const std::string& items) {
  HttpResponse response{.status = status};
  response.headers.set("Content-Type", "text/html; charset=utf-8");
  const auto title = fmt::format("{} {}", status, phrase_of(status));
  response.text = fmt::format(
      "<html>\n<head><title>{}</title></head>\n<body>\n<h1>{}</h1>\n<ul>\n{}</ul>\n<hr/>\n</body>\n"
      "</html>\n",
      title, title, items);
  return response;
}

enum class Conditions { passed_on, left_away };

class Visit {
 public:
  Visit(const Service& service, Website website, PathNames names, Arrival& arrival)
      : service_(service),
        website_(std::move(website)),
        bucket_(std::move(names.bucket)),
        key_(std::move(names.key)),
        arrival_(arrival) {}

  HttpResponse answer() {
    if (website_.redirect_all) return redirect(*website_.redirect_all, "");
    if (const auto* rule = find_rule(website_, key_, std::nullopt)) {
      return redirect(rule->redirect, rule->key_prefix);
    }
    auto page = fetch(with_index(website_, key_), Conditions::passed_on);
    if (page.error) return answer_error(*page.error);
    const auto location = page.response.headers.get("x-amz-website-redirect-location");
    if (!location.empty()) return moved(301, std::string(location));
    return std::move(page.response);
  }

  HttpResponse error_page(const ErrorAnswer& error) const {
    std::string items = fmt::format("<li>Code: {}</li>\n<li>Message: {}</li>\n",
                                    escape_html(error.code), escape_html(error.message));
    if (error.code == "NoSuchKey") items += fmt::format("<li>Key: {}</li>\n", escape_html(key_));
    items += fmt::format("<li>RequestId: {}</li>\n<li>HostId: {}</li>\n",
                         arrival_.request.request_id, host_id(arrival_.request));
    auto response = html(error.status, items);
    response.headers.set("x-amz-error-code", error.code);
    response.headers.set("x-amz-error-message", error.message);
    response.trace.error_code = error.code;
    return response;
  }

 private:
  struct Page {
    HttpResponse response;
    std::optional<ErrorAnswer> error;  // in place of it
  };

  // As an anonymous GetObject or HeadObject.
  Page fetch(const std::string& key, Conditions conditions) {
    const auto& outer = arrival_.request;
    HttpRequest request{.method = outer.method,
                        .path = "/" + bucket_ + "/" + percent_encode(key, Slash::kept),
                        .body = std::make_unique<TextReader>(""),
                        .peer_address = outer.peer_address,
                        .is_tls = outer.is_tls,
                        .request_id = outer.request_id};
    for (std::size_t i = 0; i < kPassedOn.size(); ++i) {
      if (i >= kPassedOnAlways && conditions == Conditions::left_away) break;
      const auto value = outer.headers.find(kPassedOn[i]);
      if (value) request.headers.add(std::string(kPassedOn[i]), std::string(*value));
    }
    Arrival inner{.request = request, .path = request.path, .now = arrival_.now};
    std::optional<Call> call;
    Page page;
    try {
      page.response = serve_operation(service_, outer.method == "HEAD" ? "HeadObject" : "GetObject",
                                      inner, call);
    } catch (const Error& error) {
      page.error = describe(error, service_.model(), service_.overlay());
      service_.hooks().describe_error(inner, call ? &*call : nullptr, *page.error);
    }
    arrival_.notes = inner.notes;
    return page;
  }

  HttpResponse answer_error(const ErrorAnswer& error) {
    if (const auto* rule = find_rule(website_, key_, error.status)) {
      return redirect(rule->redirect, rule->key_prefix);
    }
    const bool is_absent = error.status == 404 || error.status == 403;
    if (is_absent && !key_.empty() && !key_.ends_with('/')) {
      const auto folder = key_ + "/";
      if (!fetch(with_index(website_, folder), Conditions::left_away).error) {
        return moved(302, "/" + percent_encode(folder, Slash::kept));
      }
    }
    if (website_.error.empty() || error.status >= 500) return error_page(error);
    auto page = fetch(website_.error, Conditions::left_away);
    if (page.error) return error_page(error);
    page.response.status = error.status;
    page.response.headers.set("x-amz-error-code", error.code);
    page.response.headers.set("x-amz-error-message", error.message);
    page.response.trace.error_code = error.code;
    return std::move(page.response);
  }

  HttpResponse redirect(const WebsiteRedirect& to, std::string_view prefix) const {
    const auto& request = arrival_.request;
    return moved(to.status, location_of(to, prefix, key_, request.is_tls ? "https" : "http",
                                        request.headers.get("Host")));
  }

  static HttpResponse moved(int status, const std::string& location) {
    auto response = html(status, fmt::format("<li>Location: {}</li>\n", escape_html(location)));
    response.headers.set("Location", location);
    return response;
  }

  const Service& service_;
  const Website website_;
  const std::string bucket_;
  const std::string key_;
  Arrival& arrival_;
};

ErrorAnswer no_website(bool has_bucket) {
  if (has_bucket) {
    return {.status = 404,
            .code = "NoSuchWebsiteConfiguration",
            .message = "The specified bucket does not have a website configuration"};
  }
  return {.status = 404, .code = "NoSuchBucket", .message = "The specified bucket does not exist"};
}

}  // namespace

HttpResponse answer_website(const Service& service, const BucketRulesCache& rules,
                            Arrival& arrival) {
  auto names = split_path(arrival.path);
  const store::BucketName bucket(names.bucket);
  const auto website = rules.website(bucket);
  Visit visit(service, website.value_or(Website()), std::move(names), arrival);
  const auto& method = arrival.request.method;
  auto response = [&] {
    if (!website) return visit.error_page(no_website(rules.find(bucket) != nullptr));
    if (method == "GET" || method == "HEAD") return visit.answer();
    return visit.error_page({.status = 405,
                             .code = "MethodNotAllowed",
                             .message = "The specified method is not allowed against this "
                                        "resource."});
  }();
  response.trace.operation = "Website";
  return response;
}

}  // namespace sluice::api::s3
