#include "crawl/avro_schema.h"

#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "crawl/object_bytes.h"

namespace sluice::crawl {

namespace {

using catalog::Type;
using catalog::TypeKind;

[[noreturn]] void fail(const std::string& reason) {
  throw Error(ErrorKind::corrupt, "BadAvro", reason);
}

[[noreturn]] void refuse(const std::string& reason) {
  throw Error(ErrorKind::unsupported, "AvroType", reason);
}

// Bytes of a file from a position on, fetched as needed.
class AvroReader {
 public:
  AvroReader(store::ObjectReader& object, std::uint64_t position)
      : object_(object), position_(position) {}

  std::int64_t number() {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      const auto byte = static_cast<unsigned char>(bytes(1).front());
      value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
      if ((byte & 0x80) == 0) {
        return static_cast<std::int64_t>(value >> 1) ^ -static_cast<std::int64_t>(value & 1);
      }
    }
    fail("a number of its header is too long");
  }

  std::string bytes(std::uint64_t size) {
    if (size > object_.object().size_bytes) fail("its header is damaged");
    std::string result;
    while (result.size() < size) {
      if (next_ == buffer_.size()) refill();
      const std::size_t count = std::min<std::size_t>(size - result.size(), buffer_.size() - next_);
      result.append(buffer_, next_, count);
      next_ += count;
    }
    return result;
  }

  std::string text() { return bytes(static_cast<std::uint64_t>(number())); }

  // Where the next byte lies.
  std::uint64_t position() const { return position_ - (buffer_.size() - next_); }

 private:
  void refill() {
    constexpr std::uint64_t kChunkBytes = 16 << 10;
    const std::uint64_t size = object_.object().size_bytes;
    const std::uint64_t rest = size > position_ ? size - position_ : 0;
    if (rest == 0) fail("it ends within its header");
    buffer_ = read_bytes(object_, position_, std::min(rest, kChunkBytes));
    position_ += buffer_.size();
    next_ = 0;
  }

  store::ObjectReader& object_;
  std::uint64_t position_;
  std::string buffer_;
  std::size_t next_ = 0;
};

std::string text_of(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  if (value == nullptr || !value->is_string()) return {};
  return std::string(value->get_string());
}

int int_of(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value == nullptr || !value->is_int64() ? 0 : static_cast<int>(value->get_int64());
}

class SchemaReader {
 public:
  Type type(const json::value& schema, int depth) {
    if (depth > catalog::kTypeDepthMax - 2) refuse("its Avro schema is nested too deeply");
    if (schema.is_string()) return named(std::string(schema.get_string()));
    if (schema.is_array()) return union_type(schema.get_array(), depth);
    if (schema.is_object()) return object_type(schema.get_object(), depth);
    fail("its Avro schema is damaged");
  }

 private:
  Type named(const std::string& name) const {
    if (name == "boolean") return catalog::scalar(TypeKind::boolean);
    if (name == "int") return catalog::scalar(TypeKind::integer);
    if (name == "long") return catalog::scalar(TypeKind::bigint);
    if (name == "float") return catalog::scalar(TypeKind::float_);
    if (name == "double") return catalog::scalar(TypeKind::double_);
    if (name == "bytes") return catalog::scalar(TypeKind::binary);
    if (name == "string" || name == "null") return catalog::scalar(TypeKind::string);
    const auto known = names_.find(name);
    if (known == names_.end()) {
      refuse(fmt::format("its Avro schema names the type \"{}\" before, or within, its definition",
                         name));
    }
    return known->second;
  }

  // A union with null is what Hive's columns are anyway.
  Type union_type(const json::array& branches, int depth) {
    std::vector<Type> types;
    for (const json::value& branch : branches) {
      if (!branch.is_string() || branch.get_string() != "null") {
        types.push_back(type(branch, depth + 1));
      }
    }
    if (types.empty()) return catalog::scalar(TypeKind::string);
    const bool is_one =
        std::all_of(types.begin(), types.end(), [&](const Type& each) { return each == types[0]; });
    if (!is_one) refuse("its Avro schema has a union of several types");
    return types.front();
  }

  Type object_type(const json::object& schema, int depth) {
    const json::value* inner = schema.if_contains("type");
    if (inner == nullptr) fail("its Avro schema is damaged: a type is missing");
    if (!inner->is_string()) return type(*inner, depth + 1);
    const std::string kind(inner->get_string());
    if (const auto logical = logical_type(schema)) return remember(schema, *logical);
    if (kind == "record" || kind == "error") return remember(schema, record_type(schema, depth));
    if (kind == "enum") return remember(schema, catalog::scalar(TypeKind::string));
    if (kind == "fixed") return remember(schema, catalog::scalar(TypeKind::binary));
    if (kind == "array") return catalog::array_of(type(part(schema, "items"), depth + 1));
    if (kind == "map") {
      return catalog::map_of(catalog::scalar(TypeKind::string),
                             type(part(schema, "values"), depth + 1));
    }
    return named(kind);
  }

  static const json::value& part(const json::object& schema, std::string_view key) {
    const json::value* value = schema.if_contains(key);
    if (value == nullptr) fail(fmt::format("its Avro schema is damaged: \"{}\" is missing", key));
    return *value;
  }

  static std::optional<Type> logical_type(const json::object& schema) {
    const std::string logical = text_of(schema, "logicalType");
    if (logical == "date") return catalog::scalar(TypeKind::date);
    if (logical == "uuid") return catalog::scalar(TypeKind::string);
    if (logical.starts_with("timestamp-") || logical.starts_with("local-timestamp-")) {
      return catalog::scalar(TypeKind::timestamp);
    }
    if (logical != "decimal") return std::nullopt;
    Type type{.kind = TypeKind::decimal};
    type.precision = std::clamp(int_of(schema, "precision"), 1, 38);
    type.scale = std::clamp(int_of(schema, "scale"), 0, type.precision);
    return type;
  }

  Type record_type(const json::object& schema, int depth) {
    const json::value& fields = part(schema, "fields");
    if (!fields.is_array()) fail("its Avro schema is damaged: a record's fields");
    std::vector<std::string> names;
    std::vector<Type> types;
    for (const json::value& field : fields.get_array()) {
      if (!field.is_object()) fail("its Avro schema is damaged: a record's field");
      names.push_back(text_of(field.get_object(), "name"));
      types.push_back(type(part(field.get_object(), "type"), depth + 1));
    }
    return catalog::struct_of(std::move(names), std::move(types));
  }

  Type remember(const json::object& schema, Type type) {
    const std::string name = text_of(schema, "name");
    if (!name.empty()) {
      const std::string space = text_of(schema, "namespace");
      names_[name] = type;
      if (!space.empty()) names_[space + "." + name] = type;
    }
    return type;
  }

  std::map<std::string, Type> names_;
};

// The blocks' counts, without their data.
std::uint64_t count_records(store::ObjectReader& object, std::uint64_t position) {
  constexpr std::uint64_t kSyncBytes = 16;
  const std::uint64_t size = object.object().size_bytes;
  std::uint64_t records = 0;
  while (position < size) {
    AvroReader reader(object, position);
    const std::int64_t count = reader.number();
    const std::int64_t bytes = reader.number();
    if (count < 0 || bytes < 0) fail("a block of it is damaged");
    records += static_cast<std::uint64_t>(count);
    position = reader.position() + static_cast<std::uint64_t>(bytes) + kSyncBytes;
  }
  if (position != size) fail("it ends within a block: it was cut off");
  return records;
}

}  // namespace

std::vector<catalog::Column> avro_columns(std::string_view schema) {
  const Type root = SchemaReader().type(parse_json(schema), 0);
  if (root.kind != TypeKind::struct_) refuse("its Avro schema is not a record");
  std::vector<catalog::Column> columns;
  for (std::size_t i = 0; i < root.names.size(); ++i) {
    columns.push_back({.name = root.names[i], .type = root.children[i]});
  }
  if (columns.empty()) fail("its Avro schema has no fields");
  return columns;
}

FileSchema read_avro_schema(store::ObjectReader& object) {
  constexpr std::uint64_t kMagicBytes = 4;
  constexpr std::uint64_t kSyncBytes = 16;
  constexpr std::uint64_t kHeaderBytesMax = 64 << 20;
  AvroReader reader(object, kMagicBytes);
  FileSchema result;
  for (std::int64_t entries = reader.number(); entries != 0; entries = reader.number()) {
    // A negative count is followed by the block's size.
    if (entries < 0) {
      if (entries < -INT32_MAX) fail("its header is damaged");
      entries = -entries;
      reader.number();
    }
    for (; entries > 0; --entries) {
      const std::string key = reader.text();
      std::string value = reader.text();
      if (key == "avro.schema") result.shape.avro_schema = std::move(value);
      if (reader.position() > kHeaderBytesMax) fail("its header is too long");
    }
  }
  if (result.shape.avro_schema.empty()) fail("its header has no schema");
  result.shape.format.format = catalog::FileFormat::avro;
  result.shape.columns = avro_columns(result.shape.avro_schema);
  result.records = count_records(object, reader.position() + kSyncBytes);
  result.data_bytes = object.object().size_bytes;
  result.evidence = fmt::format("Avro's header: a record of {} fields, {} rows",
                                result.shape.columns.size(), human_count(result.records));
  return result;
}

}  // namespace sluice::crawl
