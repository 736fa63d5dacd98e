// Values of simple shapes as text and back, as the protocols have them in common.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "api/wire/model/shape.h"
#include "base/base64.h"
#include "base/clock.h"
#include "base/json.h"

namespace sluice::api {

// Nothing when the text is no value of the shape. A timestamp in another format than the expected
// one is taken, too: clients differ.
std::optional<json::value> scalar_from_text(const Shape& shape, std::string_view text,
                                            TimestampFormat format);

// The value fits the shape: handlers make it.
std::string scalar_to_text(const Shape& shape, const json::value& value, TimestampFormat format);

Timestamp timestamp_of(const json::value& value);
json::value value_of(Timestamp time);

}  // namespace sluice::api
