// Values as Athena writes them in results.
// https://docs.aws.amazon.com/athena/latest/ug/querying.html
#pragma once

#include <optional>
#include <string>

#include "base/json.h"
#include "engine/engine.h"
#include "sql/types/type.h"

namespace sluice::query {

// Absent for NULL. Arrays are [a, b], maps {k=v}, rows {x=1, y=2}; doubles as Java prints them;
// varbinary as hexadecimal pairs with spaces; timestamps with the type's digits.
std::optional<std::string> to_text(const engine::Value& value, const sql::Type& type);

// For --json and dead letters: numbers and booleans stay what they are where JSON can hold them,
// decimals and times are strings.
json::value to_json(const engine::Value& value, const sql::Type& type);

}  // namespace sluice::query
