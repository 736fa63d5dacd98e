// format(): its arguments may be of any types, each as the object that Trino makes of it.
#include "sql/analyze/expression.h"
#include "sql/failure.h"
#include "sql/functions/cast.h"
#include "sql/types/make.h"

namespace sluice::sql {

using typed::NodePtr;

namespace {

// What the engine's format() reads by itself; all others come as text.
bool is_read_as_it_is(const Type& type) {
  switch (type.kind) {
    case TypeKind::boolean:
    case TypeKind::tinyint:
    case TypeKind::smallint:
    case TypeKind::integer:
    case TypeKind::bigint:
    case TypeKind::real:
    case TypeKind::double_:
    case TypeKind::decimal:
    case TypeKind::varchar:
    case TypeKind::json:
    case TypeKind::date:
    case TypeKind::time:
    case TypeKind::timestamp:
      return true;
    default:
      return false;
  }
}

NodePtr format_argument(const NodePtr& value, Location location) {
  if (is_unknown(value->type)) return null_of(varchar_type());
  if (is_read_as_it_is(value->type)) return value;
  if (value->type.kind == TypeKind::timestamp_tz) {
    return typed::make_call(value->type,
                            "struct_pack(\"local\" := sluice_local({0}), utc := ({0}).utc, "
                            "tz := ({0}).tz)",
                            {value});
  }
  auto text = cast(value, varchar_type(), CastMode::strict);
  if (!text) fail_unsupported(location, "format() of " + to_text(value->type) + " is");
  return *text;
}

}  // namespace

NodePtr ExpressionAnalyzer::format_call(const FunctionCall& call) {
  if (call.arguments.size() < 2) {
    fail(call.location, "SYNTAX_ERROR", "The 'format' function must have at least two arguments");
  }
  Nodes nodes = analyze_all(call.arguments);
  if (nodes[0]->type.kind != TypeKind::varchar && !is_unknown(nodes[0]->type)) {
    fail(call.arguments[0]->location, "TYPE_MISMATCH",
         fmt::format("Type of first argument to format() must be VARCHAR (actual: {})",
                     to_text(nodes[0]->type)));
  }
  nodes[0] = coerce(nodes[0], varchar_type());
  for (std::size_t i = 1; i < nodes.size(); ++i)
    nodes[i] = format_argument(nodes[i], call.arguments[i]->location);
  return typed::make_call(varchar_type(), "sluice_format({*})", std::move(nodes));
}

}  // namespace sluice::sql
