// One client's connection as bytes, plain or TLS, that never waits longer than it is told to.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

#include "server/descriptor.h"

struct ssl_st;
struct ssl_ctx_st;

namespace sluice::server {

using Deadline = std::chrono::steady_clock::time_point;

// "TLSv1.3", "TLS_AES_256_GCM_SHA384"; both "" of a plain stream. Of static storage.
struct TlsTerms {
  std::string_view version;
  std::string_view cipher;
};

// Used by one thread at a time; only stop_waiting() and cut() may come from another.
class Stream {
 public:
  // Takes the socket over.
  explicit Stream(Descriptor socket);
  virtual ~Stream() = default;
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  // At least one byte; 0 when the client closed its side. Throws Error io (ConnectionTimedOut,
  // ConnectionLost).
  virtual std::size_t read(std::span<std::byte> out, Deadline deadline) = 0;
  // All of it. Throws as read().
  virtual void write(std::span<const std::byte> data, Deadline deadline) = 0;
  // Both, in as few packets as possible.
  virtual void write(std::string_view head, std::span<const std::byte> body, Deadline deadline) = 0;

  // Once, before anything else: what both sides settle first (TLS: certificate and keys).
  // stop_waiting() ends it, too. Throws as read(), and Error io TlsFailure.
  void open(Deadline deadline);
  virtual TlsTerms tls_terms() const { return {}; }

  // The first bytes of a request, for which a client may take its time: `idle`, and once it has
  // begun, `header`. 0 when nothing came, it has ended, or stop_waiting() was called. Throws as
  // read().
  struct RequestTime {
    std::chrono::seconds idle;
    std::chrono::seconds header;
  };
  std::size_t read_request(std::span<std::byte> out, const RequestTime& time);
  // Our side is done. Takes what the client still sends, for a moment: closing over unread bytes
  // would throw away the answer that it has not read.
  void end_politely() noexcept;
  // No more requests and handshakes are waited for; one that is being read or answered goes on.
  // From any thread.
  void stop_waiting();
  // The connection is gone for both sides. From any thread.
  void cut();

 protected:
  virtual void handshake(Deadline) {}
  // Tells the client that no more bytes will come.
  virtual void end_writing() noexcept;
  int socket() const { return socket_.number(); }
  virtual std::size_t read_begin(std::span<std::byte> out, const RequestTime& time) = 0;
  // Throws Error io ConnectionTimedOut.
  void wait(short events, Deadline deadline) const;

 private:
  Descriptor socket_;
  std::atomic<bool> is_idle_{false};
  std::atomic<bool> is_stopped_{false};
};

std::unique_ptr<Stream> plain_stream(Descriptor socket);

// A certificate with its key; shared by all connections. Thread-safe.
class TlsIdentity {
 public:
  // PEM files; the certificate's may hold its chain. Throws Error invalid (BadCertificate).
  TlsIdentity(const std::string& certificate_file, const std::string& key_file);

  // TLS 1.2 or 1.3. Throws Error io TlsFailure.
  std::unique_ptr<Stream> stream(Descriptor socket) const;

 private:
  struct Free {
    void operator()(ssl_ctx_st* context) const;
  };
  std::unique_ptr<ssl_ctx_st, Free> context_;
};

}  // namespace sluice::server
