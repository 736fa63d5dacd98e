// What stands in FROM: typed relations and the columns they give.
#pragma once

#include "sql/analyze/context.h"
#include "sql/analyze/scope.h"
#include "sql/syntax/relation.h"

namespace sluice::sql {

struct JsonTable;

struct AnalyzedRelation {
  typed::RelationPtr relation;
  std::vector<Field> fields;
};

class RelationAnalyzer {
 public:
  // `outer` is the enclosing queries' scope; may be null.
  RelationAnalyzer(Context& context, const Scope* outer, const WithScope* with)
      : context_(context), outer_(outer), with_(with) {}

  AnalyzedRelation analyze(const Relation& relation);

  // A table, view or WITH query by its name.
  AnalyzedRelation named(const QualifiedName& name);

 private:
  AnalyzedRelation with_use(const WithQuery& query, const std::string& name);
  AnalyzedRelation scan(const TableSchema& schema);
  AnalyzedRelation view(const TableSchema& schema, Location location);
  AnalyzedRelation derived(typed::QueryPtr query, bool is_lateral);
  AnalyzedRelation aliased(const AliasedRelation& aliased);
  AnalyzedRelation sampled(const SampledRelation& sampled);
  AnalyzedRelation join(const Join& join);
  AnalyzedRelation join_using(const Join& join, const AnalyzedRelation& left,
                              const AnalyzedRelation& right);
  AnalyzedRelation join_lateral(const Join& join, const AnalyzedRelation& left,
                                const AnalyzedRelation& right);
  typed::NodePtr join_condition(const Join& join, const std::vector<Field>& fields);
  // With the subqueries of `on` worked out before the join: DuckDB takes none there.
  typed::RelationPtr outer_join(typed::JoinKind kind, typed::RelationPtr left,
                                typed::RelationPtr right, const typed::NodePtr& on,
                                Location location);
  AnalyzedRelation table_function(const TableFunction& call);
  AnalyzedRelation sequence(const TableFunction& call);
  AnalyzedRelation exclude_columns(const TableFunction& call);
  Scope lateral_scope() const;
  AnalyzedRelation unnest(const Unnest& unnest);
  AnalyzedRelation json_table(const JsonTable& table);
  AnalyzedRelation match_recognize(const MatchRecognize& node);
  Field merged_column(const Join& join, const Field& left, const Field& right);

  Context& context_;
  const Scope* outer_;
  const WithScope* with_;
  std::vector<Field> left_;             // what a lateral relation may name: the relations before it
  const char* left_refused_ = nullptr;  // the kind of join beneath which it may not: RIGHT, FULL
};

}  // namespace sluice::sql
