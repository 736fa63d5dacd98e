#include "engine/functions/aggregates/tdigest.h"

#include <algorithm>
#include <cmath>

#include "base/java_number.h"
#include "engine/functions/aggregates/bytes.h"

namespace sluice::engine {

namespace {

constexpr std::size_t kHeaderBytes = 1 + 4 * sizeof(double) + sizeof(std::int32_t);
constexpr double kSlack = 10;

// The share of the weight that a centroid at this quantile may have.
double share_max(double quantile, double normalizer) {
  return quantile * (1 - quantile) / normalizer;
}

double interpolate(double x, double x0, double y0, double x1, double y1) {
  return (x - x0) / (x1 - x0) * (y1 - y0);
}

}  // namespace

std::size_t TDigest::size_max() const {
  return static_cast<std::size_t>(java_cast<std::int32_t>(6 * (2 * compression_ + kSlack)));
}

void TDigest::add(double value, double weight) {
  if (centroids_.size() >= size_max()) compact(2 * compression_);
  centroids_.push_back({value, weight});
  weight_ += weight;
  least_ = std::min(least_, value);
  greatest_ = std::max(greatest_, value);
  is_compact_ = false;
}

void TDigest::merge(const TDigest& other) {
  TDigest added = other;
  if (centroids_.size() + added.centroids_.size() > size_max()) {
    compact_if_needed();
    added.compact_if_needed();
  }
  centroids_.insert(centroids_.end(), added.centroids_.begin(), added.centroids_.end());
  weight_ += added.weight_;
  least_ = std::min(least_, added.least_);
  greatest_ = std::max(greatest_, added.greatest_);
  is_compact_ = false;
}

void TDigest::compact_if_needed() {
  if (!is_compact_) compact(2 * compression_);
}

// Neighbours join while they stay within the share; from alternating ends, against a bias.
void TDigest::compact(double compression) {
  if (centroids_.empty()) return;
  std::stable_sort(centroids_.begin(), centroids_.end(),
                   [](const Centroid& a, const Centroid& b) { return a.mean < b.mean; });
  if (is_backwards_) std::reverse(centroids_.begin(), centroids_.end());
  const double normalizer = compression / (4 * std::log(weight_ / compression) + 24);
  std::vector<Centroid> joined = {centroids_[0]};
  double before = 0;
  double share = share_max(0, normalizer);
  for (std::size_t i = 1; i < centroids_.size(); ++i) {
    const Centroid& next = centroids_[i];
    Centroid& last = joined.back();
    const double weight = last.weight + next.weight;
    const double quantile = std::min((before + weight) / weight_, 1.0);
    if (weight <= weight_ * std::min(share, share_max(quantile, normalizer))) {
      last.mean += (next.mean - last.mean) * next.weight / weight;
      last.weight = weight;
      continue;
    }
    before += last.weight;
    share = share_max(before / weight_, normalizer);
    joined.push_back(next);
  }
  if (is_backwards_) std::reverse(joined.begin(), joined.end());
  is_backwards_ = !is_backwards_;
  centroids_ = std::move(joined);
  is_compact_ = true;
}

double TDigest::value_at(double quantile) {
  if (centroids_.empty()) return std::numeric_limits<double>::quiet_NaN();
  compact_if_needed();
  if (centroids_.size() == 1) return centroids_[0].mean;
  const double offset = quantile * weight_;
  const double first = centroids_.front().weight / 2;
  const double last = centroids_.back().weight / 2;
  if (offset < 1) return least_;
  if (offset < first) {
    return least_ + interpolate(offset, 1, least_, first, centroids_.front().mean);
  }
  if (offset > weight_ - 1) return greatest_;
  if (weight_ - offset <= last && last > 1) {
    return greatest_ + interpolate(weight_ - offset, 1, greatest_, last, centroids_.back().mean);
  }
  if (offset >= weight_ - 1) return greatest_;
  return between(offset);
}

// Between the middles of two neighbours; a centroid of one value is that value on its side.
double TDigest::between(double offset) {
  double before = centroids_[0].weight / 2;
  std::size_t at = 0;
  double width = (centroids_[0].weight + centroids_[1].weight) / 2;
  while (at + 1 < centroids_.size() && before + width <= offset) {
    before += width;
    ++at;
    if (at + 1 < centroids_.size()) width = (centroids_[at].weight + centroids_[at + 1].weight) / 2;
  }
  if (at + 1 == centroids_.size()) {
    const double last = centroids_.back().weight / 2;
    if (last <= 1) return greatest_;
    return greatest_ + interpolate(weight_ - offset, 1, greatest_, last, centroids_.back().mean);
  }
  const Centroid& left = centroids_[at];
  const Centroid& right = centroids_[at + 1];
  double inside = offset - before;
  if (left.weight == 1 && inside < left.weight / 2) return left.mean;
  if (right.weight == 1 && inside >= left.weight / 2) return right.mean;
  if (left.weight == 1) {
    inside -= left.weight / 2;
    width = right.weight / 2;
  } else if (right.weight == 1) {
    width = left.weight / 2;
  }
  return left.mean + interpolate(inside, 0, left.mean, width, right.mean);
}

std::string TDigest::write() {
  compact(compression_);
  return write_uncut();
}

std::string TDigest::write_uncut() {
  compact_if_needed();
  std::string out(1, '\0');
  append(out, least_);
  append(out, greatest_);
  append(out, compression_);
  append(out, weight_);
  append(out, static_cast<std::int32_t>(centroids_.size()));
  for (const auto& centroid : centroids_)
    append(out, centroid.mean);
  for (const auto& centroid : centroids_)
    append(out, centroid.weight);
  return out;
}

std::optional<TDigest> TDigest::read(std::string_view bytes) {
  if (bytes.size() < kHeaderBytes || bytes[0] != 0) return std::nullopt;
  bytes.remove_prefix(1);
  const auto least = take<double>(bytes);
  const auto greatest = take<double>(bytes);
  TDigest out(take<double>(bytes));
  if (!(out.compression_ >= kCompressionMin)) return std::nullopt;
  out.least_ = least;
  out.greatest_ = greatest;
  out.weight_ = take<double>(bytes);
  const auto count = static_cast<std::uint32_t>(take<std::int32_t>(bytes));
  if (bytes.size() != count * 2 * sizeof(double)) return std::nullopt;
  out.centroids_.resize(count);
  for (auto& centroid : out.centroids_)
    centroid.mean = take<double>(bytes);
  for (auto& centroid : out.centroids_)
    centroid.weight = take<double>(bytes);
  const bool is_sound = std::all_of(
      out.centroids_.begin(), out.centroids_.end(),
      [](const Centroid& centroid) { return std::isfinite(centroid.mean) && centroid.weight > 0; });
  if (!is_sound) return std::nullopt;
  return out;
}

}  // namespace sluice::engine
