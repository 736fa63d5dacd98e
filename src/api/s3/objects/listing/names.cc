#include "api/s3/objects/listing/names.h"

#include <algorithm>

#include "api/s3/objects/target.h"
#include "base/text.h"

namespace sluice::api::s3 {
namespace {

constexpr std::int64_t kPageMax = 1000;

}  // namespace

std::string NameWriter::operator()(std::string_view name) const {
  return encodes_ ? percent_encode(name, Slash::kept) : std::string(name);
}

void NameWriter::put_type(json::object& output) const {
  if (encodes_) output["EncodingType"] = "url";
}

json::array write_prefixes(const std::vector<std::string>& prefixes, const NameWriter& name) {
  json::array all;
  all.reserve(prefixes.size());
  for (const auto& prefix : prefixes)
    all.push_back(json::object{{"Prefix", name(prefix)}});
  return all;
}

std::int64_t page_limit(const Call& call, std::string_view member, std::string_view parameter) {
  const auto asked = call.number_of(member, kPageMax);
  if (asked >= 0) return std::min(asked, kPageMax);
  throw invalid_argument(
      fmt::format("Argument {} must be an integer between 0 and 2147483647", parameter), parameter,
      std::to_string(asked));
}

const json::object& OwnerWriter::operator()(const std::string& owner) {
  const auto& id = owner.empty() ? bucket_owner_ : owner;
  if (written_.empty() || id != last_) {
    written_ = permissions_.owner(id);
    last_ = id;
  }
  return written_;
}

}  // namespace sluice::api::s3
