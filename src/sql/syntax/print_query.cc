// Queries as text.
#include "sql/syntax/printer.h"

namespace sluice::sql {

void TextPrinter::put_words(const std::vector<std::string>& words) {
  for (const std::string& word : words) {
    if (&word != &words.front()) put(" ");
    put(word);
  }
}

void TextPrinter::put_with(const Query& query) {
  if (!query.session.empty()) {
    put("WITH SESSION ");
    list(query.session, [&](const SessionProperty& property) {
      put(property.name);
      put(" = ");
      put(*property.value);
    });
    put(" ");
  }
  if (!query.functions.empty()) {
    put("WITH ");
    list(query.functions, [&](const InlineFunction& function) { put_words(function.words); });
    put(" ");
  }
  if (query.with.empty()) return;
  put(query.recursive ? "WITH RECURSIVE " : "WITH ");
  list(query.with, [&](const NamedQuery& named) {
    put(named.name);
    if (!named.columns.empty()) {
      put(" (");
      list(named.columns);
      put(")");
    }
    put(" AS (");
    put(*named.query);
    put(")");
  });
  put(" ");
}

void TextPrinter::put(const RowCount& count) {
  if (count.parameter) return put("?");
  put(count.count);
}

void TextPrinter::put(const Query& query) {
  put_with(query);
  put(*query.body);
  if (!query.order_by.empty()) {
    put(" ORDER BY ");
    list(query.order_by);
  }
  if (query.offset) {
    put(" OFFSET ");
    put(*query.offset);
  }
  if (query.limit) {
    put(" LIMIT ");
    put(*query.limit);
  }
  if (!query.fetch) return;
  put(" FETCH FIRST ");
  if (query.fetch->count) {
    put(*query.fetch->count);
    put(" ");
  }
  put(query.fetch->with_ties ? "ROWS WITH TIES" : "ROWS ONLY");
}

void TextPrinter::put(const QueryBody& body) {
  switch (body.kind) {
    case QueryBodyKind::select:
      return put(body_cast<Select>(body));
    case QueryBodyKind::set_operation:
      return put(body_cast<SetOperation>(body));
    case QueryBodyKind::values:
      put("VALUES ");
      return list(body_cast<Values>(body).rows);
    case QueryBodyKind::table:
      put("TABLE ");
      return put(body_cast<TableBody>(body).name);
    case QueryBodyKind::subquery:
      put("(");
      put(*body_cast<SubqueryBody>(body).query);
      return put(")");
  }
}

// The tree has parentheses as nodes of their own, so precedence is already right.
void TextPrinter::put(const SetOperation& operation) {
  constexpr std::string_view kWords[] = {" UNION", " INTERSECT", " EXCEPT"};
  for (const QueryBodyPtr& term : operation.terms) {
    if (&term != &operation.terms.front()) {
      put(kWords[static_cast<std::size_t>(operation.op)]);
      if (operation.all) put(" ALL");
      if (operation.corresponding) put(" CORRESPONDING");
      if (!operation.corresponding_columns.empty()) {
        put(" BY (");
        list(operation.corresponding_columns);
        put(")");
      }
      put(" ");
    }
    put(*term);
  }
}

void TextPrinter::put(const SelectItem& item) {
  if (item.expression && item.all) {
    put_suffix_base(*item.expression, true);
    put(".*");
    if (item.aliases.empty()) return;
    put(" AS (");
    list(item.aliases);
    return put(")");
  }
  if (item.all) return put("*");
  put(*item.expression);
  if (!item.alias) return;
  put(" AS ");
  put(*item.alias);
}

// A single expression needs no parentheses; none or several are a set by them.
void TextPrinter::put_set(const Expressions& set) {
  if (set.size() == 1) return put(*set.front());
  put("(");
  list(set);
  put(")");
}

void TextPrinter::put(const GroupingElement& element) {
  constexpr std::string_view kWords[] = {"", "GROUPING SETS (", "ROLLUP (", "CUBE ("};
  if (element.kind == GroupingElementKind::set) return put_set(element.sets.front());
  put(kWords[static_cast<std::size_t>(element.kind)]);
  list(element.sets, [&](const Expressions& set) { put_set(set); });
  put(")");
}

void TextPrinter::put(const GroupBy& group) {
  put(" GROUP BY ");
  if (group.quantifier == SetQuantifier::distinct) put("DISTINCT ");
  if (group.quantifier == SetQuantifier::all) put("ALL ");
  list(group.elements, [&](const GroupingElement& element) { put(element); });
}

void TextPrinter::put(const Select& select) {
  put(select.distinct ? "SELECT DISTINCT " : "SELECT ");
  list(select.items, [&](const SelectItem& item) { put(item); });
  if (select.from) {
    put(" FROM ");
    put(*select.from);
  }
  if (select.where) {
    put(" WHERE ");
    put(*select.where);
  }
  if (select.group_by) put(*select.group_by);
  if (select.having) {
    put(" HAVING ");
    put(*select.having);
  }
  if (select.windows.empty()) return;
  put(" WINDOW ");
  list(select.windows, [&](const WindowDefinition& window) {
    put(window.name);
    put(" AS (");
    put(window.specification);
    put(")");
  });
}

}  // namespace sluice::sql
