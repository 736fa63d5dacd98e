#include "meta/vfs.h"

#include <atomic>
#include <cstring>

#include <fmt/format.h>
#include <sqlite3.h>

#include "meta/vfs_file.h"

namespace sluice::meta {
namespace {

// What SQLite allocates for a file; it must start with sqlite3_file.
struct Handle {
  sqlite3_file base;
  VfsFile* file;
};

VfsFile& file_of(sqlite3_file* handle) {
  return *reinterpret_cast<Handle*>(handle)->file;
}

VfsFile::Shared& shared_of(sqlite3_vfs* vfs) {
  return *static_cast<VfsFile::Shared*>(vfs->pAppData);
}

// Exceptions end here: SQLite is C. The error is kept for take_failure.
template <class Action>
int guarded(VfsFile::Shared& shared, int failure_code, Action action) {
  try {
    return action();
  } catch (const Error& error) {
    shared.failures.keep(error);
    return error.kind() == ErrorKind::limit ? SQLITE_FULL : failure_code;
  } catch (const std::bad_alloc&) {
    return SQLITE_IOERR_NOMEM;
  }
}

template <class Action>
int guarded(sqlite3_file* handle, int failure_code, Action action) {
  VfsFile& file = file_of(handle);
  return guarded(file.shared(), failure_code, [&] { return action(file); });
}

int close_file(sqlite3_file* handle) {
  delete reinterpret_cast<Handle*>(handle)->file;
  return SQLITE_OK;
}

int read_file(sqlite3_file* handle, void* out, int size, sqlite3_int64 offset) {
  return guarded(handle, SQLITE_IOERR_DATA, [&](VfsFile& file) {
    return file.read(static_cast<std::byte*>(out), static_cast<std::size_t>(size),
                     static_cast<std::uint64_t>(offset));
  });
}

int write_file(sqlite3_file* handle, const void* data, int size, sqlite3_int64 offset) {
  return guarded(handle, SQLITE_IOERR_WRITE, [&](VfsFile& file) {
    return file.write(static_cast<const std::byte*>(data), static_cast<std::size_t>(size),
                      static_cast<std::uint64_t>(offset));
  });
}

int truncate_file(sqlite3_file* handle, sqlite3_int64 size) {
  return guarded(handle, SQLITE_IOERR_TRUNCATE, [&](VfsFile& file) {
    file.truncate(static_cast<std::uint64_t>(size));
    return SQLITE_OK;
  });
}

int sync_file(sqlite3_file* handle, int) {
  return guarded(handle, SQLITE_IOERR_FSYNC, [](VfsFile& file) {
    file.sync();
    return SQLITE_OK;
  });
}

int size_file(sqlite3_file* handle, sqlite3_int64* size) {
  return guarded(handle, SQLITE_IOERR_FSTAT, [&](VfsFile& file) {
    *size = static_cast<sqlite3_int64>(file.size_bytes());
    return SQLITE_OK;
  });
}

int lock_file(sqlite3_file* handle, int level) {
  VfsFile& file = file_of(handle);
  return file.shared().locks.lock(file.lock(), level);
}

int unlock_file(sqlite3_file* handle, int level) {
  VfsFile& file = file_of(handle);
  file.shared().locks.unlock(file.lock(), level);
  return SQLITE_OK;
}

int check_reserved(sqlite3_file* handle, int* result) {
  *result = file_of(handle).shared().locks.is_reserved() ? 1 : 0;
  return SQLITE_OK;
}

int control_file(sqlite3_file*, int, void*) {
  return SQLITE_NOTFOUND;
}

int sector_bytes(sqlite3_file*) {
  return static_cast<int>(kPageBytes);
}

// Disks write whole sectors: bytes beside a write do not change when the power goes.
int device_characteristics(sqlite3_file*) {
  return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

int map_index(sqlite3_file* handle, int region, int size, int extend, void volatile** out) {
  return guarded(handle, SQLITE_IOERR_SHMMAP, [&](VfsFile& file) {
    *out = file.shared().index.region(region, size, extend != 0);
    return SQLITE_OK;
  });
}

int lock_index(sqlite3_file* handle, int first, int count, int flags) {
  VfsFile& file = file_of(handle);
  return file.shared().index.lock(file.index_lock(), first, count, flags);
}

void barrier_index(sqlite3_file* handle) {
  file_of(handle).shared().index.barrier();
}

int unmap_index(sqlite3_file* handle, int) {
  VfsFile& file = file_of(handle);
  file.shared().index.release(file.index_lock());
  return SQLITE_OK;
}

constexpr sqlite3_io_methods kMethods = {
    .iVersion = 2,  // no memory mapping: pages must pass through read_file
    .xClose = close_file,
    .xRead = read_file,
    .xWrite = write_file,
    .xTruncate = truncate_file,
    .xSync = sync_file,
    .xFileSize = size_file,
    .xLock = lock_file,
    .xUnlock = unlock_file,
    .xCheckReservedLock = check_reserved,
    .xFileControl = control_file,
    .xSectorSize = sector_bytes,
    .xDeviceCharacteristics = device_characteristics,
    .xShmMap = map_index,
    .xShmLock = lock_index,
    .xShmBarrier = barrier_index,
    .xShmUnmap = unmap_index,
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

FileRole role_of(int flags) {
  if (flags & SQLITE_OPEN_MAIN_DB) return FileRole::database;
  return flags & SQLITE_OPEN_WAL ? FileRole::log : FileRole::journal;
}

int open_file(sqlite3_vfs* vfs, sqlite3_filename name, sqlite3_file* handle, int flags,
              int* out_flags) {
  auto* const opened = reinterpret_cast<Handle*>(handle);
  opened->base.pMethods = nullptr;
  // Temporary files: every connection keeps temporary data in memory.
  if (name == nullptr) return SQLITE_CANTOPEN;
  const bool create = (flags & SQLITE_OPEN_CREATE) != 0;
  const int code = guarded(shared_of(vfs), SQLITE_CANTOPEN, [&] {
    opened->file = new VfsFile(shared_of(vfs), role_of(flags), name,
                               create ? OpenMode::create_or_open : OpenMode::read_write);
    return SQLITE_OK;
  });
  if (code != SQLITE_OK) return code;
  opened->base.pMethods = &kMethods;
  if (out_flags) *out_flags = flags;
  return SQLITE_OK;
}

int delete_file(sqlite3_vfs* vfs, const char* name, int sync_directory) {
  return guarded(shared_of(vfs), SQLITE_IOERR_DELETE, [&] {
    Files& files = shared_of(vfs).files;
    if (!files.exists(name)) return SQLITE_IOERR_DELETE_NOENT;
    files.remove(name);
    if (sync_directory) files.sync_directory(parent_directory(name));
    return SQLITE_OK;
  });
}

int access_file(sqlite3_vfs* vfs, const char* name, int, int* result) {
  return guarded(shared_of(vfs), SQLITE_IOERR_ACCESS, [&] {
    *result = shared_of(vfs).files.exists(name) ? 1 : 0;
    return SQLITE_OK;
  });
}

int full_path(sqlite3_vfs*, const char* name, int size, char* out) {
  if (std::strlen(name) >= static_cast<std::size_t>(size)) return SQLITE_CANTOPEN;
  std::strcpy(out, name);
  return SQLITE_OK;
}

int last_error(sqlite3_vfs*, int, char*) {
  return 0;
}

}  // namespace

struct Vfs::Implementation {
  explicit Implementation(Files& files) : shared(files) {}

  VfsFile::Shared shared;
  std::string name;
  sqlite3_vfs vfs{};
};

Vfs::Vfs(Files& files) : implementation_(std::make_unique<Implementation>(files)) {
  sqlite3_vfs* const system = sqlite3_vfs_find(nullptr);  // for time, sleep and randomness
  auto& vfs = implementation_->vfs;
  implementation_->name = fmt::format("sluice-{}", fmt::ptr(this));
  vfs.iVersion = 2;
  vfs.szOsFile = sizeof(Handle);
  vfs.mxPathname = 4096;
  vfs.zName = implementation_->name.c_str();
  vfs.pAppData = &implementation_->shared;
  vfs.xOpen = open_file;
  vfs.xDelete = delete_file;
  vfs.xAccess = access_file;
  vfs.xFullPathname = full_path;
  vfs.xRandomness = system->xRandomness;
  vfs.xSleep = system->xSleep;
  vfs.xCurrentTime = system->xCurrentTime;
  vfs.xGetLastError = last_error;
  vfs.xCurrentTimeInt64 = system->xCurrentTimeInt64;
  sqlite3_vfs_register(&vfs, 0);
}

Vfs::~Vfs() {
  sqlite3_vfs_unregister(&implementation_->vfs);
}

const char* Vfs::name() const {
  return implementation_->name.c_str();
}

std::optional<Error> Vfs::take_failure() const {
  return implementation_->shared.failures.take();
}

std::optional<Error> take_file_failure(sqlite3* connection) {
  sqlite3_vfs* vfs = nullptr;
  const int code = sqlite3_file_control(connection, "main", SQLITE_FCNTL_VFS_POINTER, &vfs);
  if (code != SQLITE_OK || vfs == nullptr) return std::nullopt;
  return shared_of(vfs).failures.take();
}

}  // namespace sluice::meta
