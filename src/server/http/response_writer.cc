#include "server/http/response_writer.h"

#include <algorithm>
#include <vector>

#include <boost/beast/http/status.hpp>

#include "api/http/date.h"
#include "base/bytes.h"
#include "base/error.h"
#include "server/http/transfer_clock.h"

namespace sluice::server {
namespace {

constexpr std::size_t kPieceBytes = 256 * 1024;

std::string_view reason_of(int status) {
  const auto reason = boost::beast::http::obsolete_reason(
      boost::beast::http::int_to_status(static_cast<unsigned>(status)));
  return {reason.data(), reason.size()};
}

bool may_have_body(int status) {
  return status >= 200 && status != 204 && status != 304;
}

// What a header may hold would otherwise begin the next one.
bool is_safe(std::string_view text) {
  return std::none_of(text.begin(), text.end(),
                      [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

std::string head_of(const api::HttpResponse& response, std::optional<std::uint64_t> length,
                    const AnswerForm& form, Timestamp now) {
  std::string out;
  out.reserve(512);
  fmt::format_to(std::back_inserter(out), "HTTP/1.1 {} {}\r\n", response.status,
                 reason_of(response.status));
  for (const auto& [name, value] : response.headers) {
    if (!is_safe(name) || !is_safe(value)) continue;
    out.append(name).append(": ").append(value).append("\r\n");
  }
  out.append("Date: ").append(api::format_http_date(now)).append("\r\n");
  if (length) fmt::format_to(std::back_inserter(out), "Content-Length: {}\r\n", *length);
  if (!form.keeps_alive) out += "Connection: close\r\n";
  return out += "\r\n";
}

std::size_t fill(Reader& reader, std::span<std::byte> out) {
  std::size_t got = 0;
  while (got < out.size()) {
    const std::size_t step = reader.read(out.subspan(got));
    if (step == 0) break;
    got += step;
  }
  return got;
}

void write_stream(Stream& stream, std::string_view head, Reader& body, std::uint64_t length,
                  const HttpLimits& limits) {
  TransferClock clock(limits);
  const std::size_t piece_bytes = std::min<std::uint64_t>(length, kPieceBytes);
  const auto piece = std::make_unique_for_overwrite<std::byte[]>(piece_bytes);
  for (std::uint64_t sent = 0; sent < length;) {
    const std::span room(piece.get(), std::min<std::uint64_t>(piece_bytes, length - sent));
    // The first piece is read before anything is sent: an object that is damaged at its start, as
    // most small ones are, ends in an error and not in a broken connection.
    const std::size_t got = fill(body, room);
    if (got < room.size()) {
      throw Error(ErrorKind::corrupt, "ShortBody", "an answer's body is shorter than its length");
    }
    stream.write(sent == 0 ? head : std::string_view(), room, clock.deadline());
    clock.moved(got);
    sent += got;
  }
}

}  // namespace

std::uint64_t write_response(Stream& stream, api::HttpResponse& response, const AnswerForm& form,
                             Timestamp now, const HttpLimits& limits) {
  std::optional<std::uint64_t> length;
  if (may_have_body(response.status)) {
    length = response.stream || response.length ? response.length : response.text.size();
  }
  const std::string head = head_of(response, length, form, now);
  const bool has_body = length.value_or(0) > 0 && !form.is_head;
  if (!has_body || !response.stream) {
    const std::string_view body = has_body ? std::string_view(response.text) : std::string_view();
    stream.write(head, bytes_of(body), TransferClock(limits).deadline());
    return body.size();
  }
  write_stream(stream, head, *response.stream, *length, limits);
  return *length;
}

}  // namespace sluice::server
