// What a command gets, and the table of commands.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/cancel.h"
#include "cli/command_line.h"
#include "cli/exit_code.h"
#include "pipeline/lake_services.h"
#include "server/invocation.h"

namespace sluice::cli {

enum class LakeNeed {
  none,
  optional,  // works on the lake if there is one
  reads,     // refuses to make one
  writes,    // makes one where there is none
  holds,     // the same, and nobody else may have it open: works in this process only
};

// One invocation's world. Lives while its command runs.
struct Context {
  const CommandLine& line;
  const server::Invocation& invocation;
  server::Output& output;
  const CancelToken& cancel;
  std::string lake_folder;                     // absolute
  pipeline::LakeServices* services = nullptr;  // null without a lake: see LakeNeed

  pipeline::LakeServices& lake() const { return *services; }
  jobs::Core& core() const { return services->core(); }
  // As a path of the process: relative to the invocation's folder, not to the process's.
  std::string path(const std::string& typed) const;
};

struct Command {
  std::string_view name;
  LakeNeed lake = LakeNeed::none;
  ExitCode (*run)(const Context&) = nullptr;
  // Throws what is wrong already before a lake is made for the command; null: nothing can be.
  void (*check)(const Context&) = nullptr;
};

std::span<const Command> commands();
// Throws Error invalid for a name that no command has.
const Command& command_named(std::string_view name);

// What this invocation of a command needs: `test --unit` has no use for a lake.
LakeNeed lake_need(const CommandLine& line);

// One function a command; each throws Error, or writes its result and answers.
ExitCode run_init(const Context&);
ExitCode run_plan(const Context&);
ExitCode run_run(const Context&);
ExitCode run_deploy(const Context&);
ExitCode run_test(const Context&);
ExitCode run_sql(const Context&);
ExitCode run_tables(const Context&);
ExitCode run_runs(const Context&);
ExitCode run_rejects(const Context&);
ExitCode run_replay(const Context&);
ExitCode run_crawl(const Context&);
ExitCode run_ls(const Context&);
ExitCode run_cp(const Context&);
ExitCode run_cat(const Context&);
ExitCode run_gc(const Context&);
ExitCode run_restore_objects(const Context&);
ExitCode run_scrub(const Context&);
ExitCode run_backup(const Context&);
ExitCode run_restore(const Context&);
ExitCode run_serve(const Context&);

void check_run(const Context&);
void check_deploy(const Context&);
void check_cp(const Context&);

}  // namespace sluice::cli
