#include "cli/execute.h"

#include <filesystem>
#include <new>

#include "base/error.h"
#include "cli/arguments.h"

namespace sluice::cli {
namespace {

// Known before the arguments are read: they may be wrong themselves.
bool wants_json(std::span<const std::string> arguments) {
  return std::find(arguments.begin(), arguments.end(), "--json") != arguments.end();
}

void tell(server::Output& output, bool is_json, const std::string& code,
          const std::string& message) {
  if (is_json) {
    const json::object error{{"error", {{"code", code}, {"message", message}}}};
    return output.err(to_text(json::value(error)) + "\n");
  }
  output.err(fmt::format("error: {}\n", message));
}

}  // namespace

ExitCode told(server::Output& output, std::span<const std::string> arguments,
              const std::function<ExitCode()>& work) {
  const bool is_json = wants_json(arguments);
  try {
    return work();
  } catch (const Error& error) {
    tell(output, is_json, error.code(), error.message());
    return exit_code(error.kind());
  } catch (const std::filesystem::filesystem_error& error) {
    const auto path = error.path1().string();
    tell(output, is_json, "FileFailure", fmt::format("{}: {}", path, error.code().message()));
    return ExitCode::io;
  } catch (const std::bad_alloc&) {
    tell(output, is_json, "OutOfMemory", "there is not enough memory");
    return ExitCode::limit;
  } catch (const std::exception& error) {
    tell(output, is_json, "InternalError", fmt::format("internal: {}", error.what()));
    return ExitCode::internal;
  }
}

std::string lake_folder(const CommandLine& line, const server::Invocation& invocation) {
  auto variable = invocation.environment.find("SLUICE_LAKE");
  std::string typed = ".sluice";
  if (variable != invocation.environment.end() && !variable->second.empty()) {
    typed = variable->second;
  }
  if (line.lake) typed = *line.lake;
  return typed.starts_with('/') ? typed : invocation.folder + "/" + typed;
}

ExitCode execute(const server::Invocation& invocation, server::Output& output,
                 const CancelToken& cancel, pipeline::LakeServices& services) {
  return told(output, invocation.arguments, [&] {
    const auto parsed = parse_arguments(invocation.arguments);
    const auto& line = std::get<CommandLine>(parsed);
    const Context context{.line = line,
                          .invocation = invocation,
                          .output = output,
                          .cancel = cancel,
                          .lake_folder = lake_folder(line, invocation),
                          .services = &services};
    return command_named(line.command).run(context);
  });
}

}  // namespace sluice::cli
