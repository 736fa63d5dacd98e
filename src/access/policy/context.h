// The facts of one request that policies' conditions ask about.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "access/principal.h"
#include "base/clock.h"

namespace sluice::access {

// Keys are compared without regard to ASCII case; a key may have several values (aws:TagKeys).
class Context {
 public:
  void set(std::string_view key, std::string value);
  void set(std::string_view key, std::vector<std::string> values);
  // Null when the request does not have that key: not the same as an empty value.
  const std::vector<std::string>* find(std::string_view key) const;

 private:
  struct Entry {
    std::string key;  // in lower case
    std::vector<std::string> values;
  };
  std::vector<Entry> entries_;
};

// What follows from the caller and the moment: aws:PrincipalArn, aws:PrincipalAccount,
// aws:PrincipalType, aws:PrincipalTag/…, aws:userid, aws:username, aws:PrincipalIsAWSService,
// aws:CurrentTime, aws:EpochTime. The edge adds what it alone knows: aws:SourceIp (the
// connection's address, never a header's), aws:SecureTransport, aws:UserAgent, aws:Referer, s3:….
Context make_context(const Principal& principal, Timestamp now);

}  // namespace sluice::access
