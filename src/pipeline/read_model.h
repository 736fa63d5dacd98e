// A model's .sql file: a YAML header in its leading comment, then one query.
#pragma once

#include <string>
#include <vector>

#include "pipeline/pipeline.h"

namespace sluice::pipeline {

// `name` is the file as shown in messages. The header names a zone of the pipeline; the table is
// ZONE'S DATABASE.FILE'S STEM unless the header says otherwise.
ModelStep read_model(const std::string& sql, const std::string& name, const Pipeline& pipeline);

}  // namespace sluice::pipeline
