// What an operator reads: one line an event, with a level, a time and named values.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "base/clock.h"

namespace sluice {

enum class LogLevel { debug, info, warning, error };

// One named value of a line; anything that becomes a text.
struct LogField {
  LogField(std::string_view name_, std::string_view text) : name(name_), value(text) {}
  LogField(std::string_view name_, const char* text) : name(name_), value(text) {}
  LogField(std::string_view name_, std::int64_t number)
      : name(name_), value(std::to_string(number)) {}

  std::string name;
  std::string value;
};

// Thread-safe as far as the sink is; the default one writes a line to stderr in one call.
// Never log a key, a secret or the content of a record.
class Log {
 public:
  using Sink = std::function<void(LogLevel, std::string_view line)>;

  explicit Log(const Clock& clock, LogLevel least = LogLevel::info);
  Log(const Clock& clock, LogLevel least, Sink sink);

  // "2026-11-22T17:20:05.123Z warning store: segment is damaged path=/lake/7.seg chunk=12"
  void write(LogLevel level, std::string_view module, std::string_view event,
             std::initializer_list<LogField> fields = {}) const;
  bool enabled(LogLevel level) const { return level >= least_; }

 private:
  const Clock& clock_;
  LogLevel least_;
  Sink sink_;
};

}  // namespace sluice
