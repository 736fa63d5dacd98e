// For tests of this layer: requests, services without a core, and what they answered.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "api/http/body.h"
#include "api/wire/gateway.h"
#include "base/bytes.h"

namespace sluice::api {

inline HttpRequest make_request(std::string method, std::string target, Headers headers = {},
                                std::string body = "") {
  const auto mark = target.find('?');
  HttpRequest request{.method = std::move(method),
                      .path = target.substr(0, mark),
                      .query = mark == std::string::npos ? "" : target.substr(mark + 1),
                      .headers = std::move(headers)};
  request.content_length = body.size();
  request.body = std::make_unique<TextReader>(std::move(body));
  request.request_id = "0123456789ABCDEF";
  return request;
}

// Believes whoever comes.
class OpenAuthenticator final : public Authenticator {
 public:
  Caller authenticate(HttpRequest&, const std::vector<std::string>&, Timestamp) override {
    return {.kind = Caller::Kind::root,
            .account = "000000000000",
            .arn = "arn:aws:iam::000000000000:root"};
  }
};

class OpenHooks final : public ServiceHooks {
 public:
  void authorise(Call&) override {}
};

// A service whose handlers echo: the input of the last call, and the answer to give.
struct EchoService {
  EchoService(std::string_view name, const std::vector<std::string>& operations)
      : service(name, handlers(*this, operations), hooks) {}

  static Operations handlers(EchoService& self, const std::vector<std::string>& names) {
    Operations made;
    for (const auto& name : names)
      made.add(name, self, echo);
    return made;
  }

  static Answer echo(EchoService& self, Call& call) {
    self.operation = call.operation.name;
    self.input = call.input;
    if (call.operation.streams_input) self.body = *read_text(call.body(), 1u << 20);
    if (self.error) throw *self.error;
    return std::move(self.answer);
  }

  OpenHooks hooks;
  std::string operation;
  json::object input;
  std::string body;
  Answer answer;
  std::unique_ptr<DetailedError> error;
  Service service;
};

// One service behind a gateway.
struct EchoWorld {
  EchoWorld(std::string_view name, const std::vector<std::string>& operations)
      : echo(name, operations) {}

  HttpResponse send(HttpRequest request) { return gateway.handle(request); }

  EchoService echo;
  OpenAuthenticator authenticator;
  FakeClock clock{Timestamp(std::chrono::seconds(1'800'000'000))};
  Log log{clock, LogLevel::error, [](LogLevel, std::string_view) {}};
  Gateway gateway{{echo.service}, authenticator, clock, log};
};

}  // namespace sluice::api
