// The operations on objects, a table a file; and what their files share.
#pragma once

#include <memory>
#include <optional>

#include "api/s3/s3.h"
#include "base/aead.h"

namespace sluice::api::s3 {

void add_read_operations(Operations& operations, S3& s3);
void add_attribute_operations(Operations& operations, S3& s3);
void add_put_operations(Operations& operations, S3& s3);
void add_copy_operations(Operations& operations, S3& s3);
void add_delete_operations(Operations& operations, S3& s3);
void add_multi_delete_operations(Operations& operations, S3& s3);
void add_listing_operations(Operations& operations, S3& s3);
void add_version_listing_operations(Operations& operations, S3& s3);
void add_tagging_operations(Operations& operations, S3& s3);
void add_lock_operations(Operations& operations, S3& s3);
void add_restore_operations(Operations& operations, S3& s3);

// Throws S3's errors: InvalidObjectState of an archived object, InvalidRequest of another key.
std::unique_ptr<store::ObjectReader> open_object(S3& s3, const store::Object& object,
                                                 const std::optional<DataKey>& key);

}  // namespace sluice::api::s3
