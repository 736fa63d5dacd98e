#include <gtest/gtest.h>

#include "base/digest.h"
#include "store/store_test_world.h"

namespace sluice::store {
namespace {

const ObjectKey kKey("big");

struct UploadStore : TestStore {
  UploadStore() {
    close();
    options.part_bytes_min = 100;
    open();
  }

  Uploads& uploads() { return store->uploads(); }

  Upload create(const std::string& key = "big", const UploadOptions& how = {}) {
    Upload upload;
    write([&](meta::Transaction& now) {
      upload = uploads().create(now, bucket, ObjectKey(key), how);
    });
    return upload;
  }

  UploadPart put_part(const Upload& upload, int number, std::string_view content) {
    auto writer = uploads().stage_part(upload);
    writer->write(bytes_of(content));
    const StagedObject staged = writer->finish();
    UploadPart part;
    write([&](meta::Transaction& now) { part = uploads().add_part(now, upload, number, staged); });
    return part;
  }

  Object complete(const Upload& upload, const std::vector<NamedPart>& parts,
                  const CompleteOptions& how = {}) {
    Object object;
    write([&](meta::Transaction& now) {
      object = uploads().complete(now, bucket, upload.key, upload.id, parts, how);
    });
    return object;
  }

  std::string code_of_complete(const Upload& upload, const std::vector<NamedPart>& parts,
                               const CompleteOptions& how = {}) {
    try {
      complete(upload, parts, how);
    } catch (const Error& error) {
      return error.code();
    }
    return "";
  }
};

NamedPart named(const UploadPart& part) {
  return {.number = part.number, .etag = part.etag, .checksum = {}};
}

TEST(Uploads, BecomeOneObjectWithoutCopying) {
  UploadStore world;
  const Upload upload = world.create();
  const std::string large(1'500'000, 'l');
  const std::string small(300'000, 's');
  const auto second = world.put_part(upload, 7, small);
  const auto first = world.put_part(upload, 2, large);
  const auto used = world.files.used_bytes();
  const Object object = world.complete(upload, {named(first), named(second)});
  EXPECT_LT(world.files.used_bytes(), used + 100'000);
  EXPECT_EQ(object.size_bytes, large.size() + small.size());
  EXPECT_EQ(object.part_count, 2);
  Md5 md5;
  for (const std::string& content : {large, small}) {
    Md5 part;
    part.update(content);
    md5.update(part.finish());
  }
  EXPECT_EQ(object.etag, md5.finish_hex() + "-2");
  EXPECT_TRUE(world.get("big") == large + small);
  const auto parts = world.store->parts(object);
  ASSERT_EQ(parts.size(), 2u);
  EXPECT_EQ(parts[1].number, 7);
  EXPECT_EQ(parts[1].offset, large.size());

  const auto reader = world.store->open(object);
  std::string across(10, '\0');
  reader->read_at(large.size() - 5, std::as_writable_bytes(std::span(across.data(), 10)));
  EXPECT_EQ(across, "lllllsssss");
}

TEST(Uploads, AreCompletedByTheRules) {
  UploadStore world;
  const Upload upload = world.create();
  const auto first = world.put_part(upload, 1, std::string(100, 'a'));
  const auto small = world.put_part(upload, 2, "too small");
  const auto last = world.put_part(upload, 3, "last");
  EXPECT_EQ(world.code_of_complete(upload, {}), "MalformedXML");
  EXPECT_EQ(world.code_of_complete(upload, {named(last), named(first)}), "InvalidPartOrder");
  EXPECT_EQ(world.code_of_complete(upload, {named(first), named(first)}), "InvalidPartOrder");
  EXPECT_EQ(world.code_of_complete(upload, {{1, "other", {}}}), "InvalidPart");
  EXPECT_EQ(world.code_of_complete(upload, {{9, last.etag, {}}}), "InvalidPart");
  EXPECT_EQ(world.code_of_complete(upload, {named(first), named(small), named(last)}),
            "EntityTooSmall");
  CompleteOptions how{.size_bytes = 1};
  EXPECT_EQ(world.code_of_complete(upload, {named(first), named(last)}, how), "InvalidRequest");
  how = {.conditions = {.if_match = "x"}, .checksum = {}, .size_bytes = {}};
  EXPECT_EQ(world.code_of_complete(upload, {named(first), named(last)}, how), "NoSuchKey");
  EXPECT_EQ(world.code_of_complete(upload, {named(first), named(last)}), "");
  EXPECT_EQ(world.get("big"), std::string(100, 'a') + "last");
}

TEST(Uploads, AnswerARepeatedCompletionTheSame) {
  UploadStore world;
  const Upload upload = world.create();
  const auto part = world.put_part(upload, 1, "one");
  const Object object = world.complete(upload, {named(part)});
  world.put("big", "replaced since");
  world.close();
  world.open();
  const Object again = world.complete(upload, {named(part)});
  EXPECT_EQ(again.etag, object.etag);
  EXPECT_EQ(again.version, object.version);
  EXPECT_EQ(world.get("big"), "replaced since");
  EXPECT_EQ(world.code_of_complete(upload, {{1, "other", {}}}), "NoSuchUpload");
  world.clock.advance(std::chrono::hours(25));
  world.store->collect();
  EXPECT_EQ(world.code_of_complete(upload, {named(part)}), "NoSuchUpload");
}

TEST(Uploads, KeepOnePartANumber) {
  UploadStore world;
  const Upload upload = world.create();
  world.put_part(upload, 1, std::string(2'000'000, 'x'));
  const auto part = world.put_part(upload, 1, "again");
  world.put_part(upload, 2, std::string(2'000'000, 'y'));
  EXPECT_GT(world.store->collect().freed_bytes, 2'000'000u);
  const PartPage page = world.uploads().parts(upload, 0, 1);
  ASSERT_EQ(page.parts.size(), 1u);
  EXPECT_EQ(page.parts[0].etag, part.etag);
  EXPECT_EQ(page.next_after, 1);
  EXPECT_FALSE(world.uploads().parts(upload, 1, 1).next_after);
  world.complete(upload, {named(part)});
  EXPECT_GT(world.store->collect().freed_bytes, 2'000'000u) << "the part that was not named";
  EXPECT_EQ(world.get("big"), "again");
}

TEST(Uploads, LeaveNothingWhenAborted) {
  UploadStore world;
  const auto used = world.files.used_bytes();
  const Upload upload = world.create();
  for (int number = 1; number <= 3; ++number)
    world.put_part(upload, number, std::string(1'200'000, 'x'));
  world.write(
      [&](meta::Transaction& now) { world.uploads().abort(now, world.bucket, kKey, upload.id); });
  EXPECT_THROW(world.put_part(upload, 4, "late"), Error);
  world.store->collect();
  EXPECT_LT(world.files.used_bytes(), used + 400'000);
}

TEST(Uploads, AreListedByKeyAndAge) {
  UploadStore world;
  std::vector<std::string> ids;
  for (const char* key : {"b", "a/1", "b", "a/2", "c"}) {
    ids.push_back(world.create(key).id.text());
    world.clock.advance(std::chrono::seconds(1));
  }
  UploadListOptions options{.max_uploads = 1};
  std::vector<std::string> seen;
  while (true) {
    const UploadPage page = world.uploads().list(world.bucket, options);
    for (const Upload& upload : page.uploads)
      seen.push_back(upload.id.text());
    if (!page.is_truncated) break;
    options.key_marker = page.next_key_marker;
    options.id_marker = page.next_id_marker;
  }
  EXPECT_EQ(seen, (std::vector<std::string>{ids[1], ids[3], ids[0], ids[2], ids[4]}));
  const UploadPage folded = world.uploads().list(world.bucket, {.delimiter = "/"});
  EXPECT_EQ(folded.common_prefixes, (std::vector<std::string>{"a/"}));
  EXPECT_EQ(folded.uploads.size(), 3u);
  const UploadPage later = world.uploads().list(world.bucket, {.key_marker = "b"});
  ASSERT_EQ(later.uploads.size(), 1u);
  EXPECT_EQ(later.uploads[0].key.text(), "c");
}

TEST(Uploads, KeepABucketFromDeletionUnlessAborted) {
  UploadStore world;
  const Upload upload = world.create();
  world.put_part(upload, 1, "x");
  const auto remove = [&](OpenUploads open_uploads) {
    world.write([&](meta::Transaction& now) {
      world.store->delete_bucket(now, world.bucket, open_uploads);
    });
  };
  EXPECT_THROW(remove(OpenUploads::refused), Error);
  const auto used = world.files.used_bytes();
  world.put_part(upload, 2, std::string(1'500'000, 'x'));
  remove(OpenUploads::aborted);
  EXPECT_FALSE(world.store->find_bucket(world.database->snapshot(), world.bucket));
  const auto recreate = [&] {
    world.write([&](meta::Transaction& now) { world.store->create_bucket(now, world.bucket, {}); });
  };
  recreate();
  EXPECT_TRUE(world.uploads().list(world.bucket, {}).uploads.empty());
  EXPECT_THROW(world.uploads().head(world.bucket, kKey, upload.id), Error);
  remove(OpenUploads::refused);
  world.store->collect();
  EXPECT_LT(world.files.used_bytes(), used + 400'000) << "the bytes of its parts are freed";
  recreate();
  EXPECT_TRUE(world.uploads().list(world.bucket, {}).uploads.empty());
}

TEST(Uploads, StayWhenTheirBucketsDeletionIsNotPublished) {
  UploadStore world;
  const Upload upload = world.create();
  const auto part = world.put_part(upload, 1, "x");
  {
    auto dropped = world.database->begin_commit();
    dropped.write([&](meta::Transaction& now) {
      world.store->delete_bucket(now, world.bucket, OpenUploads::aborted);
    });
    world.store->collect();
  }
  world.store->collect();
  world.complete(upload, {named(part)});
  EXPECT_EQ(world.get("big"), "x");
}

TEST(Uploads, ShowNoPartThatWasNotNamed) {
  UploadStore world;
  const Upload upload = world.create();
  std::vector<UploadPart> parts;
  for (int number = 1; number <= 5; ++number)
    parts.push_back(
        world.put_part(upload, number, std::string(100, static_cast<char>('a' + number))));
  const Object object = world.complete(upload, {named(parts[1]), named(parts[3])});
  const std::string content = std::string(100, 'c') + std::string(100, 'e');
  for (const char* when : {"before a collection", "after it"}) {
    EXPECT_EQ(world.get("big"), content) << when;
    const auto shown = world.store->parts(object);
    ASSERT_EQ(shown.size(), 2u) << when;
    EXPECT_EQ(shown[1].number, 4);
    EXPECT_EQ(shown[1].offset, 100u);
    world.store->collect();
  }
  const auto left = world.database->read([](meta::Connection& connection) {
    auto statement = connection.prepare("SELECT count(*) FROM parts");
    statement.step();
    return statement.int64(0);
  });
  EXPECT_EQ(left, 2);
}

TEST(Uploads, ChangeInNoLargerCommit) {
  UploadStore world;
  const Upload upload = world.create();
  const auto part = world.put_part(upload, 1, "x");
  const StagedObject staged = world.stage("big", "y");
  auto commit = world.database->begin_commit();
  const std::vector<std::function<void(meta::Transaction&)>> changes = {
      [&](meta::Transaction& now) { world.uploads().create(now, world.bucket, kKey, {}); },
      [&](meta::Transaction& now) { world.uploads().add_part(now, upload, 2, staged); },
      [&](meta::Transaction& now) { world.uploads().abort(now, world.bucket, kKey, upload.id); },
      [&](meta::Transaction& now) {
        world.uploads().complete(now, world.bucket, kKey, upload.id,
                                 std::vector<NamedPart>{named(part)});
      },
      [&](meta::Transaction& now) { world.store->set_tags(now, world.bucket, kKey, {}, {}); }};
  for (const auto& change : changes)
    EXPECT_THROW(commit.write(change), std::logic_error);
}

TEST(Uploads, ComposedObjectsMoveShareAndGo) {
  UploadStore world;
  world.close();
  world.options.segment_bytes_max = 1'500'000;
  world.open();
  const Upload upload = world.create();
  const std::string own(1'200'000, 'o');
  const auto in_segment = world.put_part(upload, 1, std::string(200'000, 's'));
  const auto in_file = world.put_part(upload, 2, own);
  const Object object = world.complete(upload, {named(in_segment), named(in_file)});
  for (int i = 0; i < 20; ++i)
    world.put("filler", std::string(200'000, static_cast<char>('a' + i)));
  const auto reader = world.store->open(object);
  world.store->collect();
  const std::string content = std::string(200'000, 's') + own;
  EXPECT_TRUE(world.get("big") == content) << "moved by compaction";

  const auto copy = world.store->share(object, world.bucket, ObjectKey("copy"), {});
  ASSERT_TRUE(copy);
  world.write([&](meta::Transaction& now) { world.store->add(now, *copy); });
  world.remove("big");
  world.store->collect();
  EXPECT_TRUE(world.get("copy") == content) << "shared";
  world.remove("copy");
  world.store->collect();
  std::string read(content.size(), '\0');
  reader->read_at(0, std::as_writable_bytes(std::span(read.data(), read.size())));
  EXPECT_TRUE(read == content) << "an open reader keeps it";
}

// A lake as it was before compositions: segments count rows, and a body's parts are all there are.
void make_older(UploadStore& world) {
  world.write([&](meta::Transaction& now) {
    now.execute(
        "DROP TABLE compositions; DROP TABLE surplus_parts; DROP INDEX objects_older;"
        " DROP INDEX restores_by_due;"
        " ALTER TABLE objects ADD COLUMN moved INTEGER NOT NULL DEFAULT 0;"
        " UPDATE segments SET live_bytes = live_bytes + (SELECT coalesce(sum(size_bytes + 96), 0)"
        "  FROM objects WHERE segment = segments.id AND key LIKE 'copy-%');"
        " DELETE FROM meta_migration WHERE name = 'store 3'");
  });
}

TEST(Uploads, OfOlderLakesStayReadable) {
  UploadStore world;
  const Upload upload = world.create();
  std::vector<NamedPart> parts;
  for (int number = 1; number <= 12; ++number)
    parts.push_back(named(world.put_part(upload, number, std::string(100 + number, 'p'))));
  const Object object = world.complete(upload, parts);
  const Object source = world.put("source", std::string(20'000, 's'));
  for (int i = 0; i < 100; ++i) {
    const auto copy =
        world.store->share(source, world.bucket, ObjectKey(fmt::format("copy-{}", i)), {});
    world.write([&](meta::Transaction& now) { world.store->add(now, *copy); });
  }
  for (int i = 0; i < 15; ++i)
    world.put("filler", std::string(100'000, 'f'));
  make_older(world);
  world.close();
  world.open();
  EXPECT_EQ(world.get("big"), std::string(object.size_bytes, 'p'));
  EXPECT_EQ(world.store->parts(object).at(11).number, 12);
  EXPECT_GT(world.store->collect().freed_bytes, 1'000'000u);
  EXPECT_EQ(world.store->scrub().damaged_objects, 0);
}

TEST(Uploads, GoWithTheirObject) {
  UploadStore world;
  const auto used = world.files.used_bytes();
  const Upload upload = world.create();
  std::vector<NamedPart> parts;
  for (int number = 1; number <= 3; ++number)
    parts.push_back(named(world.put_part(upload, number, std::string(1'200'000, 'x'))));
  world.complete(upload, parts);
  world.remove("big");
  EXPECT_GT(world.store->collect().freed_bytes, 3'600'000u);
  EXPECT_LT(world.files.used_bytes(), used + 400'000);
}

}  // namespace
}  // namespace sluice::store
