#include <gtest/gtest.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"

namespace sluice {
namespace {

using namespace std::chrono_literals;

TEST(Clock, PrintsIso8601InUtc) {
  EXPECT_EQ(to_iso8601(Timestamp(1795368005123456us)), "2026-11-22T17:20:05.123Z");
  EXPECT_EQ(to_iso8601(Timestamp(0us)), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(to_iso8601(Timestamp(-1us)), "1969-12-31T23:59:59.999Z");
}

TEST(Clock, StandsStillUntilItIsAdvanced) {
  FakeClock clock(Timestamp(5s));
  EXPECT_EQ(clock.now(), Timestamp(5s));
  clock.advance(2s);
  EXPECT_EQ(clock.now(), Timestamp(7s));
  EXPECT_EQ(clock.monotonic(), 7s);
}

TEST(Random, RepeatsFromItsSeedAndMakesUuids) {
  SeededRandom first(3);
  SeededRandom second(3);
  SystemRandom system;
  EXPECT_EQ(make_uuid(first), make_uuid(second));
  const std::string uuid = make_uuid(system);
  EXPECT_EQ(uuid.size(), 36U);
  EXPECT_EQ(uuid[14], '4');
  EXPECT_NE(uuid, make_uuid(system));
}

TEST(Log, WritesOneLineAnEventAndLeavesOutWhatIsTooFine) {
  FakeClock clock(Timestamp(0us));
  std::string lines;
  const Log log(clock, LogLevel::info, [&](LogLevel, std::string_view line) { lines += line; });
  log.write(LogLevel::debug, "store", "too fine");
  log.write(LogLevel::warning, "store", "chunk is damaged", {{"path", "/a b"}, {"chunk", 12}});
  log.write(LogLevel::info, "run", "done", {{"text", "two\nlines"}});
  EXPECT_EQ(lines,
            "1970-01-01T00:00:00.000Z warning store: chunk is damaged path=\"/a b\" chunk=12\n"
            "1970-01-01T00:00:00.000Z info run: done text=\"two\\nlines\"\n");
}

}  // namespace
}  // namespace sluice
