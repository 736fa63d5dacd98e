#include "engine/match/path.h"

#include <algorithm>

namespace sluice::engine::match {

std::uint64_t mix(std::uint64_t seed, std::uint64_t value) {
  // The finisher of SplitMix64.
  std::uint64_t mixed = seed * 0x9e3779b97f4a7c15ULL + value + 0x632be59bd9b4e019ULL;
  mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9ULL;
  mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebULL;
  return mixed ^ (mixed >> 31);
}

Path::Path(const std::vector<LabelSet>& sets) {
  for (const auto& labels : sets)
    sets_.push_back({.labels = labels});
}

void Path::start(RowIndex row) {
  first_row_ = row;
  labels_.clear();
  excluded_.clear();
  for (auto& set : sets_) {
    set.rows.clear();
    set.fingerprints.clear();
  }
}

void Path::push(std::size_t label, bool is_excluded) {
  const RowIndex row = next_row();
  labels_.push_back(static_cast<std::uint32_t>(label));
  excluded_.push_back(is_excluded);
  for (auto& set : sets_) {
    if (!set.labels[label]) continue;
    const std::uint64_t before = set.fingerprints.empty() ? 0 : set.fingerprints.back();
    set.rows.push_back(row);
    set.fingerprints.push_back(mix(mix(before, row), label));
  }
}

void Path::truncate(std::size_t size) {
  labels_.resize(size);
  excluded_.resize(size);
  for (auto& set : sets_) {
    while (!set.rows.empty() && set.rows.back() >= next_row()) {
      set.rows.pop_back();
      set.fingerprints.pop_back();
    }
  }
}

std::optional<std::size_t> Path::label_at(RowIndex row) const {
  if (row < first_row_ || row >= next_row()) return std::nullopt;
  return labels_[row - first_row_];
}

std::size_t Path::count(std::size_t set, std::size_t size) const {
  const auto& rows = sets_[set].rows;
  if (size == labels_.size()) return rows.size();
  const auto end = std::lower_bound(rows.begin(), rows.end(), first_row_ + size);
  return static_cast<std::size_t>(end - rows.begin());
}

std::uint64_t Path::fingerprint(std::size_t set, std::size_t count) const {
  return count == 0 ? 0 : sets_[set].fingerprints[count - 1];
}

std::optional<RowIndex> Path::resolve(const Navigation& navigation, std::size_t size,
                                      const SearchRange& range) const {
  const std::size_t known = count(navigation.set, navigation.is_final ? labels_.size() : size);
  if (navigation.logical >= known) return std::nullopt;
  const auto& rows = sets_[navigation.set].rows;
  const RowIndex row =
      navigation.from_first ? rows[navigation.logical] : rows[known - 1 - navigation.logical];
  const auto moved = static_cast<std::int64_t>(row) + navigation.physical;
  const bool is_inside = moved >= static_cast<std::int64_t>(range.begin) &&
                         moved < static_cast<std::int64_t>(range.end);
  return is_inside ? std::optional(static_cast<RowIndex>(moved)) : std::nullopt;
}

}  // namespace sluice::engine::match
