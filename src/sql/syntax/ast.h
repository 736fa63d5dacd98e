// The whole syntax tree, and the two doors to it.
#pragma once

#include <string_view>

#include "sql/syntax/statement.h"

namespace sluice::sql {

// One statement, without a semicolon. Throws Error invalid SYNTAX_ERROR with Trino's message
// ("line 1:8: mismatched input 'x'. Expecting: …"), and Error limit SYNTAX_ERROR for a text that
// is nested too deep or too long.
StatementPtr parse_statement(std::string_view text);

// One expression. Throws as parse_statement.
ExpressionPtr parse_expression(std::string_view text);

// One type: "decimal(10,2)". Throws as parse_statement.
TypeSyntax parse_type_syntax(std::string_view text);

// Text of Athena's dialect that parses to an equal tree.
std::string to_text(const Statement& statement);
std::string to_text(const Query& query);
std::string to_text(const Expression& expression);
std::string to_text(const TypeSyntax& type);

// Equal but for locations and the quoting of names.
bool equal(const Statement& left, const Statement& right);
bool equal(const Query& left, const Query& right);
bool equal(const Expression& left, const Expression& right);

}  // namespace sluice::sql
