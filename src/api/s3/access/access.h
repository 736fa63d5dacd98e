// May this caller do this? Identity policies, the bucket's policy, ACLs where ownership controls
// let them count, and Block Public Access; an explicit deny anywhere ends it.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/how-s3-evaluates-access-control.html
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "api/s3/access/acl/acl_request.h"
#include "api/s3/access/callers.h"
#include "api/s3/access/rules/actions.h"
#include "api/s3/access/rules/bucket_rules.h"
#include "api/s3/s3.h"

namespace sluice::api::s3 {

// Thread-safe.
class Access final : public Permissions {
 public:
  // All outlive it.
  Access(store::Lake& lake, const Callers& callers, const Accounts& accounts);

  // For an operation with all that its headers ask for: ACLs, tags, retention. Sources of copies,
  // bypassing retention and the keys of a multi-delete are the handlers' to ask. Throws Error
  // denied (AccessDenied), not_found (NoSuchBucket; NoSuchKey for who may know of it).
  void authorise(const Call& call);

  // What is absent is told to those only who could have listed it.
  bool may_know_of_absence(const Arrival& arrival, std::string_view bucket, std::string_view key);

  bool allows(const Arrival& arrival, const Ask& ask) override;
  void require(const Arrival& arrival, const Ask& ask) override;
  void require_terms(const Arrival& arrival, std::string_view bucket,
                     std::string_view expected_owner) override;
  // By the key's own policy, or the caller's where that leaves it to the account. Grants are not
  // asked: S3 acts in its caller's name.
  void require_key(const Arrival& arrival, std::string_view action,
                   const access::KmsKey& key) override;
  std::string owner_id(const Caller& caller) override;
  json::object owner(std::string_view owner_id) override;
  std::string new_object_acl(const Arrival& arrival, const json::object& input,
                             const store::Bucket& bucket) override;
  std::string new_object_owner(const Arrival& arrival, const json::object& input,
                               const store::Bucket& bucket) override;

  // What a service that the process itself performs may do: log delivery to its target. `resource`
  // is what it does it for.
  struct OnBehalf {
    std::string_view service;  // "logging.s3.amazonaws.com"
    std::string_view source_arn;
    std::string_view source_account;
    std::string_view source_owner;  // its canonical id, by which some policies name it
  };
  bool allows_service(const OnBehalf& service, const Ask& ask);
  // Its use of a KMS key for what it writes; S3's own key is S3's to use.
  bool allows_service_key(const OnBehalf& service, std::string_view action,
                          const access::KmsKey& key);

  const BucketRulesCache& rules() const { return rules_; }
  const Accounts& accounts() const { return accounts_; }

 private:
  struct Question;
  struct Verdict;

  void authorise_new_bucket(const Call& call, const Action& action);
  void require_extras(const Call& call, const BucketRules& rules);
  // Answers whether it took an ACL.
  bool require(const Question& question);
  static access::Decision decide_by_key(const access::AccessRequest& request, const Asker& asker,
                                        const access::KmsKey& key);
  Question question_of(const Arrival& arrival, const Ask& ask, const BucketRules* rules) const;
  Verdict decide(const Question& question);
  static access::Decision decide_by_policies(const access::AccessRequest& request,
                                             const Asker& asker, const BucketRules* rules,
                                             bool is_foreign);
  access::Context facts_of(const Question& question, const Asker& asker,
                           const std::optional<store::Object>& object) const;
  std::optional<store::Object> object_of(const Question& question) const;
  AclAnswer ask_acls(const Question& question, const Asker& asker,
                     const std::optional<store::Object>& object) const;
  bool is_initiator(const Question& question, const Asker& asker) const;

  store::Lake& lake_;
  const Callers& callers_;
  const Accounts& accounts_;
  BucketRulesCache rules_;
};

}  // namespace sluice::api::s3
