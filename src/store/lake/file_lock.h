// Who may use a folder: one process alone, or several that only read.
#pragma once

#include <string>

namespace sluice::store {

// A lock on a file, made where there is none; let go of when destroyed or when the process ends in
// any way. On the real disk: another process must see it.
class FileLock {
 public:
  enum class Use { exclusive, shared };
  // What is said when somebody else has it.
  struct Held {
    std::string code;
    std::string what;  // "the lake is open": "… in another process (…)" follows
  };

  // Throws Error conflict (held.code), naming the process that has it.
  FileLock(const std::string& path, Use use, const Held& held);
  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  int descriptor_;
};

// Of LAKE/lock.
inline const FileLock::Held kLakeHeld{.code = "LakeHeld", .what = "the lake is open"};

}  // namespace sluice::store
