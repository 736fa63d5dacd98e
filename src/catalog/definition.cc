#include "catalog/definition.h"

#include "base/json.h"

namespace sluice::catalog {

bool is_view(const Table& table) {
  return table.type == "VIRTUAL_VIEW";
}

namespace {

// Members at their defaults are left out: 100,000 partitions say little beside their location.

void put(json::object& out, std::string_view key, const std::string& text) {
  if (!text.empty()) out[key] = text;
}

void put(json::object& out, std::string_view key, const Parameters& parameters) {
  if (parameters.empty()) return;
  json::object object;
  for (const auto& [name, value] : parameters)
    object[name] = value;
  out[key] = std::move(object);
}

void put(json::object& out, std::string_view key, Timestamp time) {
  out[key] = time.time_since_epoch().count();
}

void put(json::object& out, std::string_view key, const std::vector<std::string>& texts) {
  if (texts.empty()) return;
  json::array array;
  for (const std::string& text : texts)
    array.emplace_back(text);
  out[key] = std::move(array);
}

void put(json::object& out, std::string_view key, const std::vector<Column>& columns) {
  if (columns.empty()) return;
  json::array array;
  for (const Column& column : columns) {
    json::object object;
    object["name"] = column.name;
    object["type"] = to_text(column.type);
    put(object, "comment", column.comment);
    put(object, "parameters", column.parameters);
    array.push_back(std::move(object));
  }
  out[key] = std::move(array);
}

void put(json::object& out, std::string_view key, const std::vector<SortColumn>& columns) {
  if (columns.empty()) return;
  json::array array;
  for (const SortColumn& column : columns) {
    array.push_back(json::object{{"name", column.name}, {"is_ascending", column.is_ascending}});
  }
  out[key] = std::move(array);
}

void put(json::object& out, const StorageDescriptor& storage) {
  json::object object;
  put(object, "columns", storage.columns);
  put(object, "location", storage.location);
  put(object, "input_format", storage.input_format);
  put(object, "output_format", storage.output_format);
  put(object, "serde_name", storage.serde.name);
  put(object, "serde", storage.serde.library);
  put(object, "serde_parameters", storage.serde.parameters);
  if (storage.compressed) object["compressed"] = true;
  if (storage.bucket_count != -1) object["bucket_count"] = storage.bucket_count;
  put(object, "bucket_columns", storage.bucket_columns);
  put(object, "sort_columns", storage.sort_columns);
  if (storage.stored_as_sub_directories) object["stored_as_sub_directories"] = true;
  put(object, "parameters", storage.parameters);
  out["storage"] = std::move(object);
}

std::string text(const json::value& value) {
  return std::string(value.as_string());
}

std::string text(const json::object& in, std::string_view key) {
  const json::value* value = in.if_contains(key);
  return value == nullptr ? std::string() : text(*value);
}

std::int64_t number(const json::object& in, std::string_view key, std::int64_t otherwise) {
  const json::value* value = in.if_contains(key);
  return value == nullptr ? otherwise : value->as_int64();
}

bool flag(const json::object& in, std::string_view key) {
  const json::value* value = in.if_contains(key);
  return value != nullptr && value->as_bool();
}

Timestamp time(const json::object& in, std::string_view key) {
  return Timestamp(std::chrono::microseconds(number(in, key, 0)));
}

Parameters parameters(const json::object& in, std::string_view key) {
  Parameters result;
  const json::value* value = in.if_contains(key);
  if (value == nullptr) return result;
  for (const auto& member : value->as_object()) {
    result.emplace(member.key(), text(member.value()));
  }
  return result;
}

std::vector<std::string> texts(const json::object& in, std::string_view key) {
  std::vector<std::string> result;
  const json::value* value = in.if_contains(key);
  if (value == nullptr) return result;
  for (const json::value& each : value->as_array())
    result.push_back(text(each));
  return result;
}

std::vector<Column> columns(const json::object& in, std::string_view key) {
  std::vector<Column> result;
  const json::value* value = in.if_contains(key);
  if (value == nullptr) return result;
  for (const json::value& each : value->as_array()) {
    const json::object& column = each.as_object();
    result.push_back({.name = text(column, "name"),
                      .type = parse_type(text(column, "type")),
                      .comment = text(column, "comment"),
                      .parameters = parameters(column, "parameters")});
  }
  return result;
}

std::vector<SortColumn> sort_columns(const json::object& in, std::string_view key) {
  std::vector<SortColumn> result;
  const json::value* value = in.if_contains(key);
  if (value == nullptr) return result;
  for (const json::value& each : value->as_array()) {
    const json::object& column = each.as_object();
    result.push_back({.name = text(column, "name"), .is_ascending = flag(column, "is_ascending")});
  }
  return result;
}

StorageDescriptor storage_of(const json::object& in) {
  const json::object& storage = in.at("storage").as_object();
  return {.columns = columns(storage, "columns"),
          .location = text(storage, "location"),
          .input_format = text(storage, "input_format"),
          .output_format = text(storage, "output_format"),
          .serde = {.name = text(storage, "serde_name"),
                    .library = text(storage, "serde"),
                    .parameters = parameters(storage, "serde_parameters")},
          .compressed = flag(storage, "compressed"),
          .bucket_count = static_cast<int>(number(storage, "bucket_count", -1)),
          .bucket_columns = texts(storage, "bucket_columns"),
          .sort_columns = sort_columns(storage, "sort_columns"),
          .stored_as_sub_directories = flag(storage, "stored_as_sub_directories"),
          .parameters = parameters(storage, "parameters")};
}

}  // namespace

std::string to_definition(const Database& database) {
  json::object out;
  put(out, "description", database.description);
  put(out, "location_uri", database.location_uri);
  put(out, "parameters", database.parameters);
  put(out, "created", database.created);
  return sluice::to_text(json::value(std::move(out)));
}

Database database_of(const DatabaseName& name, const std::string& definition) {
  const json::value value = parse_json(definition);
  const json::object& in = value.as_object();
  return {.name = name,
          .description = text(in, "description"),
          .location_uri = text(in, "location_uri"),
          .parameters = parameters(in, "parameters"),
          .created = time(in, "created")};
}

std::string to_definition(const Table& table) {
  json::object out;
  put(out, "description", table.description);
  put(out, "owner", table.owner);
  put(out, "type", table.type);
  if (table.retention != 0) out["retention"] = table.retention;
  put(out, table.storage);
  put(out, "partition_keys", table.partition_keys);
  put(out, "parameters", table.parameters);
  put(out, "view_original_text", table.view_original_text);
  put(out, "view_expanded_text", table.view_expanded_text);
  put(out, "created", table.created);
  put(out, "updated", table.updated);
  return sluice::to_text(json::value(std::move(out)));
}

Table table_of(const TableName& name, int version, const std::string& definition) {
  const json::value value = parse_json(definition);
  const json::object& in = value.as_object();
  return {.name = name,
          .description = text(in, "description"),
          .owner = text(in, "owner"),
          .type = text(in, "type"),
          .retention = static_cast<int>(number(in, "retention", 0)),
          .storage = storage_of(in),
          .partition_keys = columns(in, "partition_keys"),
          .parameters = parameters(in, "parameters"),
          .view_original_text = text(in, "view_original_text"),
          .view_expanded_text = text(in, "view_expanded_text"),
          .created = time(in, "created"),
          .updated = time(in, "updated"),
          .version = version};
}

std::string to_definition(const Partition& partition) {
  json::object out;
  put(out, partition.storage);
  put(out, "parameters", partition.parameters);
  put(out, "created", partition.created);
  return sluice::to_text(json::value(std::move(out)));
}

Partition partition_of(std::vector<std::string> values, const std::string& definition) {
  const json::value value = parse_json(definition);
  const json::object& in = value.as_object();
  return {.values = std::move(values),
          .storage = storage_of(in),
          .parameters = parameters(in, "parameters"),
          .created = time(in, "created")};
}

}  // namespace sluice::catalog
