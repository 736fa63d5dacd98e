// What literals say. Each throws Error invalid SYNTAX_ERROR at `location`.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "sql/syntax/source.h"

namespace sluice::sql {

// "42", "-42", "0x2A", "1_000"
std::int64_t decode_integer(std::string_view text, const Location& location);

// "CA FE" between the quotes of X'…': white space is allowed. The bytes.
std::string decode_binary(std::string_view digits, const Location& location);

// Between the quotes of U&'…': \0041, \+01F600, \\. UTF-8.
std::string decode_unicode_string(std::string_view text, std::string_view escape,
                                  const Location& location);

}  // namespace sluice::sql
