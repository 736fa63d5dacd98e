// What keys are for.
#include "api/kms/operations.h"

namespace sluice::api::kms {
namespace {

constexpr std::string_view kAlgorithm = "SYMMETRIC_DEFAULT";

// Keys are symmetric: another algorithm is another kind of key's.
void require_algorithm(const Call& call, std::string_view member) {
  if (call.text_of(member, kAlgorithm) == kAlgorithm) return;
  throw Error(ErrorKind::invalid, "InvalidKeyUsageException",
              "The algorithm is not one of this key's: SYMMETRIC_DEFAULT.");
}

void refuse_recipient(const Call& call) {
  if (!call.input.contains("Recipient")) return;
  throw Error(ErrorKind::unsupported, "UnsupportedOperationException",
              "Answers for Nitro enclaves (Recipient) are not supported.");
}

Answer encrypt(Kms& kms, Call& call) {
  require_algorithm(call, "EncryptionAlgorithm");
  end_dry_run(call);
  auto done = kms.keys().encrypt(std::string(call.text_of("KeyId")), call.text_of("Plaintext"),
                                 encryption_context_of(call, "EncryptionContext"));
  return {.output = {{"CiphertextBlob", done.blob},
                     {"KeyId", done.key_arn},
                     {"EncryptionAlgorithm", kAlgorithm}}};
}

Answer decrypt(Kms& kms, Call& call) {
  require_algorithm(call, "EncryptionAlgorithm");
  refuse_recipient(call);
  const auto done =
      kms.keys().decrypt(std::string(call.text_of("KeyId")), call.text_of("CiphertextBlob"),
                         encryption_context_of(call, "EncryptionContext"));
  end_dry_run(call);
  return {.output = {{"KeyId", done.key_arn},
                     {"Plaintext", done.plaintext},
                     {"EncryptionAlgorithm", kAlgorithm}}};
}

Answer re_encrypt(Kms& kms, Call& call) {
  require_algorithm(call, "SourceEncryptionAlgorithm");
  require_algorithm(call, "DestinationEncryptionAlgorithm");
  const auto opened =
      kms.keys().decrypt(std::string(call.text_of("SourceKeyId")), call.text_of("CiphertextBlob"),
                         encryption_context_of(call, "SourceEncryptionContext"));
  end_dry_run(call);
  const auto sealed =
      kms.keys().encrypt(std::string(call.text_of("DestinationKeyId")), opened.plaintext,
                         encryption_context_of(call, "DestinationEncryptionContext"));
  return {.output = {{"CiphertextBlob", sealed.blob},
                     {"SourceKeyId", opened.key_arn},
                     {"KeyId", sealed.key_arn},
                     {"SourceEncryptionAlgorithm", kAlgorithm},
                     {"DestinationEncryptionAlgorithm", kAlgorithm}}};
}

std::size_t data_key_bytes(const Call& call) {
  const bool has_bytes = call.input.contains("NumberOfBytes");
  const auto spec = call.text_of("KeySpec");
  if (has_bytes == !spec.empty()) {
    throw Error(ErrorKind::invalid, "ValidationException",
                "Please specify either number of bytes or key spec.");
  }
  if (has_bytes) return static_cast<std::size_t>(call.number_of("NumberOfBytes"));
  return spec == "AES_128" ? 16 : 32;
}

access::DataKeyPair new_data_key(Kms& kms, const Call& call) {
  const auto bytes = data_key_bytes(call);
  end_dry_run(call);
  return kms.keys().generate_data_key(std::string(call.text_of("KeyId")), bytes,
                                      encryption_context_of(call, "EncryptionContext"));
}

Answer generate_data_key(Kms& kms, Call& call) {
  refuse_recipient(call);
  const auto made = new_data_key(kms, call);
  return {.output = {{"CiphertextBlob", made.blob},
                     {"Plaintext", made.plaintext},
                     {"KeyId", made.key_arn}}};
}

Answer generate_data_key_without_plaintext(Kms& kms, Call& call) {
  const auto made = new_data_key(kms, call);
  return {.output = {{"CiphertextBlob", made.blob}, {"KeyId", made.key_arn}}};
}

Answer generate_random(Kms& kms, Call& call) {
  refuse_recipient(call);
  if (call.input.contains("CustomKeyStoreId")) {
    throw Error(ErrorKind::unsupported, "UnsupportedOperationException",
                "Custom key stores are not supported.");
  }
  if (!call.input.contains("NumberOfBytes")) {
    throw Error(ErrorKind::invalid, "ValidationException", "Please specify number of bytes.");
  }
  const auto bytes = static_cast<std::size_t>(call.number_of("NumberOfBytes"));
  return {.output = {{"Plaintext", kms.keys().generate_random(bytes)}}};
}

}  // namespace

void add_cryptographic_operations(Operations& operations, Kms& kms) {
  operations.add("Encrypt", kms, encrypt);
  operations.add("Decrypt", kms, decrypt);
  operations.add("ReEncrypt", kms, re_encrypt);
  operations.add("GenerateDataKey", kms, generate_data_key);
  operations.add("GenerateDataKeyWithoutPlaintext", kms, generate_data_key_without_plaintext);
  operations.add("GenerateRandom", kms, generate_random);
}

}  // namespace sluice::api::kms
