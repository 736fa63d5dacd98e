// An account of its own for every test.
#pragma once

#include <string>

#include "access/identity/access_keys.h"
#include "access/identity/credentials.h"
#include "access/identity/entities.h"
#include "access/identity/policies.h"
#include "access/identity/sessions.h"
#include "access/keys/keys.h"
#include "base/fault_files.h"

namespace sluice::access {

// What lives through a restart.
struct AccessDisk {
  AccessDisk() {
    files.create_directories("/lake");
    files.sync_directory("/");
  }
  FaultFiles files;
  FakeClock clock{Timestamp(std::chrono::sys_days(std::chrono::year(2026) / 11 / 22))};
  SeededRandom random{1};
};

struct AccessWorld {
  explicit AccessWorld(AccessDisk& disk_, std::string master_key = std::string(32, 'k'))
      : disk(disk_),
        database(disk.files, {.path = "/lake/meta.db", .schema = schema()}),
        account(database, disk.clock, disk.random, {.master_key = master_key}),
        sessions(account, master_key) {}

  AccessDisk& disk;
  meta::Database database;
  Account account;
  Entities entities{account};
  Policies policies{account};
  AccessKeys access_keys{account};
  Sessions sessions;
  Credentials credentials{account, sessions};
  Keys keys{account};
};

inline std::string allow(std::string_view action) {
  return fmt::format(
      R"({{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Action":"{}","Resource":"*"}}}})",
      action);
}

// The code of the Error that it throws; "" for none.
template <class Function>
std::string refusal(const Function& function) {
  try {
    function();
  } catch (const Error& error) {
    return error.code();
  }
  return "";
}

}  // namespace sluice::access
