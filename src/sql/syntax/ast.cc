#include "sql/syntax/ast.h"

#include <algorithm>

namespace sluice::sql {

// Here, where Query is complete.
InSubquery::InSubquery() = default;
InSubquery::~InSubquery() = default;
QuantifiedComparison::QuantifiedComparison() = default;
QuantifiedComparison::~QuantifiedComparison() = default;
Exists::Exists() = default;
Exists::~Exists() = default;
Unique::Unique() = default;
Unique::~Unique() = default;
ScalarSubquery::ScalarSubquery() = default;
ScalarSubquery::~ScalarSubquery() = default;
SubqueryRelation::SubqueryRelation() = default;
SubqueryRelation::~SubqueryRelation() = default;
Lateral::Lateral() = default;
Lateral::~Lateral() = default;

bool TypeSyntax::operator==(const TypeSyntax& other) const {
  return form == other.form && name == other.name && arguments == other.arguments &&
         fields == other.fields && precision == other.precision &&
         with_time_zone == other.with_time_zone && interval_from == other.interval_from &&
         interval_to == other.interval_to && interval_precision == other.interval_precision;
}

std::string to_text(const QualifiedName& name) {
  std::string text;
  for (const Identifier& part : name.parts) {
    if (!text.empty()) text += '.';
    text += part.name;
  }
  return text;
}

std::optional<QualifiedName> as_qualified_name(const Expression& expression) {
  QualifiedName name{.location = expression.location, .parts = {}};
  const Expression* at = &expression;
  while (const auto* dereference = expression_if<Dereference>(*at)) {
    name.parts.push_back(dereference->field);
    at = dereference->base.get();
  }
  const auto* column = expression_if<ColumnReference>(*at);
  if (column == nullptr) return std::nullopt;
  name.parts.push_back(column->name);
  std::reverse(name.parts.begin(), name.parts.end());
  name.location = column->location;
  return name;
}

}  // namespace sluice::sql
