#include "api/wire/service.h"

#include <fmt/format.h>

#include "api/wire/check/input_checker.h"
#include "api/wire/model/embedded.h"
#include "api/wire/protocol/protocol.h"

namespace sluice::api {

struct Service::Loaded {
  explicit Loaded(const EmbeddedService& embedded)
      : overlay(embedded.overlay),
        model(embedded.model),
        protocol(make_protocol(model, overlay)),
        checker(model, overlay) {}

  Overlay overlay;
  ServiceModel model;
  std::unique_ptr<const Protocol> protocol;
  InputChecker checker;
};

Service::Service(std::string_view name, Operations operations, ServiceHooks& hooks)
    : name_(embedded_service(name).name), operations_(std::move(operations)), hooks_(hooks) {}

Service::~Service() = default;

const Service::Loaded& Service::loaded() const {
  std::call_once(once_, [this] {
    auto made = std::make_unique<const Loaded>(embedded_service(name_));
    for (const auto& [operation, handler] : operations_.all()) {
      if (made->model.find_operation(operation)) continue;
      throw Error(ErrorKind::corrupt, "NoSuchOperation",
                  fmt::format("the model of '{}' has no operation '{}'", name_, operation));
    }
    loaded_ = std::move(made);
  });
  return *loaded_;
}

const ServiceModel& Service::model() const {
  return loaded().model;
}
const Overlay& Service::overlay() const {
  return loaded().overlay;
}
const Protocol& Service::protocol() const {
  return *loaded().protocol;
}
const InputChecker& Service::checker() const {
  return loaded().checker;
}

HttpResponse serve_operation(const Service& service, std::string_view name, Arrival& arrival,
                             std::optional<Call>& call) {
  const auto& operation = *service.model().find_operation(name);
  const auto& protocol = service.protocol();
  call.emplace(arrival, operation, protocol.parse(operation, arrival, ""), std::string());
  service.checker().check(operation, call->input);
  service.hooks().authorise(*call);
  return protocol.write(operation, (*service.operations().find(name))(*call), arrival);
}

}  // namespace sluice::api
