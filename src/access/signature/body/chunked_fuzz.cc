// Bytes as an aws-chunked body: decoded or refused with an Error, never more than was declared.
#include <cstdlib>
#include <cstring>

#include "access/signature/body/chunked_reader.h"
#include "access/signature/signature_fixture.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const auto payload = static_cast<sluice::access::Payload>(2 + data[0] % 3);
  const std::uint64_t declared = data[1] * 64ULL;
  sluice::access::ChunkedReader reader(
      std::make_unique<sluice::access::PiecesReader>(
          std::string(reinterpret_cast<const char*>(data) + 2, size - 2), 1 + data[0] % 64),
      {.payload = payload,
       .decoded_bytes = declared,
       .announced_trailers = {"x-amz-checksum-crc32"}});
  try {
    if (sluice::access::read_all(reader, 64).size() != declared) std::abort();
  } catch (const sluice::Error&) {
    return 0;
  }
  return 0;
}
