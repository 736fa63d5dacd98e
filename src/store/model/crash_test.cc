// Power cuts between uploads, parts, completions, copies and changes of properties: what was
// acknowledged is there, and nothing is half there.
#include <gtest/gtest.h>

#include "store/model/choices.h"
#include "store/model/known.h"
#include "store/store_test_world.h"

namespace sluice::store {
namespace {

// One client with one upload at a time, and a few keys.
class UploadClient {
 public:
  UploadClient(TestStore& world, Choices& choices) : world_(world), choices_(choices) {}

  void run_until_cut() {
    try {
      while (true)
        step();
    } catch (const Error& error) {
      ASSERT_EQ(error.code(), "PowerCut") << error.message();
    }
  }

  // After a restart; forgets what was under way.
  void check() {
    for (auto& [key, known] : keys_) {
      const auto found = content_of(key);
      ASSERT_TRUE(known.allows(found)) << key;
      known = {.content = found, .pending = {}};
    }
    check_upload();
    const ScrubResult scrub = world_.store->scrub();
    ASSERT_EQ(scrub.damaged_objects, 0) << scrub.damaged.front().message;
  }

 private:
  static constexpr int kParts = 4;

  std::optional<std::string> content_of(const std::string& key) {
    const auto object =
        world_.store->find(world_.database->snapshot(), world_.bucket, ObjectKey(key));
    return object ? std::optional(world_.content(*object)) : std::nullopt;
  }

  void check_upload() {
    if (!upload_) return;
    try {
      world_.store->uploads().head(world_.bucket, upload_->key, upload_->id);
    } catch (const Error& error) {
      ASSERT_EQ(error.code(), "NoSuchUpload");
      ASSERT_TRUE(is_finishing_);
      forget_upload();
      return;
    }
    is_finishing_ = false;
    for (auto& [number, known] : parts_) {
      std::optional<std::string> etag;
      for (const UploadPart& part : world_.store->uploads().parts(*upload_, number - 1, 1).parts) {
        if (part.number == number) etag = part.etag;
      }
      ASSERT_TRUE(known.allows(etag)) << number;
      known = {.content = etag, .pending = {}};
    }
  }

  void forget_upload() {
    upload_.reset();
    parts_.clear();
    contents_.clear();
    is_finishing_ = false;
  }

  std::string any_key() { return fmt::format("k{}", choices_.below(5)); }

  std::string any_content() {
    return choices_.text(choices_.below(6) == 0 ? 1'100'000 + choices_.below(1000)
                                                : choices_.below(5'000));
  }

  void step() {
    const auto choice = choices_.below(100);
    if (choice < 4) return static_cast<void>(world_.store->collect());
    if (choice < 20) return put();
    if (choice < 30) return copy();
    if (choice < 40) return remove();
    if (choice < 45) return tag();
    if (!upload_) return create();
    if (choice < 85) return put_part();
    finish(choice < 96);
  }

  void put() {
    const std::string key = any_key();
    const std::string content = any_content();
    keys_[key].pending = content;
    world_.put(key, content);
    keys_[key] = {.content = content, .pending = {}};
  }

  void remove() {
    const std::string key = any_key();
    keys_[key].pending = std::optional<std::string>();
    world_.remove(key);
    keys_[key] = {};
  }

  void copy() {
    const std::string from = any_key();
    const std::string to = any_key();
    const auto source =
        world_.store->find(world_.database->snapshot(), world_.bucket, ObjectKey(from));
    if (!source) return;
    const auto staged = world_.store->share(*source, world_.bucket, ObjectKey(to), {});
    const auto content = keys_[from].content;
    keys_[to].pending = content;
    world_.write([&](meta::Transaction& now) { world_.store->add(now, *staged); });
    keys_[to] = {.content = content, .pending = {}};
  }

  void tag() {
    const std::string key = any_key();
    if (!keys_[key].content) return;
    world_.write([&](meta::Transaction& now) {
      world_.store->set_tags(now, world_.bucket, ObjectKey(key), {}, {{"a", "b"}});
    });
  }

  void create() {
    const std::string key = any_key();
    Upload upload;
    world_.write([&](meta::Transaction& now) {
      upload = world_.store->uploads().create(now, world_.bucket, ObjectKey(key), {});
    });
    upload_ = upload;
  }

  void put_part() {
    const int number = static_cast<int>(choices_.below(kParts)) + 1;
    const std::string content = any_content();
    auto writer = world_.store->uploads().stage_part(*upload_);
    writer->write(bytes_of(content));
    const StagedObject staged = writer->finish();
    contents_[staged.etag] = content;
    Known& known = parts_[number];
    known.pending = staged.etag;
    world_.write([&](meta::Transaction& now) {
      world_.store->uploads().add_part(now, *upload_, number, staged);
    });
    known = {.content = staged.etag, .pending = {}};
  }

  void finish(bool is_completed) {
    std::vector<NamedPart> named;
    std::string content;
    for (const auto& [number, known] : parts_) {
      if (!known.content) continue;
      named.push_back({.number = number, .etag = *known.content, .checksum = {}});
      content += contents_[*known.content];
    }
    if (named.empty()) return;
    is_finishing_ = true;
    const std::string key = upload_->key.text();
    if (is_completed) keys_[key].pending = content;
    world_.write([&](meta::Transaction& now) {
      Uploads& uploads = world_.store->uploads();
      if (is_completed) {
        uploads.complete(now, world_.bucket, upload_->key, upload_->id, named);
      } else {
        uploads.abort(now, world_.bucket, upload_->key, upload_->id);
      }
    });
    if (is_completed) keys_[key] = {.content = content, .pending = {}};
    forget_upload();
  }

  TestStore& world_;
  Choices& choices_;
  std::map<std::string, Known> keys_;
  std::optional<Upload> upload_;
  std::map<int, Known> parts_;                   // by number: ETags
  std::map<std::string, std::string> contents_;  // by ETag
  bool is_finishing_ = false;
};

TEST(Crash, LosesNoUploadPartOrCompletionThatWasAcknowledged) {
  for (std::uint64_t seed = 1; seed <= trials(12); ++seed) {
    SCOPED_TRACE(fmt::format("seed {}", seed));
    TestStore world({}, seed);
    world.close();
    world.options.segment_bytes_max = 400'000;
    world.options.part_bytes_min = 0;
    world.open();
    Choices choices(seed);
    UploadClient client(world, choices);
    for (int cut = 0; cut < 6; ++cut) {
      world.files.cut_power_at_sync(static_cast<int>(choices.below(80)));
      client.run_until_cut();
      world.restart(cut % 2 ? FaultFiles::Unsynced::torn : FaultFiles::Unsynced::dropped);
      client.check();
      world.store->collect();
      client.check();
      if (testing::Test::HasFatalFailure()) return;
    }
  }
}

}  // namespace
}  // namespace sluice::store
