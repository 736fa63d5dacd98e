// The first records of a text held in memory, found as queries will find them.
#pragma once

#include <string_view>

#include "engine/text/sample.h"

namespace sluice::crawl {

// A beginning may end within a record: the last one is then left out.
enum class Extent { whole, beginning };

engine::CsvSample csv_records(std::string_view text, Extent extent,
                              const engine::CsvFormat& format);
engine::JsonSample json_records(std::string_view text, Extent extent,
                                const engine::JsonFormat& format);

}  // namespace sluice::crawl
