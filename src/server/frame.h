// What goes over the lake's socket: frames of a kind, a length and that many bytes.
//
//   guest → holder   invocation, then perhaps stdout_closed; its end of file means "stop"
//   holder → guest   accepted, then stdout_text and stderr_text as they come, then exit_code
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "server/descriptor.h"

namespace sluice::server {

enum class FrameKind : char {
  invocation = 'I',
  stdout_closed = 'C',
  accepted = 'A',
  stdout_text = 'O',
  stderr_text = 'E',
  exit_code = 'X',
};

struct Frame {
  FrameKind kind = FrameKind::invocation;
  std::string payload;

  bool operator==(const Frame&) const = default;
};

// An invocation carries at most 16 MiB of stdin and as much of arguments.
inline constexpr std::size_t kFrameBytesMax = 33u << 20;

// Absent at the end of the stream, in the middle of a frame too: the other side is gone. Throws
// Error invalid (code MalformedFrame) for an unknown kind or a length above the limit.
std::optional<Frame> read_frame(const Descriptor& socket);

// Longer texts than a frame may be are cut into several. False: the other side is gone.
bool write_frame(const Descriptor& socket, FrameKind kind, std::string_view payload);

}  // namespace sluice::server
