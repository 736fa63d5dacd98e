// Rows of a result, as they come, in one of the formats of `sluice sql`.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "cli/command_line.h"
#include "engine/engine.h"
#include "server/output.h"
#include "sql/types/type.h"

namespace sluice::cli {

struct ResultHead {
  std::vector<std::string> names;
  std::vector<sql::Type> types;
};

// One result. Buffers little: what is as large as a table's rows is written on.
class ResultWriter {
 public:
  virtual ~ResultWriter() = default;
  // Column by column, each the same length, as engine::Result::next gives them.
  virtual void rows(const std::vector<std::vector<engine::Value>>& columns) = 0;
  virtual void end() = 0;
};

// table: aligned; csv and tsv: a header, NULL is nothing; json: one object a line.
std::unique_ptr<ResultWriter> result_writer(ResultFormat format, const ResultHead& head,
                                            server::Output& output);

}  // namespace sluice::cli
