#include "api/aws.h"

#include "access/identity/entities.h"
#include "access/identity/policies.h"
#include "access/identity/sessions.h"
#include "access/keys/keys.h"
#include "api/authenticator.h"
#include "api/authority.h"
#include "api/form_signatures.h"
#include "api/iam/iam.h"
#include "api/kms/kms.h"
#include "api/s3/buckets/buckets.h"
#include "api/s3/control/control.h"
#include "api/s3/delivery/inventory/inventory.h"
#include "api/s3/delivery/logs/access_logs.h"
#include "api/s3/hooks.h"
#include "api/s3/objects/encryption/access_keys.h"
#include "api/sts/sts.h"

namespace sluice::api {
namespace {

std::vector<s3::S3Account> accounts_of(const store::LakeIdentity& lake,
                                       const std::vector<GuestAccount>& guests) {
  std::vector<s3::S3Account> accounts;
  accounts.push_back(
      {.id = lake.account_id, .canonical_id = "", .display_name = "root", .email = ""});
  for (const auto& guest : guests)
    accounts.push_back(guest.account);
  return accounts;
}

}  // namespace

// Each part stands on those before it.
struct Aws::Implementation {
  Implementation(store::Lake& lake, const Log& log, const AwsOptions& options)
      : account(lake.database(), lake.clock(), lake.random(),
                {.account_id = lake.identity().account_id,
                 .region = lake.identity().region,
                 .master_key = lake.master_key()}),
        sessions(account, lake.master_key()),
        authenticator(credentials, access_keys,
                      {.allows_version_2 = options.allows_signature_version_2, .log = &log}),
        forms(credentials, options.allows_signature_version_2),
        accounts(accounts_of(lake.identity(), options.guests)),
        s3_access(lake, callers, accounts),
        disk(lake.directory(), options.reserve_bytes),
        s3{.lake = lake, .keys = s3_keys, .permissions = s3_access, .options = options.s3},
        access_logs(s3, s3_access, log,
                    {.spool = {.directory = lake.directory() + "/access-logs"},
                     .interval = options.log_delivery_interval}),
        inventories(s3, s3_access, log),
        gateway({s3_service, s3_control.service(), kms.service(), sts.service(), iam.service()},
                authenticator, lake.clock(), log, options.gateway) {
    for (const auto& guest : options.guests)
      credentials.add_guest(guest.credential);
    s3_hooks.serve_forms(s3_service, forms);
    s3_hooks.keep_reserve(disk);
    s3_hooks.write_logs(access_logs);
  }

  Operations s3_operations() {
    auto operations = s3::make_operations(s3);
    s3::add_bucket_operations(operations, buckets);
    return operations;
  }

  access::Account account;
  access::Entities entities{account};
  access::Policies policies{account};
  access::AccessKeys access_keys{account};
  access::Sessions sessions;
  access::Credentials credentials{account, sessions};
  access::Keys keys{account};
  Authority authority{account, credentials};
  SignatureAuthenticator authenticator;
  FormSignatures forms;

  kms::Kms kms{keys, authority};
  sts::Sts sts{sessions, authority};
  iam::Iam iam{{entities, policies, access_keys, credentials, authority}};

  s3::Accounts accounts;
  s3::CredentialCallers callers{credentials};
  s3::Access s3_access;
  DiskSpace disk;
  s3::AccessKeys s3_keys{keys};
  s3::S3 s3;
  s3::Buckets buckets{.s3 = s3, .access = s3_access};
  s3::AccessLogs access_logs;
  s3::Inventories inventories;
  s3::Hooks s3_hooks{s3_access};
  Service s3_service{"s3", s3_operations(), s3_hooks};
  s3::Control s3_control{buckets};

  Gateway gateway;
};

Aws::Aws(store::Lake& lake, const Log& log, const AwsOptions& options)
    : implementation_(std::make_unique<Implementation>(lake, log, options)) {}

Aws::~Aws() = default;

HttpHandler& Aws::handler() {
  return implementation_->gateway;
}

std::optional<access::NewAccessKey> Aws::create_root_key(const access::KeepKey& keep) {
  return implementation_->access_keys.create_root_key(keep);
}

void Aws::import_root_key(const std::string& id, const std::string& secret) {
  implementation_->access_keys.import_root_key(id, secret);
}

const DiskSpace& Aws::disk() const {
  return implementation_->disk;
}

void Aws::maintain() {
  implementation_->keys.maintain();
}

void Aws::deliver_logs() {
  implementation_->access_logs.deliver_due();
}

void Aws::deliver_inventories(const CancelToken& cancel) {
  implementation_->inventories.deliver_due(cancel);
}

void Aws::deliver_last_logs() {
  implementation_->access_logs.deliver_all();
}

}  // namespace sluice::api
