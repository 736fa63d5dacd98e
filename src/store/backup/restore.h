// The steps of restore_lake() without its locks.
#pragma once

#include "store/backup/target.h"

namespace sluice::store {

// Throws Error conflict (FolderNotEmpty), unless a restore was interrupted there.
void prepare_restore(Files& files, const std::string& directory);
// As restore_lake(), into a folder that is prepared.
BackupInfo restore_files(Files& files, Random& random, BackupTarget& target,
                         const RestoreOptions& options);

}  // namespace sluice::store
