#include "base/body_checksum.h"

#include <gtest/gtest.h>

#include "base/bytes.h"
#include "base/text.h"

namespace sluice {
namespace {

std::string hex_of(ChecksumAlgorithm algorithm, std::string_view text, std::size_t step) {
  auto checksum = make_checksum(algorithm);
  for (std::size_t at = 0; at < text.size(); at += step)
    checksum->update(bytes_of(text.substr(at, step)));
  return to_hex(bytes_of(checksum->finish()));
}

// The check values of the CRC catalogue, and of the algorithms' own tools.
TEST(BodyChecksum, HasTheKnownValuesHoweverTheBytesCome) {
  const struct {
    ChecksumAlgorithm algorithm;
    std::string_view hex;
  } known[] = {
      {ChecksumAlgorithm::crc32, "cbf43926"},
      {ChecksumAlgorithm::crc32c, "e3069283"},
      {ChecksumAlgorithm::crc64nvme, "ae8b14860a799888"},
      {ChecksumAlgorithm::sha1, "f7c3bc1d808e04732adf679965ccc34ca7ae3441"},
      {ChecksumAlgorithm::md5, "25f9e794323b453885f5181f1b624d0b"},
      {ChecksumAlgorithm::xxhash64, "8cb841db40e6ae83"},
  };
  for (const auto& one : known) {
    for (const std::size_t step : {1, 2, 4, 9})
      EXPECT_EQ(hex_of(one.algorithm, "123456789", step), one.hex) << to_text(one.algorithm);
  }
}

TEST(BodyChecksum, IsTheSameInPiecesOfAnyLength) {
  std::string text;
  for (int i = 0; i < 5'000; ++i)
    text += static_cast<char>(i * 31 >> 3);
  for (int i = 0; i < 10; ++i) {
    const auto algorithm = static_cast<ChecksumAlgorithm>(i);
    const std::string whole = hex_of(algorithm, text, text.size());
    EXPECT_EQ(whole.size(), 2 * checksum_bytes(algorithm));
    EXPECT_EQ(checksum_algorithm(lower_ascii(to_text(algorithm))), algorithm);
    for (const std::size_t step : {1, 7, 16, 17, 4'096})
      EXPECT_EQ(hex_of(algorithm, text, step), whole) << to_text(algorithm) << " by " << step;
  }
}

TEST(BodyChecksum, ThoseOfPartsMakeThatOfTheWhole) {
  const std::string text(100'003, 'x');
  for (const auto algorithm :
       {ChecksumAlgorithm::crc32, ChecksumAlgorithm::crc32c, ChecksumAlgorithm::crc64nvme}) {
    for (const std::size_t cut : {0, 1, 5, 65'536, 100'003}) {
      const auto left = from_hex(hex_of(algorithm, text.substr(0, cut), 1'000)).value();
      const auto right = from_hex(hex_of(algorithm, text.substr(cut), 1'000)).value();
      const auto whole = combine_checksums(algorithm, left, right, text.size() - cut);
      EXPECT_EQ(to_hex(bytes_of(whole.value())), hex_of(algorithm, text, text.size()));
    }
  }
  EXPECT_FALSE(combine_checksums(ChecksumAlgorithm::sha256, "", "", 0));
}

}  // namespace
}  // namespace sluice
