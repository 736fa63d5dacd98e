#include <gtest/gtest.h>

#include "store/bodies/body_format.h"
#include "store/store_test_world.h"

namespace sluice::store {
namespace {

// Whether the text lies somewhere in the lake's files as it is.
bool lies_open(TestStore& world, std::string_view text) {
  std::vector<std::string> paths;
  for (const std::string& name : world.files.list("/lake/bodies/segments"))
    paths.push_back("/lake/bodies/segments/" + name);
  for (const std::string& shard : world.files.list("/lake/bodies/files")) {
    for (const std::string& name : world.files.list("/lake/bodies/files/" + shard))
      paths.push_back("/lake/bodies/files/" + shard + "/" + name);
  }
  return std::any_of(paths.begin(), paths.end(), [&](const std::string& path) {
    std::string content(world.files.size_bytes(path), '\0');
    const auto out = std::as_writable_bytes(std::span(content.data(), content.size()));
    world.files.open(path, OpenMode::read)->read_at(0, out);
    return content.find(text) != content.npos;
  });
}

Object put_with_key(TestStore& world, const std::string& key, std::string_view content,
                    const DataKey& data_key) {
  ObjectOptions options;
  options.properties.encryption.kind = Encryption::Kind::customer;
  auto writer =
      world.store->stage(world.bucket, ObjectKey(key), options, {.key = data_key, .kind = {}});
  writer->write(bytes_of(content));
  const StagedObject staged = writer->finish();
  Object object;
  world.write([&](meta::Transaction& now) { object = world.store->add(now, staged); });
  return object;
}

std::string read_all(const ObjectReader& reader_of, ObjectReader& reader) {
  std::string text(reader_of.object().size_bytes, '\0');
  reader.read_at(0, std::as_writable_bytes(std::span(text.data(), text.size())));
  return text;
}

std::string code_of_opening(TestStore& world, const Object& object,
                            const std::optional<DataKey>& key) {
  try {
    world.store->open(object, key);
  } catch (const Error& error) {
    return error.code();
  }
  return "";
}

void make_plain(TestStore& world) {
  world.write([&](meta::Transaction& now) {
    world.store->set_body_kind(now, world.bucket, BodyKind::plain);
  });
}

TEST(BodyKinds, PlainBodiesLieOpenAndAreVerified) {
  TestStore world;
  make_plain(world);
  const std::string large = std::string(1'500'000, 'p') + "a secret";
  const Object object = world.put("large", large);
  world.put("small", "a small secret");
  EXPECT_EQ(object.properties.encryption.kind, Encryption::Kind::none);
  EXPECT_TRUE(lies_open(world, "a secret"));
  EXPECT_TRUE(lies_open(world, "a small secret"));
  EXPECT_TRUE(world.get("large") == large);
  EXPECT_EQ(world.get("small"), "a small secret");
  const std::string shard = world.files.list("/lake/bodies/files").front();
  const std::string name = world.files.list("/lake/bodies/files/" + shard).front();
  const std::string path = "/lake/bodies/files/" + shard + "/" + name;
  for (const std::uint64_t at : {0u, 40u, 77u, 100u, 65'616u, 65'620u, 1'000'000u}) {
    world.files.flip_bit(path, at);
    EXPECT_THROW(world.get("large"), Error) << at;
    world.files.flip_bit(path, at);
  }
  EXPECT_TRUE(world.get("large") == large);
}

TEST(BodyKinds, AKeyOfTheCallersIsNeededAgain) {
  TestStore world;
  const DataKey key = make_data_key(world.random);
  const DataKey other = make_data_key(world.random);
  const Object object = put_with_key(world, "k", "a secret", key);
  EXPECT_FALSE(lies_open(world, "a secret"));
  EXPECT_EQ(code_of_opening(world, object, {}), "WrongDataKey");
  EXPECT_EQ(code_of_opening(world, object, other), "WrongDataKey");
  const auto reader = world.store->open(object, key);
  EXPECT_EQ(read_all(*reader, *reader), "a secret");
}

TEST(BodyKinds, AKeyGoesWithAnEncryptionThatNamesIt) {
  TestStore world;
  ObjectOptions named;
  named.properties.encryption.kind = Encryption::Kind::kms;
  EXPECT_THROW(world.store->stage(world.bucket, ObjectKey("k"), named), std::logic_error);
  EXPECT_THROW(world.store->stage(world.bucket, ObjectKey("k"), {},
                                  {.key = make_data_key(world.random), .kind = {}}),
               std::logic_error);
}

// What somebody can write who has the disk and no key: a plain body in a sealed one's place.
void forge_plain(TestStore& world, const Object& object, std::string_view content) {
  const BodySecret plain{.format = BodyFormat::plain};
  const BodyHeader header =
      MasterKey(world.options.master_key).header(plain, object.body, std::nullopt, world.random);
  std::vector<std::byte> chunk(content.size() + kTagBytes);
  ChunkCipher(plain, object.body).seal(0, true, bytes_of(content), chunk);
  const auto path = "/lake/bodies/segments/" + world.files.list("/lake/bodies/segments").front();
  const auto file = world.files.open(path, OpenMode::read_write);
  file->write_at(object.place.offset, header);
  file->write_at(object.place.offset + header.size(), chunk);
}

TEST(BodyKinds, APlainBodyInASealedOnesPlaceIsRefused) {
  TestStore world;
  const Object object = world.put("k", "sealed");
  EXPECT_EQ(world.get("k"), "sealed");
  forge_plain(world, object, "forged");
  EXPECT_EQ(code_of_opening(world, object, {}), "CorruptObject");
  EXPECT_EQ(world.store->scrub().damaged_objects, 1);
}

TEST(BodyKinds, OfPartsAreThoseOfTheirUpload) {
  TestStore world;
  make_plain(world);
  Upload upload;
  world.write([&](meta::Transaction& now) {
    upload = world.store->uploads().create(now, world.bucket, ObjectKey("k"), {});
  });
  auto writer = world.store->uploads().stage_part(upload);
  writer->write(bytes_of("an open part"));
  const StagedObject staged = writer->finish();
  world.write([&](meta::Transaction& now) {
    const auto part = world.store->uploads().add_part(now, upload, 1, staged);
    world.store->uploads().complete(now, world.bucket, upload.key, upload.id,
                                    std::vector<NamedPart>{{1, part.etag, {}}});
  });
  EXPECT_TRUE(lies_open(world, "an open part"));
  EXPECT_EQ(world.get("k"), "an open part");
}

TEST(BodyKinds, PartsOfAnUploadAreSealedUnderItsKey) {
  TestStore world;
  const DataKey key = make_data_key(world.random);
  Uploads& uploads = world.store->uploads();
  Upload upload;
  world.write([&](meta::Transaction& now) {
    UploadOptions options;
    options.object.properties.encryption.kind = Encryption::Kind::customer;
    upload = uploads.create(now, world.bucket, ObjectKey("k"), options);
  });
  std::vector<NamedPart> parts;
  const std::string first(kPartBytesMin, '1');
  for (const std::string& content : {first, std::string("end")}) {
    auto writer = uploads.stage_part(upload, key);
    writer->write(bytes_of(content));
    const StagedObject staged = writer->finish();
    const int number = static_cast<int>(parts.size()) + 1;
    world.write([&](meta::Transaction& now) {
      parts.push_back({number, uploads.add_part(now, upload, number, staged).etag, std::nullopt});
    });
  }
  Object object;
  world.write([&](meta::Transaction& now) {
    object = uploads.complete(now, world.bucket, upload.key, upload.id, parts);
  });
  EXPECT_THROW(world.content(object), Error);
  auto end = stream(world.store->open(object, key), first.size() - 1, 3);
  std::array<std::byte, 10> bytes;
  std::string read;
  while (const std::size_t size = end->read(bytes))
    read += text_of(std::span(bytes).first(size));
  EXPECT_EQ(read, "1en");
}

TEST(BodyKinds, ACopySharesBytesOfTheSameEncryptionOnly) {
  TestStore world;
  const Object small = world.put("small", "content");
  const Object large = world.put("large", std::string(1'500'000, 'x'));
  const auto used = world.files.used_bytes();
  for (const Object* source : {&small, &large}) {
    const auto copy =
        world.store->share(*source, world.bucket, ObjectKey("copy-of-" + source->key.text()), {});
    ASSERT_TRUE(copy);
    world.write([&](meta::Transaction& now) { world.store->add(now, *copy); });
  }
  EXPECT_LT(world.files.used_bytes(), used + 100'000);
  world.remove("small");
  world.remove("large");
  world.store->collect();
  EXPECT_EQ(world.get("copy-of-small"), "content");
  EXPECT_EQ(world.get("copy-of-large").size(), 1'500'000u);
  world.remove("copy-of-large");
  EXPECT_GT(world.store->collect().freed_bytes, 1'500'000u);

  const Object source = world.put("again", "x");
  make_plain(world);
  EXPECT_FALSE(world.store->share(source, world.bucket, ObjectKey("c"), {}));
  ObjectOptions encrypted;
  encrypted.properties.encryption.kind = Encryption::Kind::kms;
  EXPECT_FALSE(world.store->share(source, world.bucket, ObjectKey("c"), encrypted));
}

TEST(BodyKinds, ACopyOfASourceThatIsGoneIsRefused) {
  TestStore world;
  const Object source = world.put("source", std::string(1'500'000, 'x'));
  const auto copy = world.store->share(source, world.bucket, ObjectKey("copy"), {});
  world.remove("source");
  world.store->collect();
  EXPECT_THROW(world.write([&](meta::Transaction& now) { world.store->add(now, *copy); }), Error);
}

TEST(Scrub, NamesAMultipartObjectWithoutItsParts) {
  for (const char* damage :
       {"DELETE FROM parts", "DELETE FROM compositions", "UPDATE compositions SET parts = '1:4'"}) {
    TestStore world;
    Uploads& uploads = world.store->uploads();
    Object object;
    world.write([&](meta::Transaction& now) {
      const Upload upload = uploads.create(now, world.bucket, ObjectKey("k"), {});
      const StagedObject part = world.stage("k", "a part");
      object = uploads.complete(
          now, world.bucket, upload.key, upload.id,
          std::vector<NamedPart>{{1, uploads.add_part(now, upload, 1, part).etag, {}}});
    });
    EXPECT_EQ(world.get("k"), "a part");
    world.write([&](meta::Transaction& now) { now.execute(damage); });
    try {
      world.get("k");
      ADD_FAILURE() << damage;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), "CorruptObject") << damage;
    }
    const ScrubResult scrub = world.store->scrub();
    ASSERT_EQ(scrub.damaged.size(), 1u) << damage;
    EXPECT_EQ(scrub.damaged[0].key.text(), "k");
    world.remove("k");
    world.store->collect();
    EXPECT_EQ(code_of_opening(world, object, {}), "NoSuchKey") << "it was removed in order";
  }
}

TEST(Scrub, NamesWhatIsDamaged) {
  TestStore world;
  world.put("good", std::string(100'000, 'g'));
  const Object bad = world.put("bad", std::string(1'500'000, 'b'));
  put_with_key(world, "sealed", "x", make_data_key(world.random));
  ScrubResult result = world.store->scrub();
  EXPECT_EQ(result.objects, 3);
  EXPECT_EQ(result.skipped, 1);
  EXPECT_EQ(result.read_bytes, 1'600'000u);
  EXPECT_TRUE(result.damaged.empty());
  const std::string shard = world.files.list("/lake/bodies/files").front();
  const std::string name = world.files.list("/lake/bodies/files/" + shard).front();
  world.files.flip_bit("/lake/bodies/files/" + shard + "/" + name, 1'000'000);
  result = world.store->scrub();
  ASSERT_EQ(result.damaged.size(), 1u);
  EXPECT_EQ(result.damaged[0].bucket, world.bucket);
  EXPECT_EQ(result.damaged[0].key.text(), "bad");
  EXPECT_EQ(result.damaged[0].version, bad.version);
}

}  // namespace
}  // namespace sluice::store
