// MATCH_RECOGNIZE, and the row patterns that windows share with it.
#include "sql/syntax/parser.h"

namespace sluice::sql {

namespace {

RowPatternPtr make_pattern(RowPatternKind kind, const Location& location) {
  auto pattern = std::make_unique<RowPattern>();
  pattern->kind = kind;
  pattern->location = location;
  return pattern;
}

RowPatternPtr pattern_primary(Cursor& cursor) {
  const Level level(cursor);
  const Location at = cursor.location();
  if (cursor.accept("^")) return make_pattern(RowPatternKind::start_anchor, at);
  if (cursor.accept("$")) return make_pattern(RowPatternKind::end_anchor, at);
  if (cursor.accept("(")) {
    if (cursor.accept(")")) return make_pattern(RowPatternKind::empty, at);
    RowPatternPtr inner = row_pattern(cursor);
    cursor.expect(")");
    return inner;
  }
  if (cursor.accept("{-")) {
    RowPatternPtr pattern = make_pattern(RowPatternKind::exclusion, at);
    pattern->parts.push_back(row_pattern(cursor));
    cursor.expect("-}");
    return pattern;
  }
  if (cursor.accept("PERMUTE", "(")) {
    RowPatternPtr pattern = make_pattern(RowPatternKind::permutation, at);
    pattern->parts = comma_list(cursor, row_pattern);
    cursor.expect(")");
    return pattern;
  }
  RowPatternPtr pattern = make_pattern(RowPatternKind::variable, at);
  pattern->variable = cursor.identifier();
  return pattern;
}

// {3}, {2,}, {,5}, {2,5}
void range_quantifier(Cursor& cursor, RowPattern& pattern) {
  if (cursor.accept(",")) {
    if (!cursor.at("}")) pattern.at_most = cursor.integer();
  } else {
    pattern.at_least = cursor.integer();
    if (!cursor.accept(",")) {
      pattern.at_most = pattern.at_least;
    } else if (!cursor.at("}")) {
      pattern.at_most = cursor.integer();
    }
  }
  cursor.expect("}");
}

RowPatternPtr quantified(Cursor& cursor) {
  RowPatternPtr primary = pattern_primary(cursor);
  const Location at = cursor.location();
  RowPatternPtr pattern = make_pattern(RowPatternKind::quantified, at);
  if (cursor.accept("*")) {
    pattern->at_least = 0;
  } else if (cursor.accept("+")) {
    pattern->at_least = 1;
  } else if (cursor.accept("?")) {
    pattern->at_most = 1;
  } else if (cursor.accept("{")) {
    range_quantifier(cursor, *pattern);
  } else {
    return primary;
  }
  pattern->greedy = !cursor.accept("?");
  pattern->parts.push_back(std::move(primary));
  return pattern;
}

bool at_pattern(const Cursor& cursor) {
  return cursor.at_identifier() || cursor.at("(") || cursor.at("^") || cursor.at("$") ||
         cursor.at("{-");
}

RowPatternPtr concatenation(Cursor& cursor) {
  const Location at = cursor.location();
  RowPatternPtr first = quantified(cursor);
  if (!at_pattern(cursor)) return first;
  RowPatternPtr pattern = make_pattern(RowPatternKind::concatenation, at);
  pattern->parts.push_back(std::move(first));
  while (at_pattern(cursor))
    pattern->parts.push_back(quantified(cursor));
  return pattern;
}

AfterMatch skip_to(Cursor& cursor) {
  cursor.expect("SKIP");
  if (cursor.accept("PAST")) {
    cursor.expect("LAST");
    cursor.expect("ROW");
    return {.where = SkipTo::past_last_row, .variable = {}};
  }
  cursor.expect("TO");
  if (cursor.accept("NEXT", "ROW")) return {.where = SkipTo::next_row, .variable = {}};
  AfterMatch after{.where = SkipTo::variable, .variable = {}};
  if (cursor.at_identifier(1)) {
    if (cursor.accept("FIRST"))
      after.where = SkipTo::first;
    else if (cursor.accept("LAST"))
      after.where = SkipTo::last;
  }
  after.variable = cursor.identifier();
  return after;
}

SubsetDefinition subset_definition(Cursor& cursor) {
  SubsetDefinition subset;
  subset.name = cursor.identifier();
  cursor.expect("=");
  subset.members = parenthesized_identifiers(cursor);
  return subset;
}

VariableDefinition variable_definition(Cursor& cursor) {
  VariableDefinition definition;
  definition.name = cursor.identifier();
  cursor.expect("AS");
  definition.condition = expression(cursor);
  return definition;
}

std::optional<RowsPerMatch> rows_per_match(Cursor& cursor) {
  const auto finish = [&](RowsPerMatch rows) {
    cursor.expect("PER");
    cursor.expect("MATCH");
    return rows;
  };
  if (cursor.accept("ONE")) {
    cursor.expect("ROW");
    return finish(RowsPerMatch::one);
  }
  if (!cursor.accept("ALL")) return std::nullopt;
  cursor.expect("ROWS");
  finish(RowsPerMatch::all);
  if (cursor.accept("SHOW")) {
    cursor.expect("EMPTY");
    cursor.expect("MATCHES");
    return RowsPerMatch::all_show_empty;
  }
  if (cursor.accept("OMIT")) {
    cursor.expect("EMPTY");
    cursor.expect("MATCHES");
    return RowsPerMatch::all_omit_empty;
  }
  if (!cursor.accept("WITH")) return RowsPerMatch::all;
  cursor.expect("UNMATCHED");
  cursor.expect("ROWS");
  return RowsPerMatch::all_with_unmatched;
}

}  // namespace

std::vector<MeasureDefinition> measure_definitions(Cursor& cursor) {
  return comma_list(cursor, [](Cursor& at) {
    MeasureDefinition measure{.expression = expression(at), .name = {}};
    at.expect("AS");
    measure.name = at.identifier();
    return measure;
  });
}

RowPatternPtr row_pattern(Cursor& cursor) {
  const Location at = cursor.location();
  RowPatternPtr first = concatenation(cursor);
  if (!cursor.at("|") && !cursor.at("||")) return first;
  RowPatternPtr pattern = make_pattern(RowPatternKind::alternation, at);
  pattern->parts.push_back(std::move(first));
  while (cursor.accept("|"))
    pattern->parts.push_back(concatenation(cursor));
  return pattern;
}

void pattern_clauses(Cursor& cursor, RowPatternClauses& clauses) {
  if (cursor.accept("AFTER")) {
    cursor.expect("MATCH");
    clauses.after_match = skip_to(cursor);
  }
  if (cursor.accept("INITIAL"))
    clauses.search = PatternSearch::initial;
  else if (cursor.accept("SEEK"))
    clauses.search = PatternSearch::seek;
  if (cursor.accept("PATTERN")) {
    cursor.expect("(");
    clauses.pattern = row_pattern(cursor);
    cursor.expect(")");
  }
  if (cursor.accept("SUBSET")) clauses.subsets = comma_list(cursor, subset_definition);
  if (cursor.accept("DEFINE")) clauses.definitions = comma_list(cursor, variable_definition);
}

RelationPtr match_recognize(Cursor& cursor, RelationPtr input) {
  auto node = make_node<MatchRecognize>(cursor.take().location);
  node->input = std::move(input);
  cursor.expect("(");
  if (cursor.accept("PARTITION")) {
    cursor.expect("BY");
    node->partition_by = expressions(cursor);
  }
  if (cursor.accept("ORDER")) {
    cursor.expect("BY");
    node->order_by = sort_items(cursor);
  }
  if (cursor.accept("MEASURES")) node->clauses.measures = measure_definitions(cursor);
  node->rows_per_match = rows_per_match(cursor);
  if (!cursor.at("AFTER") && !cursor.at("INITIAL") && !cursor.at("SEEK") && !cursor.at("PATTERN")) {
    cursor.expect("PATTERN");
  }
  pattern_clauses(cursor, node->clauses);
  if (!node->clauses.pattern) cursor.expect("PATTERN");
  if (node->clauses.definitions.empty()) cursor.expect("DEFINE");
  cursor.expect(")");
  cursor.grow();
  return node;
}

}  // namespace sluice::sql
