// Expressions that look like calls: functions with their windows, CASE, CAST, EXTRACT, JSON.
#pragma once

#include "sql/syntax/expression.h"
#include "sql/syntax/row_pattern.h"
#include "sql/syntax/window.h"

namespace sluice::sql {

struct WhenClause {
  Location location;
  ExpressionPtr condition;  // with an operand: the value it is compared with
  ExpressionPtr result;
};

struct Case final : ExpressionOf<ExpressionKind::case_> {
  ExpressionPtr operand;  // may be null: the searched form
  std::vector<WhenClause> whens;
  ExpressionPtr otherwise;  // may be null
};

struct Cast final : ExpressionOf<ExpressionKind::cast> {
  bool is_try = false;
  ExpressionPtr operand;
  TypeSyntax type;
};

struct AtTimeZone final : ExpressionOf<ExpressionKind::at_time_zone> {
  ExpressionPtr operand;
  ExpressionPtr zone;  // StringLiteral or IntervalLiteral; null: AT LOCAL (newer than Athena)
};

// EXTRACT(field FROM operand)
struct Extract final : ExpressionOf<ExpressionKind::extract> {
  Identifier field;
  ExpressionPtr operand;
};

enum class CurrentKind : std::uint8_t {
  date,
  time,
  timestamp,
  local_time,
  local_timestamp,
  user,
  catalog,
  schema,
  path,
};

// CURRENT_DATE, LOCALTIMESTAMP(3), CURRENT_USER …
struct Current final : ExpressionOf<ExpressionKind::current> {
  CurrentKind what = CurrentKind::date;
  std::optional<std::int64_t> precision;
};

enum class TrimSide : std::uint8_t { both, leading, trailing };

struct Trim final : ExpressionOf<ExpressionKind::trim> {
  TrimSide side = TrimSide::both;
  ExpressionPtr operand;
  ExpressionPtr characters;  // may be null: spaces
};

enum class NullTreatment : std::uint8_t { unspecified, respect, ignore };
enum class ProcessingMode : std::uint8_t { unspecified, running, final_ };

// Any call that has no node of its own. Also, by these names and plain arguments:
//   if, coalesce, nullif, try          argument counts checked, no FILTER or OVER
//   substr(x, from[, length])          from SUBSTRING(x FROM a FOR b)
//   strpos(haystack, needle)           from POSITION(needle IN haystack)
//   normalize(x, 'NFC')                from NORMALIZE(x[, NFC])
struct FunctionCall final : ExpressionOf<ExpressionKind::function_call> {
  QualifiedName name;
  bool distinct = false;
  bool star = false;                     // f(*): arguments is empty
  std::optional<Identifier> star_label;  // f(a.*), of MATCH_RECOGNIZE
  Expressions arguments;
  std::vector<std::optional<Identifier>> argument_names;  // empty unless one is named (x => 1)
  std::vector<SortItem> order_by;                         // of an aggregate
  ExpressionPtr filter;                                   // may be null
  NullTreatment nulls = NullTreatment::unspecified;
  ProcessingMode mode = ProcessingMode::unspecified;
  std::optional<Over> over;
};

enum class OverflowKind : std::uint8_t { error, truncate };

// LISTAGG([DISTINCT] operand [, separator] [ON OVERFLOW …]) WITHIN GROUP (ORDER BY …)
struct Listagg final : ExpressionOf<ExpressionKind::listagg> {
  bool distinct = false;
  ExpressionPtr operand;
  std::optional<std::string> separator;
  OverflowKind overflow = OverflowKind::error;
  std::optional<std::string> filler;  // of truncate; '...' when absent
  bool with_count = false;            // of truncate
  std::vector<SortItem> order_by;
  ExpressionPtr filter;      // may be null
  std::optional<Over> over;  // newer than Athena
};

// name OVER window: a measure of a window with a row pattern.
struct Measure final : ExpressionOf<ExpressionKind::measure> {
  Identifier name;
  Over over;
};

// target.method(…) on something that is not a name, or type::method(…): newer than Athena, parsed
// so that the refusal can name it.
struct MethodCall final : ExpressionOf<ExpressionKind::method_call> {
  bool is_static = false;
  ExpressionPtr target;
  Identifier method;
  Expressions arguments;
  std::vector<std::optional<Identifier>> argument_names;
};

// GROUPING(a, t.b)
struct Grouping final : ExpressionOf<ExpressionKind::grouping> {
  std::vector<QualifiedName> columns;
};

// --- SQL/JSON

// Of FORMAT JSON [ENCODING …]; unspecified: no FORMAT at all.
enum class JsonFormat : std::uint8_t { unspecified, json, utf8, utf16, utf32 };

struct JsonInput {
  ExpressionPtr value;
  JsonFormat format = JsonFormat::unspecified;
};

struct JsonArgument {
  JsonInput input;
  Identifier name;
};

// input, 'path' [AS name] [PASSING …]
struct JsonPathInvocation {
  JsonInput input;
  std::string path;
  Location path_location;
  std::optional<Identifier> path_name;  // JSON_TABLE alone
  std::vector<JsonArgument> passing;
};

enum class JsonExistsOnError : std::uint8_t { false_, true_, unknown, error };

struct JsonExists final : ExpressionOf<ExpressionKind::json_exists> {
  JsonPathInvocation path;
  JsonExistsOnError on_error = JsonExistsOnError::false_;
};

enum class JsonBehavior : std::uint8_t { null, error, default_, empty_array, empty_object };

// What ON EMPTY or ON ERROR gives. JSON_VALUE: null, error, default_; JSON_QUERY: all but default_.
struct JsonOutcome {
  JsonBehavior behavior = JsonBehavior::null;
  ExpressionPtr value;  // of default_
};

struct JsonValue final : ExpressionOf<ExpressionKind::json_value> {
  JsonPathInvocation path;
  std::optional<TypeSyntax> returning;
  std::optional<JsonOutcome> on_empty;  // absent: null
  std::optional<JsonOutcome> on_error;  // absent: null
};

enum class JsonWrapper : std::uint8_t { without, conditional, unconditional };
enum class JsonQuotes : std::uint8_t { unspecified, keep, omit };

struct JsonQuery final : ExpressionOf<ExpressionKind::json_query> {
  JsonPathInvocation path;
  std::optional<TypeSyntax> returning;
  JsonFormat output_format = JsonFormat::unspecified;
  JsonWrapper wrapper = JsonWrapper::without;
  JsonQuotes quotes = JsonQuotes::unspecified;
  std::optional<JsonOutcome> on_empty;
  std::optional<JsonOutcome> on_error;
};

struct JsonMember {
  ExpressionPtr key;
  JsonInput value;
};

struct JsonObject final : ExpressionOf<ExpressionKind::json_object> {
  std::vector<JsonMember> members;
  bool absent_on_null = false;
  bool unique_keys = false;
  std::optional<TypeSyntax> returning;
  JsonFormat output_format = JsonFormat::unspecified;
};

struct JsonArray final : ExpressionOf<ExpressionKind::json_array> {
  std::vector<JsonInput> items;
  bool absent_on_null = true;
  std::optional<TypeSyntax> returning;
  JsonFormat output_format = JsonFormat::unspecified;
};

}  // namespace sluice::sql
