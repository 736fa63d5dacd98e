#include "api/s3/objects/form/post_form.h"

#include <algorithm>
#include <array>

#include "api/s3/objects/form/form_reader.h"
#include "api/s3/objects/target.h"
#include "api/wire/check/input_checker.h"
#include "api/wire/protocol/protocol.h"
#include "api/wire/xml/values.h"
#include "api/wire/xml/xml.h"
#include "base/text.h"

namespace sluice::api::s3 {
namespace {

constexpr std::size_t kFieldsBytesMax = 20 << 10;
// S3 names no number. Who sends them is not known yet, and empty ones cost none of those bytes.
constexpr std::size_t kFieldsMax = 256;
constexpr std::string_view kFilename = "${filename}";

// The fields before the file, and the file's name.
struct Fields {
  access::PostForm form;
  std::string filename;

  const std::string* find(std::string_view name) const {
    for (const auto& field : form.fields) {
      if (field.name == name) return &field.value;
    }
    return nullptr;
  }
};

// The file as a body, its size within the policy's range.
class FileReader final : public Reader {
 public:
  FileReader(FormReader& form, std::optional<access::ContentLengthRange> range)
      : form_(form), range_(range.value_or(access::ContentLengthRange{})) {}

  std::size_t read(std::span<std::byte> out) override {
    const auto bytes = form_.read(out);
    taken_ += bytes;
    if (taken_ > range_.most) {
      refuse("EntityTooLarge", "Your proposed upload exceeds the maximum allowed size",
             "MaxSizeAllowed", range_.most);
    }
    if (bytes == 0 && taken_ < range_.least) {
      refuse("EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size",
             "MinSizeAllowed", range_.least);
    }
    return bytes;
  }

 private:
  [[noreturn]] void refuse(std::string code, std::string message, std::string_view limit_name,
                           std::uint64_t limit) const {
    throw DetailedError(ErrorKind::invalid, std::move(code), std::move(message),
                        {.members = {{"ProposedSize", std::to_string(taken_)},
                                     {limit_name, std::to_string(limit)}}});
  }

  FormReader& form_;
  access::ContentLengthRange range_;
  std::uint64_t taken_ = 0;
};

// "/bucket" or "/bucket/": a form goes to a bucket.
std::optional<std::string> bucket_of_path(std::string_view path) {
  path.remove_prefix(1);
  if (path.ends_with('/')) path.remove_suffix(1);
  if (path.empty() || path.find('/') != std::string_view::npos) return std::nullopt;
  return percent_decode(path);
}

Fields read_fields(FormReader& reader, std::string bucket) {
  Fields fields{.form = {.bucket = std::move(bucket), .fields = {}}, .filename = ""};
  std::size_t left = kFieldsBytesMax;
  while (const auto part = reader.next()) {
    auto name = lower_ascii(part->name);
    if (name == "file") {
      fields.filename = part->filename;
      return fields;
    }
    auto value = reader.read_text(left);
    const bool is_one_too_many = fields.form.fields.size() == kFieldsMax;
    if (is_one_too_many || !value || name.size() + value->size() > left) {
      throw Error(ErrorKind::limit, "MaxPostPreDataLengthExceededError",
                  "Your POST request fields preceding the upload file were too large.");
    }
    left -= name.size() + value->size();
    fields.form.fields.push_back({std::move(name), std::move(*value)});
  }
  throw invalid_argument("POST requires exactly one file upload per request.", "file", "0");
}

// Before the policy is looked at: it speaks of the key that will be.
std::string fill_in_key(Fields& fields) {
  for (auto& field : fields.form.fields) {
    if (field.name != "key") continue;
    const auto at = field.value.find(kFilename);
    if (at != std::string::npos) field.value.replace(at, kFilename.size(), fields.filename);
    if (field.value.empty()) {
      throw Error(ErrorKind::invalid, "UserKeyMustBeSpecified",
                  "The bucket POST must contain the specified field name. If it is specified, "
                  "check the order of the fields.");
    }
    return field.value;
  }
  throw invalid_argument(
      "Bucket POST must contain a field named 'key'.  If it is specified, please check the order "
      "of the fields.",
      "key", "");
}

// <Tagging> as the header that PutObject has for it.
std::string tagging_header(const Service& service, const std::string& xml) {
  const auto tagging = read_xml(*service.model().find_shape("Tagging"), parse_xml(xml));
  std::string header;
  const auto* tags = tagging.if_contains("TagSet");
  if (!tags) return header;
  for (const auto& tag : tags->as_array()) {
    const auto text = [&](std::string_view name) {
      const auto* value = tag.as_object().if_contains(name);
      return value ? percent_encode(value->as_string(), Slash::encoded) : std::string();
    };
    if (!header.empty()) header += '&';
    header += text("Key") + "=" + text("Value");
  }
  return header;
}

bool is_credential(std::string_view name) {
  constexpr std::array<std::string_view, 5> kNames = {"x-amz-algorithm", "x-amz-credential",
                                                      "x-amz-date", "x-amz-security-token",
                                                      "x-amz-signature"};
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

// Fields that are PutObject's headers; the others are the form's own.
Headers headers_of(const Service& service, const Fields& fields, const HttpRequest& outer) {
  constexpr std::array<std::string_view, 5> kPlain = {
      "cache-control", "content-disposition", "content-encoding", "content-type", "expires"};
  Headers headers;
  for (const auto name : {"Host", "User-Agent", "Referer"}) {
    if (const auto value = outer.headers.find(name)) headers.add(name, std::string(*value));
  }
  for (const auto& [name, value] : fields.form.fields) {
    const bool is_plain = std::find(kPlain.begin(), kPlain.end(), name) != kPlain.end();
    if (is_plain || (name.starts_with("x-amz-") && !is_credential(name))) {
      headers.add(name, value);
    } else if (name == "acl") {
      headers.add("x-amz-acl", value);
    } else if (name == "tagging") {
      headers.add("x-amz-tagging", tagging_header(service, value));
    }
  }
  return headers;
}

std::string redirect_target(const std::string& url, const std::string& bucket,
                            const std::string& key, std::string_view etag) {
  return fmt::format("{}{}bucket={}&key={}&etag={}", url,
                     url.find('?') == std::string::npos ? '?' : '&',
                     percent_encode(bucket, Slash::encoded), percent_encode(key, Slash::encoded),
                     percent_encode(etag, Slash::encoded));
}

void put_document(HttpResponse& response, const std::string& location, const std::string& bucket,
                  const std::string& key, std::string_view etag) {
  XmlWriter out(XmlWriter::Declaration::yes);
  out.open("PostResponse");
  out.element("Location", location);
  out.element("Bucket", bucket);
  out.element("Key", key);
  out.element("ETag", etag);
  out.close();
  response.text = out.finish();
  response.headers.set("Content-Type", "application/xml");
}

// As success_action_redirect and success_action_status ask; 204 for anything else.
void shape_answer(HttpResponse& response, const Arrival& arrival, const Fields& fields,
                  const std::string& key) {
  const auto& bucket = fields.form.bucket;
  const std::string etag(response.headers.get("ETag"));
  const auto location = location_of(arrival.request, bucket, key);
  response.headers.set("Location", location);
  response.status = 204;
  const auto* redirect = fields.find("success_action_redirect");
  if (!redirect) redirect = fields.find("redirect");
  if (redirect && (redirect->starts_with("http://") || redirect->starts_with("https://"))) {
    response.status = 303;
    response.headers.set("Location", redirect_target(*redirect, bucket, key, etag));
    return;
  }
  const auto* status = fields.find("success_action_status");
  if (status && *status == "200") response.status = 200;
  if (!status || *status != "201") return;
  response.status = 201;
  put_document(response, location, bucket, key, etag);
}

}  // namespace

std::optional<HttpResponse> post_form(const Service& service, FormAuthenticator& authenticator,
                                      Arrival& arrival) {
  auto& request = arrival.request;
  if (request.method != "POST" || !request.query.empty()) return std::nullopt;
  const auto boundary = form_boundary(request.headers.get("Content-Type"));
  const auto bucket = boundary ? bucket_of_path(arrival.path) : std::nullopt;
  if (!bucket) return std::nullopt;

  FormReader reader(*request.body, *boundary);
  auto fields = read_fields(reader, *bucket);
  const auto key = fill_in_key(fields);
  auto proof = authenticator.authenticate(fields.form, arrival.now);
  arrival.caller = proof.caller;

  HttpRequest put{.method = "POST",
                  .path = "/" + *bucket + "/" + percent_encode(key, Slash::kept),
                  .query = "",
                  .headers = headers_of(service, fields, request),
                  .body = std::make_unique<FileReader>(
                      reader, proof.policy ? proof.policy->content_length : std::nullopt),
                  .content_length = std::nullopt,
                  .peer_address = request.peer_address,
                  .is_tls = request.is_tls,
                  .request_id = request.request_id};
  Arrival inner{.request = put, .path = put.path, .now = arrival.now, .caller = arrival.caller};
  arrival.notes.key = key;
  std::optional<Call> call;
  auto response = serve_operation(service, "PutObject", inner, call);
  arrival.notes.object_bytes = inner.notes.object_bytes;
  arrival.notes.is_by_acl = inner.notes.is_by_acl;
  shape_answer(response, arrival, fields, key);
  return response;
}

}  // namespace sluice::api::s3
