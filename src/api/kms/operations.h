// The operations of KMS, one function a file that has some. Internal to kms/.
#pragma once

#include "api/kms/kms.h"
#include "api/wire/call.h"

namespace sluice::api::kms {

// Asks whether the caller may do what the call says.
void authorise_kms(Kms& kms, Call& call);

void add_key_operations(Operations& operations, Kms& kms);
void add_key_policy_operations(Operations& operations, Kms& kms);
void add_alias_operations(Operations& operations, Kms& kms);
void add_rotation_operations(Operations& operations, Kms& kms);
void add_grant_operations(Operations& operations, Kms& kms);
void add_cryptographic_operations(Operations& operations, Kms& kms);

// What a CreateGrant asks for.
access::KeyGrant grant_of(const Call& call);

// "Truncated" and "NextMarker".
void set_page_end(json::object& output, const std::string& next_marker);

// Whether it would have worked was the question; it would.
void end_dry_run(const Call& call);

}  // namespace sluice::api::kms
