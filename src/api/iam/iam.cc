#include "api/iam/iam.h"

#include "api/iam/operations.h"

namespace sluice::api::iam {
namespace {

Operations operations_on(Iam& iam) {
  Operations operations;
  add_user_operations(operations, iam);
  add_group_operations(operations, iam);
  add_role_operations(operations, iam);
  add_instance_profile_operations(operations, iam);
  add_access_key_operations(operations, iam);
  add_tag_operations(operations, iam);
  add_managed_policy_operations(operations, iam);
  add_attachment_operations(operations, iam);
  add_inline_policy_operations(operations, iam);
  add_simulation_operations(operations, iam);
  add_account_operations(operations, iam);
  return operations;
}

}  // namespace

Iam::Iam(const IamParts& parts) : parts_(parts), service_("iam", operations_on(*this), *this) {}

void Iam::authorise(Call& call) {
  authorise_iam(*this, call);
}

}  // namespace sluice::api::iam
