// Opens what a row refers to, wherever the bytes are by now.
#include "base/error.h"
#include "store/bodies/composed_reader.h"
#include "store/store_parts.h"
#include "store/uploads/upload_rows.h"

namespace sluice::store {
namespace {

// A compaction between the look-up and the opening moves a body; twice in a row is already rare.
constexpr int kOpenTries = 8;

Error no_such_key(const Object& object) {
  return Error(ErrorKind::not_found, "NoSuchKey",
               fmt::format("there is no object s3://{}/{}", object.bucket, object.key));
}

Error damaged(const Object& object, std::string_view what) {
  return Error(ErrorKind::corrupt, "CorruptObject",
               fmt::format("s3://{}/{} is damaged: {}", object.bucket, object.key, what));
}

std::uint64_t bytes_of(const std::vector<PartSpan>& spans) {
  return spans.empty() ? 0 : spans.back().offset + spans.back().size_bytes;
}

std::unique_ptr<ObjectReader> open_composed(StoreParts& parts, const Object& object,
                                            const std::optional<DataKey>& key) {
  auto pin = parts.bodies.pins().pin(object.body);
  if (!pin) throw no_such_key(object);
  auto spans = composition_of(parts, object);
  if (bytes_of(spans) != object.size_bytes) throw damaged(object, "its parts do not make it up");
  const auto find = [&parts, body = object.body](int number) {
    return parts.database.read(
        [&](meta::Connection& connection) { return find_part_place(connection, body, number); });
  };
  return read_composed(parts.bodies, {.object = object,
                                      .parts = std::move(spans),
                                      .key = key,
                                      .find_place = find,
                                      .pin = *std::move(pin)});
}

}  // namespace

std::vector<PartSpan> composition_of(StoreParts& parts, const Object& object) {
  return parts.database.read([&](meta::Connection& connection) {
    auto spans = composition_of(connection, object.body);
    if (!spans.empty()) return spans;
    const bool is_there = find_place(connection, object.place.row, object.body).has_value();
    if (is_there) throw damaged(object, "what it is composed of is not known");
    throw no_such_key(object);
  });
}

std::unique_ptr<ObjectReader> open_body(StoreParts& parts, const Object& object,
                                        const std::optional<DataKey>& key) {
  if (object.place.segment == kComposedSegment) return open_composed(parts, object, key);
  if (auto reader = parts.bodies.reader(object, key)) return reader;
  Object found = object;
  for (int tries = 0; tries < kOpenTries; ++tries) {
    const auto place = parts.database.read([&](meta::Connection& connection) {
      return find_place(connection, object.place.row, object.body);
    });
    if (!place) throw no_such_key(object);
    const bool is_missing =
        place->segment == found.place.segment && place->offset == found.place.offset;
    if (is_missing && tries > 0) break;
    found.place = *place;
    if (auto reader = parts.bodies.reader(found, key)) return reader;
  }
  throw damaged(object, "its stored bytes are missing");
}

}  // namespace sluice::store
