// Random operations on a store and on the model of it: every answer and every listing is the same.
#include <gtest/gtest.h>

#include "base/digest.h"
#include "store/model/choices.h"
#include "store/model/listings.h"
#include "store/model/model.h"
#include "store/store_test_world.h"

namespace sluice::store {
namespace {

constexpr std::uint64_t kPartBytes = 50;

class Trial {
 public:
  Trial(std::uint64_t seed, bool has_lock)
      : choices_(seed), world_(BucketSettings{.versioned = has_lock}, seed), has_lock_(has_lock) {
    world_.close();
    world_.options.part_bytes_min = kPartBytes;
    world_.options.segment_bytes_max = 300'000;
    world_.open();
    if (!has_lock) return;
    model_.versioning = Versioning::enabled;
    change([&](meta::Transaction& now) { store().set_lock(now, world_.bucket, {}); });
  }

  void run(int steps) {
    for (int step = 0; step < steps && !testing::Test::HasFatalFailure(); ++step) {
      do_something();
      world_.clock.advance(std::chrono::milliseconds(choices_.below(2000)));
      compare_some();
    }
    compare_all();
  }

 private:
  Store& store() { return *world_.store; }
  void change(const std::function<void(meta::Transaction&)>& function) { world_.write(function); }

  std::string any_key() {
    static const std::vector<std::string> keys = {
        "a", "a/", "a/b", "a//b", "a/c/d", "b", "b/../c", "z\xc3\xbc", std::string(1024, 'k')};
    return choices_.of(keys);
  }

  std::string content(std::uint32_t size_max) {
    const std::size_t size = choices_.below(size_max);
    return std::string(size, static_cast<char>('a' + choices_.below(26)));
  }

  void do_something() {
    const auto choice = choices_.below(100);
    if (choice < 30) return put();
    if (choice < 42) return remove();
    if (choice < 52) return remove_version();
    if (choice < 58) return copy();
    if (choice < 63) return tag();
    if (choice < 68) return has_lock_ ? hold() : switch_versioning();
    if (choice < 72) return retain();
    if (choice < 77) return create_upload();
    if (choice < 85) return put_part();
    if (choice < 90) return complete();
    if (choice < 92) return abort();
    if (choice < 97) return static_cast<void>(store().collect());
    if (choice < 98) return sweep();
    world_.close();
    world_.open();
  }

  void put() {
    const std::string key = any_key();
    const bool is_large = choices_.below(15) == 0;
    const std::string text = is_large ? content(1'200'000) : content(500);
    const Model::Version* current = model_.current(key);
    AddOptions options;
    std::string expected;
    const auto condition = choices_.below(6);
    if (condition == 0) {
      options.conditions.if_none_match = "*";
      if (current) expected = "PreconditionFailed";
    } else if (condition == 1) {
      options.conditions.if_match = current && choices_.below(2) ? current->etag : "no";
      if (!current)
        expected = "NoSuchKey";
      else if (options.conditions.if_match == "no")
        expected = "PreconditionFailed";
    }
    const StagedObject staged = world_.stage(key, text);
    Object object;
    ASSERT_EQ(code_of([&] {
                change([&](meta::Transaction& now) { object = store().add(now, staged, options); });
              }),
              expected);
    if (expected.empty()) model_.put(key, version_of(object, text));
  }

  std::string md5_of(const std::string& content) {
    Md5 md5;
    md5.update(content);
    return md5.finish_hex();
  }

  Model::Version version_of(const Object& object, const std::string& text) {
    EXPECT_EQ(object.version.text() == "null", model_.versioning != Versioning::enabled);
    return {.id = object.version.text(),
            .content = text,
            .etag = object.etag,
            .tags = object.properties.tags,
            .is_held = object.properties.has_legal_hold,
            .retention = object.properties.retention};
  }

  void remove() {
    const std::string key = any_key();
    std::optional<Object> marker;
    change([&](meta::Transaction& now) {
      marker = store().remove(now, world_.bucket, ObjectKey(key));
    });
    ASSERT_EQ(marker.has_value(), model_.versioning != Versioning::never);
    model_.remove(key, marker ? marker->version.text() : "");
  }

  // A key and one of its versions; a version that is not there when the key has none.
  std::pair<std::string, std::string> any_version() {
    const std::string key = any_key();
    const auto found = model_.keys.find(key);
    if (found == model_.keys.end()) return {key, "0123"};
    return {key, choices_.of(found->second).id};
  }

  void remove_version() {
    const auto [key, id] = any_version();
    remove_version(key, id);
  }

  // A client that deletes some of each page before it asks for the next one. It meets every
  // version; one of a key again only where its marker was "null" and is gone.
  void sweep() {
    std::set<std::string> expected;
    for (const auto& [key, versions] : model_.keys) {
      for (const Model::Version& version : versions)
        expected.insert(key + "#" + version.id);
    }
    std::set<std::string> seen;
    VersionListOptions options{.max_keys = static_cast<int>(choices_.below(3)) + 1};
    bool is_more = true;
    for (int pages = 0; is_more && !testing::Test::HasFatalFailure(); ++pages) {
      ASSERT_LT(pages, 1000);
      const auto page = store().versions(world_.database->snapshot(), world_.bucket, options);
      for (const Object& object : page.versions) {
        seen.insert(object.key.text() + "#" + object.version.text());
        if (choices_.below(2)) remove_version(object.key.text(), object.version.text());
      }
      if (choices_.below(3) == 0) store().collect();
      is_more = page.next_start_after.has_value();
      options.start_after = page.next_start_after.value_or("");
      options.version_marker = page.next_version_marker;
    }
    ASSERT_EQ(seen, expected);
  }

  void remove_version(const std::string& key, const std::string& id) {
    const Model::Version* version = model_.find(key, id);
    const Bypass bypass = choices_.below(2) ? Bypass::governance : Bypass::none;
    std::string expected;
    if (!version)
      expected = "NoSuchVersion";
    else if (version->is_locked(bypass, world_.clock.now()))
      expected = "AccessDenied";
    ASSERT_EQ(code_of([&] {
                change([&](meta::Transaction& now) {
                  store().remove_version(now, world_.bucket, ObjectKey(key), VersionId(id),
                                         {.conditions = {}, .bypass = bypass});
                });
              }),
              expected);
    if (expected.empty()) model_.erase(key, id);
  }

  void copy() {
    const auto [from, id] = any_version();
    const Model::Version* source = model_.find(from, id);
    if (!source || source->is_marker) return;
    const std::string to = any_key();
    const std::string text = source->content;
    const Object found =
        store().head(world_.database->snapshot(), world_.bucket, ObjectKey(from), VersionId(id));
    const auto staged = store().share(found, world_.bucket, ObjectKey(to), {});
    ASSERT_TRUE(staged);
    Object object;
    change([&](meta::Transaction& now) { object = store().add(now, *staged); });
    model_.put(to, version_of(object, text));
  }

  void tag() {
    const auto [key, id] = any_version();
    Model::Version* version = model_.find(key, id);
    const std::map<std::string, std::string> tags{{"t", std::to_string(choices_.below(9))}};
    ASSERT_EQ(code_of([&] {
                change([&](meta::Transaction& now) {
                  store().set_tags(now, world_.bucket, ObjectKey(key), VersionId(id), tags);
                });
              }),
              Model::code_to_change(version));
    if (version && !version->is_marker) version->tags = tags;
  }

  void hold() {
    const auto [key, id] = any_version();
    Model::Version* version = model_.find(key, id);
    const bool is_held = choices_.below(3) == 0;
    ASSERT_EQ(code_of([&] {
                change([&](meta::Transaction& now) {
                  store().set_legal_hold(now, world_.bucket, ObjectKey(key), VersionId(id),
                                         is_held);
                });
              }),
              Model::code_to_change(version));
    if (version && !version->is_marker) version->is_held = is_held;
  }

  void retain() {
    const auto [key, id] = any_version();
    Model::Version* version = model_.find(key, id);
    const Retention wanted{choices_.below(4) ? LockMode::governance : LockMode::compliance,
                           world_.clock.now() + std::chrono::seconds(choices_.below(60))};
    const Bypass bypass = choices_.below(2) ? Bypass::governance : Bypass::none;
    std::string expected = Model::code_to_change(version);
    if (expected.empty() && !has_lock_) expected = "InvalidRequest";
    if (expected.empty() && version->retention && version->retention->until > world_.clock.now()) {
      const Retention& held = *version->retention;
      const bool is_kept = wanted.mode == held.mode && wanted.until >= held.until;
      const bool may_weaken = held.mode == LockMode::governance && bypass == Bypass::governance;
      if (!is_kept && !may_weaken) expected = "AccessDenied";
    }
    ASSERT_EQ(code_of([&] {
                change([&](meta::Transaction& now) {
                  store().set_retention(now, world_.bucket, ObjectKey(key), VersionId(id), wanted,
                                        bypass);
                });
              }),
              expected);
    if (expected.empty()) version->retention = wanted;
  }

  void switch_versioning() {
    const Versioning wanted = choices_.below(2) ? Versioning::enabled : Versioning::suspended;
    change([&](meta::Transaction& now) { store().set_versioning(now, world_.bucket, wanted); });
    model_.versioning = wanted;
  }

  void create_upload() {
    const std::string key = any_key();
    change([&](meta::Transaction& now) {
      const Upload upload = store().uploads().create(now, world_.bucket, ObjectKey(key), {});
      model_.uploads[upload.id.text()] = {.key = key, .parts = {}};
    });
  }

  std::optional<Upload> any_upload() {
    if (model_.uploads.empty()) return std::nullopt;
    auto found = model_.uploads.begin();
    std::advance(found, choices_.below(static_cast<std::uint32_t>(model_.uploads.size())));
    return store().uploads().head(world_.bucket, ObjectKey(found->second.key),
                                  UploadId(found->first));
  }

  void put_part() {
    const auto upload = any_upload();
    if (!upload) return;
    const int number = static_cast<int>(choices_.below(6)) + 1;
    const std::string text = choices_.below(10) ? content(300) : content(1'200'000);
    auto writer = store().uploads().stage_part(*upload);
    writer->write(bytes_of(text));
    const StagedObject staged = writer->finish();
    change(
        [&](meta::Transaction& now) { store().uploads().add_part(now, *upload, number, staged); });
    model_.uploads[upload->id.text()].parts[number] = text;
  }

  void complete() {
    const auto upload = any_upload();
    if (!upload) return;
    const Model::OpenUpload& known = model_.uploads[upload->id.text()];
    std::vector<NamedPart> parts;
    std::string text;
    bool is_too_small = false;
    for (const auto& [number, part] : known.parts) {
      if (choices_.below(5) == 0) continue;
      is_too_small |= !parts.empty() && last_size_ < kPartBytes;
      last_size_ = part.size();
      parts.push_back({.number = number, .etag = md5_of(part), .checksum = {}});
      text += part;
    }
    std::string expected;
    if (parts.empty())
      expected = "MalformedXML";
    else if (is_too_small)
      expected = "EntityTooSmall";
    Object object;
    ASSERT_EQ(code_of([&] {
                change([&](meta::Transaction& now) {
                  object = store().uploads().complete(now, world_.bucket, upload->key, upload->id,
                                                      parts);
                });
              }),
              expected);
    if (!expected.empty()) return;
    model_.put(upload->key.text(), version_of(object, text));
    model_.uploads.erase(upload->id.text());
  }

  void abort() {
    const auto upload = any_upload();
    if (!upload) return;
    change([&](meta::Transaction& now) {
      store().uploads().abort(now, world_.bucket, upload->key, upload->id);
    });
    model_.uploads.erase(upload->id.text());
  }

  std::string any_prefix() {
    static const std::vector<std::string> prefixes = {"", "", "a", "a/", "b", "k", "zz"};
    return choices_.of(prefixes);
  }

  std::string any_delimiter() {
    static const std::vector<std::string> delimiters = {"", "/", "//", "b", "kk"};
    return choices_.of(delimiters);
  }

  void compare_some() {
    const std::string prefix = any_prefix();
    const std::string delimiter = any_delimiter();
    const int page = static_cast<int>(choices_.below(4)) + 1;
    ASSERT_EQ(listed(world_, prefix, delimiter, page), by_kind(model_.list(prefix, delimiter)));
    ASSERT_EQ(listed_versions(world_, prefix, delimiter, page),
              by_kind(model_.versions(prefix, delimiter)));
    const std::string key = any_key();
    const Model::Version* current = model_.current(key);
    ASSERT_TRUE(world_.get(key) == (current ? current->content : "(none)")) << key;
  }

  void compare_all() {
    const auto now = world_.database->snapshot();
    for (const auto& [key, versions] : model_.keys) {
      for (const Model::Version& version : versions) {
        const Object object =
            store().head(now, world_.bucket, ObjectKey(key), VersionId(version.id));
        ASSERT_EQ(object.is_delete_marker, version.is_marker);
        ASSERT_EQ(object.is_current, &version == &versions.front());
        if (version.is_marker) continue;
        ASSERT_TRUE(world_.content(object) == version.content) << key;
        ASSERT_EQ(object.properties.tags, version.tags);
        ASSERT_EQ(object.properties.has_legal_hold, version.is_held);
        ASSERT_EQ(object.properties.retention, version.retention);
      }
    }
    const auto uploads = store().uploads().list(world_.bucket, {.max_uploads = 10'000}).uploads;
    ASSERT_EQ(uploads.size(), model_.uploads.size());
    for (const Upload& upload : uploads) {
      const auto& parts = model_.uploads.at(upload.id.text()).parts;
      const auto page = store().uploads().parts(upload, 0, 100).parts;
      ASSERT_EQ(page.size(), parts.size());
      for (const UploadPart& part : page)
        ASSERT_EQ(part.etag, md5_of(parts.at(part.number)));
    }
    ASSERT_TRUE(store().scrub().damaged.empty());
  }

  Choices choices_;
  TestStore world_;
  Model model_;
  bool has_lock_;
  std::size_t last_size_ = 0;
};

TEST(Model, IsWhatTheStoreDoes) {
  for (std::uint64_t seed = 1; seed <= trials(12); ++seed) {
    SCOPED_TRACE(fmt::format("seed {}", seed));
    Trial(seed, false).run(400);
    if (HasFatalFailure()) return;
  }
}

TEST(Model, IsWhatTheStoreDoesUnderObjectLock) {
  for (std::uint64_t seed = 100'001; seed <= 100'000 + trials(8); ++seed) {
    SCOPED_TRACE(fmt::format("seed {}", seed));
    Trial(seed, true).run(400);
    if (HasFatalFailure()) return;
  }
}

}  // namespace
}  // namespace sluice::store
