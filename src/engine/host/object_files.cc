#include "engine/host/object_files.h"

#include <charconv>

#include <duckdb/common/file_opener.hpp>
#include <duckdb/main/client_context.hpp>

namespace sluice::engine {

namespace {

class ReadHandle final : public duckdb::FileHandle {
 public:
  ReadHandle(duckdb::FileSystem& files, const std::string& name, duckdb::FileOpenFlags open_flags,
             std::unique_ptr<store::ObjectReader> opened)
      : FileHandle(files, name, open_flags), reader(std::move(opened)) {}
  void Close() override {}

  std::unique_ptr<store::ObjectReader> reader;
  std::uint64_t position = 0;
};

class WriteHandle final : public duckdb::FileHandle {
 public:
  WriteHandle(duckdb::FileSystem& files, const std::string& name, duckdb::FileOpenFlags open_flags,
              QueryState& owner, std::uint64_t body)
      : FileHandle(files, name, open_flags), query(owner), number(body) {}
  void Close() override {}

  QueryState& query;
  const std::uint64_t number;
  std::uint64_t size_bytes = 0;
};

// The number at the text's start, and what follows the slash behind it.
std::optional<std::uint64_t> take_number(std::string_view& text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  if (text.starts_with('/')) text.remove_prefix(1);
  return number;
}

QueryState& query_of(duckdb::optional_ptr<duckdb::FileOpener> opener) {
  auto context = duckdb::FileOpener::TryGetClientContext(opener);
  if (!context) throw duckdb::PermissionException("an object outside of a query");
  return QueryState::of(*context);
}

// Errors of ours have been kept by the query already; DuckDB only needs to stop.
std::size_t read_all(ReadHandle& handle, void* buffer, std::int64_t size, std::uint64_t location) {
  const std::span out(static_cast<std::byte*>(buffer), static_cast<std::size_t>(size));
  std::size_t done = 0;
  while (done < out.size()) {
    const std::size_t got = handle.reader->read_at(location + done, out.subspan(done));
    if (got == 0) break;
    done += got;
  }
  return done;
}

}  // namespace

std::string read_path(const QueryState& query, const Scan& scan, std::size_t file) {
  return fmt::format("{}{}/{}/{}", kReadScheme, query.number(), file, scan.handle);
}

std::string write_path(const QueryState& query, std::uint64_t number) {
  return fmt::format("{}{}/{}", kWriteScheme, query.number(), number);
}

std::optional<ScanPosition> find_position(const QueryState& query, const std::string& path) {
  std::string_view rest = path;
  if (!rest.starts_with(kReadScheme)) return std::nullopt;
  rest.remove_prefix(std::string_view(kReadScheme).size());
  const auto number = take_number(rest);
  const auto file = take_number(rest);
  if (!number || !file || *number != query.number()) return std::nullopt;
  const Scan* scan = query.find_scan(std::string(rest));
  if (scan == nullptr || *file >= scan->files.size()) return std::nullopt;
  return ScanPosition{scan, static_cast<std::size_t>(*file)};
}

std::string object_name(const QueryState& query, const std::string& path) {
  const auto position = find_position(query, path);
  if (!position) return {};
  const store::Object& object = position->scan->files[position->file].object;
  return store::to_text({object.bucket, object.key});
}

bool ObjectFiles::CanHandleFile(const std::string& path) {
  return path.starts_with(kReadScheme) || path.starts_with(kWriteScheme);
}

duckdb::unique_ptr<duckdb::FileHandle> ObjectFiles::OpenFile(
    const std::string& path, duckdb::FileOpenFlags flags,
    duckdb::optional_ptr<duckdb::FileOpener> opener) {
  QueryState& query = query_of(opener);
  if (path.starts_with(kWriteScheme) && flags.OpenForWriting()) {
    std::string_view rest = path;
    rest.remove_prefix(std::string_view(kWriteScheme).size());
    const auto number = take_number(rest);
    const auto body = take_number(rest);
    if (number == query.number() && body && query.outputs() != nullptr) {
      return duckdb::make_uniq<WriteHandle>(*this, path, flags, query, *body);
    }
  }
  const auto position = find_position(query, path);
  if (!position || flags.OpenForWriting()) throw duckdb::PermissionException("no such object");
  return duckdb::make_uniq<ReadHandle>(*this, path, flags,
                                       query.open(*position->scan, position->file));
}

void ObjectFiles::Read(duckdb::FileHandle& handle, void* buffer, std::int64_t size,
                       duckdb::idx_t location) {
  auto& file = static_cast<ReadHandle&>(handle);
  if (read_all(file, buffer, size, location) != static_cast<std::size_t>(size)) {
    throw duckdb::IOException("a read past the end of the object");
  }
}

std::int64_t ObjectFiles::Read(duckdb::FileHandle& handle, void* buffer, std::int64_t size) {
  auto& file = static_cast<ReadHandle&>(handle);
  const std::size_t done = read_all(file, buffer, size, file.position);
  file.position += done;
  return static_cast<std::int64_t>(done);
}

std::int64_t ObjectFiles::Write(duckdb::FileHandle& handle, void* buffer, std::int64_t size) {
  auto& file = static_cast<WriteHandle&>(handle);
  try {
    file.query.outputs()->append(
        file.number, {static_cast<const std::byte*>(buffer), static_cast<std::size_t>(size)});
  } catch (const Error& error) {
    file.query.fail(error);
  }
  file.size_bytes += static_cast<std::uint64_t>(size);
  return size;
}

void ObjectFiles::Seek(duckdb::FileHandle& handle, duckdb::idx_t location) {
  static_cast<ReadHandle&>(handle).position = location;
}

duckdb::idx_t ObjectFiles::SeekPosition(duckdb::FileHandle& handle) {
  return static_cast<ReadHandle&>(handle).position;
}

std::int64_t ObjectFiles::GetFileSize(duckdb::FileHandle& handle) {
  if (handle.GetFlags().OpenForWriting()) {
    return static_cast<std::int64_t>(static_cast<WriteHandle&>(handle).size_bytes);
  }
  return static_cast<std::int64_t>(static_cast<ReadHandle&>(handle).reader->object().size_bytes);
}

// A version's bytes never change, so neither do these.
duckdb::timestamp_t ObjectFiles::GetLastModifiedTime(duckdb::FileHandle&) {
  return duckdb::timestamp_t(0);
}

std::string ObjectFiles::GetVersionTag(duckdb::FileHandle&) {
  return "1";
}

}  // namespace sluice::engine
