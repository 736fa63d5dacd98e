#include "base/error.h"
#include "base/text.h"
#include "cli/command.h"
#include "store/archive.h"

namespace sluice::cli {
namespace {

constexpr int kPageKeys = 1000;

struct Restored {
  std::int64_t begun = 0;
  std::int64_t extended = 0;
  std::uint64_t bytes = 0;
};

class Restoring {
 public:
  explicit Restoring(const Context& context)
      : context_(context),
        options_(std::get<RestoreObjectsOptions>(context.line.options)),
        uri_(store::parse_uri(options_.uri)) {}

  Restored run() {
    auto& core = context_.core();
    const auto now = core.database.snapshot();
    store::ListOptions list{
        .prefix = uri_.key.text(), .delimiter = "", .start_after = "", .max_keys = kPageKeys};
    bool is_any = false;
    while (true) {
      context_.cancel.check();
      const auto page = core.store.list(now, uri_.bucket, list);
      is_any = is_any || !page.objects.empty();
      restore(page.objects);
      if (!page.next_start_after) break;
      list.start_after = *page.next_start_after;
    }
    if (is_any) return done_;
    throw Error(ErrorKind::not_found, "NoSuchKey",
                fmt::format("there is nothing below {}", store::to_text(uri_)));
  }

 private:
  // A page is a transaction. What has changed since it was listed is left as it is.
  void restore(const std::vector<store::Object>& objects) {
    auto& core = context_.core();
    Restored done;
    core.database.write([&](meta::Transaction& change) {
      done = done_;
      for (const auto& object : objects) {
        const auto found = core.store.find(change.now(), object.bucket, object.key);
        if (!found || !store::is_archived(found->storage_class)) continue;
        const auto& restore = found->properties.restore;
        if (restore && restore->is_ongoing(core.clock.now())) continue;
        const auto start = core.store.restore(change, object.bucket, object.key, {},
                                              {.days = options_.days, .context = {}});
        ++(start == store::RestoreStart::begun ? done.begun : done.extended);
        done.bytes += found->size_bytes;
      }
    });
    done_ = done;
  }

  const Context& context_;
  const RestoreObjectsOptions& options_;
  store::ObjectUri uri_;
  Restored done_;
};

}  // namespace

ExitCode run_restore_objects(const Context& context) {
  const auto& options = std::get<RestoreObjectsOptions>(context.line.options);
  const auto done = Restoring(context).run();
  if (context.line.is_json) {
    const json::object line{{"restored", done.begun},
                            {"extended", done.extended},
                            {"bytes", done.bytes},
                            {"days", options.days}};
    context.output.out(to_text(json::value(line)) + "\n");
    return ExitCode::ok;
  }
  context.output.out(
      fmt::format("{} archived objects can be read for {} days ({}), {} of them could already\n",
                  human_count(static_cast<std::uint64_t>(done.begun + done.extended)), options.days,
                  human_bytes(done.bytes), human_count(static_cast<std::uint64_t>(done.extended))));
  return ExitCode::ok;
}

}  // namespace sluice::cli
