#include "api/kms/kms.h"

#include <fmt/format.h>

#include "api/kms/operations.h"

namespace sluice::api::kms {
namespace {

Operations operations_on(Kms& kms) {
  Operations operations;
  add_key_operations(operations, kms);
  add_key_policy_operations(operations, kms);
  add_alias_operations(operations, kms);
  add_rotation_operations(operations, kms);
  add_grant_operations(operations, kms);
  add_cryptographic_operations(operations, kms);
  return operations;
}

// Of the services that have keys of their own: only S3's is made here.
bool is_nobodys(std::string_view name) {
  constexpr std::string_view kManaged = "alias/aws/";
  const auto at = name.find(kManaged);
  return at != std::string_view::npos && name.substr(at + kManaged.size()) != "s3";
}

}  // namespace

Kms::Kms(access::Keys& keys, const Authority& authority)
    : keys_(keys), permissions_(authority, keys), service_("kms", operations_on(*this), *this) {}

void Kms::authorise(Call& call) {
  authorise_kms(*this, call);
}

access::KmsKey Kms::find_key(std::string_view name) {
  // Naming one would make it.
  if (is_nobodys(name)) {
    throw Error(ErrorKind::not_found, "NotFoundException",
                fmt::format("Alias {} is not found.", name));
  }
  return keys_.describe(std::string(name));
}

std::string alias_arn(const access::Account& account, std::string_view alias) {
  return fmt::format("arn:aws:kms:{}:{}:{}", account.region(), account.id(), alias);
}

access::EncryptionContext encryption_context_of(const Call& call, std::string_view member) {
  access::EncryptionContext context;
  const auto* given = call.input.if_contains(member);
  if (!given) return context;
  for (const auto& [name, value] : given->as_object())
    context.emplace(std::string(name), std::string(value.as_string()));
  return context;
}

void set_page_end(json::object& output, const std::string& next_marker) {
  output["Truncated"] = !next_marker.empty();
  if (!next_marker.empty()) output["NextMarker"] = next_marker;
}

void end_dry_run(const Call& call) {
  if (!call.flag_of("DryRun")) return;
  throw Error(ErrorKind::conflict, "DryRunOperationException",
              "The request would have succeeded, but the DryRun option is set.");
}

}  // namespace sluice::api::kms
