// Numbers of a path: Trino's operators on the items' SQL types.
#pragma once

#include "engine/functions/json/value.h"
#include "sql/json_path/path.h"

namespace sluice::engine {

// Why a path has no value; Trino's words behind "path evaluation failed: ".
struct PathFault {
  std::string message;
  // Of the evaluation, not of what it found: no predicate becomes unknown by it.
  bool is_limit = false;
};

[[noreturn]] void fail_item_type(std::string_view expected, const JsonItem& actual);

// The item as a number; throws PathFault for anything else.
const JsonItem& require_number(const JsonItem& item);

// These throw PathFault: overflow, division by zero.
JsonItem calculate(sql::PathKind op, const JsonItem& left, const JsonItem& right);
JsonItem negated(const JsonItem& item);
JsonItem absolute(const JsonItem& item);
JsonItem rounded_up(const JsonItem& item);
JsonItem rounded_down(const JsonItem& item);
JsonItem as_double(const JsonItem& item);
std::int64_t array_index(const JsonItem& item);

// left op right; nothing where the types do not compare.
std::optional<bool> compare_items(sql::PathKind op, const JsonItem& left, const JsonItem& right);

}  // namespace sluice::engine
