#include "server/frame.h"

#include <sys/socket.h>

#include <cerrno>

#include "base/error.h"
#include "server/number.h"

namespace sluice::server {
namespace {

constexpr std::size_t kHeadBytes = 1 + kNumberBytes;
constexpr std::string_view kKinds = "ICAOEX";

bool read_all(const Descriptor& socket, char* to, std::size_t size) {
  while (size > 0) {
    const ssize_t got = ::recv(socket.number(), to, size, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    to += got;
    size -= static_cast<std::size_t>(got);
  }
  return true;
}

bool write_all(const Descriptor& socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t put = ::send(socket.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(put));
  }
  return true;
}

}  // namespace

std::optional<Frame> read_frame(const Descriptor& socket) {
  std::array<char, kHeadBytes> head;
  if (!read_all(socket, head.data(), head.size())) return std::nullopt;
  const auto size = number_of({head.data() + 1, kNumberBytes});
  if (kKinds.find(head[0]) == std::string_view::npos || size > kFrameBytesMax) {
    throw Error(ErrorKind::invalid, "MalformedFrame",
                "what came through the lake's socket is no frame: do both sides run one version?");
  }
  Frame frame{.kind = FrameKind{head[0]}, .payload = std::string(size, '\0')};
  if (!read_all(socket, frame.payload.data(), size)) return std::nullopt;
  return frame;
}

bool write_frame(const Descriptor& socket, FrameKind kind, std::string_view payload) {
  do {
    const auto piece = payload.substr(0, kFrameBytesMax);
    payload.remove_prefix(piece.size());
    std::string bytes(1, static_cast<char>(kind));
    const auto size = bytes_of_number(static_cast<std::uint32_t>(piece.size()));
    bytes.append(size.data(), size.size());
    bytes += piece;
    if (!write_all(socket, bytes)) return false;
  } while (!payload.empty());
  return true;
}

}  // namespace sluice::server
