// Lengths of varchar results that follow from those of the arguments.
#pragma once

#include "sql/types/make.h"

namespace sluice::sql {

// What Trino takes for the length of an unbounded varchar.
inline constexpr std::int64_t kTextLengthMax = 2'147'483'647;

inline std::int64_t length_of(const Type& type) {
  return type.length == Type::kUnbounded ? kTextLengthMax : type.length;
}

inline Type varchar_up_to(std::int64_t length) {
  return length >= kTextLengthMax ? varchar_type() : varchar_type(static_cast<int>(length));
}

// The text with `inserted` characters around every one of its own.
inline Type varchar_with_inserted(const Type& text, std::int64_t inserted) {
  const std::int64_t length = length_of(text);
  if (inserted > kTextLengthMax / (length + 1)) return varchar_type();
  return varchar_up_to(length + inserted * (length + 1));
}

}  // namespace sluice::sql
