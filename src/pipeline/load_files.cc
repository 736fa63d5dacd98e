// Local files, globs and folders as a source.
#include <fcntl.h>
#include <glob.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "base/text.h"
#include "pipeline/load.h"
#include "pipeline/yaml_node.h"

namespace sluice::pipeline {
namespace {

namespace fs = std::filesystem;

class LocalFile final : public Reader {
 public:
  explicit LocalFile(std::string path)
      : path_(std::move(path)), file_(::open(path_.c_str(), O_RDONLY | O_CLOEXEC)) {
    if (file_ < 0) fail();
  }
  ~LocalFile() override { ::close(file_); }
  LocalFile(const LocalFile&) = delete;
  LocalFile& operator=(const LocalFile&) = delete;

  std::size_t read(std::span<std::byte> out) override {
    while (true) {
      auto size = ::read(file_, out.data(), out.size());
      if (size >= 0) return static_cast<std::size_t>(size);
      if (errno != EINTR) fail();
    }
  }

 private:
  [[noreturn]] void fail() const {
    throw Error(ErrorKind::io, "ReadFailed", fmt::format("{}: {}", path_, std::strerror(errno)));
  }

  std::string path_;
  int file_;
};

struct Found {
  fs::path path;
  std::string below;  // the key's part under the source's destination
};

std::vector<std::string> expand(const std::string& pattern) {
  ::glob_t matches{};
  int outcome = ::glob(pattern.c_str(), GLOB_BRACE, nullptr, &matches);
  std::vector<std::string> paths;
  if (outcome == 0) paths.assign(matches.gl_pathv, matches.gl_pathv + matches.gl_pathc);
  ::globfree(&matches);
  return paths;
}

constexpr const char* kWildcards = "*?[{";

// The folders of a location before its first wildcard: what is below them becomes the key.
fs::path fixed_part(const std::string& location) {
  auto wildcard = location.find_first_of(kWildcards);
  return fs::path(location.substr(0, wildcard)).parent_path();
}

// A path as a pattern that matches just it.
std::string literal_pattern(std::string_view path) {
  std::string pattern;
  for (char c : path) {
    const bool is_special = std::string_view(kWildcards).find(c) != std::string_view::npos;
    if (is_special || c == '\\') pattern += '\\';
    pattern += c;
  }
  return pattern;
}

void add_folder(const fs::path& folder, const fs::path& base, std::vector<Found>& found) {
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    found.push_back({entry.path(), entry.path().lexically_relative(base).string()});
  }
}

std::vector<Found> find_files(const std::string& location, const std::string& folder,
                              const Place& place) {
  auto written = (fs::path(folder) / location).lexically_normal();
  std::vector<Found> found;
  if (fs::is_directory(written)) {
    add_folder(written, written, found);
  } else {
    auto base = (fs::path(folder) / fixed_part(location)).lexically_normal();
    auto pattern = (fs::path(literal_pattern(folder)) / location).lexically_normal();
    for (const auto& path : expand(pattern)) {
      if (fs::is_directory(path)) {
        add_folder(path, base, found);
      } else {
        found.push_back({path, fs::path(path).lexically_relative(base).string()});
      }
    }
  }
  if (found.empty()) complain(place, fmt::format("no file matches {}", written.string()));
  std::sort(found.begin(), found.end(),
            [](const Found& left, const Found& right) { return left.path < right.path; });
  return found;
}

}  // namespace

std::vector<LoadItem> items_of_files(const Source& source, const std::string& folder) {
  std::vector<LoadItem> items;
  std::map<std::string, std::string> keys;
  for (const auto& location : source.locations) {
    for (const auto& [path, below] : find_files(location, folder, source.place)) {
      auto [known, is_new] = keys.emplace(below, path.string());
      if (!is_new) {
        complain(source.place, fmt::format("{} and {} would both become {}", known->second,
                                           path.string(), below));
      }
      auto modified = fs::last_write_time(path).time_since_epoch().count();
      auto size = fs::file_size(path);
      items.push_back(
          {.origin = path.string(),
           .key = store::object_key(source.to.key.text() + below),
           .stamp = fmt::format("{}-{}", size, modified),
           .size_bytes = size,
           .open = [path = path.string()] { return std::make_unique<LocalFile>(path); }});
    }
  }
  return items;
}

}  // namespace sluice::pipeline
