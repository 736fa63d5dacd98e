#include "base/error.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/text_table.h"

namespace sluice::cli {
namespace {

constexpr int kPageKeys = 10'000;
constexpr int kSizeWidth = 12;

// "2026-11-22 17:20:05"
std::string time_of(Timestamp time) {
  auto text = to_iso8601(time).substr(0, 19);
  text[10] = ' ';
  return text;
}

std::string line_of(const store::Object& object, std::string_view name) {
  return fmt::format("{}  {:>{}}  {}\n", time_of(object.last_modified),
                     human_bytes(object.size_bytes), kSizeWidth, name);
}

json::object json_of(const store::Object& object) {
  json::object line{
      {"bucket", object.bucket.text()},   {"key", object.key.text()},
      {"size_bytes", object.size_bytes},  {"etag", object.etag},
      {"version", object.version.text()}, {"last_modified", to_iso8601(object.last_modified)}};
  if (!object.metadata.empty()) {
    json::object metadata;
    for (const auto& [name, value] : object.metadata)
      metadata[name] = value;
    line["metadata"] = std::move(metadata);
  }
  return line;
}

std::string settings_of(const store::Bucket& bucket, const store::Lifecycle& lifecycle) {
  std::vector<std::string> parts;
  if (bucket.versioning == store::Versioning::enabled) parts.emplace_back("versioned");
  for (const auto& rule : lifecycle.rules) {
    if (!rule.is_enabled) continue;
    const auto& prefix = rule.filter.prefix;
    const auto where = prefix.empty() ? "" : fmt::format("{}: ", prefix);
    for (const auto& transition : rule.transitions) {
      if (!transition.age.days) continue;
      parts.push_back(
          fmt::format("{}{} after {} days", where, transition.storage_class, *transition.age.days));
    }
    if (rule.expiration && rule.expiration->days) {
      parts.push_back(fmt::format("{}expires after {} days", where, *rule.expiration->days));
    }
    if (rule.noncurrent_expiration) {
      parts.push_back(fmt::format("{}old versions expire after {} days", where,
                                  rule.noncurrent_expiration->days));
    }
  }
  return join(parts, ", ");
}

ExitCode list_buckets(const Context& context) {
  std::string text;
  const auto now = context.core().database.snapshot();
  for (const auto& bucket : context.core().store.buckets(now)) {
    if (context.line.is_json) {
      const json::object line{{"bucket", bucket.name.text()},
                              {"created", to_iso8601(bucket.created)},
                              {"versioned", bucket.versioning == store::Versioning::enabled}};
      text += to_text(json::value(line)) + "\n";
      continue;
    }
    auto line = fmt::format("{}  {}  {}", time_of(bucket.created),
                            fit(fmt::format("s3://{}/", bucket.name), 32),
                            settings_of(bucket, context.core().store.lifecycle(now, bucket.name)));
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  context.output.out(text.empty() && !context.line.is_json ? "no buckets yet\n" : text);
  return ExitCode::ok;
}

std::string text_of(const Context& context, const store::ListPage& page, std::size_t name_start) {
  std::string text;
  for (const auto& prefix : page.common_prefixes) {
    text += context.line.is_json
                ? to_text(json::value(json::object{{"prefix", prefix}})) + "\n"
                : fmt::format("{:>{}}  {}\n", "folder", 21 + kSizeWidth, prefix.substr(name_start));
  }
  for (const auto& object : page.objects) {
    text += context.line.is_json ? to_text(json::value(json_of(object))) + "\n"
                                 : line_of(object, object.key.text().substr(name_start));
  }
  return text;
}

}  // namespace

ExitCode run_ls(const Context& context) {
  const auto& options = std::get<LsOptions>(context.line.options);
  if (options.uri.empty()) return list_buckets(context);
  const auto uri = store::parse_uri(options.uri);
  const auto now = context.core().database.snapshot();
  store::ListOptions list{.prefix = uri.key.text(),
                          .delimiter = options.is_recursive ? "" : "/",
                          .start_after = "",
                          .max_keys = kPageKeys};
  // Names below the folder that was asked for; whole keys when everything is listed, as in AWS's.
  const auto slash = list.prefix.rfind('/');
  const bool is_whole = options.is_recursive || slash == std::string::npos;
  const std::size_t name_start = is_whole ? 0 : slash + 1;
  bool is_any = false;
  while (!context.output.is_out_closed()) {
    context.cancel.check();
    const auto page = context.core().store.list(now, uri.bucket, list);
    is_any = is_any || !page.objects.empty() || !page.common_prefixes.empty();
    context.output.out(text_of(context, page, name_start));
    if (!page.next_start_after) break;
    list.start_after = *page.next_start_after;
  }
  if (!is_any && !list.prefix.empty()) {
    throw Error(ErrorKind::not_found, "NoSuchKey",
                fmt::format("there is nothing below {}", to_text(uri)));
  }
  return ExitCode::ok;
}

ExitCode run_cat(const Context& context) {
  const auto uri = store::parse_uri(std::get<CatOptions>(context.line.options).uri);
  const auto now = context.core().database.snapshot();
  const auto object = context.core().store.head(now, uri.bucket, uri.key);
  const auto content = store::stream(context.core().store.open(object));
  std::vector<std::byte> piece(256 << 10);
  while (!context.output.is_out_closed()) {
    context.cancel.check();
    const auto size = content->read(piece);
    if (size == 0) break;
    context.output.out({reinterpret_cast<const char*>(piece.data()), size});
  }
  return ExitCode::ok;
}

}  // namespace sluice::cli
