// A plan for people and for programs.
#pragma once

#include <string>

#include "base/json.h"
#include "crawl/plan.h"

namespace sluice::crawl {

enum class Detail { summary, every_object };

// Lines of plain text, the last one ended by a newline.
std::string explain(const CrawlPlan& plan, Detail detail = Detail::summary);

json::value to_json(const CrawlPlan& plan);

}  // namespace sluice::crawl
