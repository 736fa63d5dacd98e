#include <cstdlib>
#include <string_view>

#include "api/http/date.h"

// Whatever a header says, a moment that was understood is written in a form that is read as the
// same.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, unsigned long size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto time = sluice::api::parse_http_date(text)) {
    const auto again = sluice::api::parse_http_date(sluice::api::format_http_date(*time));
    if (again != time) std::abort();
  }
  if (const auto time = sluice::api::parse_iso8601(text)) {
    const auto written = sluice::api::format_iso8601_seconds(*time);
    const auto again = sluice::api::parse_iso8601(written);
    // An offset may lead out of the years that have four digits.
    if (written.size() == sizeof "2026-11-22T17:20:05Z" - 1 && !again) std::abort();
  }
  return 0;
}
