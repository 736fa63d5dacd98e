#include "server/lake_socket.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>
#include <system_error>

#include "base/error.h"

namespace sluice::server {
namespace {

constexpr int kBacklog = 64;

[[noreturn]] void fail(std::string_view what, const std::string& directory) {
  throw Error(ErrorKind::io, "SocketFailure",
              fmt::format("cannot {} {}/sluice.sock: {}", what, directory,
                          std::generic_category().message(errno)));
}

// A socket's address holds 107 bytes, a lake's path may have more: the kernel finds the folder by
// its descriptor, which must stay open while the address is used.
class Address {
 public:
  explicit Address(const std::string& directory)
      : folder_(::open(directory.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)) {
    address_.sun_family = AF_UNIX;
    const auto path = fmt::format("/proc/self/fd/{}/sluice.sock", folder_.number());
    std::memcpy(address_.sun_path, path.c_str(), path.size() + 1);
  }

  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&address_); }
  const char* path() const { return address_.sun_path; }

 private:
  Descriptor folder_;
  sockaddr_un address_{};
};

Descriptor new_socket(const std::string& directory) {
  Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!socket.is_open()) fail("make", directory);
  return socket;
}

}  // namespace

Descriptor listen_in(const std::string& lake_directory) {
  auto socket = new_socket(lake_directory);
  const Address address(lake_directory);
  ::unlink(address.path());
  // The folder is 0700 already; the socket's own mode is set before anybody can connect.
  if (::fchmod(socket.number(), 0600) != 0 ||
      ::bind(socket.number(), address.get(), sizeof(sockaddr_un)) != 0 ||
      ::chmod(address.path(), 0600) != 0 || ::listen(socket.number(), kBacklog) != 0) {
    fail("listen on", lake_directory);
  }
  return socket;
}

void remove_socket(const std::string& lake_directory) {
  ::unlink(Address(lake_directory).path());
}

std::optional<Descriptor> connect_to(const std::string& lake_directory) {
  auto socket = new_socket(lake_directory);
  const Address address(lake_directory);
  if (::connect(socket.number(), address.get(), sizeof(sockaddr_un)) != 0) {
    if (errno == ENOENT || errno == ECONNREFUSED || errno == EAGAIN) return std::nullopt;
    fail("connect to", lake_directory);
  }
  if (!is_same_user(socket)) {
    throw Error(ErrorKind::denied, "OtherUsersLake",
                fmt::format("{} is held by another user's process", lake_directory));
  }
  return socket;
}

bool is_same_user(const Descriptor& connection) {
  ucred peer{};
  socklen_t size = sizeof peer;
  return ::getsockopt(connection.number(), SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 &&
         peer.uid == ::geteuid();
}

}  // namespace sluice::server
