#include <gtest/gtest.h>
#include <sys/socket.h>

#include "base/error.h"
#include "server/frame.h"
#include "server/invocation.h"
#include "server/number.h"

namespace sluice::server {
namespace {

struct SocketPair {
  SocketPair() {
    int ends[2];
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
    left = Descriptor(ends[0]);
    right = Descriptor(ends[1]);
  }
  void send_raw(std::string_view bytes) const {
    ASSERT_EQ(::send(left.number(), bytes.data(), bytes.size(), 0),
              static_cast<ssize_t>(bytes.size()));
  }
  Descriptor left;
  Descriptor right;
};

Invocation some_invocation() {
  return {.arguments = {"sql", "select 1", "--lake", "/lake", "not \xff utf-8"},
          .folder = "/home/me",
          .environment = {{"SLUICE_LAKE", "/lake"}, {"SLUICE_EMPTY", ""}},
          .terminal = {.is_out_terminal = true, .has_colour = true, .width = 132, .height = 50},
          .input = std::string("a\0b", 3)};
}

TEST(Frame, ComesOutAsItWentIn) {
  const SocketPair sockets;
  ASSERT_TRUE(write_frame(sockets.left, FrameKind::stdout_text, "rows\n"));
  ASSERT_TRUE(write_frame(sockets.left, FrameKind::accepted, ""));
  EXPECT_EQ(read_frame(sockets.right), (Frame{FrameKind::stdout_text, "rows\n"}));
  EXPECT_EQ(read_frame(sockets.right), (Frame{FrameKind::accepted, ""}));
}

TEST(Frame, IsAbsentWhenTheOtherSideIsGoneInTheMiddle) {
  SocketPair sockets;
  sockets.send_raw({"O\x05\0\0\0ro", 7});
  sockets.left = Descriptor();
  EXPECT_EQ(read_frame(sockets.right), std::nullopt);
}

TEST(Frame, RefusesAKindThatDoesNotExist) {
  const SocketPair sockets;
  sockets.send_raw("GET / HTTP/1.1\r\n");
  EXPECT_THROW(read_frame(sockets.right), Error);
}

TEST(Frame, RefusesALengthAboveTheLimitBeforeItReadsOn) {
  const SocketPair sockets;
  sockets.send_raw("O\xff\xff\xff\x7f");
  EXPECT_THROW(read_frame(sockets.right), Error);
}

TEST(Frame, WritingToAClosedSocketAnswersFalse) {
  SocketPair sockets;
  sockets.right = Descriptor();
  EXPECT_FALSE(write_frame(sockets.left, FrameKind::stdout_text, "rows"));
}

TEST(Invocation, ComesOutAsItWentIn) {
  const auto invocation = some_invocation();
  EXPECT_EQ(decode_invocation(encode(invocation)), invocation);
  EXPECT_EQ(decode_invocation(encode({})), Invocation{});
}

TEST(Invocation, CutShortAnywhereIsRefused) {
  const auto bytes = encode(some_invocation());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_THROW(decode_invocation(std::string_view(bytes).substr(0, size)), Error) << size;
  }
  EXPECT_THROW(decode_invocation(bytes + "x"), Error);
}

TEST(Invocation, ACountThatNoMemoryHoldsIsRefused) {
  const auto many = bytes_of_number(0xffffffff);
  EXPECT_THROW(decode_invocation({many.data(), many.size()}), Error);
}

}  // namespace
}  // namespace sluice::server
