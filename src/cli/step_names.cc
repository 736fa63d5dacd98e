#include "cli/step_names.h"

namespace sluice::cli {

std::string_view kind_name(pipeline::StepKind kind) {
  switch (kind) {
    case pipeline::StepKind::load:
      return "load";
    case pipeline::StepKind::crawl:
      return "crawl";
    case pipeline::StepKind::model:
      return "model";
  }
  return "";
}

std::string_view state_name(pipeline::StepState state) {
  switch (state) {
    case pipeline::StepState::waiting:
      return "waiting";
    case pipeline::StepState::running:
      return "running";
    case pipeline::StepState::succeeded:
      return "done";
    case pipeline::StepState::up_to_date:
      return "up to date";
    case pipeline::StepState::failed:
      return "failed";
    case pipeline::StepState::skipped:
      return "skipped";
    case pipeline::StepState::stopped:
      return "stopped";
  }
  return "";
}

bool is_over(pipeline::StepState state) {
  return state != pipeline::StepState::waiting && state != pipeline::StepState::running;
}

}  // namespace sluice::cli
