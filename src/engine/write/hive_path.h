// Partition folders as Hive writes them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::engine {

inline constexpr const char* kNullPartition = "__HIVE_DEFAULT_PARTITION__";

// Hive's FileUtils.escapePathName: control characters and "#%'*/:=?\{[]^ as %XX, the rest as it is.
std::string escape_partition(std::string_view text);

// "year=2024/month=%2F/", "" without keys. An absent value is Hive's default partition.
std::string partition_folder(const std::vector<std::string>& keys,
                             const std::vector<std::optional<std::string>>& values);

}  // namespace sluice::engine
