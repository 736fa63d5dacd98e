// Requests from a client's bytes: HTTP/1.1, keep-alive, pipelining, chunked bodies.
#pragma once

#include <memory>
#include <optional>

#include "api/http/message.h"
#include "server/http/limits.h"
#include "server/http/stream.h"

namespace sluice::server {

// One a connection. One thread at a time.
class RequestReader {
 public:
  RequestReader(Stream& stream, const HttpLimits& limits);
  ~RequestReader();
  RequestReader(const RequestReader&) = delete;
  RequestReader& operator=(const RequestReader&) = delete;

  // The next request without request_id and addresses; nothing when the client has no more. Its
  // body reads from the connection and must not outlive finish(). Throws Error invalid
  // (MalformedRequest, AmbiguousLength), limit (HeadersTooLarge), unsupported (VersionNotSupported,
  // TransferEncodingNotSupported): a rest that cannot be understood, so the connection must end.
  std::optional<api::HttpRequest> next();

  // After the answer to the last request: whether the connection can take another one. Drops what
  // is left of the body, within the limits.
  bool finish();

  // Whether the connection may stay. HTTP/1.0's never does.
  bool keeps_alive() const;

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace sluice::server
