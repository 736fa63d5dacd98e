// What stands in FROM: typed relations and the columns they give.
#pragma once

#include "sql/analyze/context.h"
#include "sql/analyze/scope.h"
#include "sql/syntax/relation.h"

namespace sluice::sql {

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
  AnalyzedRelation join_using(const Join& join, AnalyzedRelation left, AnalyzedRelation right,
                              const std::vector<Identifier>& columns);
  AnalyzedRelation unnest(const Unnest& unnest);
  Field merged_column(const Join& join, const Field& left, const Field& right);

  Context& context_;
  const Scope* outer_;
  const WithScope* with_;
  std::vector<Field> left_;  // what a lateral relation may name: the relations before it
};

}  // namespace sluice::sql
