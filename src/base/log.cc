#include "base/log.h"

#include <unistd.h>

#include <fmt/format.h>

namespace sluice {
namespace {

std::string_view name_of(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return "debug";
    case LogLevel::info:
      return "info";
    case LogLevel::warning:
      return "warning";
    case LogLevel::error:
      return "error";
  }
  return "error";
}

// Quoted where a space or a line break would make the line ambiguous.
void append_value(std::string& line, std::string_view value) {
  if (!value.empty() && value.find_first_of(" \"\\=\n\r\t") == std::string_view::npos) {
    line += value;
    return;
  }
  line += '"';
  for (const char c : value) {
    if (c == '\n') {
      line += "\\n";
      continue;
    }
    if (c == '"' || c == '\\') line += '\\';
    line += c == '\r' || c == '\t' ? ' ' : c;
  }
  line += '"';
}

void write_to_stderr(LogLevel, std::string_view line) {
  // Nothing sensible is left to do when stderr is gone.
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.data(), line.size());
}

}  // namespace

Log::Log(const Clock& clock, LogLevel least) : Log(clock, least, write_to_stderr) {}

Log::Log(const Clock& clock, LogLevel least, Sink sink)
    : clock_(clock), least_(least), sink_(std::move(sink)) {}

void Log::write(LogLevel level, std::string_view module, std::string_view event,
                std::initializer_list<LogField> fields) const {
  if (!enabled(level)) return;
  std::string line =
      fmt::format("{} {} {}: {}", to_iso8601(clock_.now()), name_of(level), module, event);
  for (const auto& field : fields) {
    line += ' ';
    line += field.name;
    line += '=';
    append_value(line, field.value);
  }
  line += '\n';
  sink_(level, line);
}

}  // namespace sluice
