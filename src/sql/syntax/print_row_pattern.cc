// MATCH_RECOGNIZE and row patterns as text.
#include "sql/syntax/printer.h"

namespace sluice::sql {

void TextPrinter::put_quantified(const RowPattern& pattern) {
  const RowPattern& part = *pattern.parts.front();
  const bool group = part.kind == RowPatternKind::concatenation ||
                     part.kind == RowPatternKind::alternation ||
                     part.kind == RowPatternKind::quantified;
  if (group) put("(");
  put(part);
  if (group) put(")");
  put("{");
  put(pattern.at_least);
  put(",");
  if (pattern.at_most) put(*pattern.at_most);
  put(pattern.greedy ? "}" : "}?");
}

void TextPrinter::put(const RowPattern& pattern) {
  const auto parts = [&](std::string_view between, auto wants_group) {
    for (const RowPatternPtr& part : pattern.parts) {
      if (&part != &pattern.parts.front()) put(between);
      const bool group = wants_group(part->kind);
      if (group) put("(");
      put(*part);
      if (group) put(")");
    }
  };
  const auto never = [](RowPatternKind) { return false; };
  switch (pattern.kind) {
    case RowPatternKind::variable:
      return put(*pattern.variable);
    case RowPatternKind::empty:
      return put("()");
    case RowPatternKind::start_anchor:
      return put("^");
    case RowPatternKind::end_anchor:
      return put("$");
    case RowPatternKind::permutation:
      put("PERMUTE(");
      parts(", ", never);
      return put(")");
    case RowPatternKind::exclusion:
      put("{- ");
      parts("", never);
      return put(" -}");
    case RowPatternKind::concatenation:
      return parts(" ", [](RowPatternKind kind) {
        return kind == RowPatternKind::concatenation || kind == RowPatternKind::alternation;
      });
    case RowPatternKind::alternation:
      return parts(" | ", [](RowPatternKind kind) { return kind == RowPatternKind::alternation; });
    case RowPatternKind::quantified:
      return put_quantified(pattern);
  }
}

void TextPrinter::put_measures(const std::vector<MeasureDefinition>& measures) {
  if (measures.empty()) return;
  put("MEASURES ");
  list(measures, [&](const MeasureDefinition& measure) {
    put(*measure.expression);
    put(" AS ");
    put(measure.name);
  });
  put(" ");
}

void TextPrinter::put_pattern_clauses(const RowPatternClauses& clauses) {
  if (clauses.after_match) {
    constexpr std::string_view kSkips[] = {"PAST LAST ROW", "TO NEXT ROW", "TO FIRST ", "TO LAST ",
                                           "TO "};
    put(" AFTER MATCH SKIP ");
    put(kSkips[static_cast<std::size_t>(clauses.after_match->where)]);
    if (clauses.after_match->variable) put(*clauses.after_match->variable);
  }
  if (clauses.search == PatternSearch::initial) put(" INITIAL");
  if (clauses.search == PatternSearch::seek) put(" SEEK");
  if (clauses.pattern) {
    put(" PATTERN (");
    put(*clauses.pattern);
    put(")");
  }
  if (!clauses.subsets.empty()) {
    put(" SUBSET ");
    list(clauses.subsets, [&](const SubsetDefinition& subset) {
      put(subset.name);
      put(" = (");
      list(subset.members);
      put(")");
    });
  }
  if (clauses.definitions.empty()) return;
  put(" DEFINE ");
  list(clauses.definitions, [&](const VariableDefinition& definition) {
    put(definition.name);
    put(" AS ");
    put(*definition.condition);
  });
}

void TextPrinter::put(const MatchRecognize& match) {
  constexpr std::string_view kRows[] = {
      "ONE ROW PER MATCH", "ALL ROWS PER MATCH SHOW EMPTY MATCHES",
      "ALL ROWS PER MATCH OMIT EMPTY MATCHES", "ALL ROWS PER MATCH WITH UNMATCHED ROWS",
      "ALL ROWS PER MATCH"};
  const bool aliased = match.input->kind == RelationKind::aliased;
  if (aliased) put(*match.input);
  if (!aliased) put_operand(*match.input);
  put(" MATCH_RECOGNIZE (");
  if (!match.partition_by.empty()) {
    put("PARTITION BY ");
    list(match.partition_by);
    put(" ");
  }
  if (!match.order_by.empty()) {
    put("ORDER BY ");
    list(match.order_by);
    put(" ");
  }
  put_measures(match.clauses.measures);
  if (match.rows_per_match) put(kRows[static_cast<std::size_t>(*match.rows_per_match)]);
  put_pattern_clauses(match.clauses);
  put(")");
}

}  // namespace sluice::sql
