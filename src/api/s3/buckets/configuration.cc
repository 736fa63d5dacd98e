#include "api/s3/buckets/configuration.h"

namespace sluice::api::s3 {
namespace {

store::DocumentName document_name(std::string_view kind, std::string_view id = "") {
  return {.kind = std::string(kind), .id = std::string(id)};
}

Answer get(Buckets& buckets, Call& call, const Configuration& row) {
  auto document = find_document(buckets, named_bucket(call), row.kind);
  if (!document && row.fallback) document = row.fallback(buckets);
  if (!document && !row.missing_code.empty()) {
    throw Error(ErrorKind::not_found, std::string(row.missing_code),
                std::string(row.missing_message));
  }
  if (!document) return {};
  if (row.place == Place::spread) return {.output = std::move(*document)};
  Answer answer;
  answer.output[row.member] = std::move(*document);
  return answer;
}

Answer put(Buckets& buckets, Call& call, const Configuration& row) {
  put_configuration(buckets, call, row);
  return {};
}

Answer remove(Buckets& buckets, Call& call, const Configuration& row) {
  const auto bucket = named_bucket(call);
  buckets.s3.database().write([&](meta::Transaction& now) {
    buckets.s3.store().remove_document(now, bucket, document_name(row.kind));
    if (row.apply) row.apply(buckets, call, now, nullptr);
  });
  return {.status = 204};
}

using Serve = Answer (*)(Buckets&, Call&, const Configuration&);

}  // namespace

void add_configuration(Operations& operations, Buckets& buckets, const Configuration& row) {
  const auto add = [&](std::string_view name, Serve serve) {
    if (name.empty()) return;
    operations.add(name, [&buckets, &row, serve](Call& call) { return serve(buckets, call, row); });
  };
  add(row.get, get);
  add(row.put, put);
  add(row.remove, remove);
}

void put_configuration(Buckets& buckets, Call& call, const Configuration& row) {
  const auto bucket = named_bucket(call);
  auto* given = call.input.if_contains(row.member);
  if (!given) {
    throw Error(ErrorKind::invalid, "MissingRequestBodyError", "Request Body is empty");
  }
  auto& document = given->as_object();
  if (row.check) row.check(buckets, call, document);
  const auto text = to_text(document);
  buckets.s3.database().write([&](meta::Transaction& now) {
    buckets.s3.store().set_document(now, bucket, document_name(row.kind), text);
    if (row.apply) row.apply(buckets, call, now, &document);
  });
}

store::BucketName named_bucket(const Call& call) {
  return store::bucket_name(call.text_of("Bucket"));
}

store::Bucket existing_bucket(Buckets& buckets, const Call& call) {
  return buckets.access.rules().get(call.text_of("Bucket"))->bucket;
}

std::optional<json::object> find_document(Buckets& buckets, const store::BucketName& bucket,
                                          std::string_view kind, std::string_view id) {
  const auto now = buckets.s3.database().snapshot();
  const auto found = buckets.s3.store().document(now, bucket, document_name(kind, id));
  if (!found) return std::nullopt;
  return parse_json(found->text).as_object();
}

void write_document(Buckets& buckets, const store::BucketName& bucket, std::string_view kind,
                    const json::value& document) {
  buckets.s3.database().write([&](meta::Transaction& now) {
    buckets.s3.store().set_document(now, bucket, document_name(kind), to_text(document));
  });
}

void remove_document(Buckets& buckets, const store::BucketName& bucket, std::string_view kind) {
  buckets.s3.database().write([&](meta::Transaction& now) {
    buckets.s3.store().remove_document(now, bucket, document_name(kind));
  });
}

}  // namespace sluice::api::s3
