#include "cli/scrub_thread.h"

#include "base/error.h"

namespace sluice::cli {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::chrono::hours kFirstPause{24};
constexpr std::chrono::hours kPause{7 * 24};

}  // namespace

ScrubThread::ScrubThread(const store::Store& store, const Log& log)
    : store_(store), log_(log), thread_([this] { work(); }) {}

ScrubThread::~ScrubThread() {
  {
    std::lock_guard lock(mutex_);
    is_ending_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

bool ScrubThread::pause(SteadyClock::duration duration) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, duration, [&] { return is_ending_; });
}

void ScrubThread::work() {
  for (SteadyClock::duration wait = kFirstPause; !pause(wait); wait = kPause) {
    try {
      scrub();
    } catch (const std::exception& error) {
      log_.write(LogLevel::error, "scrub", "scrub failed", {{"reason", error.what()}});
    }
  }
}

void ScrubThread::scrub() {
  auto rested = SteadyClock::now();
  const auto result = store_.scrub({.key_of = {}, .go_on = [&](const store::ScrubResult&) {
                                      // As long a rest as the object took: clients come first.
                                      const bool is_ending = pause(SteadyClock::now() - rested);
                                      rested = SteadyClock::now();
                                      return !is_ending;
                                    }});
  for (const auto& each : result.damaged) {
    log_.write(LogLevel::error, "scrub", "object damaged",
               {{"object", fmt::format("s3://{}/{}", each.bucket.text(), each.key.text())},
                {"version", each.version.text()},
                {"reason", each.message}});
  }
  log_.write(LogLevel::info, "scrub", "scrub ended",
             {{"objects", std::to_string(result.objects)},
              {"damaged", std::to_string(result.damaged_objects)},
              {"skipped", std::to_string(result.skipped)}});
}

}  // namespace sluice::cli
