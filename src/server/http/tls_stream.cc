#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>

#include "base/bytes.h"
#include "base/error.h"
#include "server/http/stream.h"

namespace sluice::server {
namespace {

std::string openssl_reason() {
  const unsigned long code = ERR_peek_last_error();
  const char* reason = ERR_reason_error_string(code);
  ERR_clear_error();
  return reason != nullptr ? reason : "unknown";
}

class TlsStream final : public Stream {
 public:
  TlsStream(Descriptor socket, SSL_CTX& context)
      : Stream(std::move(socket)), tls_(SSL_new(&context)) {
    if (!tls_ || SSL_set_fd(tls_.get(), this->socket()) != 1) fail();
    // OpenSSL would wait without an end.
    ::fcntl(this->socket(), F_SETFL, ::fcntl(this->socket(), F_GETFL) | O_NONBLOCK);
  }

  ~TlsStream() override { close_notify(); }

  std::size_t read(std::span<std::byte> out, Deadline deadline) override {
    std::size_t got = 0;
    until_done(deadline, [&] { return SSL_read_ex(tls_.get(), out.data(), out.size(), &got); });
    return got;
  }

  void write(std::span<const std::byte> data, Deadline deadline) override {
    while (!data.empty()) {
      std::size_t sent = 0;
      until_done(deadline,
                 [&] { return SSL_write_ex(tls_.get(), data.data(), data.size(), &sent); });
      data = data.subspan(sent);
    }
  }

  void write(std::string_view head, std::span<const std::byte> body, Deadline deadline) override {
    constexpr std::size_t kRecordBytes = 16'384;
    if (head.size() + body.size() > kRecordBytes) {
      write(bytes_of(head), deadline);
      return write(body, deadline);
    }
    std::string both(head);
    both += text_of(body);
    write(bytes_of(both), deadline);
  }

  TlsTerms tls_terms() const override {
    return {.version = SSL_get_version(tls_.get()),
            .cipher = SSL_CIPHER_get_name(SSL_get_current_cipher(tls_.get()))};
  }

 protected:
  void handshake(Deadline deadline) override {
    until_done(deadline, [&] {
      const int done = SSL_accept(tls_.get());
      is_open_ = done == 1;
      return done;
    });
    if (!is_open_) fail();
  }
  // The alert goes first: without it the client takes the end for an attacker's.
  void end_writing() noexcept override {
    close_notify();
    Stream::end_writing();
  }
  std::size_t read_begin(std::span<std::byte> out, const RequestTime& time) override {
    const auto now = [] { return std::chrono::steady_clock::now(); };
    try {
      if (SSL_has_pending(tls_.get()) != 1) wait(POLLIN, now() + time.idle);
    } catch (const Error& error) {
      if (error.code() != "ConnectionTimedOut") throw;
      return 0;
    }
    return read(out, now() + time.header);
  }

 private:
  struct Free {
    void operator()(SSL* tls) const { SSL_free(tls); }
  };

  // Once, and never after a failure: OpenSSL forbids it.
  void close_notify() noexcept {
    if (!std::exchange(is_open_, false)) return;
    ERR_clear_error();
    SSL_shutdown(tls_.get());
  }

  [[noreturn]] void fail() {
    is_open_ = false;
    throw Error(ErrorKind::io, "TlsFailure", "TLS with the client failed: " + openssl_reason());
  }

  // The client's orderly end leaves what the step gave at nothing.
  template <class Step>
  void until_done(Deadline deadline, const Step& step) {
    while (true) {
      ERR_clear_error();
      const int done = step();
      if (done > 0) return;
      switch (SSL_get_error(tls_.get(), done)) {
        case SSL_ERROR_WANT_READ:
          wait(POLLIN, deadline);
          break;
        case SSL_ERROR_WANT_WRITE:
          wait(POLLOUT, deadline);
          break;
        case SSL_ERROR_ZERO_RETURN:
          return;
        default:
          fail();
      }
    }
  }

  std::unique_ptr<SSL, Free> tls_;
  bool is_open_ = false;
};

}  // namespace

void TlsIdentity::Free::operator()(SSL_CTX* context) const {
  SSL_CTX_free(context);
}

TlsIdentity::TlsIdentity(const std::string& certificate_file, const std::string& key_file)
    : context_(SSL_CTX_new(TLS_server_method())) {
  const auto require = [](bool ok, const std::string& what) {
    if (ok) return;
    throw Error(ErrorKind::invalid, "BadCertificate",
                fmt::format("{}: {}", what, openssl_reason()));
  };
  require(context_ != nullptr, "OpenSSL cannot serve TLS");
  SSL_CTX_set_min_proto_version(context_.get(), TLS1_2_VERSION);
  // A client that just closes its connection must not look like an attack on the message.
  SSL_CTX_set_options(context_.get(), SSL_OP_IGNORE_UNEXPECTED_EOF | SSL_OP_NO_RENEGOTIATION);
  require(SSL_CTX_use_certificate_chain_file(context_.get(), certificate_file.c_str()) == 1,
          certificate_file + " holds no certificate in PEM form");
  require(SSL_CTX_use_PrivateKey_file(context_.get(), key_file.c_str(), SSL_FILETYPE_PEM) == 1,
          key_file + " holds no private key in PEM form");
  require(SSL_CTX_check_private_key(context_.get()) == 1,
          fmt::format("{} is not the key of {}", key_file, certificate_file));
}

std::unique_ptr<Stream> TlsIdentity::stream(Descriptor socket) const {
  return std::make_unique<TlsStream>(std::move(socket), *context_);
}

}  // namespace sluice::server
