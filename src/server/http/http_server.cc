#include "server/http/http_server.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <list>
#include <mutex>
#include <system_error>
#include <thread>

#include "base/error.h"
#include "server/http/client_thread.h"
#include "server/http/connection.h"

namespace sluice::server {
namespace {

constexpr std::chrono::seconds kHandshakeTime{10};

struct FreeAddresses {
  void operator()(addrinfo* list) const { ::freeaddrinfo(list); }
};

std::unique_ptr<addrinfo, FreeAddresses> addresses_of(const ListenAddress& listen) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* list = nullptr;
  const int error =
      ::getaddrinfo(listen.host.c_str(), std::to_string(listen.port).c_str(), &hints, &list);
  if (error != 0) {
    throw Error(ErrorKind::invalid, "NoSuchAddress",
                fmt::format("cannot listen on {}: {}", listen.host, ::gai_strerror(error)));
  }
  return std::unique_ptr<addrinfo, FreeAddresses>(list);
}

Descriptor listen_on(const ListenAddress& listen) {
  const auto addresses = addresses_of(listen);
  const addrinfo& address = *addresses;
  Descriptor socket(::socket(address.ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const int yes = 1;
  ::setsockopt(socket.number(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (::bind(socket.number(), address.ai_addr, address.ai_addrlen) != 0 ||
      ::listen(socket.number(), SOMAXCONN) != 0) {
    throw Error(ErrorKind::conflict, "AddressInUse",
                fmt::format("cannot listen on {}:{}: {}", listen.host, listen.port,
                            std::generic_category().message(errno)));
  }
  return socket;
}

std::string text_of_address(const sockaddr_storage& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (address.ss_family == AF_INET6) {
    const auto& v6 = reinterpret_cast<const sockaddr_in6&>(address);
    ::inet_ntop(AF_INET6, &v6.sin6_addr, text.data(), text.size());
    // An IPv4 client of an IPv6 socket: policies name it by its own address.
    const std::string_view shown(text.data());
    if (IN6_IS_ADDR_V4MAPPED(&v6.sin6_addr)) return std::string(shown.substr(shown.rfind(':') + 1));
  } else {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(address);
    ::inet_ntop(AF_INET, &v4.sin_addr, text.data(), text.size());
  }
  return text.data();
}

}  // namespace

struct HttpServer::Implementation {
  Implementation(const HttpServerOptions& options_, api::HttpHandler& handler_, const Clock& clock_,
                 Random& random_)
      : options(options_),
        handler(handler_),
        clock(clock_),
        random(random_),
        traffic(options.access_log, options.more_metrics),
        listener(listen_on(options.listen)),
        wake(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (options.tls) tls.emplace(options.tls->certificate, options.tls->key);
    acceptor = std::thread([this] { accept_all(); });
  }

  struct Client {
    Descriptor socket;
    Peer peer;
    ClientThread thread;
    Stream* stream = nullptr;  // while it is served; under the mutex
  };
  using ClientPlace = std::list<Client>::iterator;

  void accept_all();
  void accept_one();
  void take(Descriptor socket, const Peer& peer);
  void serve(ClientPlace client);
  void leave(ClientPlace client);
  std::unique_ptr<Stream> stream_of(Descriptor socket) const;
  void join_ended();
  void stop(std::chrono::seconds patience);
  void note(LogLevel level, std::string_view event, std::string_view reason,
            std::string_view peer = "-") const;
  class Served;

  const HttpServerOptions options;
  api::HttpHandler& handler;
  const Clock& clock;
  Random& random;
  Traffic traffic;
  std::optional<TlsIdentity> tls;
  Descriptor listener;
  Descriptor wake;
  std::atomic<bool> is_stopping{false};

  std::mutex mutex;
  std::condition_variable changed;
  std::list<Client> clients;  // being served
  std::list<Client> ended;    // their threads only want to be joined
  std::thread acceptor;       // last: it uses the others
};

void HttpServer::Implementation::accept_all() {
  std::array<pollfd, 2> watched = {{{.fd = listener.number(), .events = POLLIN, .revents = 0},
                                    {.fd = wake.number(), .events = POLLIN, .revents = 0}}};
  while (!is_stopping) {
    if (::poll(watched.data(), watched.size(), -1) < 0) continue;
    try {
      if (watched[0].revents != 0 && !is_stopping) accept_one();
    } catch (const std::exception& error) {
      // No thread or no memory for this client; those that are served must not pay for it.
      traffic.connection_refused();
      note(LogLevel::error, "connection refused", error.what());
    }
    join_ended();
  }
}

void HttpServer::Implementation::accept_one() {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  Descriptor socket(
      ::accept4(listener.number(), reinterpret_cast<sockaddr*>(&address), &size, SOCK_CLOEXEC));
  if (!socket.is_open()) {
    // Out of descriptors: the clients in the backlog wait until some connection ends.
    if (errno == EMFILE || errno == ENFILE)
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    return;
  }
  Peer peer{.address = text_of_address(address), .is_tls = tls.has_value()};
  std::lock_guard lock(mutex);
  const auto count = static_cast<int>(clients.size());
  if (count >= options.limits.connections_max) {
    traffic.connection_refused();
    if (count >= options.limits.connections_max + options.limits.spare_connections) return;
    peer.is_spare = true;
  }
  take(std::move(socket), peer);
}

// Under the mutex. What it throws leaves no trace of the client.
void HttpServer::Implementation::take(Descriptor socket, const Peer& peer) {
  std::list<Client> added;
  const auto client = added.emplace(added.end());
  client->socket = std::move(socket);
  client->peer = peer;
  // The thread waits for the mutex before it needs its place in the list.
  client->thread = ClientThread(options.limits.stack_bytes, [this, client] {
    serve(client);
    leave(client);
  });
  clients.splice(clients.end(), added);
}

std::unique_ptr<Stream> HttpServer::Implementation::stream_of(Descriptor socket) const {
  return tls ? tls->stream(std::move(socket)) : plain_stream(std::move(socket));
}

// From now on stop() reaches the stream, in the handshake, too.
class HttpServer::Implementation::Served {
 public:
  Served(Implementation& server, ClientPlace client, Stream& stream)
      : server_(server), client_(client) {
    const std::lock_guard lock(server_.mutex);
    client_->stream = &stream;
    if (server_.is_stopping) stream.stop_waiting();
    server_.traffic.connection_opened();
  }
  ~Served() {
    const std::lock_guard lock(server_.mutex);
    client_->stream = nullptr;
    server_.traffic.connection_closed();
  }
  Served(const Served&) = delete;
  Served& operator=(const Served&) = delete;

 private:
  Implementation& server_;
  ClientPlace client_;
};

void HttpServer::Implementation::serve(ClientPlace client) {
  const Peer& peer = client->peer;
  try {
    const auto stream = stream_of(std::move(client->socket));
    const Served served(*this, client, *stream);
    stream->open(std::chrono::steady_clock::now() + kHandshakeTime);
    serve_connection(*stream, peer,
                     {.handler = handler,
                      .traffic = traffic,
                      .clock = clock,
                      .random = random,
                      .limits = options.limits,
                      .log = options.log,
                      .is_stopping = is_stopping});
  } catch (const Error& error) {
    note(LogLevel::debug, "no connection", error.message(), peer.address);
  } catch (const std::exception& error) {
    note(LogLevel::error, "connection failed", error.what(), peer.address);
  }
}

void HttpServer::Implementation::note(LogLevel level, std::string_view event,
                                      std::string_view reason, std::string_view peer) const {
  if (options.log != nullptr)
    options.log->write(level, "server", event, {{"peer", peer}, {"reason", reason}});
}

void HttpServer::Implementation::leave(ClientPlace client) {
  std::lock_guard lock(mutex);
  ended.splice(ended.end(), clients, client);
  changed.notify_all();
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = ::write(wake.number(), &one, sizeof one);
}

void HttpServer::Implementation::join_ended() {
  std::uint64_t count = 0;
  [[maybe_unused]] const ssize_t got = ::read(wake.number(), &count, sizeof count);
  std::list<Client> done;
  {
    std::lock_guard lock(mutex);
    done.swap(ended);
  }
  for (auto& client : done)
    client.thread.join();
}

void HttpServer::Implementation::stop(std::chrono::seconds patience) {
  if (is_stopping.exchange(true)) return;
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = ::write(wake.number(), &one, sizeof one);
  acceptor.join();
  listener = Descriptor();
  {
    std::unique_lock lock(mutex);
    // Idle ones see their client's end; a body that is on its way is cut off with it, which the
    // client takes for what it is: no acknowledgement.
    for (auto& client : clients) {
      if (client.stream != nullptr) client.stream->stop_waiting();
    }
    changed.wait_for(lock, patience, [&] { return clients.empty(); });
    for (auto& client : clients) {
      if (client.stream != nullptr) client.stream->cut();
    }
    changed.wait(lock, [&] { return clients.empty(); });
  }
  join_ended();
}

HttpServer::HttpServer(const HttpServerOptions& options, api::HttpHandler& handler,
                       const Clock& clock, Random& random)
    : implementation_(std::make_unique<Implementation>(options, handler, clock, random)) {}

HttpServer::~HttpServer() {
  stop(std::chrono::seconds(0));
}

int HttpServer::port() const {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  ::getsockname(implementation_->listener.number(), reinterpret_cast<sockaddr*>(&address), &size);
  return ntohs(address.ss_family == AF_INET6
                   ? reinterpret_cast<const sockaddr_in6&>(address).sin6_port
                   : reinterpret_cast<const sockaddr_in&>(address).sin_port);
}

void HttpServer::stop(std::chrono::seconds patience) {
  implementation_->stop(patience);
}

}  // namespace sluice::server
