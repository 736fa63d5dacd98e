// Answers as bytes to a client.
#pragma once

#include <cstdint>
#include <string_view>

#include "api/http/message.h"
#include "base/clock.h"
#include "server/http/limits.h"
#include "server/http/stream.h"

namespace sluice::server {

struct AnswerForm {
  bool is_head = false;      // headers as to a GET, no body
  bool keeps_alive = false;  // what the Connection header says
};

// Sends it all; answers how many bytes the body had. Throws Error io when the client is gone or too
// slow, and whatever the stream throws: then the connection must be cut, which is how a client
// learns that a body broke off.
std::uint64_t write_response(Stream& stream, api::HttpResponse& response, const AnswerForm& form,
                             Timestamp now, const HttpLimits& limits);

}  // namespace sluice::server
