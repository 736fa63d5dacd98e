#include "access/signature/scope.h"

#include <algorithm>

#include "access/signature/text/dates.h"
#include "base/text.h"

namespace sluice::access {

void read_credential(Claim& claim, std::string_view credential, const SignatureRules& rules,
                     SignatureFault fault, std::string_view subject) {
  const auto refuse = [&](const std::string& why) {
    throw signature_error(rules.dialect, fault, fmt::format("{}; {}", subject, why));
  };
  const std::vector<std::string_view> parts = split(credential, '/');
  const std::size_t count = parts.size();
  if (count < 5 || parts[count - 1] != "aws4_request" || parts[count - 4].size() != 8 ||
      !std::all_of(parts[count - 4].begin(), parts[count - 4].end(), is_digit)) {
    refuse(
        "the Credential is mal-formed; expecting"
        " \"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\".");
  }
  claim.service = parts[count - 2];
  claim.region = parts[count - 3];
  claim.date = parts[count - 4];
  claim.access_key_id = credential.substr(
      0, static_cast<std::size_t>(parts[count - 4].data() - credential.data()) - 1);
  if (claim.access_key_id.empty()) refuse("a non-empty Access Key (AKID) must be provided.");
  if (!rules.region.empty() && claim.region != rules.region)
    refuse(fmt::format("the region '{}' is wrong; expecting '{}'", claim.region, rules.region));
  if (!rules.service.empty() && claim.service != rules.service) {
    refuse(fmt::format("incorrect service \"{}\". This endpoint belongs to \"{}\".", claim.service,
                       rules.service));
  }
}

void read_moment(Claim& claim, std::string_view date_time, const SignatureRules& rules,
                 SignatureFault fault, std::string_view subject) {
  const auto time = parse_basic_time(date_time);
  if (!time) {
    throw signature_error(
        rules.dialect, fault,
        fmt::format("{}; X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"",
                    subject));
  }
  if (date_time.substr(0, 8) != claim.date) {
    throw signature_error(rules.dialect, fault,
                          fmt::format("{}; Invalid credential date \"{}\". This date is not the"
                                      " same as X-Amz-Date: \"{}\".",
                                      subject, claim.date, date_time.substr(0, 8)));
  }
  claim.signed_at = *time;
  claim.signed_at_text = date_time;
}

}  // namespace sluice::access
