#include "sql/analyze/row_pattern/labels.h"

#include <algorithm>
#include <limits>
#include <set>

#include "sql/analyze/scope.h"
#include "sql/failure.h"

namespace sluice::sql {

namespace {

constexpr std::int64_t kBoundMax = std::numeric_limits<std::int32_t>::max();

void collect_variables(const RowPattern& pattern, PatternLabels& labels) {
  if (pattern.variable) {
    const std::string name = canonical_name(*pattern.variable);
    auto& variables = labels.variables;
    if (std::find(variables.begin(), variables.end(), name) == variables.end()) {
      variables.push_back(name);
    }
  }
  for (const auto& part : pattern.parts)
    collect_variables(*part, labels);
}

void check_quantifiers(const RowPattern& pattern) {
  for (const auto& part : pattern.parts)
    check_quantifiers(*part);
  if (pattern.kind != RowPatternKind::quantified) return;
  const auto fail_bound = [&](const char* which, const std::string& rule) {
    fail(pattern.location, "NUMERIC_VALUE_OUT_OF_RANGE",
         fmt::format("Pattern quantifier {} bound must {}", which, rule));
  };
  const std::string too_big = fmt::format("not exceed {}", kBoundMax);
  if (pattern.at_least > kBoundMax) fail_bound("lower", too_big);
  if (!pattern.at_most) return;
  if (*pattern.at_most < 1) fail_bound("upper", "be greater than or equal to 1");
  if (*pattern.at_most > kBoundMax) fail_bound("upper", too_big);
  if (pattern.at_least > *pattern.at_most) {
    fail(pattern.location, "INVALID_RANGE",
         "Pattern quantifier lower bound must not exceed upper bound");
  }
}

void add_subsets(const std::vector<SubsetDefinition>& subsets, PatternLabels& labels) {
  const auto variables = labels.sets;
  for (const auto& subset : subsets) {
    const std::string name = canonical_name(subset.name);
    if (variables.contains(name)) {
      fail(subset.name.location, "INVALID_LABEL",
           fmt::format("union pattern variable name: {} is a duplicate of primary pattern variable "
                       "name",
                       subset.name.text));
    }
    std::vector<bool> members(labels.variables.size(), false);
    for (const auto& member : subset.members) {
      if (!variables.contains(canonical_name(member))) {
        fail(member.location, "INVALID_LABEL",
             fmt::format("subset element: {} is not a primary pattern variable", member.text));
      }
      members[labels.number(canonical_name(member))] = true;
    }
    if (!labels.sets.emplace(name, std::move(members)).second) {
      fail(subset.name.location, "INVALID_LABEL",
           fmt::format("union pattern variable name: {} is declared twice", subset.name.text));
    }
  }
}

void check_definitions(const std::vector<VariableDefinition>& definitions,
                       const PatternLabels& labels) {
  std::set<std::string> defined;
  for (const auto& definition : definitions) {
    const Identifier& name = definition.name;
    const auto& variables = labels.variables;
    if (std::find(variables.begin(), variables.end(), canonical_name(name)) == variables.end()) {
      fail(name.location, "INVALID_LABEL",
           fmt::format("defined variable: {} is not a primary pattern variable", name.text));
    }
    if (!defined.insert(canonical_name(name)).second) {
      fail(name.location, "INVALID_LABEL",
           fmt::format("pattern variable with name: {} is defined twice", name.text));
    }
  }
}

}  // namespace

std::size_t PatternLabels::number(const std::string& variable) const {
  const auto found = std::find(variables.begin(), variables.end(), variable);
  return static_cast<std::size_t>(found - variables.begin());
}

PatternLabels analyze_labels(const RowPatternClauses& clauses) {
  PatternLabels labels;
  collect_variables(*clauses.pattern, labels);
  for (std::size_t i = 0; i < labels.variables.size(); ++i) {
    std::vector<bool> itself(labels.variables.size(), false);
    itself[i] = true;
    labels.sets.emplace(labels.variables[i], std::move(itself));
  }
  add_subsets(clauses.subsets, labels);
  check_definitions(clauses.definitions, labels);
  check_quantifiers(*clauses.pattern);
  if (clauses.after_match && clauses.after_match->variable) {
    const Identifier& variable = *clauses.after_match->variable;
    if (!labels.contains(canonical_name(variable))) {
      fail(variable.location, "INVALID_LABEL",
           fmt::format("{} is not a primary or union pattern variable", variable.text));
    }
  }
  return labels;
}

const RowPattern* find_part(const RowPattern& pattern, RowPatternKind kind) {
  if (pattern.kind == kind) return &pattern;
  for (const auto& part : pattern.parts) {
    if (const auto* found = find_part(*part, kind)) return found;
  }
  return nullptr;
}

}  // namespace sluice::sql
