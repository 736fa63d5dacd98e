#include "sql/analyze/expression.h"
#include "sql/analyze/operation.h"
#include "sql/failure.h"
#include "sql/functions/cast.h"
#include "sql/functions/key.h"
#include "sql/types/coercion.h"
#include "sql/types/make.h"

namespace sluice::sql {

using typed::NodePtr;

namespace {

const Type kBoolean = make_type(TypeKind::boolean);

}  // namespace

NodePtr ExpressionAnalyzer::between(const Between& between) {
  if (between.symmetric) fail_unsupported(between.location, "BETWEEN SYMMETRIC is");
  const NodePtr value = analyze(*between.operand);
  const NodePtr low = analyze(*between.low);
  const NodePtr high = analyze(*between.high);
  const auto bounds = common_type(low->type, high->type);
  const auto common = bounds ? common_type(value->type, *bounds) : std::nullopt;
  if (!common || !is_orderable(*common)) {
    fail(between.location, "TYPE_MISMATCH",
         fmt::format("Cannot check if {} is BETWEEN {} and {}", to_text(value->type),
                     to_text(low->type), to_text(high->type)));
  }
  const NodePtr typed_value = coerce(value, *common);
  const NodePtr both = all_of({compare(ComparisonOperator::greater_or_equal, typed_value,
                                       coerce(low, *common), between.location),
                               compare(ComparisonOperator::less_or_equal, typed_value,
                                       coerce(high, *common), between.location)});
  return between.negated ? negate(both) : both;
}

NodePtr ExpressionAnalyzer::in_list(const InList& in) {
  Nodes nodes = {analyze(*in.operand)};
  Type common = nodes[0]->type;
  for (const auto& item : in.items) {
    nodes.push_back(analyze(*item));
    const auto wider = common_type(common, nodes.back()->type);
    if (!wider) {
      fail(item->location, "TYPE_MISMATCH",
           no_common_type("IN value and list items", nodes, common, nodes.back()->type));
    }
    common = *wider;
  }
  for (auto& node : nodes)
    node = coerce(node, common);
  if (is_comparable(common) && is_plainly_comparable(common)) {
    for (auto& node : nodes)
      node = key_of(node);
    return typed::make_call(kBoolean, in.negated ? "({0} NOT IN ({1*}))" : "({0} IN ({1*}))",
                            std::move(nodes));
  }
  Nodes terms;
  std::string lowering = "(";
  for (std::size_t i = 1; i < nodes.size(); ++i) {
    lowering += fmt::format("{}{{{}}}", i > 1 ? " OR " : "", i - 1);
    terms.push_back(compare(ComparisonOperator::equal, nodes[0], nodes[i], in.location));
  }
  const NodePtr any = typed::make_call(kBoolean, lowering + ")", std::move(terms));
  return in.negated ? negate(any) : any;
}

NodePtr ExpressionAnalyzer::like(const Like& like) {
  NodePtr value = analyze(*like.operand);
  const NodePtr pattern = analyze(*like.pattern);
  if (value->type.kind == TypeKind::char_) value = *cast(value, varchar_type(), CastMode::strict);
  const auto is_varchar = [](const NodePtr& node) {
    return node->type.kind == TypeKind::varchar || is_unknown(node->type);
  };
  if (!is_varchar(value)) {
    fail(like.operand->location, "TYPE_MISMATCH",
         fmt::format("Left side of LIKE expression must evaluate to a varchar (actual: {})",
                     to_text(value->type)));
  }
  if (!is_varchar(pattern)) {
    fail(like.pattern->location, "TYPE_MISMATCH",
         fmt::format("Pattern for LIKE expression must evaluate to a varchar (actual: {})",
                     to_text(pattern->type)));
  }
  const Type text = varchar_type();
  Nodes nodes = {coerce(value, text), coerce(pattern, text)};
  if (like.escape) {
    const NodePtr escape = analyze(*like.escape);
    if (!is_varchar(escape)) {
      fail(like.escape->location, "TYPE_MISMATCH",
           fmt::format("Escape for LIKE expression must evaluate to a varchar (actual: {})",
                       to_text(escape->type)));
    }
    nodes.push_back(coerce(escape, text));
    return typed::make_call(
        kBoolean, like.negated ? "(NOT sluice_like({0}, {1}, {2}))" : "sluice_like({0}, {1}, {2})",
        std::move(nodes));
  }
  return typed::make_call(kBoolean, like.negated ? "({0} NOT LIKE {1})" : "({0} LIKE {1})",
                          std::move(nodes));
}

NodePtr ExpressionAnalyzer::is_distinct(const IsDistinct& distinct) {
  const NodePtr left = analyze(*distinct.left);
  const NodePtr right = analyze(*distinct.right);
  const auto common = common_type(left->type, right->type);
  if (!common || !is_comparable(*common)) {
    fail(distinct.location, "TYPE_MISMATCH",
         fmt::format("Cannot check if {} is identical to {}", to_text(left->type),
                     to_text(right->type)));
  }
  const char* plain =
      distinct.negated ? "({0} IS NOT DISTINCT FROM {1})" : "({0} IS DISTINCT FROM {1})";
  const char* nested =
      distinct.negated ? "sluice_identical({0}, {1})" : "(NOT sluice_identical({0}, {1}))";
  const NodePtr a = coerce(left, *common);
  const NodePtr b = coerce(right, *common);
  if (!common->children.empty()) return typed::make_call(kBoolean, nested, {a, b});
  return typed::make_call(kBoolean, plain, {key_of(a), key_of(b)});
}

}  // namespace sluice::sql
