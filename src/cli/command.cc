#include "cli/command.h"

#include "base/error.h"

namespace sluice::cli {
namespace {

constexpr std::array kCommands{
    Command{.name = "init", .lake = LakeNeed::none, .run = run_init},
    Command{.name = "plan", .lake = LakeNeed::optional, .run = run_plan},
    Command{.name = "run", .lake = LakeNeed::writes, .run = run_run, .check = check_run},
    Command{.name = "deploy", .lake = LakeNeed::writes, .run = run_deploy, .check = check_deploy},
    Command{.name = "test", .lake = LakeNeed::optional, .run = run_test},
    Command{.name = "sql", .lake = LakeNeed::reads, .run = run_sql},
    Command{.name = "tables", .lake = LakeNeed::reads, .run = run_tables},
    Command{.name = "crawl", .lake = LakeNeed::reads, .run = run_crawl},
    Command{.name = "runs", .lake = LakeNeed::reads, .run = run_runs},
    Command{.name = "rejects", .lake = LakeNeed::reads, .run = run_rejects},
    Command{.name = "replay", .lake = LakeNeed::reads, .run = run_replay},
    Command{.name = "ls", .lake = LakeNeed::reads, .run = run_ls},
    Command{.name = "cp", .lake = LakeNeed::writes, .run = run_cp, .check = check_cp},
    Command{.name = "cat", .lake = LakeNeed::reads, .run = run_cat},
    Command{.name = "gc", .lake = LakeNeed::reads, .run = run_gc},
    Command{.name = "restore-objects", .lake = LakeNeed::reads, .run = run_restore_objects},
    Command{.name = "scrub", .lake = LakeNeed::reads, .run = run_scrub},
    Command{.name = "backup", .lake = LakeNeed::reads, .run = run_backup},
    Command{.name = "restore", .lake = LakeNeed::none, .run = run_restore},
    Command{.name = "serve", .lake = LakeNeed::holds, .run = run_serve},
};

}  // namespace

std::span<const Command> commands() {
  return kCommands;
}

const Command& command_named(std::string_view name) {
  for (const auto& command : kCommands) {
    if (command.name == name) return command;
  }
  throw Error(ErrorKind::invalid, "UsageError",
              fmt::format("{} is no command: see `sluice --help`", name));
}

LakeNeed lake_need(const CommandLine& line) {
  const auto* test = std::get_if<TestOptions>(&line.options);
  if (test != nullptr && test->tests == Tests::unit) return LakeNeed::none;
  const auto* deploy = std::get_if<DeployOptions>(&line.options);
  if (deploy != nullptr && deploy->action != DeployAction::put) return LakeNeed::reads;
  const auto* backup = std::get_if<BackupOptions>(&line.options);
  if (backup != nullptr && backup->action != BackupAction::make) return LakeNeed::none;
  return command_named(line.command).lake;
}

std::string Context::path(const std::string& typed) const {
  if (typed.starts_with('/')) return typed;
  return typed == "." || typed.empty() ? invocation.folder : invocation.folder + "/" + typed;
}

}  // namespace sluice::cli
