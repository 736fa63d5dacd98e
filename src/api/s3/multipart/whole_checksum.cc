#include "api/s3/multipart/whole_checksum.h"

#include <fmt/format.h>

#include "api/s3/multipart/upload_of.h"
#include "api/wire/protocol/scalars.h"
#include "base/bytes.h"

namespace sluice::api::s3 {
namespace {

constexpr int kPageMax = 1000;

// The raw checksum and the size of each named part, in order; nothing when one lacks.
std::optional<std::vector<std::pair<std::string, std::uint64_t>>> sums_of(
    store::Uploads& uploads, const store::Upload& upload, std::span<const store::NamedPart> named) {
  std::vector<std::pair<std::string, std::uint64_t>> sums;
  std::size_t next = 0;
  std::optional<int> after = 0;
  while (after && next < named.size()) {
    const auto page = uploads.parts(upload, *after, kPageMax);
    for (const auto& part : page.parts) {
      if (next == named.size() || part.number != named[next].number) continue;
      ++next;
      const auto raw = part.checksum ? base64_decode(part.checksum->value) : std::nullopt;
      if (!raw) return std::nullopt;
      sums.emplace_back(*raw, part.size_bytes);
    }
    after = page.next_after;
  }
  if (next < named.size() || sums.empty()) return std::nullopt;
  return sums;
}

}  // namespace

std::optional<store::Checksum> whole_checksum(store::Uploads& uploads, const store::Upload& upload,
                                              std::span<const store::NamedPart> named) {
  const auto algorithm = part_algorithm(upload);
  const auto sums = sums_of(uploads, upload, named);
  if (!sums) return std::nullopt;
  store::Checksum whole{.algorithm = std::string(to_text(algorithm))};
  const auto& plan = upload.options.object.checksum;
  whole.is_composite = plan && plan->is_composite;
  if (whole.is_composite) {
    const auto sum = make_checksum(algorithm);
    for (const auto& [raw, size_bytes] : *sums)
      sum->update(bytes_of(raw));
    whole.value = fmt::format("{}-{}", base64_encode(sum->finish()), sums->size());
    return whole;
  }
  auto combined = sums->front().first;
  for (std::size_t i = 1; i < sums->size(); ++i) {
    const auto& [raw, size_bytes] = (*sums)[i];
    auto next = combine_checksums(algorithm, combined, raw, size_bytes);
    if (!next) return std::nullopt;
    combined = std::move(*next);
  }
  whole.value = base64_encode(combined);
  return whole;
}

}  // namespace sluice::api::s3
