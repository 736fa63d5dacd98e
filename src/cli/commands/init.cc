#include <filesystem>
#include <fstream>

#include "base/error.h"
#include "cli/command.h"
#include "cli/templates.h"

namespace sluice::cli {
namespace {

namespace fs = std::filesystem;

void write_file(const fs::path& path, const std::string& content) {
  std::error_code failure;
  fs::create_directories(path.parent_path(), failure);
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << content;
  file.close();
  if (file) return;
  throw Error(ErrorKind::io, "WriteFailed", fmt::format("cannot write {}", path.string()));
}

}  // namespace

ExitCode run_init(const Context& context) {
  const auto& options = std::get<InitOptions>(context.line.options);
  const fs::path folder = context.path(options.folder);
  const auto files = template_files(options.from);
  // Before the first is written: all or none.
  for (const auto& [name, content] : files) {
    if (!fs::exists(folder / name)) continue;
    throw Error(ErrorKind::conflict, "FileExists",
                fmt::format("{} is there already: name a new folder", (folder / name).string()));
  }
  for (const auto& [name, content] : files)
    write_file(folder / name, content);
  std::string text;
  json::array names;
  for (const auto& [name, content] : files) {
    names.emplace_back(name);
    text += fmt::format("  {}\n", name);
  }
  if (context.line.is_json) {
    const json::object line{{"folder", folder.string()}, {"files", std::move(names)}};
    context.output.out(to_text(json::value(line)) + "\n");
    return ExitCode::ok;
  }
  const auto enter = options.folder == "." ? "" : fmt::format("cd {} && ", options.folder);
  context.output.out(fmt::format("made {}\n{}Now: {}sluice plan && sluice run\n",
                                 folder.lexically_normal().string(), text, enter));
  return ExitCode::ok;
}

}  // namespace sluice::cli
