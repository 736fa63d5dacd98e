// Which service a request is for, on the one port that all share.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/http/message.h"
#include "api/wire/service.h"

namespace sluice::api {

// What a request's credentials say they were made for; read, not checked.
struct SigningScope {
  std::string access_key_id;
  std::string date;     // "20261122"
  std::string region;   // "us-east-1"
  std::string service;  // "s3"
};

// Of the Authorization header or of a presigned query; nothing when there is none of that form.
std::optional<SigningScope> signing_scope(const HttpRequest& request);

// What a Host header names.
struct HostName {
  std::string service;      // "kms", "s3"; "" when it names none
  std::string bucket;       // of "photos.s3.eu-west-1.amazonaws.com", "photos.localhost"
  bool is_website = false;  // "photos.s3-website.eu-west-1.amazonaws.com", "….s3-website.localhost"
};

// `domains` are those below which buckets and services have names; "amazonaws.com" is one already.
// Addresses and other hosts name nothing.
HostName parse_host(std::string_view host, const std::vector<std::string>& domains,
                    const std::vector<std::string>& services);

bool names_bucket(std::string_view host,
                  const std::vector<std::reference_wrapper<const Service>>& services,
                  const std::vector<std::string>& domains);

struct Destination {
  const Service* service = nullptr;  // null: one that is not served
  std::string bucket;                // of a virtual host; "" for path style
  std::string asked;                 // the name of the service that is not served
  bool is_website = false;           // the bucket as browsers see it
};

// In this order: S3 Control's paths, the signing scope, X-Amz-Target, an Action with a service's
// Version, the host; and what names no service is for the first, S3. An unsigned form is read for
// its Version, and put back.
Destination find_destination(HttpRequest& request,
                             const std::vector<std::reference_wrapper<const Service>>& services,
                             const std::vector<std::string>& domains);

}  // namespace sluice::api
