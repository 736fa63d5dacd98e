// Whatever comes to S3 as a request ends as an answer, and never as an internal error.
//
// The input's lines are the method, the target, and headers up to an empty line; the rest is the
// body.
#include "api/wire/wire_test_world.h"
#include "base/text.h"

namespace sluice::api {
namespace {

std::string_view take_line(std::string_view& rest) {
  const auto end = std::min(rest.find('\n'), rest.size());
  const auto line = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return line;
}

HttpRequest request_of(std::string_view rest) {
  const auto method = take_line(rest);
  const auto target = take_line(rest);
  Headers headers;
  for (auto line = take_line(rest); !line.empty(); line = take_line(rest)) {
    const auto colon = std::min(line.find(':'), line.size());
    headers.add(std::string(line.substr(0, colon)),
                std::string(trim(line.substr(std::min(colon + 1, line.size())))));
  }
  return make_request(std::string(method), "/" + std::string(target), headers, std::string(rest));
}

std::vector<std::string> all_operations() {
  OpenHooks hooks;
  const Service service("s3", {}, hooks);
  std::vector<std::string> names;
  for (const auto& [name, operation] : service.model().operations())
    names.push_back(name);
  return names;
}

}  // namespace
}  // namespace sluice::api

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static sluice::api::EchoWorld world("s3", sluice::api::all_operations());
  const auto response =
      world.send(sluice::api::request_of({reinterpret_cast<const char*>(data), size}));
  if (response.status == 500) __builtin_trap();
  return 0;
}
