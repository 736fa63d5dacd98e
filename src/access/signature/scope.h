// The parts of a claim that headers, queries and forms write alike. Internal to signature.
#pragma once

#include <string_view>

#include "access/signature/claim.h"

namespace sluice::access {

// "AKIA…/20130524/us-east-1/s3/aws4_request" into the claim; an id may hold slashes itself. Throws
// `fault` when it is malformed or outside of the rules; `subject` starts the message.
void read_credential(Claim& claim, std::string_view credential, const SignatureRules& rules,
                     SignatureFault fault, std::string_view subject);

// The moment of signing, whose day must be the scope's.
void read_moment(Claim& claim, std::string_view date_time, const SignatureRules& rules,
                 SignatureFault fault, std::string_view subject);

}  // namespace sluice::access
