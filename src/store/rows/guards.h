// What keeps a change from happening: conditions of the request, and object lock.
#pragma once

#include <optional>

#include "store/archive.h"
#include "store/buckets/bucket_rows.h"
#include "store/object.h"
#include "store/store.h"

namespace sluice::store {

// `current` is null when the key has none, or a delete marker. Throws Error conflict
// (PreconditionFailed), not_found (NoSuchKey).
void check_conditions(const Conditions&, const Object* current, const BucketName&,
                      const ObjectKey&);

// The retention that a new version has. Throws Error invalid (InvalidRequest) for a retention or
// legal hold in a bucket without object lock.
std::optional<Retention> retention_for(const Bucket&, const ObjectProperties&, Timestamp now);

bool is_locked(const Object&, Bypass, Timestamp now);
// Throws Error denied (AccessDenied).
void check_removable(const Object&, Bypass, Timestamp now);
// Throws Error invalid (InvalidRequest), denied (AccessDenied).
void check_retention_change(const Bucket&, const Object&, const std::optional<Retention>& wanted,
                            Bypass, Timestamp now);
// Throws Error invalid (InvalidRequest).
void check_has_lock(const Bucket&);

// A body that is not encrypted does not claim to be, and the other way round.
inline void note_body_kind(BodyKind kind, Encryption& encryption) {
  using Kind = Encryption::Kind;
  if (encryption.kind != Kind::managed && encryption.kind != Kind::none) return;
  encryption.kind = kind == BodyKind::plain ? Kind::none : Kind::managed;
}

// Throws Error denied (InvalidObjectState).
void check_readable(const Object&, Timestamp now);

}  // namespace sluice::store
