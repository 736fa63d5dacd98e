// Literals: from what the text says to typed constants.
#pragma once

#include "sql/analyze/typed.h"
#include "sql/syntax/expression.h"

namespace sluice::sql {

typed::NodePtr integer_constant(std::int64_t value);
typed::NodePtr bigint_constant(std::int64_t value);
typed::NodePtr decimal_constant(std::string_view text, Location location);
typed::NodePtr double_constant(double value);
typed::NodePtr varchar_constant(std::string_view text);
typed::NodePtr boolean_constant(bool value);
typed::NodePtr binary_constant(std::string_view bytes);
// DATE '2020-01-01', TIMESTAMP '…', DECIMAL '…', BIGINT '1'. Throws Error invalid INVALID_LITERAL.
typed::NodePtr typed_constant(const TypedLiteral& literal);

// Those of dates and times: DATE, TIME, TIMESTAMP and INTERVAL.
typed::NodePtr date_constant(const TypedLiteral& literal);
typed::NodePtr time_constant(const TypedLiteral& literal);
typed::NodePtr timestamp_constant(const TypedLiteral& literal);
typed::NodePtr interval_constant(const IntervalLiteral& literal);

// The error of a text that is no value of the type: INVALID_LITERAL.
[[noreturn]] void fail_literal(const TypedLiteral& literal, std::string_view type);

}  // namespace sluice::sql
