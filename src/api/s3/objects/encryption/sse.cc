#include "api/s3/objects/encryption/sse.h"

#include <cstring>

#include "api/s3/objects/encryption/customer_key.h"
#include "api/s3/objects/target.h"
#include "api/s3/request/members.h"
#include "api/wire/protocol/scalars.h"

namespace sluice::api::s3 {
namespace {

using Kind = store::Encryption::Kind;

constexpr std::string_view kSseHeader = "x-amz-server-side-encryption";
constexpr std::string_view kArnContext = "aws:s3:arn";

// What is asked for, before any key is made.
struct Wish {
  std::string algorithm;  // "AES256", "aws:kms", "" for the bucket's own way
  std::string key_id;
  bool has_bucket_key = false;
};

// Errors of KMS carry its name where S3 answers with them; what broke beneath it stays what it is.
template <class Function>
auto ask_kms(const Function& ask) {
  try {
    return ask();
  } catch (const Error& error) {
    const bool is_answer = error.kind() != ErrorKind::io && error.kind() != ErrorKind::corrupt &&
                           error.kind() != ErrorKind::cancelled;
    if (!is_answer || error.code() == "AccessDenied") throw;
    throw Error(ErrorKind::invalid, "KMS." + error.code(), error.message());
  }
}

DataKey to_data_key(const std::string& plaintext) {
  DataKey key{};
  if (plaintext.size() != key.size()) {
    throw Error(ErrorKind::corrupt, "WrongDataKey", "what KMS unwrapped is no data key");
  }
  std::memcpy(key.data(), plaintext.data(), key.size());
  return key;
}

Wish default_wish(const std::optional<store::Document>& document) {
  if (!document) return {};
  const auto parsed = parse_json(document->text);
  const auto& rules = array_in(parsed.as_object(), "Rules");
  if (rules.empty()) return {};
  const auto& rule = rules.front().as_object();
  Wish wish;
  wish.has_bucket_key = flag_in(rule, "BucketKeyEnabled");
  const auto* by_default = object_in(rule, "ApplyServerSideEncryptionByDefault");
  if (!by_default) return wish;
  wish.algorithm = text_in(*by_default, "SSEAlgorithm");
  wish.key_id = text_in(*by_default, "KMSMasterKeyID");
  return wish;
}

Wish wish_of(const json::object& input, const TargetBucket& target) {
  const std::string asked(text_in(input, "ServerSideEncryption"));
  const auto key_id = text_in(input, "SSEKMSKeyId");
  if (!key_id.empty() && asked != "aws:kms" && asked != "aws:kms:dsse") {
    throw invalid_argument(
        "Server Side Encryption with AWS KMS managed key requires HTTP header "
        "x-amz-server-side-encryption : aws:kms",
        kSseHeader, asked.empty() ? "null" : asked);
  }
  Wish wish = asked.empty() || asked == "aws:kms" ? default_wish(target.encryption) : Wish{};
  if (!asked.empty()) {
    if (asked != wish.algorithm) wish = {.algorithm = asked, .has_bucket_key = wish.has_bucket_key};
    if (!key_id.empty()) wish.key_id = key_id;
  }
  if (const auto* flag = input.if_contains("BucketKeyEnabled"))
    wish.has_bucket_key = flag->as_bool();
  return wish;
}

// What the client adds, and the object's name (with a bucket key the bucket's), as S3 does.
json::object make_context(const json::object& input, const store::Bucket& bucket,
                          const store::ObjectKey& key, bool has_bucket_key) {
  json::object context;
  if (const auto text = text_in(input, "SSEKMSEncryptionContext"); !text.empty()) {
    const auto refuse = [&] {
      return invalid_argument(
          "The header 'x-amz-server-side-encryption-context' shall be Base64-encoded UTF-8 string "
          "holding JSON which represents a string-string map",
          "x-amz-server-side-encryption-context", "null");
    };
    const auto decoded = base64_decode(text);
    if (!decoded) throw refuse();
    try {
      context = parse_json(*decoded).as_object();
    } catch (const std::exception&) {
      throw refuse();
    }
    for (const auto& [name, value] : context) {
      if (!value.is_string()) throw refuse();
    }
  }
  if (!context.contains(kArnContext)) {
    context[kArnContext] = has_bucket_key ? fmt::format("arn:aws:s3:::{}", bucket.name)
                                          : fmt::format("arn:aws:s3:::{}/{}", bucket.name, key);
  }
  return context;
}

access::EncryptionContext to_map(const json::object& context) {
  access::EncryptionContext map;
  for (const auto& [name, value] : context)
    map.emplace(name, value.as_string());
  return map;
}

EncryptionPlan plan_kms(S3& s3, const KeyPermit& permit, const json::object& input,
                        const store::Bucket& bucket, const store::ObjectKey& key,
                        const Wish& wish) {
  const auto kms_key = ask_kms([&] { return s3.keys.find(wish.key_id); });
  permit("kms:GenerateDataKey", kms_key);
  const auto context = make_context(input, bucket, key, wish.has_bucket_key);
  const auto pair = ask_kms([&] { return s3.keys.make_data_key(kms_key.arn, to_map(context)); });
  EncryptionPlan plan;
  plan.encryption = {.kind = Kind::kms,
                     .key_id = kms_key.arn,
                     .context = to_text(context),
                     .wrapped_key = pair.wrapped,
                     .has_bucket_key = wish.has_bucket_key};
  plan.how.key = to_data_key(pair.plaintext);
  return plan;
}

DataKey unwrap(S3& s3, const Arrival& arrival, const store::Encryption& encryption) {
  const auto kms_key = ask_kms([&] { return s3.keys.find(encryption.key_id); });
  s3.permissions.require_key(arrival, "kms:Decrypt", kms_key);
  const auto context = to_map(parse_json(encryption.context).as_object());
  return to_data_key(
      ask_kms([&] { return s3.keys.unwrap(kms_key.arn, encryption.wrapped_key, context); }));
}

}  // namespace

EncryptionPlan plan_encryption(S3& s3, const Arrival& arrival, const json::object& input,
                               const TargetBucket& target, const store::ObjectKey& key) {
  return plan_encryption(
      s3,
      [&](std::string_view action, const access::KmsKey& kms_key) {
        s3.permissions.require_key(arrival, action, kms_key);
      },
      input, target, key);
}

EncryptionPlan plan_encryption(S3& s3, const KeyPermit& permit, const json::object& input,
                               const TargetBucket& target, const store::ObjectKey& key) {
  const auto& bucket = target.bucket;
  if (const auto customer = read_customer_key(input, "")) {
    if (input.contains("ServerSideEncryption") || input.contains("SSEKMSKeyId")) {
      throw invalid_argument(
          "Server Side Encryption with Customer provided key is incompatible with the encryption "
          "method specified",
          kSseHeader, text_in(input, "ServerSideEncryption"));
    }
    EncryptionPlan plan;
    plan.encryption = {.kind = Kind::customer, .key_md5 = customer->md5};
    plan.how.key = customer->key;
    return plan;
  }
  const auto wish = wish_of(input, target);
  if (wish.algorithm == "aws:kms") return plan_kms(s3, permit, input, bucket, key, wish);
  if (wish.algorithm == "AES256") {
    EncryptionPlan plan;
    plan.how.kind = store::BodyKind::sealed;
    return plan;
  }
  if (wish.algorithm.empty()) {
    EncryptionPlan plan;
    if (bucket.body_kind == store::BodyKind::plain) plan.encryption.kind = Kind::none;
    plan.how.kind = bucket.body_kind;
    return plan;
  }
  if (wish.algorithm == "aws:kms:dsse") refuse_unserved("Dual-layer encryption (aws:kms:dsse) is");
  throw invalid_argument("The encryption method specified is not supported", kSseHeader,
                         wish.algorithm);
}

void check_customer_key(const store::Encryption& encryption, const json::object& input,
                        std::string_view prefix) {
  const auto customer = read_customer_key(input, prefix);
  if (encryption.kind != Kind::customer) {
    if (!customer) return;
    throw invalid_request("The encryption parameters are not applicable to this object.");
  }
  if (!customer) {
    throw invalid_request(
        "The object was stored using a form of Server Side Encryption. The correct parameters must "
        "be provided to retrieve the object.");
  }
  if (customer->md5 != encryption.key_md5) {
    throw invalid_request(
        "The provided encryption parameters did not match the ones used originally.");
  }
}

std::optional<DataKey> key_for(S3& s3, const Arrival& arrival, const store::Encryption& encryption,
                               const json::object& input, std::string_view prefix) {
  check_customer_key(encryption, input, prefix);
  if (encryption.kind == Kind::customer) return read_customer_key(input, prefix)->key;
  if (encryption.kind == Kind::kms) return unwrap(s3, arrival, encryption);
  return std::nullopt;
}

void put_encryption(json::object& output, const store::Encryption& encryption) {
  switch (encryption.kind) {
    case Kind::managed:
      output["ServerSideEncryption"] = "AES256";
      return;
    case Kind::none:
      return;
    case Kind::kms:
      output["ServerSideEncryption"] = "aws:kms";
      output["SSEKMSKeyId"] = encryption.key_id;
      if (encryption.has_bucket_key) output["BucketKeyEnabled"] = true;
      return;
    case Kind::customer:
      output["SSECustomerAlgorithm"] = "AES256";
      output["SSECustomerKeyMD5"] = encryption.key_md5;
      return;
  }
}

void put_customer_headers(Headers& headers, const store::Encryption& encryption) {
  if (encryption.kind != Kind::customer) return;
  headers.set("x-amz-server-side-encryption-customer-algorithm", "AES256");
  headers.set("x-amz-server-side-encryption-customer-key-MD5", encryption.key_md5);
}

}  // namespace sluice::api::s3
