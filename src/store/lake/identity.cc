#include "store/lake/identity.h"

#include "base/bytes.h"
#include "base/checksum.h"
#include "base/error.h"
#include "base/json.h"
#include "store/lake/whole_file.h"

namespace sluice::store {
namespace {

constexpr std::int64_t kLakeFormat = 1;

std::string path_in(const std::string& directory) {
  return directory + "/lake.json";
}

std::string checksum_of(json::object members) {
  members.erase("checksum");
  return fmt::format("{:08x}", crc32c(bytes_of(sluice::to_text(json::value(std::move(members))))));
}

Error damaged(const std::string& path, std::string_view what) {
  return Error(ErrorKind::corrupt, "CorruptLake", fmt::format("{} is damaged: {}", path, what));
}

json::object members_of(const std::string& path, const std::string& text) {
  try {
    json::value value = parse_json(text);
    if (value.is_object()) return std::move(value.as_object());
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::invalid) throw;
  }
  throw damaged(path, "it is no JSON object");
}

std::string text_member(const json::object& members, std::string_view name,
                        const std::string& path) {
  const json::value* value = members.if_contains(name);
  if (!value || !value->is_string()) throw damaged(path, fmt::format("it has no {}", name));
  return std::string(value->as_string());
}

std::int64_t integer_member(const json::object& members, std::string_view name,
                            const std::string& path) {
  const json::value* value = members.if_contains(name);
  if (!value || !value->is_int64()) throw damaged(path, fmt::format("it has no {}", name));
  return value->as_int64();
}

}  // namespace

std::optional<LakeIdentity> read_identity(Files& files, const std::string& directory) {
  const std::string path = path_in(directory);
  const auto text = read_whole_file(files, path);
  if (!text) return std::nullopt;
  const json::object members = members_of(path, *text);
  const std::int64_t format = integer_member(members, "format", path);
  if (format > kLakeFormat) {
    throw Error(ErrorKind::unsupported, "NewerLake",
                fmt::format("{} was written by a newer release (lake format {}, this one knows up"
                            " to {}): use that release",
                            directory, format, kLakeFormat));
  }
  if (text_member(members, "checksum", path) != checksum_of(members)) {
    throw damaged(path, "its checksum does not match");
  }
  const std::chrono::microseconds created(integer_member(members, "created_us", path));
  return LakeIdentity{.id = text_member(members, "id", path),
                      .account_id = text_member(members, "account_id", path),
                      .region = text_member(members, "region", path),
                      .created = Timestamp(created)};
}

LakeIdentity create_identity(Files& files, const std::string& directory, const Clock& clock,
                             Random& random) {
  LakeIdentity identity{.id = make_uuid(random), .created = clock.now()};
  json::object members;
  members["format"] = kLakeFormat;
  members["id"] = identity.id;
  members["account_id"] = identity.account_id;
  members["region"] = identity.region;
  members["created"] = to_iso8601(identity.created);
  members["created_us"] = identity.created.time_since_epoch().count();
  members["checksum"] = checksum_of(members);
  write_whole_file(files, path_in(directory),
                   sluice::to_text(json::value(std::move(members))) + "\n");
  return identity;
}

}  // namespace sluice::store
