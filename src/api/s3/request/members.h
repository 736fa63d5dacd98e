// Members of a request's input and of the documents in it.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/json.h"

namespace sluice::api::s3 {

// The text or number of a member; "" or nothing when it is absent.
std::string_view text_in(const json::object& object, std::string_view name);
std::optional<std::int64_t> number_in(const json::object& object, std::string_view name);
bool flag_in(const json::object& object, std::string_view name);
// The member as a structure; null when it is absent.
const json::object* object_in(const json::object& object, std::string_view name);
// The member's elements; none when it is absent.
const json::array& array_in(const json::object& object, std::string_view name);

}  // namespace sluice::api::s3
