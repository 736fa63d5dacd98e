// JSON_OBJECT and JSON_ARRAY, and the encodings of what SQL/JSON functions take and give.
#include <set>

#include "engine/functions/families.h"
#include "engine/functions/json/columns.h"
#include "engine/functions/json/encoding.h"
#include "engine/functions/json/text.h"
#include "engine/functions/utf8.h"

namespace sluice::engine {

namespace {

using duckdb::string_t;

using Members = std::vector<std::pair<std::string_view, std::string>>;

// Trino collects the members in a Java HashMap, whose order is that of the buckets.
std::uint32_t bucket_hash(std::string_view key) {
  const std::uint32_t hash = java_hash(key);
  return hash ^ (hash >> 16);
}

void sort_as_hash_map(Members& members) {
  std::uint32_t buckets = 16;
  while (members.size() > buckets / 4 * 3)
    buckets *= 2;
  std::stable_sort(members.begin(), members.end(), [&](const auto& left, const auto& right) {
    const std::uint32_t mask = buckets - 1;
    return (bucket_hash(left.first) & mask) < (bucket_hash(right.first) & mask);
  });
}

// The value as JSON text; nothing for NULL.
std::optional<std::string> json_of(const NamedValue& value) {
  if (!value.text) return std::nullopt;
  const auto item = read_item(value.kind, *value.text);
  if (!item) {
    const auto failure = input_failure();
    raise(failure.code, failure.message);
  }
  return to_json(*item);
}

// --- (members, absent on null, unique keys)

std::string object_of(const std::vector<NamedValue>& values, bool is_absent_on_null,
                      bool has_unique_keys) {
  Members members;
  std::set<std::string_view> seen;
  for (const auto& value : values) {
    if (!value.name) {
      raise(kInvalidArgument, "null value passed for JSON object key to JSON_OBJECT function");
    }
    auto text = json_of(value);
    if (!text && is_absent_on_null) continue;
    const bool is_new = seen.insert(*value.name).second;
    if (!is_new && has_unique_keys)
      raise(kInvalidArgument, "duplicate key passed to JSON_OBJECT function");
    if (!is_new) raise("NOT_SUPPORTED", "cannot construct a JSON object with duplicate key");
    members.emplace_back(*value.name, text.value_or("null"));
  }
  sort_as_hash_map(members);
  std::string out = "{";
  for (const auto& [name, text] : members) {
    if (out.size() > 1) out += ',';
    write_json_string(name, out);
    out += ":" + text;
  }
  return out + "}";
}

// (values, absent on null)
std::string array_of(const std::vector<NamedValue>& values, bool is_absent_on_null, bool) {
  std::string out = "[";
  for (const auto& value : values) {
    auto text = json_of(value);
    if (!text && is_absent_on_null) continue;
    if (out.size() > 1) out += ',';
    out += text.value_or("null");
  }
  return out + "]";
}

using Maker = std::string (*)(const std::vector<NamedValue>& values, bool is_absent_on_null,
                              bool has_unique_keys);

Loop made_by(Maker make) {
  return [make](duckdb::DataChunk& rows, duckdb::ExpressionState&, duckdb::Vector& result) {
    const NamedValues values(rows.data[0], rows.size());
    const TextColumn on_null(rows.data[1], rows.size());
    const TextColumn keys(rows.data[2], rows.size());
    for_each_row(rows, result, [&](duckdb::idx_t row) {
      set_text(result, row,
               make(values.at(row), on_null.at(row) == "absent", keys.at(row) == "unique"));
    });
  };
}

std::string decoded(string_t bytes, string_t encoding) {
  return decode_text(view(bytes), view(encoding));
}

std::string encoded(string_t text, string_t encoding) {
  return encode_text(view(text), view(encoding));
}

}  // namespace

void register_json_makers(duckdb::ExtensionLoader& loader) {
  const auto text = LogicalType::VARCHAR;
  const duckdb::vector<LogicalType> members = {named_values_type(), text, text};
  add_function(loader, "sluice_json_make_object", members, text, Fails::on_values,
               made_by(object_of));
  add_function(loader, "sluice_json_make_array", members, text, Fails::on_values,
               made_by(array_of));
  add_function(loader, "sluice_json_decode", {LogicalType::BLOB, text}, text, Fails::never,
               binary(decoded));
  add_function(loader, "sluice_json_encode", {text, text}, LogicalType::BLOB, Fails::never,
               binary(encoded));
}

}  // namespace sluice::engine
