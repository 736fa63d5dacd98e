#include "api/wire/destination.h"

#include <algorithm>

#include "api/http/body.h"
#include "api/http/uri.h"
#include "base/text.h"

namespace sluice::api {
namespace {

using Services = std::vector<std::reference_wrapper<const Service>>;

constexpr std::string_view kAlgorithm = "AWS4-";

// "AKIA…/20261122/us-east-1/s3/aws4_request"
std::optional<SigningScope> parse_credential(std::string_view credential) {
  const auto parts = split(credential, '/');
  if (parts.size() < 5) return std::nullopt;
  const auto* last = &parts[parts.size() - 4];
  const auto key_chars = static_cast<std::size_t>(last[0].data() - credential.data()) - 1;
  return SigningScope{.access_key_id = std::string(credential.substr(0, key_chars)),
                      .date = std::string(last[0]),
                      .region = std::string(last[1]),
                      .service = std::string(last[2])};
}

// "bucket.s3.region", "s3-region": the label that says S3 and the last one there is.
std::size_t s3_label(const std::vector<std::string_view>& labels) {
  for (std::size_t i = labels.size(); i-- > 0;) {
    if (labels[i] == "s3" || labels[i].starts_with("s3-")) return i;
  }
  return labels.size();
}

HostName parse_labels(std::string_view prefix, bool may_be_bucket,
                      const std::vector<std::string>& services) {
  const auto labels = split(prefix, '.');
  const auto s3 = s3_label(labels);
  // Behind it stand at most "dualstack" and the region.
  if (s3 < labels.size() && labels.size() - s3 <= 3) {
    if (s3 == 0) return {.service = "s3"};
    const auto chars = static_cast<std::size_t>(labels[s3].data() - prefix.data()) - 1;
    return {.service = "s3",
            .bucket = std::string(prefix.substr(0, chars)),
            .is_website = labels[s3].starts_with("s3-website")};
  }
  const bool is_service = std::find(services.begin(), services.end(), labels[0]) != services.end();
  if (is_service && labels.size() <= 2) return {.service = std::string(labels[0])};
  if (may_be_bucket) return {.service = "s3", .bucket = std::string(prefix)};
  return {};
}

const Service* find_service(const Services& services, std::string_view name) {
  for (const Service& service : services) {
    if (service.name() == name) return &service;
  }
  return nullptr;
}

const Service* service_signing_as(const Services& services, std::string_view name) {
  for (const Service& service : services) {
    if (service.name() == name) return &service;  // without loading its model
  }
  for (const Service& service : services) {
    const auto& names = service.overlay().signing_names;
    if (std::find(names.begin(), names.end(), name) != names.end()) return &service;
  }
  return nullptr;
}

const Service* service_of_version(const Services& services, std::string_view raw) {
  if (raw.find("Version=") == std::string_view::npos) return nullptr;
  const QueryParameters parameters(raw);
  const auto* version = parameters.find("Version");
  if (!version || !parameters.has("Action")) return nullptr;
  for (const Service& service : services) {
    const auto& model = service.model();
    if (model.protocol() == ProtocolKind::query && model.api_version() == version->value) {
      return &service;
    }
  }
  return nullptr;
}

// STS without a signature: "Action=AssumeRoleWithWebIdentity&Version=2011-06-15" in the body. S3
// has no such forms: those that upload are multipart.
const Service* service_of_form(const Services& services, HttpRequest& request) {
  constexpr std::size_t kFormBytesMax = 1u << 20;
  const auto type = request.headers.get("Content-Type");
  if (request.method != "POST" || request.path != "/" ||
      !lower_ascii(type).starts_with("application/x-www-form-urlencoded")) {
    return nullptr;
  }
  auto text = read_text(*request.body, kFormBytesMax);
  if (!text) return nullptr;
  const auto* service = service_of_version(services, *text);
  request.content_length = text->size();
  request.body = std::make_unique<TextReader>(std::move(*text));
  return service;
}

// S3 Control signs as S3 does, and its hosts begin with an account where S3's begin with a bucket.
const Service* service_of_control(const Services& services, const HttpRequest& request) {
  const bool is_control =
      request.path.starts_with("/v20180820/") && request.headers.has("x-amz-account-id");
  return is_control ? find_service(services, "s3control") : nullptr;
}

std::vector<std::string> names_of(const Services& services) {
  std::vector<std::string> names;
  for (const Service& service : services)
    names.push_back(service.name());
  return names;
}

const Service* service_of_target(const Services& services, std::string_view target) {
  const auto prefix = target.substr(0, target.rfind('.'));
  for (const Service& service : services) {
    const auto& own = service.model().target_prefix();
    if (!own.empty() && own == prefix) return &service;
  }
  return nullptr;
}

}  // namespace

std::optional<SigningScope> signing_scope(const HttpRequest& request) {
  constexpr std::string_view kCredential = "Credential=";
  const auto header = request.headers.get("Authorization");
  if (header.starts_with(kAlgorithm)) {
    const auto at = header.find(kCredential);
    if (at == std::string_view::npos) return std::nullopt;
    const auto rest = header.substr(at + kCredential.size());
    return parse_credential(trim(rest.substr(0, rest.find_first_of(", "))));
  }
  constexpr std::string_view kParameter = "X-Amz-Credential=";
  const std::string_view query = request.query;
  auto at = query.find(kParameter);
  while (at != std::string_view::npos && at > 0 && query[at - 1] != '&')
    at = query.find(kParameter, at + 1);
  if (at == std::string_view::npos) return std::nullopt;
  const QueryParameters credential(query.substr(at, query.find('&', at) - at));
  return parse_credential(credential.begin()->value);
}

HostName parse_host(std::string_view host, const std::vector<std::string>& domains,
                    const std::vector<std::string>& services) {
  if (host.starts_with('[')) return {};
  std::string name = lower_ascii(host.substr(0, host.find(':')));
  if (name.ends_with('.')) name.pop_back();
  const auto below = [&name](std::string_view domain) {
    return name.size() > domain.size() + 1 && name.ends_with(domain) &&
           name[name.size() - domain.size() - 1] == '.';
  };
  for (const auto& domain : domains) {
    if (!below(domain)) continue;
    const auto prefix = std::string_view(name).substr(0, name.size() - domain.size() - 1);
    return parse_labels(prefix, true, services);
  }
  constexpr std::string_view kAmazon = "amazonaws.com";
  if (!below(kAmazon)) return {};
  return parse_labels(std::string_view(name).substr(0, name.size() - kAmazon.size() - 1), false,
                      services);
}

bool names_bucket(std::string_view host, const Services& services,
                  const std::vector<std::string>& domains) {
  return !parse_host(host, domains, names_of(services)).bucket.empty();
}

Destination find_destination(HttpRequest& request, const Services& services,
                             const std::vector<std::string>& domains) {
  if (const auto* control = service_of_control(services, request)) return {.service = control};
  const auto host = parse_host(request.headers.get("Host"), domains, names_of(services));
  const auto for_service = [&](const Service* service, std::string_view asked) {
    const bool is_s3 = service == &services.front().get();
    return Destination{service, is_s3 ? host.bucket : "", std::string(asked),
                       is_s3 && host.is_website};
  };
  if (const auto scope = signing_scope(request)) {
    return for_service(service_signing_as(services, scope->service), scope->service);
  }
  if (const auto target = request.headers.find("X-Amz-Target")) {
    return for_service(service_of_target(services, *target), target->substr(0, target->rfind('.')));
  }
  if (const auto* service = service_of_version(services, request.query)) {
    return for_service(service, "");
  }
  if (const auto* service = service_of_form(services, request)) return for_service(service, "");
  if (const auto* service = find_service(services, host.service)) return for_service(service, "");
  return for_service(&services.front().get(), "");
}

}  // namespace sluice::api
