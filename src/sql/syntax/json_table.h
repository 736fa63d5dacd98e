// JSON_TABLE, which is its own little language.
#pragma once

#include "sql/syntax/function.h"
#include "sql/syntax/relation.h"

namespace sluice::sql {

enum class JsonColumnKind : std::uint8_t { ordinality, value, query, nested };

struct JsonTableColumn {
  JsonColumnKind kind = JsonColumnKind::value;
  Location location;
  std::optional<Identifier> name;   // nested: of its path, perhaps absent
  std::optional<TypeSyntax> type;   // value, query
  std::optional<std::string> path;  // absent: from the name
  Location path_location;
  JsonFormat format = JsonFormat::unspecified;  // query
  JsonWrapper wrapper = JsonWrapper::without;   // query
  JsonQuotes quotes = JsonQuotes::unspecified;  // query
  std::optional<JsonOutcome> on_empty;          // value, query
  std::optional<JsonOutcome> on_error;          // value, query
  std::vector<JsonTableColumn> columns;         // nested
};

enum class JsonPlanKind : std::uint8_t { leaf, outer, inner, union_, cross };

// PLAN (a OUTER (b UNION c)): outer and inner have `path` and one part.
struct JsonTablePlan {
  JsonPlanKind kind = JsonPlanKind::leaf;
  std::optional<Identifier> path;
  std::vector<JsonTablePlan> parts;
};

// PLAN DEFAULT (OUTER, UNION)
struct JsonDefaultPlan {
  bool inner = false;
  bool cross = false;
};

enum class JsonTableOnError : std::uint8_t { unspecified, error, empty };

struct JsonTable final : RelationOf<RelationKind::json_table> {
  JsonPathInvocation path;
  std::vector<JsonTableColumn> columns;
  std::optional<JsonTablePlan> plan;
  std::optional<JsonDefaultPlan> default_plan;
  JsonTableOnError on_error = JsonTableOnError::unspecified;
};

}  // namespace sluice::sql
