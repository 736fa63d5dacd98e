#include "sql/analyze/scope.h"

#include "base/text.h"
#include "sql/failure.h"

namespace sluice::sql {

namespace {

using typed::NodePtr;

// Whether the first `count` parts name this field.
bool matches(const Field& field, const QualifiedName& name, std::size_t count) {
  const auto& parts = name.parts;
  if (field.name.empty() || parts[count - 1].name != field.name) return false;
  if (count >= 2 && parts[count - 2].name != field.relation) return false;
  if (count >= 3 && parts[count - 3].name != field.database) return false;
  return count < 4 || parts[count - 4].name == "awsdatacatalog";
}

std::string spelled(const QualifiedName& name, std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i)
    out += (i > 0 ? "." : "") + name.parts[i].text;
  return out;
}

const Field* find_field(const Scope& scope, const QualifiedName& name, std::size_t count) {
  const Field* found = nullptr;
  for (const auto& field : scope.fields) {
    if (!matches(field, name, count)) continue;
    if (found != nullptr && found->value != field.value) {
      fail(name.location, "AMBIGUOUS_NAME",
           fmt::format("Column '{}' is ambiguous", spelled(name, count)));
    }
    found = &field;
  }
  if (found == nullptr && scope.behind != nullptr) return find_field(*scope.behind, name, count);
  return found;
}

// The parts after the column are fields of rows.
NodePtr descend(NodePtr value, const QualifiedName& name, std::size_t from) {
  for (std::size_t i = from; i < name.parts.size(); ++i) {
    auto field = field_of(value, name.parts[i].name);
    if (!field) {
      fail(name.location, "COLUMN_NOT_FOUND",
           fmt::format("Column '{}' cannot be resolved", spelled(name, name.parts.size())));
    }
    value = std::move(*field);
  }
  return value;
}

std::optional<NodePtr> resolve_here(const Scope& scope, const QualifiedName& name) {
  for (std::size_t count = std::min<std::size_t>(name.parts.size(), 4); count >= 1; --count) {
    const Field* field = find_field(scope, name, count);
    if (field != nullptr) return descend(field->value, name, count);
  }
  return std::nullopt;
}

}  // namespace

const WithQuery* WithScope::find(const std::string& name) const {
  for (const auto* scope = this; scope != nullptr; scope = scope->outer) {
    const auto found = scope->queries.find(name);
    if (found != scope->queries.end()) return &found->second;
  }
  return nullptr;
}

std::optional<NodePtr> field_of(const NodePtr& row, const std::string& name) {
  if (row->type.kind != TypeKind::row) return std::nullopt;
  std::optional<NodePtr> found;
  for (std::size_t i = 0; i < row->type.children.size(); ++i) {
    const auto& field = row->type.names[i];
    if (!field || !equal_ignoring_case(*field, name)) continue;
    if (found) return std::nullopt;
    found = typed::make_call(row->type.children[i],
                             fmt::format("struct_extract_at({{0}}, {})", i + 1), {row});
  }
  return found;
}

NodePtr resolve_name(const Scope& scope, const QualifiedName& name) {
  for (const Scope* at = &scope; at != nullptr; at = at->outer) {
    auto value = resolve_here(*at, name);
    if (!value) continue;
    if (at != &scope && at->for_inner) return at->for_inner(*value, name.location);
    return std::move(*value);
  }
  fail(name.location, "COLUMN_NOT_FOUND",
       fmt::format("Column '{}' cannot be resolved", spelled(name, name.parts.size())));
}

}  // namespace sluice::sql
