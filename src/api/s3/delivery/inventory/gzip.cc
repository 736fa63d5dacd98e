#include "api/s3/delivery/inventory/gzip.h"

#include <array>
#include <new>

#include <zlib.h>

namespace sluice::api::s3 {
namespace {

constexpr int kGzipWindow = 15 + 16;  // the largest window, with gzip's header
constexpr int kMemoryLevel = 8;
constexpr std::size_t kPieceBytes = 64 * 1024;

}  // namespace

struct Gzip::Stream {
  z_stream z{};
};

Gzip::Gzip() : stream_(std::make_unique<Stream>()) {
  if (deflateInit2(&stream_->z, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzipWindow, kMemoryLevel,
                   Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::bad_alloc();
  }
}

Gzip::~Gzip() {
  deflateEnd(&stream_->z);
}

std::string Gzip::run(std::string_view text, int flush) {
  auto& z = stream_->z;
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  z.avail_in = static_cast<uInt>(text.size());
  std::string out;
  std::array<char, kPieceBytes> piece;
  do {
    z.next_out = reinterpret_cast<Bytef*>(piece.data());
    z.avail_out = piece.size();
    deflate(&z, flush);
    out.append(piece.data(), piece.size() - z.avail_out);
  } while (z.avail_out == 0);
  return out;
}

std::string Gzip::add(std::string_view text) {
  return run(text, Z_NO_FLUSH);
}

std::string Gzip::finish() {
  auto rest = run({}, Z_FINISH);
  deflateReset(&stream_->z);
  return rest;
}

}  // namespace sluice::api::s3
