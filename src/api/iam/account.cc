// The account as a whole, and what it never has here: passwords, devices, certificates, identity
// providers. Tools that remove a user ask for those first.
#include <fmt/format.h>

#include "api/iam/operations.h"

namespace sluice::api::iam {
namespace {

Answer get_account_summary(Iam& iam, Call&) {
  const auto count = [&](access::EntityKind kind) {
    return static_cast<std::int64_t>(all_of(iam, kind).size());
  };
  std::int64_t versions = 0;
  for (const auto& policy : all_of(iam, access::EntityKind::policy))
    versions += static_cast<std::int64_t>(iam.policies().versions(policy.arn).size());
  const bool has_root_key = !iam.access_keys().list("").empty();
  // The quotas are AWS's; those of them that are enforced here, access/identity enforces.
  return {.output = {{"SummaryMap", json::object{{"Users", count(access::EntityKind::user)},
                                                 {"UsersQuota", 5'000},
                                                 {"Groups", count(access::EntityKind::group)},
                                                 {"GroupsQuota", 300},
                                                 {"GroupsPerUserQuota", 10},
                                                 {"Roles", count(access::EntityKind::role)},
                                                 {"RolesQuota", 1'000},
                                                 {"InstanceProfiles",
                                                  count(access::EntityKind::instance_profile)},
                                                 {"InstanceProfilesQuota", 1'000},
                                                 {"Policies", count(access::EntityKind::policy)},
                                                 {"PoliciesQuota", 1'500},
                                                 {"PolicySizeQuota", 6'144},
                                                 {"PolicyVersionsInUse", versions},
                                                 {"PolicyVersionsInUseQuota", 10'000},
                                                 {"VersionsPerPolicyQuota", 5},
                                                 {"AttachedPoliciesPerUserQuota", 10},
                                                 {"AttachedPoliciesPerGroupQuota", 10},
                                                 {"AttachedPoliciesPerRoleQuota", 10},
                                                 {"UserPolicySizeQuota", 2'048},
                                                 {"GroupPolicySizeQuota", 5'120},
                                                 {"RolePolicySizeQuota", 10'240},
                                                 {"AssumeRolePolicySizeQuota", 2'048},
                                                 {"AccessKeysPerUserQuota", 2},
                                                 {"AccountAccessKeysPresent", has_root_key ? 1 : 0},
                                                 {"AccountMFAEnabled", 0},
                                                 {"AccountPasswordPresent", 0},
                                                 {"AccountSigningCertificatesPresent", 0},
                                                 {"MFADevices", 0},
                                                 {"MFADevicesInUse", 0},
                                                 {"ServerCertificates", 0},
                                                 {"Providers", 0}}}}};
}

// An empty list of what no user can have; the user must be there.
void add_empty_list(Operations& operations, Iam& iam, std::string_view operation,
                    std::string_view member) {
  operations.add(operation, [&iam, member](Call& call) -> Answer {
    if (call.input.contains("UserName")) iam.entities().get(name_of(call, kUser));
    Answer answer{.output = {{member, json::array()}}};
    answer.output["IsTruncated"] = false;
    return answer;
  });
}

Answer refuse_login_profile(Iam& iam, Call& call) {
  const auto user = user_or_caller(call);
  if (!user.empty()) iam.entities().get({access::EntityKind::user, user});
  throw Error(ErrorKind::not_found, "NoSuchEntity",
              fmt::format("Login Profile for User {} cannot be found.", user));
}

}  // namespace

void add_account_operations(Operations& operations, Iam& iam) {
  operations.add("GetAccountSummary", iam, get_account_summary);
  operations.add("GetLoginProfile", iam, refuse_login_profile);
  operations.add("DeleteLoginProfile", iam, refuse_login_profile);
  add_empty_list(operations, iam, "ListAccountAliases", "AccountAliases");
  add_empty_list(operations, iam, "ListMFADevices", "MFADevices");
  add_empty_list(operations, iam, "ListVirtualMFADevices", "VirtualMFADevices");
  add_empty_list(operations, iam, "ListSSHPublicKeys", "SSHPublicKeys");
  add_empty_list(operations, iam, "ListSigningCertificates", "Certificates");
  add_empty_list(operations, iam, "ListServiceSpecificCredentials", "ServiceSpecificCredentials");
  add_empty_list(operations, iam, "ListOpenIDConnectProviders", "OpenIDConnectProviderList");
  add_empty_list(operations, iam, "ListSAMLProviders", "SAMLProviderList");
}

}  // namespace sluice::api::iam
