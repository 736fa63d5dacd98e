// Definitions as the JSON that their rows hold. docs/formats.md describes it.
#pragma once

#include <string>

#include "catalog/catalog.h"

namespace sluice::catalog {

// Everything but the name.
std::string to_definition(const Database& database);
Database database_of(const DatabaseName& name, const std::string& definition);

// Everything but the name and the version.
std::string to_definition(const Table& table);
Table table_of(const TableName& name, int version, const std::string& definition);

// Everything but the values.
std::string to_definition(const Partition& partition);
Partition partition_of(std::vector<std::string> values, const std::string& definition);

}  // namespace sluice::catalog
