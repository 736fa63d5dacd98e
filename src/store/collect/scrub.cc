// Reads what is stored, to find damage before a client does.
#include "base/error.h"
#include "store/store_parts.h"

namespace sluice::store {
namespace {

constexpr int kPageRows = 200;
constexpr std::size_t kReadBytes = 256 * 1024;
constexpr std::size_t kNamedMax = 1'000;

std::vector<Object> next_objects(StoreParts& parts, std::int64_t after) {
  return parts.database.read([&](meta::Connection& connection) {
    auto statement = connection.prepare(
        fmt::format("SELECT {}, (SELECT name FROM buckets WHERE id = objects.bucket LIMIT 1)"
                    " FROM objects WHERE row > ?1 AND marker = 0 AND"
                    " ended = 9223372036854775807 ORDER BY row LIMIT {}",
                    kObjectColumns, kPageRows));
    statement.bind(1, after);
    std::vector<Object> objects;
    while (statement.step()) {
      const BucketName bucket(statement.text(kObjectColumnCount));
      objects.push_back(object_row_in(statement, bucket).object);
    }
    return objects;
  });
}

class Scrub {
 public:
  Scrub(StoreParts& parts, const ScrubOptions& options)
      : parts_(parts), options_(options), buffer_(kReadBytes) {}

  ScrubResult run() {
    std::int64_t after = 0;
    while (true) {
      const auto objects = next_objects(parts_, after);
      if (objects.empty()) return std::move(result_);
      after = objects.back().place.row;
      for (const Object& object : objects) {
        check(object);
        if (options_.go_on && !options_.go_on(result_)) return std::move(result_);
      }
    }
  }

 private:
  void check(const Object& object) {
    ++result_.objects;
    try {
      read(object);
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::not_found) return;  // removed since
      if (error.kind() == ErrorKind::denied) {
        ++result_.skipped;
        return;
      }
      if (error.kind() != ErrorKind::corrupt && error.kind() != ErrorKind::io) throw;
      ++result_.damaged_objects;
      if (result_.damaged.size() == kNamedMax) return;
      result_.damaged.push_back({.bucket = object.bucket,
                                 .key = object.key,
                                 .version = object.version,
                                 .message = error.message()});
    }
  }

  void read(const Object& object) {
    const auto key = options_.key_of ? options_.key_of(object) : std::nullopt;
    const auto reader = open_body(parts_, object, key);
    for (std::uint64_t at = 0; at < object.size_bytes;) {
      const std::size_t bytes = reader->read_at(at, buffer_);
      at += bytes;
      result_.read_bytes += bytes;
    }
  }

  StoreParts& parts_;
  const ScrubOptions& options_;
  std::vector<std::byte> buffer_;
  ScrubResult result_;
};

}  // namespace

ScrubResult scrub_bodies(StoreParts& parts, const ScrubOptions& options) {
  return Scrub(parts, options).run();
}

}  // namespace sluice::store
