#include "store/lake.h"

#include "base/error.h"
#include "store/backup.h"
#include "store/lake/identity.h"
#include "store/lake/master_key_file.h"
#include "store/lake/whole_file.h"

namespace sluice::store {
namespace {

// What a creation that was cut short may leave; anything else is not ours to build a lake around.
constexpr std::array<std::string_view, 4> kLeftovers = {"lock", "lake.json.new", "sluice.sock",
                                                        "sluice.log"};

bool has_foreign_entries(Files& files, const std::string& directory) {
  const auto names = files.list(directory);
  return std::any_of(names.begin(), names.end(), [](const std::string& name) {
    return std::find(kLeftovers.begin(), kLeftovers.end(), name) == kLeftovers.end();
  });
}

// Before the lock is taken: a folder to put it in, and nothing of others' touched.
const std::string& prepare_directory(Files& files, const LakeOptions& options) {
  const std::string& directory = options.directory;
  if (files.exists(directory + "/lake.json")) return directory;
  if (options.missing == MissingLake::fail) {
    throw Error(ErrorKind::not_found, "NoSuchLake",
                fmt::format("there is no lake in {}", directory));
  }
  if (!files.exists(directory)) {
    create_durable_directory(files, directory);
  } else if (has_foreign_entries(files, directory)) {
    throw Error(
        ErrorKind::invalid, "NotALake",
        fmt::format("{} holds other files and no lake: name a new or empty folder", directory));
  }
  return directory;
}

LakeIdentity open_identity(Files& files, const std::string& directory, const Clock& clock,
                           Random& random) {
  auto identity = read_identity(files, directory);
  return identity ? *std::move(identity) : create_identity(files, directory, clock, random);
}

// Without a database nothing is encrypted yet, so a key may still be made.
std::string open_master_key(Files& files, const LakeIdentity& identity, const LakeOptions& options,
                            Random& random) {
  const std::string path = options.key_file ? *options.key_file : master_key_file(identity);
  const bool is_new = !files.exists(options.directory + "/meta.db");
  return is_new ? create_master_key(files, path, random) : read_master_key(files, path);
}

}  // namespace

Lake::Lake(Files& files, const Clock& clock, Random& random, const LakeOptions& options)
    : files_(files),
      clock_(clock),
      random_(random),
      directory_(prepare_directory(files, options)),
      lock_(directory_ + "/lock", FileLock::Use::exclusive, kLakeHeld),
      identity_(open_identity(files, directory_, clock, random)),
      master_key_(open_master_key(files, identity_, options, random)),
      database_(files, {.path = directory_ + "/meta.db", .schema = options.schema}),
      store_(database_, files, clock, random,
             {.directory = directory_ + "/bodies", .master_key = master_key_, .day = options.day}) {
  // As large as the database: what a backup that was killed left.
  files_.remove(fmt::format("{}/{}", directory_, kBackupScratch));
}

}  // namespace sluice::store
