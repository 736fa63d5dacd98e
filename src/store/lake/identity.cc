#include "store/lake/identity.h"

#include "base/error.h"
#include "store/lake/checked_json.h"
#include "store/lake/whole_file.h"

namespace sluice::store {
namespace {

constexpr std::int64_t kLakeFormat = 1;

std::string path_in(const std::string& directory) {
  return directory + "/lake.json";
}

}  // namespace

std::optional<LakeIdentity> read_identity(Files& files, const std::string& directory) {
  const std::string path = path_in(directory);
  const auto text = read_whole_file(files, path);
  if (!text) return std::nullopt;
  const CheckedJson document(path, "CorruptLake", *text);
  const std::int64_t format = document.integer("format");
  if (format > kLakeFormat) {
    throw Error(ErrorKind::unsupported, "NewerLake",
                fmt::format("{} was written by a newer release (lake format {}, this one knows up"
                            " to {}): use that release",
                            directory, format, kLakeFormat));
  }
  document.verify();
  const std::chrono::microseconds created(document.integer("created_us"));
  return LakeIdentity{.id = document.text("id"),
                      .account_id = document.text("account_id"),
                      .region = document.text("region"),
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
  write_whole_file(files, path_in(directory), to_checked_text(std::move(members)));
  return identity;
}

}  // namespace sluice::store
