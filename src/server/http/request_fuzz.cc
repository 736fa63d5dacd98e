#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include "base/error.h"
#include "server/http/request_reader.h"

namespace sluice::server {
namespace {

// What a client sent, in pieces; what it is answered goes nowhere.
class SentBytes final : public Stream {
 public:
  explicit SentBytes(std::string_view data) : Stream(Descriptor()), rest_(data) {}

  std::size_t read(std::span<std::byte> out, Deadline) override {
    // Pieces of different sizes: a token may break anywhere.
    const std::size_t piece = 1 + rest_.size() % 61;
    const auto bytes = std::min({out.size(), rest_.size(), piece});
    std::memcpy(out.data(), rest_.data(), bytes);
    rest_.remove_prefix(bytes);
    return bytes;
  }
  void write(std::span<const std::byte>, Deadline) override {}
  void write(std::string_view, std::span<const std::byte>, Deadline) override {}

 protected:
  bool has_pending() const override { return true; }

 private:
  std::string_view rest_;
};

// What the services rely on: the contract of HttpRequest.
void check(api::HttpRequest& request) {
  if (request.method.empty() || request.body == nullptr) std::abort();
  if (request.path.empty() || request.path.front() != '/') std::abort();
  std::array<std::byte, 97> buffer{};
  std::uint64_t total = 0;
  while (const auto bytes = request.body->read(buffer))
    total += bytes;
  if (request.content_length && total != *request.content_length) std::abort();
}

void read_all(std::string_view text) {
  SentBytes stream(text);
  const HttpLimits limits{.header_bytes_max = 2048, .dropped_bytes_max = 512};
  RequestReader reader(stream, limits);
  try {
    for (int count = 0; auto request = reader.next(); ++count) {
      // Every other body is left for the reader to drop.
      if (count % 2 == 0) check(*request);
      if (!reader.finish()) return;
    }
  } catch (const Error&) {
    return;
  }
}

}  // namespace
}  // namespace sluice::server

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, unsigned long size) {
  sluice::server::read_all({reinterpret_cast<const char*>(data), size});
  return 0;
}
