// For tests: objects in memory, and scans over what a write has staged.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "base/error.h"
#include "engine/engine.h"
#include "engine/objects.h"

namespace sluice::engine {

class MemoryObjects final : public Objects {
 public:
  std::unique_ptr<store::ObjectReader> open(const store::Object& object) override {
    const std::lock_guard lock(mutex_);
    const auto found = bodies_.find(object.body);
    if (found == bodies_.end()) throw Error(ErrorKind::not_found, "NoSuchKey", "no such body");
    return std::make_unique<BodyReader>(object, found->second);
  }

  std::unique_ptr<store::BodyWriter> stage(const store::BucketName& bucket,
                                           const store::ObjectKey& key) override {
    return std::make_unique<Body>(*this, bucket, key);
  }

  // An object with these bytes.
  store::Object put(const std::string& key, std::string content) {
    store::Object object;
    object.bucket = store::BucketName("lake");
    object.key = store::ObjectKey(key);
    object.size_bytes = content.size();
    object.body = add(std::move(content));
    return object;
  }

  std::string content(std::int64_t body) {
    const std::lock_guard lock(mutex_);
    return *bodies_.at(body);
  }

  std::int64_t add(std::string content) {
    const std::lock_guard lock(mutex_);
    const auto number = static_cast<std::int64_t>(bodies_.size() + 1);
    bodies_.emplace(number, std::make_shared<const std::string>(std::move(content)));
    return number;
  }

 private:
  class BodyReader final : public store::ObjectReader {
   public:
    BodyReader(store::Object object, std::shared_ptr<const std::string> content)
        : object_(std::move(object)), content_(std::move(content)) {}
    const store::Object& object() const override { return object_; }
    std::size_t read_at(std::uint64_t offset, std::span<std::byte> out) override {
      if (offset >= content_->size()) return 0;
      const std::size_t size = std::min<std::size_t>(out.size(), content_->size() - offset);
      std::memcpy(out.data(), content_->data() + offset, size);
      return size;
    }

   private:
    store::Object object_;
    std::shared_ptr<const std::string> content_;  // shared with the map
  };

  class Body final : public store::BodyWriter {
   public:
    Body(MemoryObjects& owner, const store::BucketName& bucket, const store::ObjectKey& key)
        : owner_(owner) {
      staged_.bucket = bucket;
      staged_.key = key;
    }
    void write(std::span<const std::byte> data) override {
      content_.append(reinterpret_cast<const char*>(data.data()), data.size());
    }
    store::StagedObject finish() override {
      staged_.size_bytes = content_.size();
      staged_.body = owner_.add(std::move(content_));
      return staged_;
    }

   private:
    MemoryObjects& owner_;
    store::StagedObject staged_;
    std::string content_;
  };

  std::mutex mutex_;
  std::map<std::int64_t, std::shared_ptr<const std::string>> bodies_;
};

inline store::Object as_object(const store::StagedObject& staged) {
  store::Object object;
  object.bucket = staged.bucket;
  object.key = staged.key;
  object.size_bytes = staged.size_bytes;
  object.body = staged.body;
  return object;
}

inline Scan scan_of(const std::string& handle, std::vector<ScanColumn> columns,
                    std::vector<ScanColumn> keys, const WriteResult& written) {
  Scan scan{.handle = handle,
            .format = ScanFormat::parquet,
            .columns = std::move(columns),
            .partition_keys = std::move(keys)};
  for (const WrittenFile& file : written.files) {
    scan.files.push_back(
        {.object = as_object(file.object), .partition_values = file.partition_values});
  }
  return scan;
}

}  // namespace sluice::engine
