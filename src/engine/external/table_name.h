// Names of other databases' tables, from the text of a pipeline to quoted SQL.
#pragma once

#include <string>
#include <vector>

namespace sluice::engine {

// "table" or "schema.table"; a part may stand in double quotes, "" in it is one. Throws Error
// invalid.
std::vector<std::string> table_name_parts(const std::string& name);

std::string quoted_identifier(const std::string& name);
std::string quoted_text(const std::string& text);

}  // namespace sluice::engine
