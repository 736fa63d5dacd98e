// SQLite's error codes as our Error. Internal to meta.
#pragma once

#include <string_view>

struct sqlite3;

namespace sluice::meta {

// Throws what `code` means after `sql` on this connection: the file's own error where there is one.
[[noreturn]] void throw_failure(sqlite3* connection, int code, std::string_view sql);

}  // namespace sluice::meta
