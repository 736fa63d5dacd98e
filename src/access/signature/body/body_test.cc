#include <gtest/gtest.h>

#include "access/signature/body/chunked_reader.h"
#include "access/signature/body/payload_reader.h"
#include "access/signature/signature_fixture.h"

namespace sluice::access {
namespace {

const std::string kHead = std::string(65'536, 'a');
const std::string kTail = std::string(1'024, 'a');

// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
ChunkedOptions signed_options() {
  return {.payload = Payload::signed_chunks,
          .seed = {.signing_key = derive_signing_key(kSecret, "20130524", "us-east-1", "s3"),
                   .signature = "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9",
                   .scope = "20130524/us-east-1/s3/aws4_request",
                   .date_time = "20130524T000000Z"},
          .decoded_bytes = 66'560};
}

const std::string kSignedBody =
    "10000;chunk-signature=ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648\r\n" +
    kHead +
    "\r\n400;chunk-signature=0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497\r\n" +
    kTail +
    "\r\n0;chunk-signature=b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9\r\n"
    "\r\n";

// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
ChunkedOptions trailer_options() {
  ChunkedOptions options = signed_options();
  options.payload = Payload::signed_chunks_with_trailer;
  options.seed.signature = "106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e";
  options.announced_trailers = {"x-amz-checksum-crc32c"};
  return options;
}

const std::string kTrailerBody =
    "10000;chunk-signature=b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2\r\n" +
    kHead +
    "\r\n400;chunk-signature=1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7\r\n" +
    kTail +
    "\r\n0;chunk-signature=2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992\r\n"
    "x-amz-checksum-crc32c:sOO8/Q==\r\n"
    "x-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n"
    "\r\n";

ChunkedOptions unsigned_options(std::uint64_t bytes) {
  return {.payload = Payload::unsigned_chunks_with_trailer,
          .decoded_bytes = bytes,
          .announced_trailers = {"x-amz-checksum-crc32"}};
}

std::string decode(const std::string& body, const ChunkedOptions& options,
                   std::size_t piece_bytes = 1000) {
  ChunkedReader reader(std::make_unique<PiecesReader>(body, piece_bytes), options);
  return read_all(reader);
}

std::string code(const std::string& body, const ChunkedOptions& options) {
  return code_of([&] { decode(body, options); });
}

std::string changed(std::string text, std::string_view from, std::string_view to) {
  return text.replace(text.find(from), from.size(), to);
}

TEST(ChunkedReader, DecodesAwsExampleInAnyPieces) {
  for (const std::size_t piece_bytes : {1, 7, 1000, 1'000'000}) {
    EXPECT_EQ(decode(kSignedBody, signed_options(), piece_bytes), kHead + kTail);
    EXPECT_EQ(decode(kTrailerBody, trailer_options(), piece_bytes), kHead + kTail);
  }
}

TEST(ChunkedReader, HandsTrailersToItsCaller) {
  ChunkedReader reader(std::make_unique<PiecesReader>(kTrailerBody), trailer_options());
  read_all(reader);
  ASSERT_EQ(reader.trailers().size(), 1U);
  EXPECT_EQ(reader.trailers()[0].name, "x-amz-checksum-crc32c");
  EXPECT_EQ(reader.trailers()[0].value, "sOO8/Q==");
}

TEST(ChunkedReader, TakesTheTrailerAsAwsDocumentsIt) {
  EXPECT_EQ(decode(changed(kTrailerBody, "sOO8/Q==\r\n", "sOO8/Q==\n\r\n"), trailer_options()),
            kHead + kTail);
}

TEST(ChunkedReader, RefusesAChangedChunkSignatureOrTrailer) {
  EXPECT_EQ(code(changed(kSignedBody, "aaaa", "aaab"), signed_options()), "SignatureDoesNotMatch");
  EXPECT_EQ(code(changed(kSignedBody, "=ad80", "=ad81"), signed_options()),
            "SignatureDoesNotMatch");
  EXPECT_EQ(code(changed(kSignedBody, "=b6c6", "=b6c7"), signed_options()),
            "SignatureDoesNotMatch");
  EXPECT_EQ(code(changed(kTrailerBody, "sOO8", "sOO9"), trailer_options()),
            "SignatureDoesNotMatch");
  EXPECT_EQ(code(changed(kTrailerBody, ":d81f", ":d81e"), trailer_options()),
            "SignatureDoesNotMatch");
}

TEST(ChunkedReader, RefusesATrailerWithoutItsSignature) {
  std::string body = kTrailerBody;
  body.resize(body.find("x-amz-trailer-signature"));
  EXPECT_EQ(code(body + "\r\n", trailer_options()), "SignatureDoesNotMatch");
  body.resize(body.find("x-amz-checksum"));
  EXPECT_EQ(code(body + "\r\n", trailer_options()), "MalformedTrailerError");
}

TEST(ChunkedReader, HoldsToTheDeclaredLength) {
  ChunkedOptions options = signed_options();
  options.decoded_bytes = 66'559;
  EXPECT_EQ(code(kSignedBody, options), "IncompleteBody");
  options.decoded_bytes = 66'561;
  EXPECT_EQ(code(kSignedBody, options), "IncompleteBody");
  EXPECT_EQ(code(kSignedBody.substr(0, 66'000), signed_options()), "IncompleteBody");
  EXPECT_EQ(code(kSignedBody.substr(0, 20), signed_options()), "InvalidRequest");
  EXPECT_EQ(code("", signed_options()), "IncompleteBody");
}

TEST(ChunkedReader, DecodesUnsignedChunksWithATrailer) {
  const std::string body = "5\r\nhello\r\n0\r\nx-amz-checksum-crc32: NhCmhg==\r\n\r\n";
  EXPECT_EQ(decode(body, unsigned_options(5)), "hello");
  EXPECT_EQ(decode("0\r\nX-Amz-Checksum-Crc32:AAAAAA==\r\n", unsigned_options(0)), "");
  // A signature that nobody can check is no trailer.
  EXPECT_EQ(
      code(changed(body, "x-amz-checksum-crc32", "x-amz-trailer-signature"), unsigned_options(5)),
      "MalformedTrailerError");
  EXPECT_EQ(code(changed(body, "crc32", "crc32c"), unsigned_options(5)), "MalformedTrailerError");
  EXPECT_EQ(code("5\r\nhello\r\n0\r\n\r\n", unsigned_options(5)), "MalformedTrailerError");
}

TEST(ChunkedReader, RefusesSmallChunksButTheLast) {
  const std::string end = "0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n";
  EXPECT_EQ(code("5\r\nhello\r\n5\r\nworld\r\n" + end, unsigned_options(10)),
            "InvalidChunkSizeError");
  const std::string big(8192, 'x');
  EXPECT_EQ(decode("2000\r\n" + big + "\r\n5\r\nhello\r\n" + end, unsigned_options(8197)),
            big + "hello");
}

TEST(ChunkedReader, RefusesWhatIsNotChunked) {
  EXPECT_EQ(code("hello\r\n", unsigned_options(5)), "InvalidRequest");
  EXPECT_EQ(code("5\r\nhellohello\r\n", unsigned_options(5)), "InvalidRequest");
  EXPECT_EQ(code("FFFFFFFFFFFFFFFF\r\n", unsigned_options(5)), "InvalidRequest");
  EXPECT_EQ(code(std::string(100'000, '5'), unsigned_options(5)), "InvalidRequest");
  EXPECT_EQ(code(changed(kSignedBody, ";chunk-signature=", ";other="), signed_options()),
            "InvalidRequest");
  EXPECT_EQ(code(kSignedBody + "more", signed_options()), "InvalidRequest");
}

TEST(PayloadReader, ChecksTheDeclaredHashAtTheEnd) {
  const std::string hash = sha256_hex("hello");
  PayloadReader right(std::make_unique<PiecesReader>("hello", 2), hash);
  EXPECT_EQ(read_all(right), "hello");
  PayloadReader wrong(std::make_unique<PiecesReader>("hellp", 2), hash);
  EXPECT_EQ(code_of([&] { read_all(wrong); }), "XAmzContentSHA256Mismatch");
}

}  // namespace
}  // namespace sluice::access
