#include "base/body_checksum.h"

#include <array>
#include <new>

#include <xxhash.h>

#include "base/checksum.h"
#include "base/digest.h"
#include "base/text.h"

namespace sluice {
namespace {

struct Known {
  ChecksumAlgorithm algorithm;
  std::string_view name;
  std::size_t bytes;
};

constexpr std::array<Known, 10> kKnown = {{{ChecksumAlgorithm::crc32, "CRC32", 4},
                                           {ChecksumAlgorithm::crc32c, "CRC32C", 4},
                                           {ChecksumAlgorithm::crc64nvme, "CRC64NVME", 8},
                                           {ChecksumAlgorithm::sha1, "SHA1", 20},
                                           {ChecksumAlgorithm::sha256, "SHA256", 32},
                                           {ChecksumAlgorithm::sha512, "SHA512", 64},
                                           {ChecksumAlgorithm::md5, "MD5", 16},
                                           {ChecksumAlgorithm::xxhash64, "XXHASH64", 8},
                                           {ChecksumAlgorithm::xxhash3, "XXHASH3", 8},
                                           {ChecksumAlgorithm::xxhash128, "XXHASH128", 16}}};

const Known& known(ChecksumAlgorithm algorithm) {
  return kKnown.at(static_cast<std::size_t>(algorithm));
}

template <class Word>
std::string big_endian(Word value) {
  std::string out(sizeof(Word), '\0');
  for (std::size_t i = sizeof(Word); i-- > 0; value = static_cast<Word>(value >> 8))
    out[i] = static_cast<char>(value & 0xFF);
  return out;
}

template <class Word>
Word from_big_endian(std::string_view bytes) {
  Word out = 0;
  for (const char c : bytes)
    out = static_cast<Word>(out << 8) | static_cast<unsigned char>(c);
  return out;
}

template <class Word, Word (*Update)(std::span<const std::byte>, Word)>
class Crc final : public BodyChecksum {
 public:
  void update(std::span<const std::byte> data) override { value_ = Update(data, value_); }
  std::string finish() override { return big_endian(std::exchange(value_, 0)); }

 private:
  Word value_ = 0;
};

template <class Algorithm>
class Hash final : public BodyChecksum {
 public:
  void update(std::span<const std::byte> data) override { digest_.update(data); }
  std::string finish() override { return digest_.finish(); }

 private:
  Algorithm digest_;
};

class XxHash64 final : public BodyChecksum {
 public:
  XxHash64() : state_(XXH64_createState()) {
    if (!state_) throw std::bad_alloc();
    XXH64_reset(state_.get(), 0);
  }
  void update(std::span<const std::byte> data) override {
    XXH64_update(state_.get(), data.data(), data.size());
  }
  std::string finish() override { return big_endian(XXH64_digest(state_.get())); }

 private:
  struct Free {
    void operator()(XXH64_state_t* state) const { XXH64_freeState(state); }
  };
  std::unique_ptr<XXH64_state_t, Free> state_;
};

enum class Width { bits64, bits128 };

template <Width width>
class XxHash3 final : public BodyChecksum {
 public:
  XxHash3() : state_(XXH3_createState()) {
    if (!state_) throw std::bad_alloc();
    if (width == Width::bits64) {
      XXH3_64bits_reset(state_.get());
    } else {
      XXH3_128bits_reset(state_.get());
    }
  }
  void update(std::span<const std::byte> data) override {
    if (width == Width::bits64) {
      XXH3_64bits_update(state_.get(), data.data(), data.size());
    } else {
      XXH3_128bits_update(state_.get(), data.data(), data.size());
    }
  }
  std::string finish() override {
    if (width == Width::bits64) return big_endian(XXH3_64bits_digest(state_.get()));
    const XXH128_hash_t hash = XXH3_128bits_digest(state_.get());
    return big_endian(hash.high64) + big_endian(hash.low64);
  }

 private:
  struct Free {
    void operator()(XXH3_state_t* state) const { XXH3_freeState(state); }
  };
  std::unique_ptr<XXH3_state_t, Free> state_;
};

template <class Word, Word (*Combine)(Word, Word, std::uint64_t)>
std::string combined(std::string_view left, std::string_view right, std::uint64_t right_bytes) {
  return big_endian(
      Combine(from_big_endian<Word>(left), from_big_endian<Word>(right), right_bytes));
}

}  // namespace

std::string_view to_text(ChecksumAlgorithm algorithm) {
  return known(algorithm).name;
}

std::size_t checksum_bytes(ChecksumAlgorithm algorithm) {
  return known(algorithm).bytes;
}

std::optional<ChecksumAlgorithm> checksum_algorithm(std::string_view name) {
  for (const auto& one : kKnown) {
    if (equal_ignoring_case(one.name, name)) return one.algorithm;
  }
  return std::nullopt;
}

std::unique_ptr<BodyChecksum> make_checksum(ChecksumAlgorithm algorithm) {
  switch (algorithm) {
    case ChecksumAlgorithm::crc32:
      return std::make_unique<Crc<std::uint32_t, crc32>>();
    case ChecksumAlgorithm::crc32c:
      return std::make_unique<Crc<std::uint32_t, crc32c>>();
    case ChecksumAlgorithm::crc64nvme:
      return std::make_unique<Crc<std::uint64_t, crc64nvme>>();
    case ChecksumAlgorithm::sha1:
      return std::make_unique<Hash<Sha1>>();
    case ChecksumAlgorithm::sha256:
      return std::make_unique<Hash<Sha256>>();
    case ChecksumAlgorithm::sha512:
      return std::make_unique<Hash<Sha512>>();
    case ChecksumAlgorithm::md5:
      return std::make_unique<Hash<Md5>>();
    case ChecksumAlgorithm::xxhash64:
      return std::make_unique<XxHash64>();
    case ChecksumAlgorithm::xxhash3:
      return std::make_unique<XxHash3<Width::bits64>>();
    case ChecksumAlgorithm::xxhash128:
      break;
  }
  return std::make_unique<XxHash3<Width::bits128>>();
}

std::optional<std::string> combine_checksums(ChecksumAlgorithm algorithm, std::string_view left,
                                             std::string_view right, std::uint64_t right_bytes) {
  switch (algorithm) {
    case ChecksumAlgorithm::crc32:
      return combined<std::uint32_t, crc32_combine>(left, right, right_bytes);
    case ChecksumAlgorithm::crc32c:
      return combined<std::uint32_t, crc32c_combine>(left, right, right_bytes);
    case ChecksumAlgorithm::crc64nvme:
      return combined<std::uint64_t, crc64nvme_combine>(left, right, right_bytes);
    default:
      return std::nullopt;
  }
}

}  // namespace sluice
