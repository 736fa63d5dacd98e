#include "engine/text/decompress.h"

#include <bzlib.h>
#include <gtest/gtest.h>
#include <zlib.h>
#include <zstd.h>

#include "base/bytes.h"
#include "base/error.h"
#include "engine/text/text_fixture.h"

namespace sluice::engine {
namespace {

std::string gzip(const std::string& text) {
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
  std::string packed(deflateBound(&stream, text.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

std::string bzip2(std::string text) {
  std::string packed(text.size() + text.size() / 100 + 700, '\0');
  auto size = static_cast<unsigned>(packed.size());
  BZ2_bzBuffToBuffCompress(packed.data(), &size, text.data(), static_cast<unsigned>(text.size()), 9,
                           0, 0);
  packed.resize(size);
  return packed;
}

std::string zstd(const std::string& text) {
  std::string packed(ZSTD_compressBound(text.size()), '\0');
  packed.resize(ZSTD_compress(packed.data(), packed.size(), text.data(), text.size(), 3));
  return packed;
}

std::string read_all(Reader& reader, std::size_t piece) {
  std::string text;
  std::string buffer(piece, '\0');
  while (const std::size_t got = reader.read(std::as_writable_bytes(std::span(buffer)))) {
    text.append(buffer, 0, got);
  }
  return text;
}

std::string unpack(const std::string& packed, std::string_view key, std::size_t piece = 4096) {
  auto source = std::make_unique<TextReader>(packed, piece);
  return read_all(*open_content(std::move(source), key, "s3://b/k"), piece);
}

std::string sample_text() {
  std::string text;
  for (int i = 0; i < 20'000; ++i)
    text += std::to_string(i * 7919 % 10007) + ",row\n";
  return text;
}

struct Packer {
  std::string suffix;
  std::string (*pack)(const std::string&);
};

const Packer kPackers[] = {
    {".gz", gzip}, {".bz2", [](const std::string& text) { return bzip2(text); }}, {".zst", zstd}};

TEST(Decompress, GivesBackWhatWasCompressed) {
  const std::string text = sample_text();
  for (const auto& [suffix, pack] : kPackers) {
    EXPECT_EQ(unpack(pack(text), "data.csv" + suffix), text) << suffix;
    EXPECT_EQ(unpack(pack("tiny"), "data.csv" + suffix, 1), "tiny") << suffix;
    EXPECT_EQ(unpack(pack(""), "data.csv" + suffix), "") << suffix;
  }
  EXPECT_EQ(unpack(text, "data.csv"), text);
}

TEST(Decompress, KnowsCompressionByTheFirstBytesWhateverTheName) {
  for (const auto& packer : kPackers)
    EXPECT_EQ(unpack(packer.pack("a,b\n"), "part-0001"), "a,b\n");
}

TEST(Decompress, ReadsSeveralMembersAsOneContent) {
  for (const auto& [suffix, pack] : kPackers) {
    EXPECT_EQ(unpack(pack("one\n") + pack("") + pack("two\n"), "x" + suffix), "one\ntwo\n")
        << suffix;
  }
  EXPECT_EQ(unpack(gzip("one\n") + std::string(700, '\0'), "x.gz"), "one\n");
}

TEST(Decompress, ReportsATruncatedFileInsteadOfEndingEarly) {
  const std::string text = sample_text();
  for (const auto& [suffix, pack] : kPackers) {
    const std::string packed = pack(text);
    for (const std::size_t size : {packed.size() - 1, packed.size() - 9, packed.size() / 2}) {
      try {
        unpack(packed.substr(0, size), "x" + suffix);
        ADD_FAILURE() << suffix << " cut to " << size;
      } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::corrupt);
        EXPECT_NE(error.message().find("s3://b/k: "), std::string::npos) << error.message();
        EXPECT_NE(error.message().find("truncated"), std::string::npos) << error.message();
      }
    }
  }
}

TEST(Decompress, ReportsADamagedFile) {
  const std::string text = sample_text();
  for (const auto& [suffix, pack] : kPackers) {
    std::string packed = pack(text);
    packed[packed.size() / 2] ^= 0x10;
    EXPECT_THROW(unpack(packed + packed, "x" + suffix), Error) << suffix;
  }
  EXPECT_THROW(unpack(gzip("one\n") + "garbage", "x.gz"), Error);
  EXPECT_THROW(unpack(gzip("one\n") + std::string(70, '\0') + "x", "x.gz"), Error);
}

TEST(Decompress, RefusesAFileThatIsNotWhatItsNameSays) {
  try {
    unpack("a,b\n1,2\n", "data.csv.gz");
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.message(), "data.csv.gz is named .gz but is not gzip");
  }
  EXPECT_EQ(unpack("", "data.csv.gz"), "");
}

TEST(Decompress, NamesACompressionThatIsNotSupported) {
  for (const char* key : {"a.csv.snappy", "a.csv.lz4", "a.xz", "a.zip"}) {
    try {
      unpack("bytes", key);
      ADD_FAILURE() << key;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::unsupported);
    }
  }
}

}  // namespace
}  // namespace sluice::engine
