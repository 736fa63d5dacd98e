// What JSON_EXISTS, JSON_VALUE, JSON_QUERY and JSON_TABLE share.
#pragma once

#include "sql/analyze/expression.h"
#include "sql/syntax/function.h"

namespace sluice::sql {

// JSON_VALUE, or a column of JSON_TABLE.
struct JsonValueForm {
  Location location;
  Type type;
  const std::optional<JsonOutcome>& on_empty;
  const std::optional<JsonOutcome>& on_error;
  JsonBehavior on_error_otherwise = JsonBehavior::null;
};

// JSON_QUERY, or a column of JSON_TABLE.
struct JsonQueryForm {
  Location location;
  Type type;
  JsonFormat format = JsonFormat::unspecified;
  JsonWrapper wrapper = JsonWrapper::without;
  JsonQuotes quotes = JsonQuotes::unspecified;
  const std::optional<JsonOutcome>& on_empty;
  const std::optional<JsonOutcome>& on_error;
  JsonBehavior on_error_otherwise = JsonBehavior::null;
};

class JsonCallAnalyzer {
 public:
  using Nodes = std::vector<typed::NodePtr>;

  JsonCallAnalyzer(Context& context, ExpressionAnalyzer& expressions)
      : context_(context), expressions_(expressions) {}

  // The first arguments of the engine's functions: the input's kind and text, the path, and what
  // is passed to it. `function` names the caller in errors.
  Nodes invocation(const JsonPathInvocation& path, std::string_view function);

  // The last of them, where nothing is passed.
  typed::NodePtr no_values() const { return named_values({}); }

  typed::NodePtr value(Nodes arguments, const JsonValueForm& form);
  typed::NodePtr query(Nodes arguments, const JsonQueryForm& form);
  typed::NodePtr object(const JsonObject& object);
  typed::NodePtr array(const JsonArray& array);

 private:
  // One of the values that a function is given by name.
  struct Named {
    typed::NodePtr name;  // varchar
    std::string kind;
    typed::NodePtr text;  // varchar
  };

  typed::NodePtr named_values(const std::vector<Named>& values) const;
  typed::NodePtr json_text(const Expression& expression, JsonFormat format);
  Named passed(const JsonInput& input, typed::NodePtr name, std::string_view role,
               bool may_be_date);
  typed::NodePtr defaulted(const std::optional<JsonOutcome>& outcome, const JsonValueForm& form);
  typed::NodePtr output(typed::NodePtr text, const Type& type, JsonFormat format,
                        Location location) const;

  Context& context_;
  ExpressionAnalyzer& expressions_;
};

// Refuses a text that is no path, and one that names what is not among `names`. `location` is the
// string's.
void check_json_path(std::string_view text, Location location,
                     const std::vector<std::string>& names);

// FORMAT's words, as Trino's messages have them.
std::string to_text(JsonFormat format);

}  // namespace sluice::sql
