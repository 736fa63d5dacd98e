#include "sql/analyze/relation.h"

#include "base/text.h"
#include "sql/analyze/expression.h"
#include "sql/analyze/query.h"
#include "sql/failure.h"
#include "sql/functions/cast.h"
#include "sql/syntax/json_table.h"
#include "sql/types/coercion.h"
#include "sql/types/make.h"

namespace sluice::sql {

using typed::NodePtr;

namespace {

catalog::TableName table_name(const Context& context, const QualifiedName& name) {
  if (name.parts.size() > 3) {
    fail(name.location, "SYNTAX_ERROR", "Too many dots in table name: " + to_text(name));
  }
  if (name.parts.size() == 3 && name.parts[0].name != "awsdatacatalog") {
    fail(name.location, "CATALOG_NOT_FOUND",
         fmt::format("Catalog '{}' not found", name.parts[0].name));
  }
  const bool has_database = name.parts.size() >= 2;
  return {.database = catalog::DatabaseName(has_database ? name.parts[name.parts.size() - 2].name
                                                         : context.database),
          .table = name.last().name};
}

// Trino keeps char(n) without its trailing spaces, and pads where they show.
NodePtr scanned_value(const Type& type, int relation, const std::string& column) {
  NodePtr value = typed::make_column(type, relation, column);
  if (type.kind != TypeKind::char_) return value;
  return typed::make_call(type, "rtrim({0}, ' ')", {std::move(value)});
}

void check_percentage(double percentage, Location location) {
  if (percentage < 0) {
    fail(location, "NUMERIC_VALUE_OUT_OF_RANGE",
         "Sample percentage must be greater than or equal to 0");
  }
  if (percentage > 100) {
    fail(location, "NUMERIC_VALUE_OUT_OF_RANGE",
         "Sample percentage must be less than or equal to 100");
  }
}

}  // namespace

AnalyzedRelation RelationAnalyzer::analyze(const Relation& relation) {
  switch (relation.kind) {
    case RelationKind::table: {
      const auto& table = relation_cast<TableReference>(relation);
      if (table.period) fail_unsupported(relation.location, "FOR TIMESTAMP and FOR VERSION are");
      return named(table.name);
    }
    case RelationKind::subquery:
      return derived(
          analyze_query(context_, *relation_cast<SubqueryRelation>(relation).query, outer_, with_),
          false);
    case RelationKind::lateral: {
      const Scope scope = lateral_scope();
      return derived(
          analyze_query(context_, *relation_cast<Lateral>(relation).query, &scope, with_), true);
    }
    case RelationKind::unnest:
      return unnest(relation_cast<Unnest>(relation));
    case RelationKind::aliased:
      return aliased(relation_cast<AliasedRelation>(relation));
    case RelationKind::sampled:
      return sampled(relation_cast<SampledRelation>(relation));
    case RelationKind::join:
      return join(relation_cast<Join>(relation));
    case RelationKind::table_function:
      return table_function(relation_cast<TableFunction>(relation));
    case RelationKind::json_table:
      return json_table(relation_cast<JsonTable>(relation));
    case RelationKind::nearest:
      fail_unsupported(relation.location, "NEAREST is");
    case RelationKind::match_recognize:
      return match_recognize(relation_cast<MatchRecognize>(relation));
  }
  fail_unsupported(relation.location, "this relation is");
}

Scope RelationAnalyzer::lateral_scope() const {
  Scope scope{.outer = outer_, .with = with_, .fields = left_};
  if (left_refused_ == nullptr) return scope;
  scope.for_inner = [kind = left_refused_](const NodePtr&, const QualifiedName& name) -> NodePtr {
    fail(name.location, "INVALID_COLUMN_REFERENCE",
         fmt::format("LATERAL reference not allowed in {} JOIN", kind));
  };
  return scope;
}

AnalyzedRelation RelationAnalyzer::named(const QualifiedName& name) {
  if (name.parts.size() == 1 && with_ != nullptr) {
    const WithQuery* query = with_->find(name.last().name);
    if (query != nullptr) return with_use(*query, name.last().name);
  }
  const auto table = table_name(context_, name);
  const auto schema = context_.tables.find(table);
  if (schema) return schema->view_sql ? view(*schema, name.location) : scan(*schema);
  if (!context_.tables.has_database(table.database.text())) {
    fail(name.location, "SCHEMA_NOT_FOUND",
         fmt::format("Schema '{}' does not exist", table.database.text()));
  }
  fail(name.location, "TABLE_NOT_FOUND",
       fmt::format("Table 'awsdatacatalog.{}.{}' does not exist", table.database.text(),
                   table.table));
}

AnalyzedRelation RelationAnalyzer::with_use(const WithQuery& query, const std::string& name) {
  const int id = context_.new_relation();
  AnalyzedRelation out{.relation = typed::make_relation(typed::WithUse{
                           .id = id, .with = query.id, .width = query.columns.size()})};
  for (std::size_t i = 0; i < query.columns.size(); ++i) {
    const auto& column = query.columns[i];
    out.fields.push_back({.name = lower_ascii(column.name),
                          .label = column.name,
                          .relation = name,
                          .value = typed::make_column(column.type, id, fmt::format("c{}", i))});
  }
  return out;
}

AnalyzedRelation RelationAnalyzer::scan(const TableSchema& schema) {
  const int id = context_.new_relation();
  const std::string handle = fmt::format("scan_{}", context_.uses.size());
  context_.uses.push_back({.handle = handle, .table = schema.name});
  context_.scans.push_back({.relation = id, .columns = schema.columns});
  AnalyzedRelation out{.relation = typed::make_relation(typed::Scan{.id = id, .handle = handle})};
  for (const auto& column : schema.columns) {
    out.fields.push_back({.name = lower_ascii(column.name),
                          .label = column.name,
                          .relation = schema.name.table,
                          .database = schema.name.database.text(),
                          .value = scanned_value(column.type, id, column.name)});
  }
  return out;
}

AnalyzedRelation RelationAnalyzer::view(const TableSchema& schema, Location location) {
  const std::string name = to_text(schema.name);
  if (++context_.view_depth > Context::kViewDepthMax) {
    fail(location, "INVALID_VIEW", fmt::format("View '{}' is nested too deep", name));
  }
  const auto statement = parse_statement(*schema.view_sql);
  if (statement->kind != StatementKind::query) {
    fail(location, "INVALID_VIEW", fmt::format("View '{}' is not a query", name));
  }
  std::string outer_database = std::exchange(context_.database, schema.name.database.text());
  auto query =
      analyze_query(context_, *statement_cast<QueryStatement>(*statement).query, nullptr, nullptr);
  context_.database = std::move(outer_database);
  --context_.view_depth;
  std::vector<Type> types;
  for (const auto& column : schema.columns)
    types.push_back(column.type);
  if (types.empty()) {
    for (const auto& column : query->columns)
      types.push_back(column.type);
  }
  bool is_stale = types.size() != query->columns.size();
  for (std::size_t i = 0; i < types.size() && !is_stale; ++i) {
    is_stale = !can_coerce(query->columns[i].type, types[i]);
  }
  if (is_stale) {
    fail(location, "VIEW_IS_STALE",
         fmt::format("View 'awsdatacatalog.{}' is stale or in invalid state", name));
  }
  auto out = derived(coerce_columns(context_, std::move(query), types), false);
  for (std::size_t i = 0; i < out.fields.size(); ++i) {
    auto& field = out.fields[i];
    field.relation = schema.name.table;
    field.database = schema.name.database.text();
    if (schema.columns.empty()) continue;
    field.label = schema.columns[i].name;
    field.name = lower_ascii(field.label);
  }
  return out;
}

AnalyzedRelation RelationAnalyzer::derived(typed::QueryPtr query, bool is_lateral) {
  const int id = context_.new_relation();
  AnalyzedRelation out;
  for (std::size_t i = 0; i < query->columns.size(); ++i) {
    const auto& column = query->columns[i];
    const bool is_named = !column.is_anonymous;
    out.fields.push_back({.name = is_named ? lower_ascii(column.name) : "",
                          .label = is_named ? column.name : "",
                          .value = typed::make_column(column.type, id, fmt::format("c{}", i))});
  }
  out.relation = typed::make_relation(
      typed::Derived{.id = id, .query = std::move(query), .is_lateral = is_lateral});
  return out;
}

AnalyzedRelation RelationAnalyzer::aliased(const AliasedRelation& aliased) {
  AnalyzedRelation out = analyze(*aliased.relation);
  if (!aliased.columns.empty() && aliased.columns.size() != out.fields.size()) {
    fail(aliased.location, "MISMATCHED_COLUMN_ALIASES",
         fmt::format("Column alias list has {} entries but '{}' has {} columns available",
                     aliased.columns.size(), aliased.alias.text, out.fields.size()));
  }
  for (std::size_t i = 0; i < out.fields.size(); ++i) {
    out.fields[i].relation = aliased.alias.name;
    out.fields[i].database.clear();
    if (aliased.columns.empty()) continue;
    out.fields[i].name = aliased.columns[i].name;
    out.fields[i].label = aliased.columns[i].text;
  }
  return out;
}

AnalyzedRelation RelationAnalyzer::sampled(const SampledRelation& sampled) {
  const auto* percentage = expression_if<IntegerLiteral>(*sampled.percentage);
  const auto* fraction = expression_if<DecimalLiteral>(*sampled.percentage);
  if (percentage == nullptr && fraction == nullptr) {
    fail_unsupported(sampled.location, "a computed TABLESAMPLE percentage is");
  }
  const std::string text =
      percentage != nullptr ? std::to_string(percentage->value) : fraction->text;
  check_percentage(std::stod(text), sampled.percentage->location);
  AnalyzedRelation out = analyze(*sampled.relation);
  out.relation = typed::make_relation(
      typed::Sample{.relation = out.relation,
                    .method = sampled.method == SampleMethod::bernoulli ? "BERNOULLI" : "SYSTEM",
                    .percentage = text});
  return out;
}

AnalyzedRelation RelationAnalyzer::unnest(const Unnest& unnest) {
  const Scope left = lateral_scope();
  const Scope scope{.outer = &left, .with = with_};
  ExpressionAnalyzer analyzer(context_, scope);
  typed::Unnest out{.id = context_.new_relation(), .has_ordinality = unnest.with_ordinality};
  std::vector<Type> types;
  const auto add_list = [&](NodePtr list, const Type& element, bool expands) {
    out.lists.push_back(std::move(list));
    out.field_counts.push_back(expands ? element.children.size() : 0);
    if (!expands) return types.push_back(element);
    types.insert(types.end(), element.children.begin(), element.children.end());
  };
  AnalyzedRelation result;
  std::vector<std::string> names;
  for (const auto& item : unnest.items) {
    const NodePtr value = analyzer.analyze(*item);
    require_scalar(value, "UNNEST", item->location);
    const Type& type = value->type;
    if (type.kind == TypeKind::array) {
      const Type& element = type.children[0];
      add_list(value, element, element.kind == TypeKind::row);
    } else if (type.kind == TypeKind::map) {
      add_list(typed::make_call(array_type(type.children[0]), "map_keys({0})", {value}),
               type.children[0], false);
      add_list(typed::make_call(array_type(type.children[1]), "map_values({0})", {value}),
               type.children[1], false);
    } else {
      fail(item->location, "TYPE_MISMATCH", "Cannot unnest type: " + to_text(type));
    }
    if (type.kind == TypeKind::array && type.children[0].kind == TypeKind::row) {
      for (const auto& name : type.children[0].names)
        names.push_back(name.value_or(""));
    }
    names.resize(types.size());
  }
  if (unnest.with_ordinality) types.push_back(make_type(TypeKind::bigint));
  names.resize(types.size());
  for (std::size_t i = 0; i < types.size(); ++i) {
    result.fields.push_back({.name = lower_ascii(names[i]),
                             .label = names[i],
                             .value = typed::make_column(types[i], out.id, fmt::format("c{}", i))});
  }
  result.relation = typed::make_relation(std::move(out));
  return result;
}

}  // namespace sluice::sql
