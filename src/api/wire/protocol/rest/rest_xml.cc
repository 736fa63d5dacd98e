#include "api/wire/protocol/rest/rest_xml.h"

#include "api/wire/protocol/rest/rest_router.h"
#include "api/wire/protocol/scalars.h"
#include "api/wire/xml/writer.h"

namespace sluice::api {
namespace {

std::string text_of(const json::value& value) {
  return value.is_string() ? std::string(value.get_string()) : to_text(value);
}

class RestXml final : public Protocol {
 public:
  RestXml(const ServiceModel& model, const Overlay& overlay)
      : overlay_(overlay), router_(model, overlay) {}

  const Operation& route(const Arrival& arrival, std::string&) const override {
    return router_
        .route(arrival.request.method, arrival.path, arrival.query, arrival.request.headers)
        .operation;
  }

  json::object parse(const Operation& operation, const Arrival& arrival,
                     std::string_view text) const override {
    if (!operation.input) return {};
    return read_rest_input(operation, router_.path_of(operation), arrival, text);
  }

  HttpResponse write(const Operation& operation, Answer answer, const Arrival&) const override {
    return write_rest_output(operation, overlay_, std::move(answer));
  }

  HttpResponse write_error(const ErrorAnswer& error, const HttpRequest& request) const override {
    HttpResponse response{.status = error.status, .headers = error.headers};
    if (request.method == "HEAD" || error.status == 304 || error.status == 204) return response;
    XmlWriter out(XmlWriter::Declaration::yes);
    if (!overlay_.error_root.empty()) out.open(overlay_.error_root);
    out.open("Error");
    out.element("Code", error.code);
    out.element("Message", error.message);
    for (const auto& [name, value] : error.members)
      out.element(name, text_of(value));
    if (!error.members.contains("Resource")) out.element("Resource", request.path);
    out.element("RequestId", request.request_id);
    out.element("HostId", host_id(request));
    out.close();
    if (!overlay_.error_root.empty()) out.close();
    response.headers.set("Content-Type", "application/xml");
    response.text = out.finish();
    return response;
  }

  void add_request_id(const HttpRequest& request, HttpResponse& response) const override {
    response.headers.set("x-amz-request-id", request.request_id);
    response.headers.set("x-amz-id-2", host_id(request));
  }

 private:
  const Overlay& overlay_;
  RestRouter router_;
};

}  // namespace

std::string host_id(const HttpRequest& request) {
  return base64_encode("sluice/" + request.request_id);
}

std::unique_ptr<Protocol> make_rest_xml(const ServiceModel& model, const Overlay& overlay) {
  return std::make_unique<RestXml>(model, overlay);
}

std::unique_ptr<Protocol> make_protocol(const ServiceModel& model, const Overlay& overlay) {
  switch (model.protocol()) {
    case ProtocolKind::rest_xml:
      return make_rest_xml(model, overlay);
    case ProtocolKind::json:
      return make_aws_json(model, overlay);
    case ProtocolKind::query:
      break;
  }
  return make_aws_query(model, overlay);
}

}  // namespace sluice::api
