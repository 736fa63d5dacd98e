// When something recurs: AWS's schedule expressions, as EventBridge and Glue's triggers write them.
#pragma once

#include <optional>
#include <string>

#include "base/clock.h"
#include "flow/cron.h"
#include "flow/time_zone.h"

namespace sluice::flow {

// A value.
//
// cron(…) follows the clocks of its time zone as EventBridge Scheduler does: a time that they skip
// in spring has no firing, one that they show twice in autumn has one. rate(…) counts from a start.
// https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
class Schedule {
 public:
  // "cron(0 8 * * ? *)", "rate(5 minutes)". Throws Error invalid (InvalidSchedule) that says what
  // was expected.
  static Schedule parse(const std::string& expression, const TimeZone& zone = {});

  const std::string& expression() const { return expression_; }
  const TimeZone& zone() const { return zone_; }

  // The first firing later than `after`; a rate's firings are whole periods later than `start`.
  // None: it never fires again.
  std::optional<Timestamp> next(Timestamp after, Timestamp start) const;

  bool operator==(const Schedule& other) const {
    return expression_ == other.expression_ && zone_.name() == other.zone_.name();
  }

 private:
  std::string expression_;
  TimeZone zone_;
  std::optional<Cron> cron_;
  std::chrono::minutes period_{0};  // without cron_
};

}  // namespace sluice::flow
