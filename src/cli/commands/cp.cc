#include <filesystem>

#include "base/error.h"
#include "base/text.h"
#include "cli/command.h"
#include "store/bucket_documents.h"

namespace sluice::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kPieceBytes = 1 << 20;
constexpr std::size_t kSliceObjects = 500;  // of one transaction
constexpr int kPageKeys = 10'000;

bool is_uri(const std::string& text) {
  return text.starts_with("s3://") || text.starts_with("s3a://") || text.starts_with("s3n://");
}

// A local file, front to back.
class FileReader final : public Reader {
 public:
  FileReader(Files& files, const std::string& path) : file_(files.open(path, OpenMode::read)) {}

  std::size_t read(std::span<std::byte> out) override {
    const auto size = file_->read_at(offset_, out);
    offset_ += size;
    return size;
  }

 private:
  std::unique_ptr<File> file_;
  std::uint64_t offset_ = 0;
};

// What goes where. The content is opened when its turn comes.
struct Upload {
  std::string origin;  // for the message
  store::ObjectUri to;
  std::function<std::unique_ptr<Reader>()> open;
};

struct Download {
  store::Object object;
  std::string to;  // a path of the process
};

// The name that an object or file has below a folder's destination.
store::ObjectUri below(const store::ObjectUri& to, const std::string& name) {
  const auto& key = to.key.text();
  const bool is_folder = key.empty() || key.ends_with('/');
  return {to.bucket, store::object_key(is_folder ? key + name : key)};
}

store::ObjectUri as_folder(store::ObjectUri uri) {
  const auto& key = uri.key.text();
  if (!key.empty() && !key.ends_with('/')) uri.key = store::ObjectKey(key + "/");
  return uri;
}

class Copy {
 public:
  Copy(const Context& context, const CpOptions& options) : context_(context), options_(options) {}

  void run() {
    const bool from_lake = is_uri(options_.from);
    const bool to_lake = is_uri(options_.to);
    if (from_lake && to_lake) return upload(objects_as_uploads());
    if (from_lake) return download();
    if (to_lake) return upload(files_as_uploads());
    throw Error(ErrorKind::invalid, "UsageError",
                "one of FROM and TO must be s3://bucket/key: see `sluice cp --help`");
  }

 private:
  std::vector<Upload> files_as_uploads() {
    const auto to = store::parse_uri(options_.to);
    const fs::path from = context_.path(options_.from);
    if (!fs::is_directory(from)) {
      return {file_as_upload(from, below(to, from.filename().string()))};
    }
    if (!options_.is_recursive) {
      throw Error(ErrorKind::invalid, "IsAFolder",
                  fmt::format("{} is a folder: give --recursive", options_.from));
    }
    std::vector<Upload> uploads;
    for (const auto& entry : fs::recursive_directory_iterator(from)) {
      if (!entry.is_regular_file()) continue;
      const auto name = entry.path().lexically_relative(from).generic_string();
      uploads.push_back(file_as_upload(entry.path(), below(as_folder(to), name)));
    }
    return uploads;
  }

  Upload file_as_upload(const fs::path& path, store::ObjectUri to) {
    return {.origin = path.string(), .to = std::move(to), .open = [this, path] {
              return std::make_unique<FileReader>(files_, path.string());
            }};
  }

  std::vector<Upload> objects_as_uploads() {
    const auto to = store::parse_uri(options_.to);
    std::vector<Upload> uploads;
    each_object([&](const store::Object& object, const std::string& name) {
      const auto folder = options_.is_recursive ? as_folder(to) : to;
      uploads.push_back(
          {.origin = to_text(store::ObjectUri{object.bucket, object.key}),
           .to = below(folder, name),
           .open = [this, object] { return store::stream(context_.core().store.open(object)); }});
    });
    return uploads;
  }

  // The objects to copy, each with its name below what was asked for.
  void each_object(const std::function<void(const store::Object&, const std::string&)>& visit) {
    auto uri = store::parse_uri(options_.from);
    auto& store = context_.core().store;
    if (!options_.is_recursive) {
      const auto& key = uri.key.text();
      return visit(store.head(now_, uri.bucket, uri.key), key.substr(key.rfind('/') + 1));
    }
    uri = as_folder(uri);
    store::ListOptions list{.prefix = uri.key.text(), .max_keys = kPageKeys};
    bool is_any = false;
    while (true) {
      context_.cancel.check();
      const auto page = store.list(now_, uri.bucket, list);
      for (const auto& object : page.objects) {
        is_any = true;
        const auto name = object.key.text().substr(list.prefix.size());
        if (!name.empty()) visit(object, name);
      }
      if (!page.next_start_after) break;
      list.start_after = *page.next_start_after;
    }
    if (!is_any) {
      throw Error(ErrorKind::not_found, "NoSuchKey",
                  fmt::format("there is nothing below {}", to_text(uri)));
    }
  }

  // All become visible together, or none.
  void upload(const std::vector<Upload>& uploads) {
    if (uploads.empty()) return;
    make_bucket(uploads.front().to.bucket);
    auto& store = context_.core().store;
    std::vector<store::StagedObject> staged;
    for (const auto& item : uploads) {
      const auto content = item.open();
      const auto body = store.stage(item.to.bucket, item.to.key);
      transfer(*content, [&](std::span<const std::byte> data) { body->write(data); });
      staged.push_back(body->finish());
    }
    auto commit = context_.core().database.begin_commit();
    for (std::size_t start = 0; start < staged.size(); start += kSliceObjects) {
      const auto end = std::min(start + kSliceObjects, staged.size());
      commit.write([&](meta::Transaction& change) {
        for (auto i = start; i < end; ++i)
          store.add(change, staged[i]);
      });
    }
    commit.publish();
    for (std::size_t i = 0; i < uploads.size(); ++i) {
      tell(uploads[i].origin, to_text(uploads[i].to), staged[i].size_bytes);
    }
  }

  void make_bucket(const store::BucketName& bucket) {
    store::bucket_name(bucket.text());
    if (context_.core().store.find_bucket(now_, bucket)) return;
    context_.core().database.write([&](meta::Transaction& change) {
      if (context_.core().store.find_bucket(change.now(), bucket)) return;
      store::create_private_bucket(context_.core().store, change, bucket);
    });
  }

  void download() {
    const auto to = context_.path(options_.to);
    const bool is_folder = options_.is_recursive || to.ends_with('/') || fs::is_directory(to);
    std::vector<Download> downloads;
    each_object([&](const store::Object& object, const std::string& name) {
      refuse_outside(object, name);
      downloads.push_back({.object = object, .to = is_folder ? to + "/" + name : to});
    });
    for (const auto& item : downloads)
      write_file(item);
  }

  // A key may hold what a path must not: "../../.profile".
  static void refuse_outside(const store::Object& object, const std::string& name) {
    for (const auto& part : fs::path(name)) {
      if (part != ".." && part != "/") continue;
      throw Error(ErrorKind::invalid, "UnsafeKey",
                  fmt::format("s3://{}/{} cannot be a file: its name leads out of the folder",
                              object.bucket, object.key));
    }
  }

  // Whole or not at all: under another name until it is complete.
  void write_file(const Download& item) {
    const auto path = fs::path(item.to).lexically_normal();
    fs::create_directories(path.parent_path());
    const auto unfinished = path.string() + ".sluice-part";
    try {
      const auto file = files_.open(unfinished, OpenMode::create_or_open);
      file->truncate(0);
      std::uint64_t offset = 0;
      const auto content = store::stream(context_.core().store.open(item.object));
      transfer(*content, [&](std::span<const std::byte> data) {
        file->write_at(offset, data);
        offset += data.size();
      });
    } catch (const Error&) {
      files_.remove(unfinished);
      throw;
    }
    files_.rename(unfinished, path.string());
    tell(to_text(store::ObjectUri{item.object.bucket, item.object.key}), path.string(),
         item.object.size_bytes);
  }

  template <class Write>
  void transfer(Reader& content, Write&& write) const {
    std::vector<std::byte> piece(kPieceBytes);
    while (true) {
      context_.cancel.check();
      const auto size = content.read(piece);
      if (size == 0) return;
      write(std::span<const std::byte>(piece).first(size));
    }
  }

  void tell(const std::string& from, const std::string& to, std::uint64_t size_bytes) const {
    if (context_.line.is_json) {
      const json::object line{{"from", from}, {"to", to}, {"size_bytes", size_bytes}};
      return context_.output.out(to_text(json::value(line)) + "\n");
    }
    context_.output.out(fmt::format("{} -> {} ({})\n", from, to, human_bytes(size_bytes)));
  }

  const Context& context_;
  const CpOptions& options_;
  SystemFiles files_;
  meta::Snapshot now_ = context_.core().database.snapshot();
};

}  // namespace

ExitCode run_cp(const Context& context) {
  Copy(context, std::get<CpOptions>(context.line.options)).run();
  return ExitCode::ok;
}

// Without a lake there is only one thing to copy: a local file that is there.
void check_cp(const Context& context) {
  const auto& options = std::get<CpOptions>(context.line.options);
  if (is_uri(options.from)) {
    throw Error(ErrorKind::not_found, "NoSuchLake",
                fmt::format("there is no lake in {}", context.lake_folder));
  }
  if (!fs::exists(context.path(options.from))) {
    throw Error(ErrorKind::not_found, "NoSuchFile",
                fmt::format("there is no file {}", options.from));
  }
}

}  // namespace sluice::cli
