// One port, every service: finds who a request is for, and does around its handler what is the same
// for all of them: authenticate, parse, validate, authorise, serve, write, render errors.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "api/http/message.h"
#include "api/wire/service.h"
#include "base/clock.h"
#include "base/log.h"

namespace sluice::api {

// Checks signatures; access/ stands behind it. Thread-safe.
class Authenticator {
 public:
  virtual ~Authenticator() = default;
  // Who signed it for one of `signing_names`; anonymous when nothing in it is a credential. Puts
  // readers around the body that decode it (aws-chunked: content_length becomes the decoded one)
  // and check it (x-amz-content-sha256, chunk signatures). Throws Error denied or invalid with
  // AWS's code.
  virtual Caller authenticate(HttpRequest& request, const std::vector<std::string>& signing_names,
                              Timestamp now) = 0;
};

struct GatewayOptions {
  // "BUCKET.s3.DOMAIN" and "BUCKET.DOMAIN" name a bucket, "kms.DOMAIN" a service.
  std::vector<std::string> domains = {"localhost"};
};

// Services, authenticator, clock and log outlive it.
class Gateway final : public HttpHandler {
 public:
  // The first service takes what names none: S3.
  Gateway(std::vector<std::reference_wrapper<const Service>> services, Authenticator& authenticator,
          const Clock& clock, const Log& log, GatewayOptions options = {});

  HttpResponse handle(HttpRequest& request) override;
  // A bucket's host: any path is a key.
  bool owns_every_path(const HttpRequest& request) const override;

 private:
  HttpResponse serve(const Service& service, Arrival& arrival, std::optional<Call>& call);
  HttpResponse fail(const Service& service, const Arrival& arrival, const Call* call,
                    ErrorAnswer error) const;

  std::vector<std::reference_wrapper<const Service>> services_;
  Authenticator& authenticator_;
  const Clock& clock_;
  const Log& log_;
  GatewayOptions options_;
};

}  // namespace sluice::api
