#include <algorithm>
#include <charconv>
#include <map>

#include <fmt/format.h>

#include "api/http/body.h"
#include "api/http/uri.h"
#include "api/wire/protocol/protocol.h"
#include "api/wire/protocol/scalars.h"
#include "api/wire/xml/values.h"
#include "base/text.h"

namespace sluice::api {
namespace {

using Fields = std::map<std::string, std::string, std::less<>>;

constexpr int kDepthMax = 16;

Fields fields_of(const Arrival& arrival, std::string_view text) {
  Fields fields;
  for (const auto& parameter : arrival.query) {
    fields[parameter.name] = parameter.value;
  }
  for (const auto& parameter : QueryParameters(text))
    fields[parameter.name] = parameter.value;
  return fields;
}

class FieldReader {
 public:
  explicit FieldReader(const Fields& fields) : fields_(fields) {}

  json::object read_structure(const Shape& shape, const std::string& prefix, int depth) {
    json::object values;
    for (const auto& member : shape.members) {
      auto value = read(member, prefix + member.wire_name, depth);
      if (value) values.emplace(member.name, std::move(*value));
    }
    return values;
  }

 private:
  bool has_below(const std::string& prefix) const {
    const auto next = fields_.lower_bound(prefix);
    return next != fields_.end() && next->first.starts_with(prefix);
  }

  // "Tags" of "Tags.member.1.Key=a": nothing when no field begins with it.
  std::optional<json::value> read(const Member& member, const std::string& name, int depth) {
    const auto& shape = *member.shape;
    if (depth > kDepthMax) throw Error(ErrorKind::invalid, "MalformedInput", "nested too deeply");
    if (shape.type == ShapeType::structure) {
      if (!has_below(name + ".")) return std::nullopt;
      return read_structure(shape, name + ".", depth + 1);
    }
    if (shape.type == ShapeType::list) return read_list(member, name, depth);
    if (shape.type == ShapeType::map) return read_map(member, name, depth);
    const auto found = fields_.find(name);
    if (found == fields_.end()) return std::nullopt;
    auto value = scalar_from_text(shape, found->second,
                                  member.timestamp_format.value_or(TimestampFormat::iso8601));
    if (!value) {
      throw Error(ErrorKind::invalid, "MalformedInput",
                  fmt::format("The value of '{}' is not valid.", name));
    }
    return value;
  }

  // The numbers N of fields "PREFIX.N" and "PREFIX.N.…", in their order.
  std::vector<std::uint32_t> numbers_below(const std::string& prefix) const {
    std::vector<std::uint32_t> numbers;
    for (auto at = fields_.lower_bound(prefix);
         at != fields_.end() && at->first.starts_with(prefix); ++at) {
      const std::string_view rest = std::string_view(at->first).substr(prefix.size());
      std::uint32_t number = 0;
      const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
      const bool ends = end == rest.data() + rest.size() || *end == '.';
      if (error == std::errc() && ends) numbers.push_back(number);
    }
    std::sort(numbers.begin(), numbers.end());
    numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
    return numbers;
  }

  std::optional<json::value> read_list(const Member& member, const std::string& name, int depth) {
    const auto& element = member.shape->element;
    const std::string prefix = member.flattened ? name + "." : name + "." + element.wire_name + ".";
    json::array values;
    for (const auto number : numbers_below(prefix)) {
      auto value = read(element, prefix + std::to_string(number), depth + 1);
      if (value) values.push_back(std::move(*value));
    }
    // Clients write an empty list as "Tags=".
    if (values.empty() && !fields_.contains(name)) return std::nullopt;
    return values;
  }

  std::optional<json::value> read_map(const Member& member, const std::string& name, int depth) {
    const auto& shape = *member.shape;
    const std::string prefix = member.flattened ? name + "." : name + ".entry.";
    json::object values;
    for (const auto number : numbers_below(prefix)) {
      const std::string entry = prefix + std::to_string(number) + ".";
      const auto key = fields_.find(entry + shape.key.wire_name);
      auto value = read(shape.value, entry + shape.value.wire_name, depth + 1);
      if (key != fields_.end() && value) values[key->second] = std::move(*value);
    }
    if (values.empty()) return std::nullopt;
    return values;
  }

  const Fields& fields_;
};

// IAM's and STS's: a form with an Action, XML back.
class AwsQuery final : public Protocol {
 public:
  AwsQuery(const ServiceModel& model, const Overlay& overlay) : model_(model), overlay_(overlay) {}

  const Operation& route(const Arrival& arrival, std::string& text) const override {
    auto body = read_text(*arrival.request.body, overlay_.body_bytes_max);
    if (!body) {
      throw DetailedError(ErrorKind::limit, "MaxMessageLengthExceeded", "Your request was too big.",
                          {.status = 413});
    }
    text += *body;
    const auto fields = fields_of(arrival, text);
    const auto action = fields.find("Action");
    if (action == fields.end()) {
      throw Error(ErrorKind::invalid, "MissingAction",
                  "The request must contain the parameter Action.");
    }
    const auto version = fields.find("Version");
    const auto* operation = model_.find_operation(action->second);
    if (operation && (version == fields.end() || version->second == model_.api_version())) {
      return *operation;
    }
    throw Error(ErrorKind::invalid, "InvalidAction",
                fmt::format("Could not find operation {} for version {}", action->second,
                            version == fields.end() ? "NO_VERSION_SPECIFIED" : version->second));
  }

  json::object parse(const Operation& operation, const Arrival& arrival,
                     std::string_view text) const override {
    if (!operation.input) return {};
    const auto fields = fields_of(arrival, text);
    return FieldReader(fields).read_structure(*operation.input, "", 0);
  }

  HttpResponse write(const Operation& operation, Answer answer,
                     const Arrival& arrival) const override {
    HttpResponse response{.status = answer.status.value_or(200),
                          .headers = std::move(answer.headers)};
    XmlWriter out(XmlWriter::Declaration::no);
    out.open(operation.name + "Response");
    out.attribute("xmlns", model_.xml_namespace());
    if (operation.output && !operation.result_wrapper.empty()) {
      out.open(operation.result_wrapper);
      write_xml_members(*operation.output, answer.output, TimeStyle::seconds, out);
      out.close();
    }
    out.open("ResponseMetadata");
    out.element("RequestId", arrival.request.request_id);
    out.close();
    out.close();
    response.headers.set("Content-Type", "text/xml");
    response.text = out.finish();
    return response;
  }

  HttpResponse write_error(const ErrorAnswer& error, const HttpRequest& request) const override {
    HttpResponse response{.status = error.status, .headers = error.headers};
    XmlWriter out(XmlWriter::Declaration::no);
    out.open("ErrorResponse");
    out.attribute("xmlns", model_.xml_namespace());
    out.open("Error");
    out.element("Type", error.status < 500 ? "Sender" : "Receiver");
    out.element("Code", error.code);
    out.element("Message", error.message);
    out.close();
    out.element("RequestId", request.request_id);
    out.close();
    response.headers.set("Content-Type", "text/xml");
    response.text = out.finish();
    return response;
  }

  void add_request_id(const HttpRequest& request, HttpResponse& response) const override {
    response.headers.set("x-amzn-RequestId", request.request_id);
  }

 private:
  const ServiceModel& model_;
  const Overlay& overlay_;
};

}  // namespace

std::unique_ptr<Protocol> make_aws_query(const ServiceModel& model, const Overlay& overlay) {
  return std::make_unique<AwsQuery>(model, overlay);
}

}  // namespace sluice::api
