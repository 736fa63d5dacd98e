// What a step's numbers say, as short texts.
#pragma once

#include <chrono>
#include <string>

#include "pipeline/run.h"

namespace sluice::cli {

// "1,200,000 rows  85.1 MiB of 340.0 MiB  12.1 MiB/s  7.0 s  21.0 s left": what there is of it.
std::string measures(const pipeline::StepStatus& status, std::chrono::nanoseconds elapsed);

// Absent where the whole is not known, or nothing is done yet.
std::optional<std::chrono::nanoseconds> time_left(const pipeline::StepStatus& status,
                                                  std::chrono::nanoseconds elapsed);

}  // namespace sluice::cli
