// TABLE(f(…)): Trino's two built-in table functions.
// https://trino.io/docs/current/functions/table.html
#include "base/text.h"
#include "sql/analyze/expression.h"
#include "sql/analyze/relation.h"
#include "sql/failure.h"
#include "sql/functions/cast.h"
#include "sql/types/coercion.h"
#include "sql/types/make.h"

namespace sluice::sql {

namespace {

using typed::NodePtr;

// The arguments in the order of the function's parameters; null where none was given.
std::vector<const TableFunctionArgument*> by_parameter(const TableFunction& call,
                                                       const std::vector<std::string>& names) {
  std::vector<const TableFunctionArgument*> out(names.size());
  if (call.arguments.size() > names.size()) {
    fail(call.location, "INVALID_ARGUMENTS",
         fmt::format("Too many arguments. Expected at most {} arguments, got {} arguments",
                     names.size(), call.arguments.size()));
  }
  const auto is_named = [](const auto& argument) { return argument.name.has_value(); };
  const bool any = std::any_of(call.arguments.begin(), call.arguments.end(), is_named);
  const bool all = std::all_of(call.arguments.begin(), call.arguments.end(), is_named);
  if (any && !all) {
    fail(call.location, "INVALID_ARGUMENTS",
         "All arguments must be passed by name or all must be passed positionally");
  }
  for (std::size_t i = 0; i < call.arguments.size(); ++i) {
    const auto& argument = call.arguments[i];
    std::size_t place = i;
    if (any) {
      const auto found = std::find_if(names.begin(), names.end(), [&](const std::string& name) {
        return equal_ignoring_case(name, argument.name->text);
      });
      if (found == names.end()) {
        fail(argument.location, "INVALID_ARGUMENTS",
             "Unexpected argument name: " + upper_ascii(argument.name->text));
      }
      place = static_cast<std::size_t>(found - names.begin());
      if (out[place] != nullptr) {
        fail(argument.location, "INVALID_ARGUMENTS", "Duplicate argument name: " + *found);
      }
    }
    out[place] = &argument;
  }
  return out;
}

[[noreturn]] void fail_argument(std::string_view message) {
  throw Error(ErrorKind::invalid, "INVALID_FUNCTION_ARGUMENT", std::string(message));
}

// A constant bigint.
std::int64_t constant(Context& context, const TableFunctionArgument& argument,
                      std::string_view name) {
  if (!argument.scalar) {
    fail(argument.location, "INVALID_ARGUMENTS",
         fmt::format("Invalid argument {}. Expected scalar argument", upper_ascii(name)));
  }
  const Scope nothing;
  NodePtr value = ExpressionAnalyzer(context, nothing).analyze(*argument.scalar);
  if (is_unknown(value->type)) fail_argument(fmt::format("{} is null", name));
  const auto* literal = typed::node_if<typed::Literal>(value);
  const auto* call = typed::node_if<typed::Call>(value);
  const auto* sign = expression_if<Unary>(*argument.scalar);
  const bool is_negated = literal == nullptr && call != nullptr && call->arguments.size() == 1 &&
                          sign != nullptr && sign->op == UnaryOperator::minus;
  if (is_negated) literal = typed::node_if<typed::Literal>(call->arguments[0]);
  if (literal == nullptr || !literal->text || !is_integer(value->type)) {
    fail(argument.location, "EXPRESSION_NOT_CONSTANT",
         "Constant expression cannot contain column references");
  }
  const std::int64_t number = std::stoll(*literal->text);
  if (!is_negated) return number;
  if (number == std::numeric_limits<std::int64_t>::min()) {
    fail(argument.location, "NUMERIC_VALUE_OUT_OF_RANGE",
         fmt::format("bigint negation overflow: {}", number));
  }
  return -number;
}

}  // namespace

AnalyzedRelation RelationAnalyzer::table_function(const TableFunction& call) {
  const auto& parts = call.name.parts;
  const bool is_builtin = parts.size() == 1 || (parts.size() == 3 && parts[0].name == "system" &&
                                                parts[1].name == "builtin");
  if (is_builtin && parts.back().name == "sequence") return sequence(call);
  if (is_builtin && parts.back().name == "exclude_columns") return exclude_columns(call);
  fail(call.location, "FUNCTION_NOT_FOUND",
       fmt::format("Table function '{}' not registered", to_text(call.name)));
}

AnalyzedRelation RelationAnalyzer::sequence(const TableFunction& call) {
  const auto arguments = by_parameter(call, {"START", "STOP", "STEP"});
  if (arguments[1] == nullptr) {
    fail(call.location, "MISSING_ARGUMENT", "Missing argument: STOP");
  }
  typed::Sequence out{.id = context_.new_relation()};
  if (arguments[0] != nullptr) out.start = constant(context_, *arguments[0], "Start");
  out.stop = constant(context_, *arguments[1], "Stop");
  if (arguments[2] != nullptr) out.step = constant(context_, *arguments[2], "Step");
  if (out.start < out.stop && out.step <= 0) {
    fail_argument(fmt::format("Step must be positive for sequence [{}, {}]", out.start, out.stop));
  }
  if (out.start > out.stop && out.step >= 0) {
    fail_argument(fmt::format("Step must be negative for sequence [{}, {}]", out.start, out.stop));
  }
  if (out.start == out.stop) out.step = 1;
  const NodePtr value = typed::make_column(make_type(TypeKind::bigint), out.id, "c0");
  return {.relation = typed::make_relation(out),
          .fields = {{.name = "sequential_number", .label = "sequential_number", .value = value}}};
}

AnalyzedRelation RelationAnalyzer::exclude_columns(const TableFunction& call) {
  const auto arguments = by_parameter(call, {"INPUT", "COLUMNS"});
  for (const char* name : {"INPUT", "COLUMNS"}) {
    if (arguments[name == std::string_view("INPUT") ? 0 : 1] == nullptr) {
      fail(call.location, "MISSING_ARGUMENT", fmt::format("Missing argument: {}", name));
    }
  }
  const auto& input = *arguments[0];
  const auto& columns = *arguments[1];
  if (!input.table) {
    fail(input.location, "INVALID_FUNCTION_ARGUMENT",
         "Invalid argument INPUT. Expected table, got " +
             std::string(input.descriptor ? "descriptor" : "expression"));
  }
  const auto* call_like = columns.scalar ? expression_if<FunctionCall>(*columns.scalar) : nullptr;
  if (call_like != nullptr && call_like->name.last().name == "descriptor") {
    fail(columns.location, "INVALID_FUNCTION_ARGUMENT",
         "Invalid descriptor argument COLUMNS. Descriptors should be formatted as "
         "'DESCRIPTOR(name [type], ...)'");
  }
  if (!columns.descriptor) {
    fail(columns.location, "INVALID_FUNCTION_ARGUMENT",
         "Invalid argument COLUMNS. Expected descriptor, got " +
             std::string(columns.table ? "table" : "expression"));
  }
  if (columns.descriptor->empty()) fail_argument("COLUMNS descriptor is null");
  std::vector<std::string> missing;
  std::set<std::string> excluded;
  for (const auto& field : *columns.descriptor) {
    if (field.type) fail_argument("COLUMNS descriptor contains types");
    if (excluded.insert(field.name.name).second) missing.push_back(field.name.name);
  }
  const AnalyzedRelation all = analyze(*input.table->relation);
  AnalyzedRelation out{.relation = all.relation};
  for (const auto& field : all.fields) {
    std::erase(missing, field.name);
    if (excluded.contains(field.name)) continue;
    out.fields.push_back(field);
    out.fields.back().relation.clear();
    out.fields.back().database.clear();
  }
  if (!missing.empty()) {
    fail_argument(
        fmt::format("Excluded columns: [{}] not present in the table", fmt::join(missing, ", ")));
  }
  if (out.fields.empty()) fail_argument("All columns are excluded");
  return out;
}

}  // namespace sluice::sql
