// Uploads by HTML form: the signed policy says which fields may come.
// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/signature/claim.h"
#include "access/signature/signing_keys.h"
#include "base/clock.h"

namespace sluice::access {

struct FormField {
  std::string name;  // in lower case
  std::string value;
};

// The fields before the file, in order. `bucket` comes from the URL, not from a field.
struct PostForm {
  std::string bucket;
  std::vector<FormField> fields;
};

struct ContentLengthRange {
  std::uint64_t least = 0;
  std::uint64_t most = UINT64_MAX;
};

struct PostPolicy {
  struct Condition {
    enum class Kind { equal, starts_with };
    Kind kind = Kind::equal;
    std::string field;  // in lower case, without '$'
    std::string value;
  };

  Timestamp expiration;
  std::vector<Condition> conditions;
  std::optional<ContentLengthRange> content_length;
};

// `text` is the policy field decoded from base64. Throws Error invalid (InvalidPolicyDocument).
PostPolicy parse_post_policy(std::string_view text);

// Throws Error denied (AccessDenied, "Invalid according to Policy: …") when the policy has expired,
// a condition fails, or a field is covered by none. The file's size is left to the caller:
// EntityTooSmall and EntityTooLarge by content_length.
void check_post_policy(const PostPolicy& policy, const PostForm& form, Timestamp now);

// Nothing for an anonymous form (no signature and no policy among the fields). The claim's
// session_token is the field's. Throws Error invalid (InvalidArgument: a field is missing).
std::optional<Claim> read_form_claim(const PostForm& form, const SignatureRules& rules);

// Checks the signature over the policy field, then the policy itself, and answers it. Throws Error
// denied (SignatureDoesNotMatch), and as the two functions above.
PostPolicy verify_form(const Claim& claim, const PostForm& form, const SignatureRules& rules,
                       std::string_view secret, Timestamp now, SigningKeys& keys);

}  // namespace sluice::access
