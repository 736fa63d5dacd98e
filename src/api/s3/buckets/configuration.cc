#include "api/s3/buckets/configuration.h"

#include "api/wire/errors.h"

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

void refuse_xml() {
  throw Error(ErrorKind::invalid, "MalformedXML",
              "The XML you provided was not well-formed or did not validate against our published "
              "schema");
}

void refuse_argument(std::string_view message, std::string_view name, std::string_view value) {
  ErrorDetails details;
  if (!name.empty()) {
    details.members["ArgumentName"] = name;
    details.members["ArgumentValue"] = value;
  }
  throw DetailedError(ErrorKind::invalid, "InvalidArgument", std::string(message),
                      std::move(details));
}

void refuse_request(std::string_view message) {
  throw Error(ErrorKind::invalid, "InvalidRequest", std::string(message));
}

std::string_view text_in(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value && value->is_string() ? std::string_view(value->get_string()) : std::string_view();
}

std::optional<std::int64_t> number_in(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value ? std::optional(value->as_int64()) : std::nullopt;
}

bool flag_in(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value && value->is_bool() && value->get_bool();
}

const json::object* object_in(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value ? &value->as_object() : nullptr;
}

const json::array& array_in(const json::object& object, std::string_view name) {
  static const json::array kNone;
  const auto* value = object.if_contains(name);
  return value ? value->as_array() : kNone;
}

}  // namespace sluice::api::s3
