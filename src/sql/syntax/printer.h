// Writes a tree as text of Athena's dialect. Internal: ast.h has the doors.
#pragma once

#include <string>
#include <string_view>

#include "sql/syntax/ast.h"

namespace sluice::sql {

// How tightly an expression holds together; what is looser than its place wants is parenthesised.
enum class Precedence : std::uint8_t {
  lambda,
  or_,
  and_,
  not_,
  predicate,
  concat,
  sum,
  product,
  unary,
  zone,
  primary,
};

class TextPrinter {
 public:
  void put(const Expression& expression, Precedence least = Precedence::lambda);
  void put(const TypeSyntax& type);
  void put(const Query& query);
  void put(const Statement& statement);

  std::string take() { return std::move(out_); }

 private:
  void put(std::string_view text) { out_ += text; }
  void put(const char* text) { out_ += text; }
  void put(std::int64_t number) { out_ += std::to_string(number); }
  // Quoted when it has to be, or when the grammar has a word of that name.
  void put(const Identifier& name);
  void put(const QualifiedName& name);
  void put_string(std::string_view text);
  // A name that stands where words of the grammar may: a type's, a function's.
  void put_word(const Identifier& name);

  template <class Items, class Put>
  void list(const Items& items, Put put_item) {
    bool first = true;
    for (const auto& item : items) {
      if (!first) put(", ");
      put_item(item);
      first = false;
    }
  }
  void list(const Expressions& items);
  void list(const std::vector<Identifier>& names);
  void list(const std::vector<QualifiedName>& names);
  void list(const std::vector<SortItem>& items);
  void put(const SortItem& item);

  // Expressions, by what they look like.
  void put_bare(const Expression& expression);
  void put_literal(const Expression& expression);
  void put_operator(const Expression& expression);
  void put_predicate(const Expression& expression);
  void put_query_predicate(const Expression& expression);
  void put_suffix(const Expression& expression);
  void put_call(const Expression& expression);
  void put_json(const Expression& expression);
  void put_unary(const Unary& unary);
  void put_apart(const Expression& expression, Precedence least, std::string_view starts);
  void put_infix(const Expression& left, std::string_view sign, const Expression& right);
  void put_suffix_base(const Expression& base, bool dot);
  void put_arguments(const Expressions& values,
                     const std::vector<std::optional<Identifier>>& names);
  void put(const FunctionCall& call);
  void put(const Listagg& call);
  void put(const Case& expression);
  void put(const Trim& trim);
  void put(const Current& current);
  void put(const MethodCall& call);
  void put(const Over& over);
  void put(const WindowSpecification& window);
  void put(const WindowFrame& frame);
  void put(const FrameBound& bound);

  void put(const RowPattern& pattern);
  void put_quantified(const RowPattern& pattern);
  void put_measures(const std::vector<MeasureDefinition>& measures);
  void put_pattern_clauses(const RowPatternClauses& clauses);

  void put(const JsonInput& input);
  void put(JsonFormat format);
  void put(const JsonPathInvocation& path);
  void put_returning(const std::optional<TypeSyntax>& type, JsonFormat format);
  void put_outcomes(const std::optional<JsonOutcome>& on_empty,
                    const std::optional<JsonOutcome>& on_error);
  void put(const JsonOutcome& outcome);
  void put_wrapper(JsonWrapper wrapper, JsonQuotes quotes);
  void put(const JsonQuery& query);
  void put(const JsonObject& object);
  void put(const JsonArray& array);

  void put(const Relation& relation);
  void put_operand(const Relation& relation);  // parenthesised unless it is a primary
  void put(const Join& join);
  void put(const MatchRecognize& match);
  void put(const TableReference& table);
  void put(const TableFunction& function);
  void put(const TableFunctionArgument& argument);
  void put(const TableArgument& argument);
  void put(const JsonTable& table);
  void put(const JsonTableColumn& column);
  void put(const JsonTablePlan& plan);

  void put(const QueryBody& body);
  void put(const Select& select);
  void put(const SelectItem& item);
  void put(const GroupBy& group);
  void put(const GroupingElement& element);
  void put_set(const Expressions& set);
  void put(const SetOperation& operation);
  void put(const RowCount& count);
  void put_with(const Query& query);

  void put_write(const Statement& statement);
  void put(const Explain& explain);
  void put(const CreateTable& create);
  void put(const CreateTableAs& create);
  void put(const CreateView& create);
  void put(const Show& show);
  void put(const Merge& merge);
  void put(const MergeCase& merge_case);
  void put(const WriteTarget& target);
  void put(const std::vector<Assignment>& assignments);
  void put(const ColumnDefinition& column);
  void put(const TableElement& element);
  void put_properties(const std::vector<Property>& properties);
  void put_comment(const std::optional<std::string>& comment);
  void put_words(const std::vector<std::string>& words);

  std::string out_;
};

}  // namespace sluice::sql
