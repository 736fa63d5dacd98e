#include <array>

#include <gtest/gtest.h>

#include "base/aead.h"
#include "base/bytes.h"
#include "base/checksum.h"
#include "base/digest.h"
#include "base/error.h"
#include "base/text.h"

namespace sluice {
namespace {

TEST(Checksum, IsTheSameOfAllAtOnceAndByteByByte) {
  std::string text;
  for (int i = 0; i < 1'000; ++i)
    text += static_cast<char>(i * i % 251);
  const auto bytes = bytes_of(text);
  for (std::size_t size = 0; size <= bytes.size(); size += size < 300 ? 1 : 17) {
    std::uint32_t by_32 = 0;
    std::uint64_t by_64 = 0;
    for (std::size_t at = 0; at < size; ++at) {
      by_32 = crc32(bytes.subspan(at, 1), by_32);
      by_64 = crc64nvme(bytes.subspan(at, 1), by_64);
    }
    ASSERT_EQ(crc32(bytes.first(size)), by_32) << size;
    ASSERT_EQ(crc64nvme(bytes.first(size)), by_64) << size;
    ASSERT_EQ(crc32(bytes.first(size).subspan(size / 3), crc32(bytes.first(size / 3))), by_32);
    ASSERT_EQ(crc64nvme(bytes.first(size).subspan(size / 3), crc64nvme(bytes.first(size / 3))),
              by_64);
  }
}

TEST(Checksum, IsCrc32cWithAndWithoutTheInstruction) {
  EXPECT_EQ(crc32c(bytes_of("123456789")), 0xE3069283U);
  SeededRandom random(1);
  std::vector<std::byte> data(1000);
  random.fill(data);
  for (std::size_t cut : {0, 1, 7, 8, 9, 500, 1000}) {
    const auto first = std::span(data).first(cut);
    const auto rest = std::span(data).subspan(cut);
    EXPECT_EQ(crc32c(rest, crc32c(first)), crc32c(data));
    EXPECT_EQ(crc32c_by_table(first), crc32c(first));
  }
}

TEST(Digest, MatchesPublishedValues) {
  EXPECT_EQ(md5_hex(""), "d41d8cd98f00b204e9800998ecf8427e");
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  // RFC 4231, test case 2.
  EXPECT_EQ(to_hex(bytes_of(hmac_sha256("Jefe", "what do ya want for nothing?"))),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(Digest, TakesBytesInPiecesAndStartsAnew) {
  Sha256 digest;
  digest.update("a");
  digest.update("bc");
  EXPECT_EQ(digest.finish_hex(), sha256_hex("abc"));
  digest.update("x");
  EXPECT_EQ(digest.finish_hex(), sha256_hex("x"));
}

class AeadTest : public testing::Test {
 protected:
  SeededRandom random_{7};
  DataKey key_ = make_data_key(random_);
  std::array<std::byte, Aead::kNonceBytes> nonce_{};
};

TEST_F(AeadTest, OpensWhatItSealedInPlaceToo) {
  Aead aead(key_);
  const std::string text = "three million flights";
  std::vector<std::byte> sealed(text.size() + Aead::kTagBytes);
  aead.seal(nonce_, bytes_of("chunk 1"), bytes_of(text), sealed);
  EXPECT_EQ(text_of(sealed).find("flights"), std::string_view::npos);
  ASSERT_TRUE(aead.open(nonce_, bytes_of("chunk 1"), sealed, std::span(sealed).first(text.size())));
  EXPECT_EQ(text_of(sealed).substr(0, text.size()), text);
}

TEST_F(AeadTest, NoticesEveryFlippedBitAndOtherAssociatedData) {
  Aead aead(key_);
  std::vector<std::byte> sealed(5 + Aead::kTagBytes);
  std::vector<std::byte> plain(5);
  aead.seal(nonce_, bytes_of("a"), bytes_of("hello"), sealed);
  for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
    auto damaged = sealed;
    damaged[bit / 8] ^= static_cast<std::byte>(1 << (bit % 8));
    EXPECT_FALSE(aead.open(nonce_, bytes_of("a"), damaged, plain));
  }
  EXPECT_FALSE(aead.open(nonce_, bytes_of("b"), sealed, plain));
  EXPECT_TRUE(aead.open(nonce_, bytes_of("a"), sealed, plain));
}

TEST_F(AeadTest, WrapsKeysSoThatOnlyTheMasterKeyAndContextOpenThem) {
  const auto master = make_data_key(random_);
  const auto wrapped = wrap_key(master, key_, "body 12", random_);
  EXPECT_EQ(unwrap_key(master, wrapped, "body 12"), key_);
  EXPECT_THROW(unwrap_key(master, wrapped, "body 13"), Error);
  EXPECT_THROW(unwrap_key(key_, wrapped, "body 12"), Error);
  EXPECT_THROW(unwrap_key(master, wrapped.substr(1), "body 12"), Error);
  EXPECT_THROW(Aead(bytes_of("short")), Error);
}

TEST_F(AeadTest, SealsAnEmptyMessage) {
  Aead aead(key_);
  std::vector<std::byte> sealed(Aead::kTagBytes);
  aead.seal(nonce_, {}, {}, sealed);
  EXPECT_TRUE(aead.open(nonce_, {}, sealed, {}));
}

}  // namespace
}  // namespace sluice
