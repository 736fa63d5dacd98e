#include "engine/functions/json/cast.h"

#include <set>

#include "base/text.h"
#include "engine/functions/json/columns.h"

namespace sluice::engine {

namespace {

using duckdb::idx_t;
using duckdb::Vector;
using sql::Type;
using sql::TypeKind;

constexpr std::uint32_t kAbsent = 0;  // node 0 is the whole value
constexpr std::size_t kShownMax = 10'000;

void write_null(Vector& vector, idx_t row) {
  duckdb::FlatVector::SetNull(vector, row, true);
  const bool is_list = vector.GetType().InternalType() == duckdb::PhysicalType::LIST;
  if (is_list) duckdb::FlatVector::GetData<duckdb::list_entry_t>(vector)[row] = {0, 0};
}

// The name that messages about the type have.
std::string shown_name(const Type& type) {
  if (type.kind != TypeKind::decimal) return sql::to_text(type);
  return fmt::format("DECIMAL({},{})", type.precision, type.scale);
}

}  // namespace

bool JsonCast::write(std::string_view text, Vector& vector, idx_t row) {
  if (!parse_json_whole(parser_, text)) {
    refuse(JsonCastFault::Kind::unreadable);
    write_null(vector, row);
    return false;
  }
  return write(parser_.nodes()[0], type_, vector, row);
}

const char* JsonCast::code() const {
  const bool is_overflow = fault_.kind == JsonCastFault::Kind::overflow && type_.children.empty();
  return is_overflow ? kOutOfRange : "INVALID_CAST_ARGUMENT";
}

std::string JsonCast::message(std::string_view text) const {
  using Kind = JsonCastFault::Kind;
  std::string shown(text.substr(0, kShownMax));
  if (text.size() > kShownMax) shown += "...(truncated)";
  if (type_.children.empty()) {
    if (fault_.kind == Kind::cast || fault_.kind == Kind::overflow) return fault_.message;
    return fmt::format("Cannot cast '{}' to {}", shown, shown_name(type_));
  }
  const std::string reason = fault_.message.empty() ? "" : " " + fault_.message;
  return fmt::format("Cannot cast to {}.{}\n{}", sql::to_text(type_), reason, shown);
}

std::nullopt_t JsonCast::refuse(JsonCastFault::Kind kind, std::string message) {
  fault_ = {.kind = kind, .message = std::move(message)};
  return std::nullopt;
}

bool JsonCast::refuse_token(const Type& type, std::string_view token) {
  const char* expected = type.kind == TypeKind::array ? "array"
                         : type.kind == TypeKind::map ? "object"
                                                      : "array or object";
  refuse(JsonCastFault::Kind::token,
         type.children.empty()
             ? fmt::format("Unexpected token when cast to {}: {}", shown_name(type), token)
             : fmt::format("Expected a json {}, but got {}", expected, token));
  return false;
}

JsonCast::Token JsonCast::token(const JsonNode& node) const {
  if (node.kind == JsonKind::object) return {node.kind, "{"};
  if (node.kind == JsonKind::array) return {node.kind, "["};
  const std::string_view text = parser_.text(node);
  return {node.kind, node.has_escapes ? unescape_json(text) : std::string(text)};
}

std::uint32_t JsonCast::index_of(const JsonNode& node) const {
  return static_cast<std::uint32_t>(&node - parser_.nodes().data());
}

bool JsonCast::write(const JsonNode& node, const Type& type, Vector& vector, idx_t row) {
  if (type.kind == TypeKind::json) {
    std::string text;
    write_json(parser_, node, KeyOrder::first_seen, text);
    set_text(vector, row, text);
    return true;
  }
  if (node.kind == JsonKind::null) {
    write_null(vector, row);
    return true;
  }
  const bool is_written = type.kind == TypeKind::array ? write_array(node, type, vector, row)
                          : type.kind == TypeKind::map ? write_map(node, type, vector, row)
                          : type.kind == TypeKind::row
                              ? write_row(node, type, vector, row)
                              : write_scalar(token(node), type, vector, row);
  if (!is_written) write_null(vector, row);
  return is_written;
}

bool JsonCast::write_array(const JsonNode& node, const Type& type, Vector& vector, idx_t row) {
  if (node.kind != JsonKind::array) return refuse_token(type, token(node).text);
  const auto& nodes = parser_.nodes();
  std::vector<std::uint32_t> elements;
  for (auto at = index_of(node) + 1; at < node.next; at = nodes[at].next)
    elements.push_back(at);
  idx_t place = add_entry(vector, row, elements.size());
  Vector& child = duckdb::ListVector::GetEntry(vector);
  bool is_good = true;
  for (const auto element : elements) {
    // What follows a bad element is NULL, so that no entry is left without a value.
    is_good = is_good && write(nodes[element], type.children[0], child, place);
    if (!is_good) write_null(child, place);
    ++place;
  }
  return is_good;
}

bool JsonCast::write_map(const JsonNode& node, const Type& type, Vector& vector, idx_t row) {
  if (node.kind != JsonKind::object) return refuse_token(type, token(node).text);
  const auto& nodes = parser_.nodes();
  std::vector<std::uint32_t> entries;
  for (auto at = index_of(node) + 1; at < node.next; at = nodes[at + 1].next)
    entries.push_back(at);
  idx_t place = add_entry(vector, row, entries.size());
  Vector& keys = duckdb::MapVector::GetKeys(vector);
  Vector& values = duckdb::MapVector::GetValues(vector);
  std::set<std::string> seen;
  bool is_good = true;
  for (const auto entry : entries) {
    is_good = is_good && write_scalar(token(nodes[entry]), type.children[0], keys, place);
    if (is_good && !seen.insert(keys.GetValue(place).ToString()).second) {
      refuse(JsonCastFault::Kind::token, "Duplicate map keys are not allowed");
      is_good = false;
    }
    is_good = is_good && write(nodes[entry + 1], type.children[1], values, place);
    if (!is_good) {
      write_null(keys, place);
      write_null(values, place);
    }
    ++place;
  }
  return is_good;
}

bool JsonCast::write_row(const JsonNode& node, const Type& type, Vector& vector, idx_t row) {
  std::vector<std::uint32_t> fields;
  bool is_good = find_fields(node, type, fields);
  fields.resize(type.children.size(), kAbsent);
  const auto& children = duckdb::StructVector::GetEntries(vector);
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const bool is_present = fields[i] != kAbsent;
    is_good = is_good && (!is_present ||
                          write(parser_.nodes()[fields[i]], type.children[i], *children[i], row));
    if (!is_present || !is_good) write_null(*children[i], row);
  }
  return is_good;
}

// Which node each field is.
bool JsonCast::find_fields(const JsonNode& node, const Type& type,
                           std::vector<std::uint32_t>& fields) {
  if (node.kind == JsonKind::object) return find_named_fields(node, type, fields);
  if (node.kind != JsonKind::array) return refuse_token(type, token(node).text);
  const auto& nodes = parser_.nodes();
  for (auto at = index_of(node) + 1; at < node.next; at = nodes[at].next) {
    if (fields.size() == type.children.size()) {
      refuse(JsonCastFault::Kind::token,
             "Expected json array ending, but got " + token(nodes[at]).text);
      return false;
    }
    fields.push_back(at);
  }
  return fields.size() == type.children.size() || refuse_token(type.children[fields.size()], "]");
}

bool JsonCast::find_named_fields(const JsonNode& node, const Type& type,
                                 std::vector<std::uint32_t>& fields) {
  if (!type.names[0]) {
    refuse(JsonCastFault::Kind::token,
           "Cannot cast a JSON object to anonymous row type. Input must be a JSON array.");
    return false;
  }
  fields.resize(type.children.size(), kAbsent);
  const auto& nodes = parser_.nodes();
  for (auto at = index_of(node) + 1; at < node.next; at = nodes[at + 1].next) {
    const std::string name = lower_ascii(token(nodes[at]).text);
    const auto found = std::find(type.names.begin(), type.names.end(), name);
    if (found == type.names.end()) continue;
    auto& field = fields[static_cast<std::size_t>(found - type.names.begin())];
    if (field != kAbsent) {
      refuse(JsonCastFault::Kind::token, "Duplicate field: " + name);
      return false;
    }
    field = at + 1;
  }
  return true;
}

}  // namespace sluice::engine
