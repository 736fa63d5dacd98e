// verify_backups() without its lock.
#pragma once

#include "store/backup/target.h"

namespace sluice::store {

VerifyResult verify_files(BackupTarget& target, const std::string& at,
                          const BackupProgress& progress);

}  // namespace sluice::store
