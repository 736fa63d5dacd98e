// PREPARE, EXECUTE and DEALLOCATE: statements that one `sluice sql` remembers by name.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "sql/syntax/ast.h"

namespace sluice::cli {

// A statement's text with values for its question marks, as literals' texts.
struct BoundStatement {
  std::string text;
  std::vector<std::string> parameters;
};

class PreparedStatements {
 public:
  // Throws Error unsupported, NOT_SUPPORTED, for PREPARE, EXECUTE and DEALLOCATE.
  void prepare(const sql::Prepare& prepare);
  // Throws Error not_found, NOT_FOUND.
  void deallocate(const sql::Deallocate& deallocate);
  // Throws Error not_found NOT_FOUND, invalid INVALID_PARAMETER_USAGE.
  BoundStatement execute(const sql::Execute& execute) const;

 private:
  std::map<std::string, std::string> texts_;
};

BoundStatement execute_immediate(const sql::ExecuteImmediate& execute);

}  // namespace sluice::cli
