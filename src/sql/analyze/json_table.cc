// JSON_TABLE: the engine makes a row of items for each row of the table, one item a path; the
// columns are JSON_VALUE and JSON_QUERY over them.
// https://trino.io/docs/current/functions/json.html#json-table
#include "sql/syntax/json_table.h"

#include <set>

#include "base/json.h"
#include "sql/analyze/json_call.h"
#include "sql/analyze/literal.h"
#include "sql/analyze/relation.h"
#include "sql/failure.h"
#include "sql/types/make.h"
#include "sql/types/resolve.h"

namespace sluice::sql {

using typed::NodePtr;

namespace {

// One path's item in each of the engine's rows.
Type items_type() {
  Type item{.kind = TypeKind::row,
            .children = {varchar_type(), varchar_type(), make_type(TypeKind::bigint)}};
  item.names = {"kind", "text", "ordinal"};
  return array_type(std::move(item));
}

// A path of the table and the columns that it gives.
struct TablePath {
  std::size_t number = 0;
  std::string text;
  std::optional<Identifier> name;
  std::vector<TablePath> nested;
};

class JsonTableAnalyzer {
 public:
  JsonTableAnalyzer(const JsonTable& table, JsonCallAnalyzer& calls, NodePtr items)
      : table_(table), calls_(calls), items_(std::move(items)) {}

  std::vector<Field> fields(TablePath& root) {
    root.text = table_.path.path;
    root.name = table_.path.path_name;
    if (root.name) add_name(*root.name);
    add_columns(table_.columns, root);
    return std::move(fields_);
  }

 private:
  void add_name(const Identifier& name) {
    if (names_.insert(canonical_name(name)).second) return;
    fail(name.location, "DUPLICATE_COLUMN_OR_PATH_NAME",
         "All column and path names in JSON_TABLE invocation must be unique");
  }

  void add_columns(const std::vector<JsonTableColumn>& columns, TablePath& path) {
    for (const auto& column : columns) {
      if (column.name) add_name(*column.name);
      if (column.kind != JsonColumnKind::nested) {
        fields_.push_back({.name = column.name->name,
                           .label = column.name->text,
                           .value = column_value(column, path.number)});
        continue;
      }
      check_json_path(*column.path, column.path_location, {});
      TablePath nested{.number = ++count_, .text = *column.path, .name = column.name, .nested = {}};
      add_columns(column.columns, nested);
      path.nested.push_back(std::move(nested));
    }
  }

  // The field of a path's item in this row.
  NodePtr item_field(std::size_t path, std::string_view field, const Type& type) const {
    return typed::make_call(
        type, fmt::format("struct_extract(list_extract({{0}}, {}), '{}')", path + 1, field),
        {items_});
  }

  NodePtr column_value(const JsonTableColumn& column, std::size_t path) {
    if (column.kind == JsonColumnKind::ordinality) {
      return item_field(path, "ordinal", make_type(TypeKind::bigint));
    }
    const std::string text = column.path ? *column.path : implicit_path(*column.name);
    if (column.path) check_json_path(text, column.path_location, {});
    std::vector<NodePtr> arguments = {item_field(path, "kind", varchar_type()),
                                      item_field(path, "text", varchar_type()),
                                      varchar_constant(text), calls_.no_values()};
    const auto otherwise =
        table_.on_error == JsonTableOnError::error ? JsonBehavior::error : JsonBehavior::null;
    const Type type = resolve_type(*column.type);
    if (column.kind == JsonColumnKind::value) {
      return calls_.value(std::move(arguments), {.location = column.location,
                                                 .type = type,
                                                 .on_empty = column.on_empty,
                                                 .on_error = column.on_error,
                                                 .on_error_otherwise = otherwise});
    }
    return calls_.query(std::move(arguments), {.location = column.location,
                                               .type = type,
                                               .format = column.format,
                                               .wrapper = column.wrapper,
                                               .quotes = column.quotes,
                                               .on_empty = column.on_empty,
                                               .on_error = column.on_error,
                                               .on_error_otherwise = otherwise});
  }

  static std::string implicit_path(const Identifier& name) {
    std::string quoted;
    for (const char c : canonical_name(name)) {
      if (c == '"') quoted += '"';
      quoted += c;
    }
    return "lax $.\"" + quoted + "\"";
  }

  const JsonTable& table_;
  JsonCallAnalyzer& calls_;
  NodePtr items_;
  std::set<std::string> names_;
  std::vector<Field> fields_;
  std::size_t count_ = 0;
};

// --- the plan: how parents and siblings are joined

using PathsByName = std::map<std::string, const TablePath*>;

[[noreturn]] void fail_plan(const JsonTable& table, std::string_view message) {
  fail(table.location, "INVALID_PLAN", message);
}

// {"number", "path", "outer", "child"}; a sibling plan is {"cross", "plans"}.
json::object single(const TablePath& path, bool is_outer, json::value child) {
  return {{"number", path.number}, {"path", path.text}, {"outer", is_outer}, {"child", child}};
}

json::value default_plan(const TablePath& path, const JsonDefaultPlan& plan) {
  json::array nested;
  for (const auto& child : path.nested)
    nested.push_back(default_plan(child, plan));
  if (nested.empty()) return single(path, !plan.inner, nullptr);
  if (nested.size() == 1) return single(path, !plan.inner, nested[0]);
  return single(path, !plan.inner, json::object{{"cross", plan.cross}, {"plans", nested}});
}

class PlanBuilder {
 public:
  explicit PlanBuilder(const JsonTable& table) : table_(table) {}

  json::value build(const JsonTablePlan& plan, const TablePath& root) {
    if (!plan.path) {
      fail_plan(table_,
                "JSON_TABLE plan must either be a single path name or it must be rooted in "
                "parent-child relationship (OUTER or INNER)");
    }
    return siblings(plan, {&root});
  }

 private:
  static PathsByName by_name(const JsonTable& table, const std::vector<const TablePath*>& paths) {
    PathsByName named;
    for (const auto* path : paths) {
      if (!path->name) {
        fail(table.location, "MISSING_PATH_NAME",
             "All JSON paths must be named when specific plan is given");
      }
      named.emplace(canonical_name(*path->name), path);
    }
    return named;
  }

  // The plan of all the paths that one parent has.
  json::value siblings(const JsonTablePlan& plan, const std::vector<const TablePath*>& paths) {
    PathsByName named = by_name(table_, paths);
    json::value built = part(plan, named);
    if (!named.empty()) {
      fail_plan(table_, fmt::format("JSON_TABLE plan should contain all JSON paths available at "
                                    "each level of nesting. Paths not included: {}",
                                    named.begin()->first));
    }
    return built;
  }

  json::value part(const JsonTablePlan& plan, PathsByName& named) {
    if (plan.path) return parent(plan, named);
    json::array plans;
    for (const auto& inner : plan.parts)
      plans.push_back(part(inner, named));
    return json::object{{"cross", plan.kind == JsonPlanKind::cross}, {"plans", plans}};
  }

  // Takes its name out of those that are still to be planned.
  json::value parent(const JsonTablePlan& plan, PathsByName& named) {
    const std::string name = canonical_name(*plan.path);
    const auto found = named.find(name);
    if (found == named.end()) {
      fail_plan(table_,
                fmt::format("JSON_TABLE plan includes unavailable JSON path names: {}", name));
    }
    const TablePath& path = *found->second;
    named.erase(found);
    std::vector<const TablePath*> nested;
    for (const auto& child : path.nested)
      nested.push_back(&child);
    if (plan.parts.empty()) {
      if (!nested.empty()) {
        fail_plan(table_, fmt::format("JSON_TABLE plan should contain all JSON paths available at "
                                      "each level of nesting. Paths not included: {}",
                                      by_name(table_, nested).begin()->first));
      }
      return single(path, true, nullptr);
    }
    return single(path, plan.kind == JsonPlanKind::outer, siblings(plan.parts[0], nested));
  }

  const JsonTable& table_;
};

void require_names(const JsonTable& table, const TablePath& path) {
  for (const auto& nested : path.nested) {
    if (!nested.name) {
      fail(table.location, "MISSING_PATH_NAME",
           "All nested JSON paths must be named when default plan is given");
    }
    require_names(table, nested);
  }
}

std::string plan_text(const JsonTable& table, const TablePath& root) {
  if (table.plan) return sluice::to_text(PlanBuilder(table).build(*table.plan, root));
  if (table.default_plan) require_names(table, root);
  return sluice::to_text(default_plan(root, table.default_plan.value_or(JsonDefaultPlan{})));
}

}  // namespace

AnalyzedRelation RelationAnalyzer::json_table(const JsonTable& table) {
  const Scope left = lateral_scope();
  const Scope scope{.outer = &left, .with = with_};
  ExpressionAnalyzer expressions(context_, scope);
  JsonCallAnalyzer calls(context_, expressions);
  auto arguments = calls.invocation(table.path, "JSON_TABLE");
  for (const auto& argument : arguments)
    require_scalar(argument, "JSON_TABLE input expression", table.location);
  const int id = context_.new_relation();
  TablePath root;
  AnalyzedRelation out;
  out.fields =
      JsonTableAnalyzer(table, calls, typed::make_column(items_type(), id, "c0")).fields(root);
  // The plan has the paths.
  arguments[2] = varchar_constant(plan_text(table, root));
  const char* on_error = table.on_error == JsonTableOnError::error ? "error" : "empty";
  const NodePtr rows =
      typed::make_call(array_type(items_type()),
                       fmt::format("sluice_json_table({{0}}, {{1}}, {{2}}, {{3}}, '{}')", on_error),
                       std::move(arguments));
  out.relation =
      typed::make_relation(typed::Unnest{.id = id, .lists = {rows}, .field_counts = {0}});
  return out;
}

}  // namespace sluice::sql
