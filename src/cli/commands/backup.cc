#include "store/backup.h"

#include "base/error.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/damage.h"
#include "cli/progress_line.h"
#include "cli/text_table.h"

namespace sluice::cli {
namespace {

std::string count_of(std::int64_t number) {
  return human_count(static_cast<std::uint64_t>(number));
}

// Shows how far it is, and ends the work when somebody asks for it.
store::BackupProgress progress_of(const Context& context, ProgressLine& line) {
  return [&](std::uint64_t read_bytes) {
    context.cancel.check();
    line.show([&] { return human_bytes(read_bytes) + " read so far"; });
  };
}

json::array json_of(const std::vector<std::string>& texts) {
  json::array array;
  for (const std::string& text : texts)
    array.emplace_back(text);
  return array;
}

json::object json_of(const store::BackupInfo& backup) {
  return {{"name", backup.name},
          {"taken", to_iso8601(backup.taken)},
          {"objects", backup.objects},
          {"bytes", backup.bytes},
          {"damaged_objects", backup.damaged}};
}

json::object json_of(const store::BackupResult& result, const std::string& key_file) {
  json::object line = json_of(result.backup);
  line["copied_files"] = result.copied_files;
  line["copied_bytes"] = result.copied_bytes;
  line["copied_bodies"] = result.copied_bodies;
  line["unchecked_bodies"] = result.unchecked_bodies;
  line["damaged"] = damage_json(result.damaged);
  line["removed"] = json_of(result.removed);
  line["master_key_file"] = key_file;
  return line;
}

std::string text_of(const store::BackupResult& result, const std::string& key_file) {
  const auto& backup = result.backup;
  std::string text = damage_text(result.damaged, backup.damaged);
  text += fmt::format("backup {}: {} objects, {}; copied {} new files, {}\n", backup.name,
                      count_of(backup.objects), human_bytes(backup.bytes),
                      count_of(result.copied_files), human_bytes(result.copied_bytes));
  if (backup.damaged > 0) {
    text += fmt::format("{} objects are damaged in the lake: all others are saved\n",
                        count_of(backup.damaged));
  }
  if (result.unchecked_bodies > 0) {
    text += fmt::format("{} bodies not checked: a KMS key or a customer's key seals them\n",
                        count_of(result.unchecked_bodies));
  }
  if (!result.removed.empty()) text += fmt::format("{} older removed\n", result.removed.size());
  text += fmt::format("the master key is not in it: keep a copy of {} elsewhere\n", key_file);
  return text;
}

ExitCode make_backup(const Context& context, const std::string& target, int keep) {
  ProgressLine line(context);
  auto& lake = context.lake().lake();
  const auto result = store::back_up(
      lake, {.target = target, .keep = keep, .progress = progress_of(context, line)});
  const auto key_file = store::master_key_file(lake.identity());
  context.output.out(context.line.is_json ? to_text(json_of(result, key_file)) + "\n"
                                          : text_of(result, key_file));
  return result.backup.damaged > 0 ? ExitCode::corrupt : ExitCode::ok;
}

ExitCode list_backups(const Context& context, const std::string& target) {
  SystemFiles files;
  const auto backups = store::backups_in(files, target);
  std::vector<TextRow> rows;
  for (const auto& each : backups) {
    if (context.line.is_json) context.output.out(to_text(json_of(each)) + "\n");
    rows.push_back({each.name, to_iso8601(each.taken), count_of(each.objects),
                    human_bytes(each.bytes), count_of(each.damaged)});
  }
  if (context.line.is_json) return ExitCode::ok;
  context.output.out(text_table({{"backup"},
                                 {"taken"},
                                 {"objects", Align::right},
                                 {"size", Align::right},
                                 {"damaged", Align::right}},
                                rows));
  return ExitCode::ok;
}

ExitCode verify_backups(const Context& context, const std::string& target, const std::string& at) {
  SystemFiles files;
  ProgressLine line(context);
  const auto result = store::verify_backups(files, target, at, progress_of(context, line));
  if (context.line.is_json) {
    const json::object found{{"backups", result.backups},
                             {"files", result.files},
                             {"read_bytes", result.read_bytes},
                             {"damaged_files", result.damaged_files},
                             {"damaged", json_of(result.damaged)}};
    context.output.out(to_text(found) + "\n");
  } else {
    for (const std::string& each : result.damaged)
      context.output.out("damaged: " + each + "\n");
    context.output.out(fmt::format("{} backups, {} files, {} read, {} damaged\n",
                                   count_of(result.backups), count_of(result.files),
                                   human_bytes(result.read_bytes), result.damaged_files));
  }
  return result.damaged_files > 0 ? ExitCode::corrupt : ExitCode::ok;
}

}  // namespace

ExitCode run_backup(const Context& context) {
  const auto& options = std::get<BackupOptions>(context.line.options);
  const std::string target = context.path(options.target);
  if (options.action == BackupAction::list) return list_backups(context, target);
  if (options.action == BackupAction::verify) return verify_backups(context, target, options.at);
  return make_backup(context, target, options.keep);
}

ExitCode run_restore(const Context& context) {
  const auto& options = std::get<RestoreOptions>(context.line.options);
  SystemFiles files;
  SystemRandom random;
  ProgressLine line(context);
  const auto result = store::restore_lake(files, random,
                                          {.target = context.path(options.target),
                                           .at = options.at,
                                           .directory = context.lake_folder,
                                           .progress = progress_of(context, line)});
  if (context.line.is_json) {
    json::object found = json_of(result.backup);
    found["lake"] = context.lake_folder;
    found["master_key_file"] = result.key_file;
    found["has_master_key_file"] = result.has_key_file;
    context.output.out(to_text(found) + "\n");
    return ExitCode::ok;
  }
  context.output.out(fmt::format("{} holds backup {}: {} objects, {}\n", context.lake_folder,
                                 result.backup.name, count_of(result.backup.objects),
                                 human_bytes(result.backup.bytes)));
  if (!result.has_key_file) {
    context.output.out(
        fmt::format("its master key is not there: put your copy at {} (mode 600), or name it in "
                    "SLUICE_KEY_FILE\n",
                    result.key_file));
  }
  return ExitCode::ok;
}

}  // namespace sluice::cli
