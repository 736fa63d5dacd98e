// What may be told of a connection, and what may not.
#pragma once

#include <string>
#include <vector>

#include "engine/external/external_source.h"

namespace sluice::engine {

struct ConnectionText {
  std::string shown;                 // "PostgreSQL at db.example.org:5432/shop"
  std::string given;                 // what the extension is given
  std::vector<std::string> secrets;  // texts that no message may hold
};

// Never throws for a malformed one: whoever connects complains.
ConnectionText read_connection(const ExternalTable& table);

}  // namespace sluice::engine
