#include "api/s3/objects/read/expiration.h"

#include <algorithm>

#include "api/http/date.h"
#include "base/text.h"

namespace sluice::api::s3 {
namespace {

bool matches(const store::LifecycleFilter& filter, const store::Object& object) {
  const auto& tags = object.properties.tags;
  const bool has_tags = std::all_of(filter.tags.begin(), filter.tags.end(), [&](const auto& tag) {
    const auto found = tags.find(tag.first);
    return found != tags.end() && found->second == tag.second;
  });
  return has_tags && object.key.text().starts_with(filter.prefix) &&
         (!filter.size_above_bytes || object.size_bytes > *filter.size_above_bytes) &&
         (!filter.size_below_bytes || object.size_bytes < *filter.size_below_bytes);
}

// The first midnight UTC once the days are over.
std::optional<Timestamp> date_of(const store::LifecycleAge& age, const store::Object& object) {
  if (age.date) return age.date;
  if (!age.days) return std::nullopt;
  return Timestamp(
      std::chrono::ceil<std::chrono::days>(object.last_modified + std::chrono::days(*age.days)));
}

}  // namespace

std::optional<Expiration> expiration_of(const store::Lifecycle& lifecycle,
                                        const store::Object& object) {
  std::optional<Expiration> first;
  for (const auto& rule : lifecycle.rules) {
    if (!rule.is_enabled || !rule.expiration || !matches(rule.filter, object)) continue;
    const auto date = date_of(*rule.expiration, object);
    if (date && (!first || *date < first->date)) first = {.date = *date, .rule_id = rule.id};
  }
  return first;
}

std::optional<std::string> expiration_text(const store::Lifecycle& lifecycle,
                                           const store::Object& object) {
  const auto first = expiration_of(lifecycle, object);
  if (!first) return std::nullopt;
  return fmt::format("expiry-date=\"{}\", rule-id=\"{}\"", format_http_date(first->date),
                     percent_encode(first->rule_id, Slash::encoded));
}

void put_expiration(json::object& output, const store::Lifecycle& lifecycle,
                    const store::Object& object) {
  if (!object.is_current || lifecycle.rules.empty()) return;
  if (const auto text = expiration_text(lifecycle, object)) output["Expiration"] = *text;
}

}  // namespace sluice::api::s3
