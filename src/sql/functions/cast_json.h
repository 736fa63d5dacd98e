// Casts from and to json: https://trino.io/docs/current/functions/json.html#cast-to-json
#pragma once

#include "sql/functions/cast.h"

namespace sluice::sql {

// Lowerings of a cast of {0}; nothing where Trino has no such cast.
std::optional<std::string> cast_to_json(const Type& from);
std::optional<std::string> cast_from_json(const Type& to, CastMode mode);

// Of json_parse(text) to an array, map or row: Trino reads the text itself, once. Nothing for other
// values.
std::optional<typed::NodePtr> cast_parsed_json(const typed::NodePtr& value, const Type& to);

// quote_literal() for a lowering, where a brace would open a gap.
std::string literal_in_lowering(std::string_view text);

}  // namespace sluice::sql
