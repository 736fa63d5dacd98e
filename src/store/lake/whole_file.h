// Small files that are read and written whole.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/files.h"

namespace sluice::store {

// Absent when there is no such file.
std::optional<std::string> read_whole_file(Files& files, const std::string& path);

// There is the old file or the new one, never a part; the new one is durable when it returns.
void write_whole_file(Files& files, const std::string& path, std::string_view content);

// With its missing parents, all of them durable.
void create_durable_directory(Files& files, const std::string& path);

}  // namespace sluice::store
