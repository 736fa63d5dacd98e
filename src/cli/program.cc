#include "cli/program.h"

#include <poll.h>
#include <unistd.h>

#include <filesystem>
#include <thread>

#include "base/error.h"
#include "cli/arguments.h"
#include "cli/execute.h"
#include "cli/interrupts.h"
#include "cli/process_output.h"
#include "server/guest.h"
#include "server/holder.h"

extern char** environ;

namespace sluice::cli {
namespace {

constexpr std::size_t kInputBytesMax = 16u << 20;
constexpr std::chrono::milliseconds kRetryPause{20};
constexpr std::chrono::seconds kRetryPatience{30};

std::map<std::string, std::string> own_variables() {
  std::map<std::string, std::string> variables;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    const auto equals = text.find('=');
    if (!text.starts_with("SLUICE_") || equals == std::string_view::npos) continue;
    variables.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return variables;
}

// Ctrl-C must end a wait for somebody to type.
void wait_for_input(const CancelToken& cancel) {
  pollfd input{.fd = STDIN_FILENO, .events = POLLIN, .revents = 0};
  while (::poll(&input, 1, 50) == 0)
    cancel.check();
}

std::string read_input(const CancelToken& cancel) {
  std::string text;
  std::array<char, 65'536> piece;
  while (true) {
    wait_for_input(cancel);
    const ssize_t got = ::read(STDIN_FILENO, piece.data(), piece.size());
    if (got < 0) throw Error(ErrorKind::io, "ReadFailed", "cannot read stdin");
    if (got == 0) return text;
    text.append(piece.data(), static_cast<std::size_t>(got));
    if (text.size() > kInputBytesMax) {
      throw Error(ErrorKind::limit, "InputTooLarge", "stdin has more than 16 MiB of statements");
    }
  }
}

bool makes_lake(LakeNeed need) {
  return need == LakeNeed::writes || need == LakeNeed::holds;
}

// One process's life: the lake is tried, then its holder, in turn.
class Program {
 public:
  Program(std::vector<std::string> arguments, ProcessOutput& output, CancelToken& cancel)
      : output_(output),
        cancel_(cancel),
        invocation_{.arguments = std::move(arguments),
                    .folder = std::filesystem::current_path().string(),
                    .environment = own_variables(),
                    .terminal = output.terminal()} {}

  ExitCode run() {
    auto parsed = parse_arguments(invocation_.arguments);
    if (const auto* help = std::get_if<HelpText>(&parsed)) {
      output_.out(help->text);
      return ExitCode::ok;
    }
    line_ = std::get<CommandLine>(std::move(parsed));
    if (line_.reads_input()) invocation_.input = read_input(cancel_);
    folder_ = lake_folder(line_, invocation_);
    const auto need = lake_need(line_);
    const bool is_there = std::filesystem::exists(folder_ + "/lake.json");
    if (need == LakeNeed::none || (need == LakeNeed::optional && !is_there)) {
      return run_command(nullptr);
    }
    if (!is_there) prepare(need);
    return run_on_lake();
  }

 private:
  // Where there is no lake yet.
  void prepare(LakeNeed need) {
    if (need == LakeNeed::reads) {
      throw Error(
          ErrorKind::not_found, "NoSuchLake",
          fmt::format("there is no lake in {}: `sluice run` and `sluice cp` make one, --lake "
                      "or SLUICE_LAKE names another",
                      folder_));
    }
    // A command that cannot work must not leave a new lake.
    const auto& command = command_named(line_.command);
    if (command.check != nullptr) command.check(context(nullptr));
  }

  ExitCode run_on_lake() {
    const auto give_up = std::chrono::steady_clock::now() + kRetryPatience;
    while (true) {
      std::string held;
      if (auto services = open_if_free(held)) return run_as_holder(*services);
      if (lake_need(line_) == LakeNeed::holds) {
        throw Error(ErrorKind::conflict, "LakeHeld",
                    held + ": `sluice " + line_.command + "` needs it for itself");
      }
      note_limits();
      if (auto code = server::run_as_guest(folder_, invocation_, output_, cancel_)) {
        return ExitCode{*code};
      }
      // The holder is starting or ending.
      cancel_.check();
      if (std::chrono::steady_clock::now() > give_up) {
        throw Error(ErrorKind::conflict, "LakeHeld", held + ", and it does not answer");
      }
      std::this_thread::sleep_for(kRetryPause);
    }
  }

  void note_limits() {
    if ((line_.memory_bytes == 0 && line_.threads == 0) || is_noted_) return;
    is_noted_ = true;
    output_.err("note: --memory and --threads are those of the command that holds the lake\n");
  }

  std::chrono::microseconds lifecycle_day() const {
    const auto* serve = std::get_if<ServeOptions>(&line_.options);
    return serve ? serve->lifecycle_day : ServeOptions().lifecycle_day;
  }

  std::unique_ptr<pipeline::LakeServices> open_if_free(std::string& held) {
    try {
      return std::make_unique<pipeline::LakeServices>(pipeline::LakeServicesOptions{
          .directory = folder_,
          .missing =
              makes_lake(lake_need(line_)) ? store::MissingLake::create : store::MissingLake::fail,
          .key_file = {},
          .memory_limit_bytes = line_.memory_bytes,
          .threads = line_.threads,
          .day = lifecycle_day()});
    } catch (const Error& error) {
      if (error.code() != "LakeHeld") throw;
      held = error.message();
      return nullptr;
    }
  }

  ExitCode run_as_holder(pipeline::LakeServices& services) {
    const auto holder = listen(services);
    // Told here, so that an error is seen before the guests are waited for.
    const auto code = told(output_, invocation_.arguments, [&] { return run_command(&services); });
    if (holder == nullptr) return code;
    if (holder->guests() > 0 && output_.terminal().is_err_terminal) {
      output_.err("done; this process ends with the other commands that it serves on the lake\n");
    }
    holder->finish();
    return code;
  }

  // Null on a disk that has no sockets: then nobody can join, but this command can work.
  std::unique_ptr<server::Holder> listen(pipeline::LakeServices& services) {
    try {
      return std::make_unique<server::Holder>(
          folder_, [&](const server::Invocation& invocation, server::Output& output,
                       const CancelToken& cancel) {
            return static_cast<int>(execute(invocation, output, cancel, services));
          });
    } catch (const Error& error) {
      output_.err(fmt::format("note: no command can join this one: {}\n", error.message()));
      return nullptr;
    }
  }

  Context context(pipeline::LakeServices* services) const {
    return {.line = line_,
            .invocation = invocation_,
            .output = output_,
            .cancel = cancel_,
            .lake_folder = folder_,
            .services = services};
  }

  ExitCode run_command(pipeline::LakeServices* services) const {
    return command_named(line_.command).run(context(services));
  }

  ProcessOutput& output_;
  CancelToken& cancel_;
  server::Invocation invocation_;
  CommandLine line_;
  std::string folder_;
  bool is_noted_ = false;
};

}  // namespace

int run_program(std::vector<std::string> arguments) {
  ProcessOutput output;
  CancelToken cancel;
  const Interrupts interrupts(cancel);
  const auto given = arguments;
  const auto code =
      told(output, given, [&] { return Program(std::move(arguments), output, cancel).run(); });
  return static_cast<int>(code);
}

}  // namespace sluice::cli
