// Configuration documents of buckets as rows, versioned like the buckets themselves.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "meta/database.h"
#include "store/bucket.h"
#include "store/buckets/bucket_rows.h"

namespace sluice::store {

// The store's own documents.
inline constexpr std::string_view kLifecycleKind = "store.lifecycle";
inline constexpr std::string_view kNotificationsKind = "store.notifications";

std::optional<Document> find_document(meta::Connection&, const meta::Snapshot&, const BucketRow&,
                                      const DocumentName&);
// By id.
// Of every kind, those without an id.
std::vector<Document> single_documents(meta::Connection&, const meta::Snapshot&, const BucketRow&);
std::vector<Document> documents_of(meta::Connection&, const meta::Snapshot&, const BucketRow&,
                                   std::string_view kind);
// Throw Error conflict (ConcurrentModification) where a commit in progress has changed it.
void write_document(meta::Transaction&, const BucketRow&, const DocumentName&,
                    const std::string& text, Timestamp now);
void retire_document(meta::Transaction&, const BucketRow&, const DocumentName&);
// All that a bucket has.
void retire_documents(meta::Transaction&, const BucketRow&);

}  // namespace sluice::store
