#include "store/lake/master_key_file.h"

#include <sys/stat.h>

#include <cstdlib>

#include "base/aead.h"
#include "base/error.h"
#include "base/text.h"
#include "store/lake.h"
#include "store/lake/whole_file.h"

namespace sluice::store {
namespace {

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

// Permissions are no part of the files' seam: a file in memory has none.
bool is_open_to_others(const std::string& path) {
  struct stat status;
  return ::stat(path.c_str(), &status) == 0 && (status.st_mode & (S_IRWXG | S_IRWXO)) != 0;
}

}  // namespace

std::string master_key_file(const LakeIdentity& lake) {
  if (std::string path = variable("SLUICE_KEY_FILE"); !path.empty()) return path;
  std::string settings = variable("XDG_CONFIG_HOME");
  if (settings.empty()) {
    const std::string home = variable("HOME");
    if (home.empty()) {
      throw Error(
          ErrorKind::invalid, "NoKeyFile",
          "set SLUICE_KEY_FILE to the master key's file: there is no HOME to find it below");
    }
    settings = home + "/.config";
  }
  return fmt::format("{}/sluice/keys/{}", settings, lake.id);
}

std::string read_master_key(Files& files, const std::string& path) {
  if (is_open_to_others(path)) {
    throw Error(ErrorKind::denied, "ExposedMasterKey",
                fmt::format("others may read the master key {0}: run chmod 600 {0}", path));
  }
  const auto text = read_whole_file(files, path);
  if (!text) {
    throw Error(ErrorKind::denied, "NoMasterKey",
                fmt::format("the lake's master key {} is not there: without it nothing in the lake"
                            " can be read; restore it, or set SLUICE_KEY_FILE",
                            path));
  }
  auto key = from_hex(trim(*text));
  if (!key || key->size() != Aead::kKeyBytes) {
    throw Error(ErrorKind::denied, "DamagedMasterKey",
                fmt::format("the master key {} is not {} hex digits", path, 2 * Aead::kKeyBytes));
  }
  return *std::move(key);
}

std::string create_master_key(Files& files, const std::string& path, Random& random) {
  if (files.exists(path)) return read_master_key(files, path);
  // The lake outlives a power cut, so its key has to.
  create_durable_directory(files, parent_directory(path));
  write_whole_file(files, path, to_hex(make_data_key(random)) + "\n");
  return read_master_key(files, path);
}

}  // namespace sluice::store
