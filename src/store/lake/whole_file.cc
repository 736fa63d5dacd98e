#include "store/lake/whole_file.h"

#include "base/bytes.h"
#include "base/error.h"

namespace sluice::store {

std::optional<std::string> read_whole_file(Files& files, const std::string& path) {
  std::unique_ptr<File> file;
  try {
    file = files.open(path, OpenMode::read);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::not_found) return std::nullopt;
    throw;
  }
  std::string content(file->size_bytes(), '\0');
  const auto out = std::as_writable_bytes(std::span(content.data(), content.size()));
  content.resize(file->read_at(0, out));
  return content;
}

void write_whole_file(Files& files, const std::string& path, std::string_view content) {
  const std::string unfinished = path + ".new";
  files.remove(unfinished);
  {
    const auto file = files.open(unfinished, OpenMode::create_new);
    file->write_at(0, bytes_of(content));
    file->sync();
  }
  files.rename(unfinished, path);
  files.sync_directory(parent_directory(path));
}

void create_durable_directory(Files& files, const std::string& path) {
  if (files.exists(path)) return;
  const std::string parent = parent_directory(path);
  if (parent != path) create_durable_directory(files, parent);
  files.create_directories(path);
  files.sync_directory(parent);
}

}  // namespace sluice::store
