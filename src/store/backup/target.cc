#include "store/backup/target.h"

#include <unordered_set>

#include "base/error.h"
#include "store/backup/index.h"
#include "store/lake/checked_json.h"
#include "store/lake/whole_file.h"

namespace sluice::store {
namespace {

constexpr std::int64_t kFormat = 1;
constexpr std::string_view kSuffix = ".json";
constexpr const char* kDamaged = "DamagedBackup";

Error newer(const std::string& path) {
  return Error(ErrorKind::unsupported, "NewerBackup",
               fmt::format("{} was written by a newer release: use that release", path));
}

bool is_ours_alone(const std::vector<std::string>& names) {
  return std::all_of(names.begin(), names.end(), [](const std::string& name) {
    return name == "lock" || name == "sluice-backups.json.new";
  });
}

// "20261123T032115.482913Z": sorts by time, and is a file's name everywhere.
std::string name_of(Timestamp taken) {
  const auto day = std::chrono::floor<std::chrono::days>(taken);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(taken - day);
  return fmt::format("{:04}{:02}{:02}T{:02}{:02}{:02}.{:06}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     time.hours().count(), time.minutes().count(), time.seconds().count(),
                     time.subseconds().count());
}

json::object members_of(const Manifest& manifest) {
  json::object members;
  members["format"] = kFormat;
  members["name"] = manifest.info.name;
  members["taken"] = to_iso8601(manifest.info.taken);
  members["taken_us"] = manifest.info.taken.time_since_epoch().count();
  members["objects"] = manifest.info.objects;
  members["bytes"] = static_cast<std::int64_t>(manifest.info.bytes);
  members["damaged"] = manifest.info.damaged;
  members["index"] = manifest.index.name;
  members["index_bytes"] = static_cast<std::int64_t>(manifest.index.bytes);
  members["lake"] = manifest.lake_text;
  return members;
}

}  // namespace

void BackupTarget::prepare_folder() {
  create_durable_directory(files_, directory_);
  if (files_.exists(mark()) || is_ours_alone(files_.list(directory_))) return;
  throw Error(
      ErrorKind::invalid, "InvalidBackupTarget",
      fmt::format("{} holds other files and no backups: name a new or empty folder", directory_));
}

void BackupTarget::prepare(const std::string& lake_id_) {
  prepare_folder();
  if (!files_.exists(mark())) {
    json::object members{{"format", kFormat}, {"lake", lake_id_}};
    write_whole_file(files_, mark(), to_checked_text(std::move(members)));
  }
  if (lake_id() != lake_id_) {
    throw Error(ErrorKind::conflict, "OtherLake",
                fmt::format("{} holds backups of another lake ({}): a folder is for one lake",
                            directory_, lake_id()));
  }
  create_durable_directory(files_, manifests());
  blobs_.prepare();
}

std::string BackupTarget::lake_id() {
  const auto text = read_whole_file(files_, mark());
  if (!text) {
    throw Error(ErrorKind::not_found, "NoBackups",
                fmt::format("there are no backups in {}", directory_));
  }
  const CheckedJson document(mark(), kDamaged, *text);
  if (document.integer("format") > kFormat) throw newer(mark());
  document.verify();
  return document.text("lake");
}

void BackupTarget::check() {
  lake_id();
}

std::vector<std::string> BackupTarget::names() {
  std::vector<std::string> names;
  if (!files_.exists(mark())) return names;
  for (const std::string& name : files_.list(manifests())) {
    if (name.ends_with(kSuffix)) names.push_back(name.substr(0, name.size() - kSuffix.size()));
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string BackupTarget::find(const std::string& at) {
  check();
  std::vector<std::string> found = names();
  if (found.empty()) {
    throw Error(ErrorKind::not_found, "NoBackups",
                fmt::format("there are no backups in {}", directory_));
  }
  if (at.empty()) return found.back();
  std::erase_if(found, [&](const std::string& name) { return !name.starts_with(at); });
  if (found.size() == 1) return found.front();
  if (found.empty()) {
    throw Error(
        ErrorKind::not_found, "NoSuchBackup",
        fmt::format("{} has no backup {}: `sluice backup --list` names them", directory_, at));
  }
  throw Error(ErrorKind::invalid, "AmbiguousBackup",
              fmt::format("{} backups in {} begin with {}: {} and others", found.size(), directory_,
                          at, found.front()));
}

Manifest BackupTarget::manifest(const std::string& name) {
  const std::string path = path_of(name);
  const auto text = read_whole_file(files_, path);
  if (!text) {
    throw Error(ErrorKind::not_found, "NoSuchBackup", fmt::format("{} is not there", path));
  }
  const CheckedJson document(path, kDamaged, *text);
  if (document.integer("format") > kFormat) throw newer(path);
  document.verify();
  const auto bytes = [&](std::string_view member) {
    return static_cast<std::uint64_t>(document.integer(member));
  };
  return {.info = {.name = name,
                   .taken = Timestamp(std::chrono::microseconds(document.integer("taken_us"))),
                   .objects = document.integer("objects"),
                   .bytes = bytes("bytes"),
                   .damaged = document.integer("damaged")},
          .lake_text = document.text("lake"),
          .index = {.name = document.text("index"), .bytes = bytes("index_bytes")}};
}

// A clock that went back must not make the newest backup look old.
std::string BackupTarget::next_name(Timestamp taken) {
  const auto before = names();
  std::string name = name_of(taken);
  while (!before.empty() && name <= before.back()) {
    taken = std::max(manifest(before.back()).info.taken, taken) + std::chrono::microseconds(1);
    name = name_of(taken);
  }
  return name;
}

void BackupTarget::add(const Manifest& manifest) {
  blobs_.sync();
  write_whole_file(files_, path_of(manifest.info.name), to_checked_text(members_of(manifest)));
}

std::vector<std::string> BackupTarget::prune(int keep) {
  auto removed = names();
  removed.resize(removed.size() - std::min(removed.size(), static_cast<std::size_t>(keep)));
  for (const std::string& name : removed)
    files_.remove(path_of(name));
  // No manifest may come back that names what is removed next.
  files_.sync_directory(manifests());
  remove_unneeded();
  return removed;
}

// What cannot be read keeps everything: it throws before anything is removed.
void BackupTarget::remove_unneeded() {
  std::unordered_set<std::string> needed;
  for (const std::string& name : names()) {
    const Blob index = manifest(name).index;
    if (!needed.insert(index.name).second) continue;
    for (IndexReader reader(blobs_, files_, index); reader.peek();)
      needed.insert(reader.take().blob.name);
  }
  blobs_.for_each_folder([&](const std::vector<std::string>& folder) {
    for (const std::string& name : folder) {
      if (!needed.contains(name)) blobs_.remove(name);
    }
  });
}

FileLock lock_target(const std::string& directory, FileLock::Use use) {
  return FileLock(directory + "/lock", use,
                  {.code = "BackupTargetHeld", .what = "the folder of backups is in use"});
}

}  // namespace sluice::store
