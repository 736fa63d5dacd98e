#include "api/s3/delivery/inventory/columns.h"

#include <algorithm>
#include <array>

#include "api/s3/objects/read/expiration.h"
#include "api/wire/protocol/scalars.h"

namespace sluice::api::s3 {
namespace {

using store::Object;
using Bucket = InventoryBucket;
using Cell = InventoryCell;
using Type = InventoryColumn::Type;
using Presence = InventoryColumn::Presence;

Cell text(std::string_view value) {
  return value.empty() ? Cell() : Cell(std::string(value));
}

Cell bucket_of(const Object& object, const Bucket&) {
  return object.bucket.text();
}

Cell key_of(const Object& object, const Bucket&) {
  return object.key.text();
}

Cell version_of(const Object& object, const Bucket& bucket) {
  if (bucket.rules.bucket.versioning == store::Versioning::never) return {};
  return object.version.text();
}

Cell is_latest(const Object& object, const Bucket&) {
  return object.is_current;
}

Cell is_marker(const Object& object, const Bucket&) {
  return object.is_delete_marker;
}

Cell size_of(const Object& object, const Bucket&) {
  if (object.is_delete_marker) return {};
  return static_cast<std::int64_t>(object.size_bytes);
}

Cell modified(const Object& object, const Bucket&) {
  return Timestamp(std::chrono::floor<std::chrono::seconds>(object.last_modified));
}

Cell etag_of(const Object& object, const Bucket&) {
  return text(object.etag);
}

Cell class_of(const Object& object, const Bucket&) {
  return object.is_delete_marker ? Cell() : text(object.storage_class);
}

Cell is_multipart(const Object& object, const Bucket&) {
  return object.is_delete_marker ? Cell() : Cell(object.part_count > 0);
}

// Nothing is replicated.
Cell replication(const Object&, const Bucket&) {
  return {};
}

Cell encryption(const Object& object, const Bucket&) {
  if (object.is_delete_marker) return {};
  switch (object.properties.encryption.kind) {
    case store::Encryption::Kind::managed:
      return text("SSE-S3");
    case store::Encryption::Kind::kms:
      return text("SSE-KMS");
    case store::Encryption::Kind::customer:
      return text("SSE-C");
    case store::Encryption::Kind::none:
      break;
  }
  return text("NOT-SSE");
}

Cell retained_until(const Object& object, const Bucket&) {
  const auto& retention = object.properties.retention;
  return retention ? Cell(retention->until) : Cell();
}

Cell lock_mode(const Object& object, const Bucket&) {
  const auto& retention = object.properties.retention;
  if (!retention) return {};
  return text(retention->mode == store::LockMode::compliance ? "COMPLIANCE" : "GOVERNANCE");
}

Cell legal_hold(const Object& object, const Bucket& bucket) {
  if (!bucket.rules.bucket.lock || object.is_delete_marker) return {};
  return text(object.properties.has_legal_hold ? "ON" : "OFF");
}

Cell access_tier(const Object& object, const Bucket&) {
  return text(object.storage_class == "INTELLIGENT_TIERING" ? "FREQUENT" : "");
}

Cell bucket_key(const Object& object, const Bucket&) {
  const auto& how = object.properties.encryption;
  if (how.kind != store::Encryption::Kind::kms) return {};
  return text(how.has_bucket_key ? "ENABLED" : "DISABLED");
}

Cell checksum(const Object& object, const Bucket&) {
  return object.checksum ? text(object.checksum->algorithm) : Cell();
}

Cell owner_of(const Object& object, const Bucket& bucket) {
  return text(bucket.cache.owner_of(object, bucket.rules));
}

// Base64 of a JSON document.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/objectacl.html
Cell acl_of(const Object& object, const Bucket& bucket) {
  if (object.is_delete_marker) return {};
  const auto owner = bucket.cache.owner_of(object, bucket.rules);
  const auto acl =
      bucket.rules.has_acls() ? parse_acl(owner, object.properties.acl) : private_acl(owner);
  json::array grants;
  for (const auto& grant : acl.grants) {
    const bool is_group = grant.grantee.kind == Grantee::Kind::group;
    grants.push_back(json::object{{is_group ? "uri" : "canonicalId", grant.grantee.id},
                                  {"type", is_group ? "Group" : "CanonicalUser"},
                                  {"permission", name_of(grant.permission)}});
  }
  return base64_encode(to_text(json::object{
      {"version", "2022-11-10"}, {"status", "AVAILABLE"}, {"grants", std::move(grants)}}));
}

Cell expires(const Object& object, const Bucket& bucket) {
  if (!object.is_current || object.is_delete_marker) return {};
  const auto found = expiration_of(bucket.lifecycle, object);
  return found ? Cell(found->date) : Cell();
}

constexpr std::array kColumns = {
    InventoryColumn{"Bucket", "bucket", Type::text, Presence::always, bucket_of},
    InventoryColumn{"Key", "key", Type::text, Presence::always, key_of},
    InventoryColumn{"VersionId", "version_id", Type::text, Presence::with_versions, version_of},
    InventoryColumn{"IsLatest", "is_latest", Type::flag, Presence::with_versions, is_latest},
    InventoryColumn{"IsDeleteMarker", "is_delete_marker", Type::flag, Presence::with_versions,
                    is_marker},
    InventoryColumn{"Size", "size", Type::number, Presence::optional, size_of},
    InventoryColumn{"LastModifiedDate", "last_modified_date", Type::time, Presence::optional,
                    modified},
    InventoryColumn{"ETag", "e_tag", Type::text, Presence::optional, etag_of},
    InventoryColumn{"StorageClass", "storage_class", Type::text, Presence::optional, class_of},
    InventoryColumn{"IsMultipartUploaded", "is_multipart_uploaded", Type::flag, Presence::optional,
                    is_multipart},
    InventoryColumn{"ReplicationStatus", "replication_status", Type::text, Presence::optional,
                    replication},
    InventoryColumn{"EncryptionStatus", "encryption_status", Type::text, Presence::optional,
                    encryption},
    InventoryColumn{"ObjectLockRetainUntilDate", "object_lock_retain_until_date", Type::time,
                    Presence::optional, retained_until},
    InventoryColumn{"ObjectLockMode", "object_lock_mode", Type::text, Presence::optional,
                    lock_mode},
    InventoryColumn{"ObjectLockLegalHoldStatus", "object_lock_legal_hold_status", Type::text,
                    Presence::optional, legal_hold},
    InventoryColumn{"IntelligentTieringAccessTier", "intelligent_tiering_access_tier", Type::text,
                    Presence::optional, access_tier},
    InventoryColumn{"BucketKeyStatus", "bucket_key_status", Type::text, Presence::optional,
                    bucket_key},
    InventoryColumn{"ChecksumAlgorithm", "checksum_algorithm", Type::text, Presence::optional,
                    checksum},
    InventoryColumn{"ObjectAccessControlList", "object_access_control_list", Type::text,
                    Presence::optional, acl_of},
    InventoryColumn{"ObjectOwner", "object_owner", Type::text, Presence::optional, owner_of},
    InventoryColumn{"LifecycleExpirationDate", "lifecycle_expiration_date", Type::time,
                    Presence::optional, expires},
};

std::string_view parquet_type(Type type) {
  switch (type) {
    case Type::number:
      return "int64";
    case Type::flag:
      return "boolean";
    case Type::time:
      return "int64";
    case Type::text:
      break;
  }
  return "binary";
}

std::string_view parquet_note(Type type) {
  if (type == Type::text) return " (UTF8)";
  return type == Type::time ? " (TIMESTAMP_MILLIS)" : "";
}

}  // namespace

bool has_inventory_field(std::string_view field) {
  return std::any_of(kColumns.begin(), kColumns.end(), [&](const auto& column) {
    return column.presence == Presence::optional && column.field == field;
  });
}

InventoryColumns columns_of(const InventoryConfiguration& configuration) {
  InventoryColumns columns;
  for (const auto& column : kColumns) {
    const bool is_asked_for = configuration.fields.contains(std::string(column.field));
    const bool is_there =
        column.presence == Presence::always || is_asked_for ||
        (column.presence == Presence::with_versions && configuration.has_all_versions);
    if (is_there) columns.push_back(&column);
  }
  return columns;
}

std::string inventory_schema(const InventoryColumns& columns, InventoryFormat format) {
  std::string schema;
  if (format == InventoryFormat::csv) {
    for (const auto* column : columns)
      schema += (schema.empty() ? "" : ", ") + std::string(column->field);
    return schema;
  }
  schema = "message s3.inventory {";
  for (const auto* column : columns) {
    const bool is_required = column->presence == Presence::always;
    schema += fmt::format(" {} {} {}{};", is_required ? "required" : "optional",
                          parquet_type(column->type), column->name, parquet_note(column->type));
  }
  return schema + " }";
}

}  // namespace sluice::api::s3
