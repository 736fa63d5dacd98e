#include "base/text.h"
#include "sql/functions/key.h"
#include "sql/lower/print.h"
#include "sql/lower/printer.h"

namespace sluice::sql {

namespace {

const char* word_of(typed::SetOperator op) {
  switch (op) {
    case typed::SetOperator::union_:
      return " UNION ";
    case typed::SetOperator::intersect:
      return " INTERSECT ";
    case typed::SetOperator::except:
      return " EXCEPT ";
  }
  return " UNION ";
}

const char* word_of(typed::JoinKind kind) {
  switch (kind) {
    case typed::JoinKind::cross:
      return " CROSS JOIN ";
    case typed::JoinKind::inner:
      return " INNER JOIN ";
    case typed::JoinKind::left:
      return " LEFT JOIN ";
    case typed::JoinKind::right:
      return " RIGHT JOIN ";
    case typed::JoinKind::full:
      return " FULL JOIN ";
  }
  return " CROSS JOIN ";
}

// q.c0, a column of what set operators made.
typed::NodePtr set_column(const typed::Query& query, std::size_t column) {
  return typed::make_call(query.columns[column].type, fmt::format("q.c{}", column), {});
}

bool has_keys(const typed::Query& query) {
  return std::any_of(query.columns.begin(), query.columns.end(),
                     [](const auto& column) { return has_key(column.type); });
}

}  // namespace

void Printer::query(const typed::Query& query) {
  with(query);
  body(query, false);
  order_and_limit(query);
}

void Printer::result(const typed::Query& query) {
  with(query);
  body(query, true);
  order_and_limit(query);
}

void Printer::with(const typed::Query& query) {
  if (query.with.empty()) return;
  const bool recursive = std::any_of(query.with.begin(), query.with.end(),
                                     [](const auto& named) { return named.is_recursive; });
  out_ += recursive ? "WITH RECURSIVE " : "WITH ";
  for (std::size_t i = 0; i < query.with.size(); ++i) {
    const auto& named = query.with[i];
    if (i > 0) out_ += ", ";
    out_ += fmt::format("w{}", named.id);
    column_list(named.query->columns.size());
    out_ += " AS (";
    // DuckDB wants the UNION of a recursive query right here.
    if (named.is_recursive) {
      set_operation(std::get<typed::SetOperation>(named.query->body));
    } else {
      this->query(*named.query);
    }
    out_ += ")";
  }
  out_ += " ";
}

void Printer::set_operation(const typed::SetOperation& operation) {
  for (std::size_t i = 0; i < operation.terms.size(); ++i) {
    if (i > 0) out_ += word_of(operation.op);
    if (i > 0 && (operation.is_all || has_keys(*operation.terms[0]))) out_ += "ALL ";
    out_ += "(";
    query(*operation.terms[i]);
    out_ += ")";
  }
}

void Printer::body(const typed::Query& query, bool with_names) {
  if (const auto* selected = std::get_if<typed::Select>(&query.body)) {
    return select(*selected, query, with_names);
  }
  out_ += "SELECT ";
  const auto* operation = std::get_if<typed::SetOperation>(&query.body);
  if (operation != nullptr && !operation->is_all) distinct(query, {});
  for (std::size_t i = 0; i < query.columns.size(); ++i) {
    if (i > 0) out_ += ", ";
    out_ += fmt::format("q.c{}", i);
    if (with_names) out_ += " AS " + quote_text(query.columns[i].name, '"');
  }
  out_ += " FROM (";
  if (operation != nullptr) {
    set_operation(*operation);
  } else {
    const auto& rows = std::get<typed::Values>(query.body).rows;
    out_ += "VALUES ";
    for (std::size_t i = 0; i < rows.size(); ++i) {
      out_ += i > 0 ? ", (" : "(";
      list(rows[i]);
      out_ += ")";
    }
  }
  out_ += ") AS q";
  column_list(query.columns.size());
}

// By the keys of the columns where they have any; `items` are a select's.
void Printer::distinct(const typed::Query& query, const std::vector<typed::NodePtr>& items) {
  if (!has_keys(query)) {
    if (!items.empty()) out_ += "DISTINCT ";
    return;
  }
  out_ += "DISTINCT ON (";
  for (std::size_t i = 0; i < query.columns.size(); ++i) {
    if (i > 0) out_ += ", ";
    key(items.empty() ? set_column(query, i) : items[i]);
  }
  out_ += ") ";
}

void Printer::select(const typed::Select& select, const typed::Query& query, bool with_names) {
  out_ += "SELECT ";
  if (select.is_distinct) distinct(query, select.items);
  for (std::size_t i = 0; i < select.items.size(); ++i) {
    if (i > 0) out_ += ", ";
    expression(*select.items[i]);
    out_ += " AS ";
    out_ += with_names ? quote_text(query.columns[i].name, '"') : fmt::format("c{}", i);
  }
  if (select.aggregation) {
    aggregation(select);
    return;
  }
  if (select.from) {
    out_ += " FROM ";
    relation(*select.from);
  }
  if (select.where) {
    out_ += " WHERE ";
    expression(*select.where);
  }
}

void Printer::aggregation(const typed::Select& select) {
  const auto& groups = *select.aggregation;
  out_ += " FROM (SELECT ";
  for (std::size_t i = 0; i < groups.keys.size(); ++i) {
    group_key(groups, i);
    out_ += fmt::format(" AS k{}, ", i);
  }
  for (std::size_t i = 0; i < groups.aggregates.size(); ++i) {
    expression(*groups.aggregates[i]);
    out_ += fmt::format(" AS a{}, ", i);
  }
  // Something to select where a query groups and asks for nothing of the groups.
  if (groups.keys.empty() && groups.aggregates.empty()) out_ += "count(*) AS a0, ";
  out_.resize(out_.size() - 2);
  if (select.from) {
    out_ += " FROM ";
    relation(*select.from);
  }
  if (select.where) {
    out_ += " WHERE ";
    expression(*select.where);
  }
  grouping(groups);
  out_ += fmt::format(") AS r{}", groups.id);
  if (select.having) {
    out_ += " WHERE ";
    expression(*select.having);
  }
}

// Values that are one group by their key are shown as the first of them.
void Printer::group_key(const typed::Aggregation& groups, std::size_t key) {
  const auto& value = groups.keys[key];
  if (!has_key(value->type)) return expression(*value);
  const bool may_be_absent = groups.sets.size() > 1;
  if (may_be_absent) {
    out_ += "CASE WHEN grouping(";
    expression(*key_of(value));
    out_ += ") = 0 THEN ";
  }
  out_ += "first(";
  expression(*value);
  out_ += may_be_absent ? ") END" : ")";
}

void Printer::grouping(const typed::Aggregation& groups) {
  if (groups.sets.empty()) return;
  const auto set = [&](const std::vector<std::size_t>& keys) {
    for (std::size_t i = 0; i < keys.size(); ++i) {
      out_ += i > 0 ? ", " : "";
      const auto& key = groups.keys[keys[i]];
      if (has_key(key->type)) {
        expression(*key_of(key));
      } else {
        out_ += std::to_string(keys[i] + 1);
      }
    }
  };
  if (groups.sets.size() == 1 && !groups.sets[0].empty()) {
    out_ += " GROUP BY ";
    return set(groups.sets[0]);
  }
  out_ += " GROUP BY GROUPING SETS (";
  for (std::size_t i = 0; i < groups.sets.size(); ++i) {
    out_ += i > 0 ? ", (" : "(";
    set(groups.sets[i]);
    out_ += ")";
  }
  out_ += ")";
}

void Printer::order_and_limit(const typed::Query& query) {
  for (std::size_t i = 0; i < query.order_by.size(); ++i) {
    const auto& key = query.order_by[i];
    out_ += i == 0 ? " ORDER BY " : ", ";
    const auto* selected = std::get_if<typed::Select>(&query.body);
    if (!key.column) {
      this->key(key.key.value);
    } else if (has_key(query.columns[*key.column].type)) {
      this->key(selected != nullptr ? selected->items[*key.column]
                                    : set_column(query, *key.column));
    } else {
      out_ += std::to_string(*key.column + 1);
    }
    sort_key(key.key);
  }
  if (query.limit) out_ += fmt::format(" LIMIT {}", *query.limit);
  if (query.offset) out_ += fmt::format(" OFFSET {}", *query.offset);
}

void Printer::column_list(std::size_t width) {
  for (std::size_t i = 0; i < width; ++i)
    out_ += fmt::format("{}c{}", i == 0 ? "(" : ", ", i);
  out_ += ")";
}

void Printer::relation(const typed::Relation& relation) {
  if (const auto* scan = std::get_if<typed::Scan>(&relation.value)) {
    out_ += fmt::format("{} AS r{}", scan->handle, scan->id);
  } else if (const auto* derived = std::get_if<typed::Derived>(&relation.value)) {
    out_ += derived->is_lateral ? "LATERAL (" : "(";
    query(*derived->query);
    out_ += fmt::format(") AS r{}", derived->id);
    column_list(derived->query->columns.size());
  } else if (const auto* use = std::get_if<typed::WithUse>(&relation.value)) {
    out_ += fmt::format("w{} AS r{}", use->with, use->id);
    column_list(use->width);
  } else if (const auto* lists = std::get_if<typed::Unnest>(&relation.value)) {
    unnest(*lists);
  } else if (const auto* joined = std::get_if<typed::Join>(&relation.value)) {
    join(*joined);
  } else if (const auto* sample = std::get_if<typed::Sample>(&relation.value)) {
    this->relation(*sample->relation);
    out_ += fmt::format(" TABLESAMPLE {}({} PERCENT)", sample->method, sample->percentage);
  } else if (const auto* extended = std::get_if<typed::Extended>(&relation.value)) {
    out_ += fmt::format("(SELECT r{}.*, ", extended->id);
    expression(*extended->value);
    out_ += fmt::format(" AS {} FROM ", extended->column);
    this->relation(*extended->relation);
    out_ += fmt::format(") AS r{}", extended->id);
  } else {
    const auto& sequence = std::get<typed::Sequence>(relation.value);
    out_ += fmt::format("generate_series({}, {}, {}) AS r{}(c0)", sequence.start, sequence.stop,
                        sequence.step, sequence.id);
  }
}

// DuckDB pads the shorter lists of one SELECT with NULL, as Trino does.
void Printer::unnest(const typed::Unnest& unnest) {
  out_ += "LATERAL (SELECT ";
  std::size_t width = 0;
  for (std::size_t i = 0; i < unnest.lists.size(); ++i) {
    const std::size_t fields = unnest.field_counts[i];
    for (std::size_t field = 0; field < std::max<std::size_t>(fields, 1); ++field) {
      if (width++ > 0) out_ += ", ";
      out_ += fields == 0 ? fmt::format("u{}", i)
                          : fmt::format("struct_extract_at(u{}, {})", i, field + 1);
    }
  }
  if (unnest.has_ordinality) {
    ++width;
    out_ += ", ordinal";
  }
  out_ += " FROM (SELECT ";
  unnest_lists(unnest);
  out_ += fmt::format(")) AS r{}", unnest.id);
  column_list(width);
}

void Printer::unnest_lists(const typed::Unnest& unnest) {
  std::string lengths;
  for (std::size_t i = 0; i < unnest.lists.size(); ++i) {
    const std::string list = apart([&] { expression(*unnest.lists[i]); });
    if (i > 0) out_ += ", ";
    out_ += fmt::format("unnest({}) AS u{}", list, i);
    lengths += fmt::format("{}coalesce(len({}), 0)", i > 0 ? ", " : "", list);
  }
  if (unnest.has_ordinality) {
    out_ += fmt::format(", unnest(range(1, greatest({}) + 1)) AS ordinal", lengths);
  }
}

void Printer::join(const typed::Join& join) {
  const bool is_nested = std::holds_alternative<typed::Join>(join.right->value);
  relation(*join.left);
  out_ += word_of(join.kind);
  if (is_nested) out_ += "(";
  relation(*join.right);
  if (is_nested) out_ += ")";
  if (!join.on) return;
  out_ += " ON ";
  expression(*join.on);
}

std::string print_duckdb(const typed::Query& query, std::string_view time_zone) {
  Printer printer(time_zone);
  printer.result(query);
  return printer.take();
}

std::string print_duckdb(const typed::Node& expression, std::string_view time_zone) {
  Printer printer(time_zone);
  printer.expression(expression);
  return printer.take();
}

}  // namespace sluice::sql
