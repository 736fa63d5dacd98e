#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <filesystem>
#include <future>
#include <mutex>
#include <thread>

#include "server/frame.h"
#include "server/guest.h"
#include "server/holder.h"
#include "server/lake_socket.h"

namespace sluice::server {
namespace {

class TextOutput final : public Output {
 public:
  void out(std::string_view text) override {
    const std::lock_guard lock(mutex_);
    if (!is_closed_) out_ += text;
  }
  void err(std::string_view text) override {
    const std::lock_guard lock(mutex_);
    err_ += text;
  }
  bool is_out_closed() const override { return is_closed_; }
  const Terminal& terminal() const override { return terminal_; }

  void close() { is_closed_ = true; }
  std::string out_text() const { return out_; }
  std::string err_text() const { return err_; }

 private:
  std::mutex mutex_;
  std::string out_;
  std::string err_;
  std::atomic<bool> is_closed_{false};
  Terminal terminal_;
};

class Folder {
 public:
  Folder() : path_(std::filesystem::temp_directory_path() / "sluice-holder-XXXXXX") {
    EXPECT_NE(::mkdtemp(path_.data()), nullptr);
    // Longer than a socket's address may be.
    lake_ = path_ + "/" + std::string(120, 'l');
    std::filesystem::create_directories(lake_);
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  const std::string& lake() const { return lake_; }

 private:
  std::string path_;
  std::string lake_;
};

void wait_until_cancelled(const CancelToken& cancel) {
  while (!cancel.cancelled())
    std::this_thread::yield();
}

// What a command of a test does, by its first argument.
int run_command(const Invocation& invocation, Output& output, const CancelToken& cancel) {
  const auto& command = invocation.arguments.at(0);
  if (command == "echo") {
    output.out(invocation.folder + "\n");
    output.err("width " + std::to_string(output.terminal().width) + "\n");
    return 7;
  }
  if (command == "wait") {
    output.out("waiting\n");
    wait_until_cancelled(cancel);
    output.err("cancelled\n");
    return 130;
  }
  while (!output.is_out_closed() && !cancel.cancelled())
    output.out("more\n");
  return 0;
}

TEST(Holder, RunsAGuestsCommandWithItsFolderAndTerminal) {
  const Folder folder;
  Holder holder(folder.lake(), run_command);
  TextOutput output;
  const CancelToken cancel;
  const auto code = run_as_guest(
      folder.lake(), {.arguments = {"echo"}, .folder = "/there", .terminal = {.width = 99}}, output,
      cancel);
  EXPECT_EQ(code, 7);
  EXPECT_EQ(output.out_text(), "/there\n");
  EXPECT_EQ(output.err_text(), "width 99\n");
}

TEST(Holder, ItsSocketIsForItsOwnerAlone) {
  const Folder folder;
  Holder holder(folder.lake(), run_command);
  struct stat status;
  ASSERT_EQ(::stat((folder.lake() + "/sluice.sock").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
}

TEST(Holder, TakesThePlaceOfASocketThatADeadProcessLeft) {
  const Folder folder;
  { const auto left = listen_in(folder.lake()); }
  TextOutput output;
  const CancelToken cancel;
  EXPECT_EQ(run_as_guest(folder.lake(), {.arguments = {"echo"}}, output, cancel), std::nullopt);
  Holder holder(folder.lake(), run_command);
  EXPECT_EQ(run_as_guest(folder.lake(), {.arguments = {"echo"}}, output, cancel), 7);
}

TEST(Holder, NobodyListensOnceItHasFinished) {
  const Folder folder;
  Holder holder(folder.lake(), run_command);
  holder.finish();
  TextOutput output;
  const CancelToken cancel;
  EXPECT_EQ(run_as_guest(folder.lake(), {.arguments = {"echo"}}, output, cancel), std::nullopt);
  EXPECT_FALSE(std::filesystem::exists(folder.lake() + "/sluice.sock"));
}

TEST(Holder, FinishWaitsForAGuestAndStillServesOthers) {
  const Folder folder;
  Holder holder(folder.lake(), run_command);
  TextOutput waiting_output;
  CancelToken stop;
  auto waiting = std::async(std::launch::async, [&] {
    return run_as_guest(folder.lake(), {.arguments = {"wait"}}, waiting_output, stop);
  });
  while (holder.guests() == 0)
    std::this_thread::yield();
  auto finished = std::async(std::launch::async, [&] { holder.finish(); });
  TextOutput output;
  const CancelToken cancel;
  EXPECT_EQ(run_as_guest(folder.lake(), {.arguments = {"echo"}}, output, cancel), 7);
  EXPECT_EQ(finished.wait_for(std::chrono::seconds(0)), std::future_status::timeout);
  stop.cancel();
  EXPECT_EQ(waiting.get(), 130);
  finished.get();
}

TEST(Holder, AGuestThatCancelsStillSeesHowItsCommandEnds) {
  const Folder folder;
  Holder holder(folder.lake(), run_command);
  TextOutput output;
  CancelToken cancel;
  cancel.cancel();
  EXPECT_EQ(run_as_guest(folder.lake(), {.arguments = {"wait"}}, output, cancel), 130);
  EXPECT_EQ(output.err_text(), "cancelled\n");
}

TEST(Holder, AGuestThatDisappearsCancelsItsCommand) {
  const Folder folder;
  Holder holder(folder.lake(), run_command);
  {
    const auto guest = connect_to(folder.lake());
    ASSERT_TRUE(guest);
    write_frame(*guest, FrameKind::invocation, encode({.arguments = {"wait"}}));
    EXPECT_EQ(read_frame(*guest)->kind, FrameKind::accepted);
  }
  holder.finish();  // returns only when the command has
  EXPECT_EQ(holder.guests(), 0u);
}

TEST(Holder, ACommandWhoseOutputNobodyReadsMayStop) {
  const Folder folder;
  Holder holder(folder.lake(), run_command);
  TextOutput output;
  output.close();
  const CancelToken cancel;
  EXPECT_EQ(run_as_guest(folder.lake(), {.arguments = {"flood"}}, output, cancel), 0);
}

TEST(Holder, AnswersAFrameThatIsNoneWithAnError) {
  const Folder folder;
  Holder holder(folder.lake(), run_command);
  const auto guest = connect_to(folder.lake());
  ASSERT_TRUE(guest);
  constexpr std::string_view kNonsense = "GET / HTTP/1.1\r\n\r\n";
  ::send(guest->number(), kNonsense.data(), kNonsense.size(), 0);
  const auto error = read_frame(*guest);
  ASSERT_TRUE(error);
  EXPECT_EQ(error->kind, FrameKind::stderr_text);
  EXPECT_EQ(read_frame(*guest), (Frame{FrameKind::exit_code, "2"}));
}

TEST(Holder, ServesManyGuestsAtOnceAndMoreInTurn) {
  const Folder folder;
  Holder holder(folder.lake(), run_command);
  std::vector<std::future<std::optional<int>>> guests;
  const CancelToken cancel;
  for (int i = 0; i < 100; ++i) {
    guests.push_back(std::async(std::launch::async, [&] {
      TextOutput output;
      std::optional<int> code;
      while (!code)
        code = run_as_guest(folder.lake(), {.arguments = {"echo"}}, output, cancel);
      return code;
    }));
  }
  for (auto& guest : guests)
    EXPECT_EQ(guest.get(), 7);
}

}  // namespace
}  // namespace sluice::server
