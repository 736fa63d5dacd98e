// Expressions inside row patterns: labelled columns, navigation, aggregates over labels.
#include "base/text.h"
#include "sql/analyze/expression.h"
#include "sql/analyze/row_pattern/expressions.h"
#include "sql/failure.h"

namespace sluice::sql {

using typed::NodePtr;

namespace {

constexpr std::int64_t kOffsetMax = 2'147'483'647;

// Or a field of the row that the engine's lambda takes in their place.
bool is_lambda_parameter(const NodePtr& value) {
  const auto* call = typed::node_if<typed::Call>(value);
  if (call != nullptr && call->arguments.size() == 1) {
    return is_lambda_parameter(call->arguments[0]);
  }
  const auto* use = typed::node_if<typed::ColumnUse>(value);
  return use != nullptr && use->relation == typed::ColumnUse::kLambda;
}

bool is_navigation(std::string_view name) {
  return name == "first" || name == "last" || name == "prev" || name == "next";
}

bool is_pattern_function(const FunctionCall& call) {
  const std::string& name = call.name.last().name;
  return is_navigation(name) || name == "classifier" || name == "match_number";
}

void check_pattern_call(const FunctionCall& call) {
  const Identifier& name = call.name.last();
  const auto refuse = [&](const std::string& message) {
    fail(call.location, "INVALID_PATTERN_RECOGNITION_FUNCTION", message);
  };
  if (call.name.parts.size() > 1) {
    refuse(fmt::format("Pattern recognition function name must not be qualified: {}",
                       to_text(call.name)));
  }
  if (name.quoted) {
    refuse(fmt::format("Pattern recognition function name must not be delimited: {}", name.text));
  }
  const char* clause = call.over                ? "OVER"
                       : call.filter            ? "FILTER"
                       : !call.order_by.empty() ? "ORDER BY"
                       : call.distinct          ? "DISTINCT"
                                                : nullptr;
  if (clause != nullptr) {
    refuse(fmt::format("Cannot use {} with {} pattern recognition function", clause, name.text));
  }
  if (call.mode == ProcessingMode::unspecified || name.name == "first" || name.name == "last") {
    return;
  }
  fail(call.location, "INVALID_PROCESSING_MODE",
       fmt::format("{} semantics is not supported with {} pattern recognition function",
                   call.mode == ProcessingMode::final_ ? "FINAL" : "RUNNING", name.text));
}

std::int64_t offset_of(const FunctionCall& call, std::int64_t otherwise) {
  const std::string& name = call.name.last().text;
  if (call.arguments.empty() || call.arguments.size() > 2) {
    fail(call.location, "INVALID_FUNCTION_ARGUMENT",
         fmt::format("{} pattern recognition function requires 1 or 2 arguments", name));
  }
  if (call.arguments.size() == 1) return otherwise;
  const auto* offset = expression_if<IntegerLiteral>(*call.arguments[1]);
  if (offset == nullptr) {
    fail(call.location, "INVALID_FUNCTION_ARGUMENT",
         fmt::format("{} pattern recognition navigation function requires a number as the second "
                     "argument",
                     name));
  }
  if (offset->value < 0) {
    fail(call.location, "NUMERIC_VALUE_OUT_OF_RANGE",
         fmt::format("{} pattern recognition navigation function requires a non-negative number as "
                     "the second argument (actual: {})",
                     name, offset->value));
  }
  if (offset->value > kOffsetMax) {
    fail(call.location, "NUMERIC_VALUE_OUT_OF_RANGE",
         fmt::format("The second argument of {} pattern recognition navigation function must not "
                     "exceed {} (actual: {})",
                     name, kOffsetMax, offset->value));
  }
  return offset->value;
}

// FIRST and LAST may stand right inside PREV and NEXT; nothing else nests.
void check_nesting(const FunctionCall& call, const PatternExpressions& around) {
  if (around.function.empty()) return;
  const std::string& name = call.name.last().text;
  const auto refuse = [&](const std::string& message) {
    fail(call.location, "INVALID_NAVIGATION_NESTING", message);
  };
  if (around.is_in_aggregate()) {
    refuse(fmt::format("Cannot nest {} pattern navigation function inside {} function", name,
                       around.function));
  }
  const std::string outer = lower_ascii(around.function);
  const std::string& inner = call.name.last().name;
  if (outer == "first" || outer == "last" || inner == "prev" || inner == "next") {
    refuse(
        fmt::format("Cannot nest {} pattern navigation function inside {} pattern navigation "
                    "function",
                    name, around.function));
  }
  if (around.argument != &call) {
    refuse("Immediate nesting is required for pattern navigation functions");
  }
}

// The one label of what a function reads; nothing when it reads no column.
std::optional<PatternExpressions::Label> label_seen(const PatternExpressions& pattern,
                                                    std::size_t from, const FunctionCall& call) {
  if (from == pattern.seen.size()) return std::nullopt;
  for (std::size_t i = from; i < pattern.seen.size(); ++i) {
    if (pattern.seen[i] == pattern.seen[from]) continue;
    fail(call.location, "INVALID_ARGUMENTS",
         fmt::format("All labels and classifiers inside the call to '{}' must match",
                     call.name.last().text));
  }
  return pattern.seen[from];
}

std::string known_label(const Identifier& name, const PatternExpressions& pattern) {
  const std::string label = canonical_name(name);
  if (pattern.labels().contains(label)) return label;
  fail(name.location, "INVALID_FUNCTION_ARGUMENT",
       fmt::format("{} is not a primary pattern variable or subset name", name.text));
}

void check_pattern_aggregate(const FunctionCall& call, const PatternExpressions& around) {
  const std::string& name = call.name.last().text;
  const auto refuse = [&](const char* code, const char* clause) {
    fail(call.location, code,
         fmt::format("Cannot use {} with {} aggregate function in pattern recognition context",
                     clause, name));
  };
  if (call.over) refuse("NESTED_WINDOW", "OVER");
  if (call.filter) refuse("NOT_SUPPORTED", "FILTER");
  if (!call.order_by.empty()) refuse("NOT_SUPPORTED", "ORDER BY");
  if (call.distinct) refuse("NOT_SUPPORTED", "DISTINCT");
  if (!around.function.empty()) {
    fail(
        call.location, "NESTED_AGGREGATION",
        fmt::format("Cannot nest {} aggregate function inside {} function", name, around.function));
  }
}

}  // namespace

NodePtr ExpressionAnalyzer::named(const QualifiedName& name) {
  if (pattern_ == nullptr) return resolve_name(scope_, name);
  if (name.parts.size() == 1) {
    const NodePtr value = resolve_name(scope_, name);
    return is_lambda_parameter(value) ? value : pattern_->column(value, std::nullopt);
  }
  const std::string label = canonical_name(name.parts[0]);
  if (!pattern_->labels().contains(label)) {
    fail(name.location, "COLUMN_NOT_FOUND",
         fmt::format("Column '{}' cannot be resolved", to_text(name)));
  }
  if (name.parts.size() > 2) {
    fail(name.location, "COLUMN_NOT_FOUND",
         fmt::format("Column {} prefixed with label {} cannot be resolved", to_text(name), label));
  }
  return pattern_->column(
      resolve_name(scope_, {.location = name.location, .parts = {name.parts[1]}}), label);
}

// Null where the function is not of row patterns.
NodePtr ExpressionAnalyzer::pattern_call(const FunctionCall& call) {
  const bool is_aggregate = is_function(call.name.last().name, FunctionKind::aggregate);
  if (call.mode == ProcessingMode::final_ && pattern_->is_in_definition) {
    fail(call.location, "INVALID_PROCESSING_MODE",
         "FINAL semantics is not supported in DEFINE clause");
  }
  if (is_pattern_function(call)) return pattern_function(call);
  if (call.mode != ProcessingMode::unspecified && !is_aggregate) {
    fail(call.location, "INVALID_PROCESSING_MODE",
         fmt::format("{} semantics is supported only for FIRST(), LAST() and aggregation "
                     "functions. Actual: {}",
                     call.mode == ProcessingMode::final_ ? "FINAL" : "RUNNING",
                     call.name.last().text));
  }
  if (call.star_label && call.name.last().name != "count") {
    fail(call.location, "INVALID_FUNCTION_ARGUMENT",
         "label.* syntax is only supported as the only argument of row pattern count function");
  }
  if (is_aggregate) return pattern_aggregate(call);
  if (!call.over) return nullptr;
  fail(call.location, "NESTED_WINDOW",
       "Cannot nest window functions or row pattern measures inside pattern recognition "
       "expressions");
}

NodePtr ExpressionAnalyzer::pattern_function(const FunctionCall& call) {
  check_pattern_call(call);
  const std::string& name = call.name.last().name;
  if (is_navigation(name)) return navigation(call);
  if (name == "match_number") {
    if (pattern_->is_in_window) {
      fail(call.location, "INVALID_PATTERN_RECOGNITION_FUNCTION",
           "MATCH_NUMBER function is not supported in window");
    }
    if (!call.arguments.empty()) {
      fail(call.location, "INVALID_FUNCTION_ARGUMENT",
           "MATCH_NUMBER pattern recognition function takes no arguments");
    }
    return pattern_->match_number();
  }
  if (call.arguments.empty()) return pattern_->classifier(std::nullopt);
  if (call.arguments.size() > 1) {
    fail(call.location, "INVALID_FUNCTION_ARGUMENT",
         "CLASSIFIER pattern recognition function takes no arguments or 1 argument");
  }
  const auto* label = expression_if<ColumnReference>(*call.arguments[0]);
  if (label == nullptr) {
    fail(call.arguments[0]->location, "TYPE_MISMATCH",
         "CLASSIFIER function argument should be primary pattern variable or subset name");
  }
  return pattern_->classifier(known_label(label->name, *pattern_));
}

NodePtr ExpressionAnalyzer::navigation(const FunctionCall& call) {
  const std::string& name = call.name.last().name;
  const bool is_physical = name == "prev" || name == "next";
  const std::int64_t offset = offset_of(call, is_physical ? 1 : 0);
  check_nesting(call, *pattern_);
  const PatternNavigation navigation = pattern_->navigation;
  const std::string function = std::exchange(pattern_->function, call.name.last().text);
  const Expression* argument = std::exchange(pattern_->argument, call.arguments[0].get());
  if (is_physical) {
    pattern_->navigation.physical = name == "prev" ? -offset : offset;
  } else {
    pattern_->navigation.from_first = name == "first";
    pattern_->navigation.is_final = call.mode == ProcessingMode::final_;
    pattern_->navigation.logical = offset;
  }
  const std::size_t seen = pattern_->seen.size();
  const NodePtr value = analyze(*call.arguments[0]);
  if (!label_seen(*pattern_, seen, call)) {
    fail(call.location, "INVALID_ARGUMENTS",
         fmt::format("Pattern navigation function '{}' must contain at least one column reference "
                     "or CLASSIFIER()",
                     call.name.last().text));
  }
  pattern_->navigation = navigation;
  pattern_->function = function;
  pattern_->argument = argument;
  return value;
}

NodePtr ExpressionAnalyzer::pattern_aggregate(const FunctionCall& call) {
  check_pattern_aggregate(call, *pattern_);
  const std::size_t seen = pattern_->seen.size();
  pattern_->function = call.name.last().text;
  pattern_->begin_aggregate();
  const NodePtr aggregate = aggregate_call(call);
  auto label = label_seen(*pattern_, seen, call).value_or(std::nullopt);
  if (call.star_label) label = known_label(*call.star_label, *pattern_);
  pattern_->function.clear();
  return pattern_->end_aggregate(aggregate, label, call.mode == ProcessingMode::final_);
}

// A subquery sees no labels: it is one more column of the input.
NodePtr ExpressionAnalyzer::pattern_subquery(const Expression& expression) {
  const auto* in = expression_if<InSubquery>(expression);
  const auto* quantified = expression_if<QuantifiedComparison>(expression);
  const Expression* operand = in != nullptr           ? in->operand.get()
                              : quantified != nullptr ? quantified->left.get()
                                                      : nullptr;
  ExpressionAnalyzer plain(context_, scope_, nullptr);
  if (operand == nullptr) return pattern_->hoisted(plain.subquery(expression));
  const std::size_t seen = pattern_->seen.size();
  analyze(*operand);
  for (std::size_t i = seen; i < pattern_->seen.size(); ++i) {
    if (pattern_->seen[i]) {
      fail_unsupported(expression.location, "a labeled column reference before IN (SELECT …) is");
    }
  }
  return pattern_->hoisted(plain.subquery(expression));
}

}  // namespace sluice::sql
