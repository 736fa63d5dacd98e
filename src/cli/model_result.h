// What became of a model's run, for people and for programs.
#pragma once

#include <string>

#include "base/json.h"
#include "jobs/model_runner.h"

namespace sluice::cli {

// Tests that failed or warned, and the run's warnings; each line ended by a newline.
std::string findings_text(const jobs::ModelResult& result);

json::object to_json(const jobs::TestOutcome& outcome);
json::object to_json(const jobs::ModelResult& result);

}  // namespace sluice::cli
