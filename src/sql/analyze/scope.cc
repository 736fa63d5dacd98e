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

// Throws AMBIGUOUS_NAME where the row has several fields of this name.
void check_row_field(const NodePtr& row, const Identifier& name) {
  if (row->type.kind != TypeKind::row) return;
  const auto is_named = [&](const auto& field) {
    return field && equal_ignoring_case(*field, name.name);
  };
  const auto& names = row->type.names;
  if (std::count_if(names.begin(), names.end(), is_named) < 2) return;
  fail(name.location, "AMBIGUOUS_NAME", "Ambiguous row field reference: " + name.text);
}

// The parts after the column are fields of rows.
NodePtr descend(NodePtr value, const QualifiedName& name, std::size_t from) {
  for (std::size_t i = from; i < name.parts.size(); ++i) {
    auto field = field_of(value, name.parts[i]);
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

std::optional<NodePtr> field_of(const NodePtr& row, const Identifier& identifier) {
  if (row->type.kind != TypeKind::row) return std::nullopt;
  check_row_field(row, identifier);
  const std::string& name = identifier.name;
  std::optional<NodePtr> found;
  for (std::size_t i = 0; i < row->type.children.size(); ++i) {
    const auto& field = row->type.names[i];
    if (!field || !equal_ignoring_case(*field, name)) continue;
    if (found) return std::nullopt;
    found = typed::row_field(row, i);
  }
  return found;
}

std::vector<Field> relation_fields(const Scope& scope, const QualifiedName& prefix) {
  const auto& parts = prefix.parts;
  const auto is_of_prefix = [&](const Field& field) {
    if (field.relation.empty() || parts.back().name != field.relation) return false;
    return parts.size() < 2 || parts[parts.size() - 2].name == field.database;
  };
  for (const Scope* at = &scope; at != nullptr; at = at->outer) {
    std::vector<Field> found;
    std::copy_if(at->fields.begin(), at->fields.end(), std::back_inserter(found), is_of_prefix);
    if (found.empty()) continue;
    for (auto& field : found) {
      if (at != &scope && at->for_inner) field.value = at->for_inner(field.value, prefix);
    }
    return found;
  }
  return {};
}

NodePtr resolve_name(const Scope& scope, const QualifiedName& name) {
  for (const Scope* at = &scope; at != nullptr; at = at->outer) {
    auto value = resolve_here(*at, name);
    if (!value) continue;
    if (at != &scope && at->for_inner) return at->for_inner(*value, name);
    return std::move(*value);
  }
  fail(name.location, "COLUMN_NOT_FOUND",
       fmt::format("Column '{}' cannot be resolved", spelled(name, name.parts.size())));
}

std::string canonical_name(const Identifier& name) {
  return name.quoted ? name.text : upper_ascii(name.text);
}

}  // namespace sluice::sql
