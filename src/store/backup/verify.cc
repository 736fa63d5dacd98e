#include "store/backup/verify.h"

#include <unordered_set>

#include "base/error.h"
#include "store/backup/index.h"

namespace sluice::store {
namespace {

constexpr std::size_t kNamedMax = 1'000;

std::string what_of(const IndexEntry& entry) {
  if (entry.kind == EntryKind::database) return "the database";
  if (entry.kind == EntryKind::segment) return fmt::format("segment {}", entry.id);
  return fmt::format("body {:016x}", static_cast<std::uint64_t>(entry.id));
}

// Reads what backups consist of, once each.
class Verifying {
 public:
  Verifying(BackupTarget& target, const BackupProgress& progress)
      : target_(target), progress_(progress) {}

  void verify(const std::string& name) {
    ++result.backups;
    try {
      const Manifest manifest = target_.manifest(name);
      IndexReader entries(target_.blobs(), target_.files(), manifest.index);
      while (entries.peek())
        verify(name, entries.take());
    } catch (const Error& error) {
      note(fmt::format("backup {}", name), error);
    }
  }

  VerifyResult result;

 private:
  void verify(const std::string& backup, const IndexEntry& entry) {
    if (!seen_.insert(entry.blob.name).second) return;
    ++result.files;
    try {
      target_.blobs().read(entry.blob, [&](std::span<const std::byte> piece) {
        result.read_bytes += piece.size();
        if (progress_) progress_(result.read_bytes);
      });
    } catch (const Error& error) {
      note(fmt::format("backup {}, {}", backup, what_of(entry)), error);
    }
  }

  void note(const std::string& what, const Error& error) {
    if (error.kind() != ErrorKind::corrupt && error.kind() != ErrorKind::io) throw error;
    ++result.damaged_files;
    if (result.damaged.size() == kNamedMax) return;
    result.damaged.push_back(fmt::format("{}: {}", what, error.message()));
  }

  BackupTarget& target_;
  const BackupProgress& progress_;
  std::unordered_set<std::string> seen_;
};

}  // namespace

VerifyResult verify_files(BackupTarget& target, const std::string& at,
                          const BackupProgress& progress) {
  Verifying verifying(target, progress);
  if (!at.empty()) {
    verifying.verify(target.find(at));
  } else {
    for (const std::string& name : target.names())
      verifying.verify(name);
  }
  return std::move(verifying.result);
}

}  // namespace sluice::store
