#include "store/rows/object_codec.h"

#include "base/bytes.h"
#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "base/utf8.h"

namespace sluice::store {
namespace {

using Texts = std::map<std::string, std::string>;

// What is not UTF-8 would be written, and then break every listing that reads it.
const std::string& checked(const std::string& text) {
  if (is_utf8(text)) return text;
  throw Error(ErrorKind::invalid, "InvalidArgument",
              "metadata, tags and headers of an object are UTF-8 text");
}

json::object object_of(const Texts& texts) {
  json::object members;
  for (const auto& [name, value] : texts)
    members[checked(name)] = checked(value);
  return members;
}

Texts texts_in(const json::value& value) {
  Texts texts;
  for (const auto& [name, text] : value.as_object())
    texts.emplace(name, text.as_string());
  return texts;
}

std::int64_t micros(Timestamp time) {
  return time.time_since_epoch().count();
}

Timestamp time_in(const json::value& value) {
  return Timestamp(std::chrono::microseconds(value.as_int64()));
}

// "" when the member is absent.
std::string text_in(const json::object& members, std::string_view name) {
  const json::value* value = members.if_contains(name);
  return value ? std::string(value->as_string()) : std::string();
}

void put_text(json::object& members, std::string_view name, const std::string& text) {
  if (!text.empty()) members[name] = checked(text);
}

json::object encryption_value(const Encryption& encryption) {
  json::object members;
  members["kind"] = static_cast<std::int64_t>(encryption.kind);
  put_text(members, "key_id", encryption.key_id);
  put_text(members, "context", encryption.context);
  put_text(members, "wrapped_key", to_hex(bytes_of(encryption.wrapped_key)));
  put_text(members, "key_md5", encryption.key_md5);
  if (encryption.has_bucket_key) members["bucket_key"] = true;
  return members;
}

Encryption encryption_in(const json::object& members) {
  return {.kind = static_cast<Encryption::Kind>(members.at("kind").as_int64()),
          .key_id = text_in(members, "key_id"),
          .context = text_in(members, "context"),
          .wrapped_key = from_hex(text_in(members, "wrapped_key")).value_or(""),
          .key_md5 = text_in(members, "key_md5"),
          .has_bucket_key = members.contains("bucket_key")};
}

json::object properties_value(const ObjectProperties& properties) {
  json::object members;
  if (!properties.headers.empty()) members["headers"] = object_of(properties.headers);
  put_text(members, "owner", properties.owner);
  if (properties.encryption != Encryption{}) {
    members["encryption"] = encryption_value(properties.encryption);
  }
  if (!properties.tags.empty()) members["tags"] = object_of(properties.tags);
  put_text(members, "acl", properties.acl);
  if (properties.retention) {
    members["lock_mode"] = static_cast<std::int64_t>(properties.retention->mode);
    members["locked_until"] = micros(properties.retention->until);
  }
  if (properties.has_legal_hold) members["legal_hold"] = true;
  if (properties.restore) {
    members["restored_at"] = micros(properties.restore->ready_at);
    members["restored_until"] = micros(properties.restore->expires_at);
  }
  return members;
}

ObjectProperties properties_in(const json::object& members) {
  ObjectProperties properties;
  for (const auto& [name, value] : members) {
    if (name == "headers") properties.headers = texts_in(value);
    if (name == "owner") properties.owner = value.as_string();
    if (name == "encryption") properties.encryption = encryption_in(value.as_object());
    if (name == "tags") properties.tags = texts_in(value);
    if (name == "acl") properties.acl = value.as_string();
    if (name == "lock_mode") {
      properties.retention = {.mode = static_cast<LockMode>(value.as_int64()),
                              .until = time_in(members.at("locked_until"))};
    }
    if (name == "legal_hold") properties.has_legal_hold = true;
    if (name == "restored_at") {
      properties.restore = {.ready_at = time_in(value),
                            .expires_at = time_in(members.at("restored_until"))};
    }
  }
  return properties;
}

}  // namespace

// "CRC32 F aGVsbG8=": algorithm, FULL_OBJECT or COMPOSITE, value.
std::optional<std::string> checksum_text(const std::optional<Checksum>& checksum) {
  if (!checksum) return std::nullopt;
  return fmt::format("{} {} {}", checksum->algorithm, checksum->is_composite ? 'C' : 'F',
                     checksum->value);
}

Checksum checksum_in(const std::string& text) {
  const auto words = split(text, ' ');
  return {.algorithm = std::string(words.at(0)),
          .value = std::string(words.at(2)),
          .is_composite = words.at(1) == "C"};
}

std::optional<std::string> metadata_text(const Texts& metadata) {
  if (metadata.empty()) return std::nullopt;
  return sluice::to_text(json::value(object_of(metadata)));
}

Texts metadata_in(const std::string& text) {
  return texts_in(parse_json(text));
}

std::optional<std::string> properties_text(const ObjectProperties& properties) {
  json::object members = properties_value(properties);
  if (members.empty()) return std::nullopt;
  return sluice::to_text(json::value(std::move(members)));
}

ObjectProperties properties_in(const std::string& text) {
  const json::value parsed = parse_json(text);
  return properties_in(parsed.as_object());
}

std::string upload_options_text(const UploadOptions& options) {
  json::object members;
  put_text(members, "content_type", options.object.content_type);
  members["metadata"] = object_of(options.object.metadata);
  members["storage_class"] = options.object.storage_class;
  if (const auto text = checksum_text(options.object.checksum)) members["checksum"] = *text;
  members["properties"] = properties_value(options.object.properties);
  put_text(members, "initiator", options.initiator);
  return sluice::to_text(json::value(std::move(members)));
}

UploadOptions upload_options_in(const std::string& text) {
  const json::value parsed = parse_json(text);
  const json::object& members = parsed.as_object();
  UploadOptions options;
  options.object.content_type = text_in(members, "content_type");
  options.object.metadata = texts_in(members.at("metadata"));
  options.object.storage_class = text_in(members, "storage_class");
  const std::string checksum = text_in(members, "checksum");
  if (!checksum.empty()) options.object.checksum = checksum_in(checksum);
  options.object.properties = properties_in(members.at("properties").as_object());
  options.initiator = text_in(members, "initiator");
  return options;
}

std::string finished_text(const Object& object) {
  json::object members;
  members["version"] = object.version.text();
  members["size"] = static_cast<std::int64_t>(object.size_bytes);
  members["etag"] = object.etag;
  members["modified"] = micros(object.last_modified);
  members["parts"] = object.part_count;
  members["storage_class"] = object.storage_class;
  if (const auto text = checksum_text(object.checksum)) members["checksum"] = *text;
  members["properties"] = properties_value(object.properties);
  return sluice::to_text(json::value(std::move(members)));
}

Object finished_in(const std::string& text) {
  const json::value parsed = parse_json(text);
  const json::object& members = parsed.as_object();
  Object object;
  object.version = VersionId(text_in(members, "version"));
  object.size_bytes = static_cast<std::uint64_t>(members.at("size").as_int64());
  object.etag = text_in(members, "etag");
  object.last_modified = time_in(members.at("modified"));
  object.part_count = static_cast<int>(members.at("parts").as_int64());
  object.storage_class = text_in(members, "storage_class");
  const std::string checksum = text_in(members, "checksum");
  if (!checksum.empty()) object.checksum = checksum_in(checksum);
  object.properties = properties_in(members.at("properties").as_object());
  return object;
}

}  // namespace sluice::store
