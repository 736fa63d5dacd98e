#include "api/wire/call.h"

#include "api/wire/errors.h"

namespace sluice::api {

std::string_view Call::text_of(std::string_view member, std::string_view fallback) const {
  const auto* value = input.if_contains(member);
  return value ? std::string_view(value->as_string()) : fallback;
}

std::int64_t Call::number_of(std::string_view member, std::int64_t fallback) const {
  const auto* value = input.if_contains(member);
  return value ? value->as_int64() : fallback;
}

bool Call::flag_of(std::string_view member) const {
  const auto* value = input.if_contains(member);
  return value && value->as_bool();
}

void Call::refuse_members(std::initializer_list<std::string_view> members) const {
  for (const auto member : members) {
    if (input.contains(member)) refuse_unserved(fmt::format("The parameter {} is", member));
  }
}

void Operations::add(std::string_view name, Handler handler) {
  handlers_.emplace(name, std::move(handler));
}

const Operations::Handler* Operations::find(std::string_view name) const {
  const auto found = handlers_.find(name);
  return found == handlers_.end() ? nullptr : &found->second;
}

}  // namespace sluice::api
