// Casts between json and the other types, as DuckDB's functions.
#include <duckdb/execution/expression_executor.hpp>
#include <duckdb/planner/expression/bound_function_expression.hpp>

#include "engine/functions/define.h"
#include "engine/functions/families.h"
#include "engine/functions/json/cast.h"
#include "engine/functions/json/columns.h"
#include "engine/functions/parse.h"
#include "sql/syntax/ast.h"
#include "sql/types/resolve.h"

namespace sluice::engine {

namespace {

using duckdb::string_t;
using Arguments = duckdb::vector<duckdb::unique_ptr<duckdb::Expression>>;

// --- from json: (text, an empty list of the type as DuckDB has it, the type's name)

struct Target final : duckdb::FunctionData {
  explicit Target(sql::Type target) : type(std::move(target)) {}
  sql::Type type;
  duckdb::unique_ptr<duckdb::FunctionData> Copy() const override {
    return duckdb::make_uniq<Target>(type);
  }
  bool Equals(const duckdb::FunctionData& other) const override {
    return type == other.Cast<Target>().type;
  }
};

duckdb::unique_ptr<duckdb::FunctionData> bind_target(duckdb::ClientContext& context,
                                                     duckdb::ScalarFunction& function,
                                                     Arguments& arguments) {
  const auto name = duckdb::ExpressionExecutor::EvaluateScalar(context, *arguments[2]);
  function.arguments[1] = arguments[1]->return_type;
  function.SetReturnType(duckdb::ListType::GetChildType(arguments[1]->return_type));
  return duckdb::make_uniq<Target>(
      sql::resolve_type(sql::parse_type_syntax(name.GetValue<std::string>())));
}

enum class OnFault : std::uint8_t {
  raises,
  // CAST(json_parse(text) AS …), which Trino runs as one function with a code of its own.
  raises_as_function,
  is_null,
};

template <OnFault Outcome>
void cast_json(duckdb::DataChunk& rows, duckdb::ExpressionState& state, duckdb::Vector& result) {
  const auto& info = *state.expr.Cast<duckdb::BoundFunctionExpression>().bind_info;
  JsonCast cast(info.Cast<Target>().type);
  const TextColumn texts(rows.data[0], rows.size());
  for_each_row(rows, result, [&](duckdb::idx_t row) {
    const auto text = texts.at(row);
    if (!text) return duckdb::FlatVector::SetNull(result, row, true);
    if (cast.write(*text, result, row) || Outcome == OnFault::is_null) return;
    const bool is_function = Outcome == OnFault::raises_as_function && !text->empty();
    raise(is_function ? kInvalidArgument : cast.code(), cast.message(*text));
  });
}

// --- to json

std::string quoted(string_t text) {
  std::string out;
  write_json_string(view(text), out);
  return out;
}

std::string double_number(double value) {
  return json_number(value);
}
std::string real_number(float value) {
  return json_number(value);
}

// The varchar of a double or real, without the quotes of what is not finite: a key of an object.
template <class Float>
std::string key_of(Float value) {
  const std::string text = json_number(value);
  return text.front() == '"' ? text.substr(1, text.size() - 2) : text;
}

std::string decimal_number(string_t text) {
  const std::string_view digits = view(text);
  const auto point = digits.find('.');
  const bool is_whole = point == std::string_view::npos;
  const int scale = is_whole ? 0 : static_cast<int>(digits.size() - point - 1);
  const auto unscaled = parse_decimal(digits, 38, scale);
  return decimal_text(*unscaled, scale);
}

// A list of texts.
TextColumn elements_of(duckdb::Vector& lists) {
  return {duckdb::ListVector::GetEntry(lists), duckdb::ListVector::GetListSize(lists)};
}

void make_array(duckdb::DataChunk& rows, duckdb::ExpressionState&, duckdb::Vector& result) {
  const TextColumn elements = elements_of(rows.data[0]);
  duckdb::UnaryExecutor::Execute<duckdb::list_entry_t, string_t>(
      rows.data[0], result, rows.size(), [&](duckdb::list_entry_t list) {
        std::string out = "[";
        for (duckdb::idx_t i = 0; i < list.length; ++i) {
          if (i > 0) out += ',';
          append(out, elements.at(list.offset + i).value_or("null"));
        }
        return stored(result, out + "]");
      });
}

using Member = std::pair<std::string_view, std::string_view>;

std::string object_of(const std::vector<Member>& members) {
  std::string out = "{";
  for (const auto& [key, value] : members) {
    if (out.size() > 1) out += ',';
    write_json_string(key, out);
    out += ':';
    out += value;
  }
  return out + "}";
}

enum class MemberOrder : std::uint8_t { given, sorted };

// (keys, values): a row keeps its fields' order, a map's keys are sorted.
template <MemberOrder Order>
void make_object(duckdb::DataChunk& rows, duckdb::ExpressionState&, duckdb::Vector& result) {
  const TextColumn keys = elements_of(rows.data[0]);
  const TextColumn values = elements_of(rows.data[1]);
  duckdb::BinaryExecutor::Execute<duckdb::list_entry_t, duckdb::list_entry_t, string_t>(
      rows.data[0], rows.data[1], result, rows.size(),
      [&](duckdb::list_entry_t names, duckdb::list_entry_t list) {
        std::vector<Member> members;
        for (duckdb::idx_t i = 0; i < list.length; ++i) {
          members.emplace_back(keys.at(names.offset + i).value_or("null"),
                               values.at(list.offset + i).value_or("null"));
        }
        if (Order == MemberOrder::sorted) {
          std::sort(members.begin(), members.end(), [](const auto& left, const auto& right) {
            return precedes_in_utf16(left.first, right.first);
          });
        }
        return stored(result, object_of(members));
      });
}

}  // namespace

void register_json_casts(duckdb::ExtensionLoader& loader) {
  const auto text = LogicalType::VARCHAR;
  const duckdb::vector<LogicalType> target = {text, LogicalType::LIST(LogicalType::ANY), text};
  add_function(loader, "sluice_cast_json", target, LogicalType::ANY, Fails::on_values,
               cast_json<OnFault::raises>, bind_target);
  add_function(loader, "sluice_cast_json_text", target, LogicalType::ANY, Fails::on_values,
               cast_json<OnFault::raises_as_function>, bind_target);
  add_function(loader, "sluice_try_cast_json", target, LogicalType::ANY, Fails::never,
               cast_json<OnFault::is_null>, bind_target);
  add_function(loader, "sluice_json_quote", {text}, text, Fails::never, unary(quoted));
  add_function(loader, "sluice_json_number", {LogicalType::DOUBLE}, text, Fails::never,
               unary(double_number));
  add_function(loader, "sluice_json_number", {LogicalType::FLOAT}, text, Fails::never,
               unary(real_number));
  add_function(loader, "sluice_json_number", {text}, text, Fails::never, unary(decimal_number));
  add_function(loader, "sluice_json_key", {LogicalType::DOUBLE}, text, Fails::never,
               unary(key_of<double>));
  add_function(loader, "sluice_json_key", {LogicalType::FLOAT}, text, Fails::never,
               unary(key_of<float>));
  const auto texts = LogicalType::LIST(text);
  add_function(loader, "sluice_json_array", {texts}, text, Fails::never, make_array);
  add_function(loader, "sluice_json_map", {texts, texts}, text, Fails::never,
               make_object<MemberOrder::sorted>);
  add_function(loader, "sluice_json_row", {texts, texts}, text, Fails::never,
               make_object<MemberOrder::given>);
}

}  // namespace sluice::engine
