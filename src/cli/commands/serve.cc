#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <sstream>
#include <thread>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "api/aws.h"
#include "base/error.h"
#include "base/loader_memory.h"
#include "cli/command.h"
#include "cli/delivery_thread.h"
#include "cli/paced_clock.h"
#include "cli/schedule_thread.h"
#include "cli/scrub_thread.h"
#include "pipeline/deploy/run_deployed.h"
#include "server/descriptor.h"
#include "server/http/http_server.h"

namespace sluice::cli {
namespace {

constexpr std::chrono::minutes kUpkeepPause{5};
// Of the days that a test makes short.
constexpr int kUpkeepsOfADay = 4;
constexpr std::chrono::seconds kStopPatience{30};

std::string variable(const Context& context, const std::string& name) {
  const auto found = context.invocation.environment.find(name);
  return found == context.invocation.environment.end() ? "" : found->second;
}

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw Error(ErrorKind::not_found, "NoSuchFile", "cannot read " + path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// Beside the lake's master key, and like it for its owner alone.
std::string credentials_file(const Context& context) {
  return store::master_key_file(context.lake().lake().identity()) + ".credentials";
}

// In the form of ~/.aws/credentials, so that AWS_SHARED_CREDENTIALS_FILE can name it.
void keep_root_key(const std::string& path, const access::NewAccessKey& key) {
  const std::string text = fmt::format(
      "[default]\naws_access_key_id = {}\naws_secret_access_key = {}\n", key.key.id, key.secret);
  const server::Descriptor file(
      ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  const auto folder = std::filesystem::path(path).parent_path();
  const server::Descriptor names(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  const bool is_kept =
      file.is_open() && ::fchmod(file.number(), 0600) == 0 &&
      ::write(file.number(), text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
      ::fsync(file.number()) == 0 && names.is_open() && ::fsync(names.number()) == 0;
  if (!is_kept) throw Error(ErrorKind::io, "WriteFailed", "cannot write " + path);
}

void provide_root_key(const Context& context, api::Aws& aws) {
  const auto id = variable(context, "SLUICE_ROOT_ACCESS_KEY_ID");
  const auto secret = variable(context, "SLUICE_ROOT_SECRET_ACCESS_KEY");
  if (id.empty() != secret.empty()) {
    throw Error(ErrorKind::invalid, "UsageError",
                "SLUICE_ROOT_ACCESS_KEY_ID and SLUICE_ROOT_SECRET_ACCESS_KEY come together");
  }
  if (!id.empty()) return aws.import_root_key(id, secret);
  const auto path = credentials_file(context);
  const auto key =
      aws.create_root_key([&](const access::NewAccessKey& made) { keep_root_key(path, made); });
  if (!key) return;
  context.output.out(fmt::format(
      "The lake's root key, shown this once and kept in {}:\n  aws_access_key_id     {}\n"
      "  aws_secret_access_key {}\n",
      path, key->key.id, key->secret));
}

api::AwsOptions aws_options(const Context& context, const ServeOptions& options) {
  api::AwsOptions out;
  const bool is_legacy = options.bucket_defaults == BucketDefaults::legacy;
  out.s3.bucket_defaults =
      is_legacy ? api::s3::BucketDefaults::legacy : api::s3::BucketDefaults::aws;
  out.s3.restore_time = options.restore_time;
  out.s3.day = options.lifecycle_day;
  out.log_delivery_interval = options.log_delivery_interval;
  out.allows_signature_version_2 = options.allows_signature_version_2;
  out.reserve_bytes = options.reserve_bytes;
  for (const auto& domain : options.domains)
    out.gateway.domains.push_back(domain);
  if (!options.accounts_file.empty()) {
    const auto path = context.path(options.accounts_file);
    out.guests = api::parse_guest_accounts(read_file(path), path);
  }
  return out;
}

std::string disk_metrics(const DiskSpace& disk) {
  const auto gauge = [](std::string_view name, std::string_view help, std::uint64_t value) {
    return fmt::format("# HELP {0} {1}\n# TYPE {0} gauge\n{0} {2}\n", name, help, value);
  };
  const auto free = disk.free_bytes();
  return (free ? gauge("sluice_disk_free_bytes", "What is left of the disk that the lake lies on.",
                       *free)
               : "") +
         gauge("sluice_disk_reserve_bytes", "Of it, what is kept from new objects.",
               disk.reserve_bytes());
}

server::HttpServerOptions server_options(const Context& context, const ServeOptions& options,
                                         const Log& log, const DiskSpace& disk,
                                         const pipeline::Scheduler& scheduler) {
  server::HttpServerOptions out{
      .listen = server::parse_listen_address(options.listen),
      .log = &log,
      .access_log = options.has_access_log ? &log : nullptr,
      .more_metrics = [&] { return disk_metrics(disk) + scheduler.metrics(); }};
  if (!options.tls_certificate.empty()) {
    out.tls = {.certificate = context.path(options.tls_certificate),
               .key = context.path(options.tls_key)};
  }
  return out;
}

void watch(const DiskSpace& disk, const Log& log) {
  const auto free = disk.free_bytes();
  if (!free || disk.has_room_for(0)) return;
  log.write(LogLevel::warning, "serve", "disk full: new objects are refused",
            {{"free", std::to_string(*free)}, {"reserve", std::to_string(disk.reserve_bytes())}});
}

// What nobody asks for: expiry, compaction, keys that are due. Owns a thread.
class Upkeep {
 public:
  Upkeep(const Context& context, api::Aws& aws, const Log& log, std::chrono::microseconds day)
      : pause_(std::min<std::chrono::microseconds>(kUpkeepPause, day / kUpkeepsOfADay)),
        thread_([this, &context, &aws, &log] { work(context, aws, log); }) {}
  ~Upkeep() {
    {
      std::lock_guard lock(mutex_);
      is_ending_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }
  Upkeep(const Upkeep&) = delete;
  Upkeep& operator=(const Upkeep&) = delete;

 private:
  void work(const Context& context, api::Aws& aws, const Log& log) {
    std::unique_lock lock(mutex_);
    while (!changed_.wait_for(lock, pause_, [&] { return is_ending_; })) {
      lock.unlock();
      try {
        watch(aws.disk(), log);
        aws.maintain();
        context.core().store.collect();
        context.core().catalog.collect();
      } catch (const std::exception& error) {
        log.write(LogLevel::error, "serve", "upkeep failed", {{"reason", error.what()}});
      }
      lock.lock();
    }
  }

  const std::chrono::microseconds pause_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool is_ending_ = false;
  std::thread thread_;  // last: it uses the others
};

}  // namespace

ExitCode run_serve(const Context& context) {
  const auto& options = std::get<ServeOptions>(context.line.options);
  const SystemClock clock;
  const Log log(clock, LogLevel::info,
                [&](LogLevel, std::string_view line) { context.output.err(line); });
  auto& lake = context.lake().lake();
  api::Aws aws(lake, log, aws_options(context, options));
  provide_root_key(context, aws);
  const PacedClock schedule_clock(lake.clock(), options.schedule_pace);
  pipeline::Scheduler scheduler(
      context.lake().deployments(),
      [&](const std::string& name, const CancelToken& cancel) {
        return pipeline::run_deployed(context.lake().deployments(), context.lake().services(), name,
                                      cancel);
      },
      schedule_clock, log);
  server::HttpServer server(server_options(context, options, log, aws.disk(), scheduler),
                            aws.handler(), lake.clock(), lake.random());
  const Upkeep upkeep(context, aws, log, options.lifecycle_day);
  const ScrubThread scrubbing(context.core().store, log);
  const ScheduleThread scheduling(scheduler);
  DeliveryThread delivering(aws, log);
  const auto listen = server::parse_listen_address(options.listen);
  context.output.out(fmt::format("Serving {} at {}://{}:{}; Ctrl-C ends it.\n", lake.directory(),
                                 options.tls_certificate.empty() ? "http" : "https", listen.host,
                                 server.port()));
  release_loader_pages();
  while (!context.cancel.cancelled())
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  scheduler.stop();
  server.stop(kStopPatience);
  delivering.finish();
  return ExitCode::ok;
}

}  // namespace sluice::cli
