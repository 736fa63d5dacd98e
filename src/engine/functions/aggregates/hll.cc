#include "engine/functions/aggregates/hll.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "engine/functions/aggregates/bytes.h"
#include "engine/functions/aggregates/hll_bias.h"

namespace sluice::engine {

namespace {

constexpr int kExtendedBits = 26;
constexpr int kValueBits = 6;
constexpr int kPrefixMin = 1;
constexpr int kPrefixMax = 16;
constexpr char kSparse = 2;
constexpr char kDense = 3;
constexpr int kDeltaMax = 15;
constexpr double kLinearShare = 0.4;  // of empty buckets, above which they are counted

// Sizes of airlift's objects in Java: they decide when a sketch becomes dense.
constexpr std::size_t kSparseObject = 24;
constexpr std::size_t kDenseObject = 40;
constexpr std::size_t kArrayHeader = 16;
constexpr std::size_t kSparseGrowth = 10;

std::uint32_t index_of(std::uint64_t hash, int bits) {
  return static_cast<std::uint32_t>(hash >> (64 - bits));
}

int zeros_after(std::uint64_t hash, int bits) {
  return std::countl_zero((hash << bits) | (std::uint64_t{1} << (bits - 1)));
}

double linear_counting(double empty, double all) {
  return all * std::log(all / empty);
}

double alpha(int bits) {
  if (bits == 4) return 0.673;
  if (bits == 5) return 0.697;
  if (bits == 6) return 0.709;
  return 0.7213 / (1 + 1.079 / static_cast<double>(std::size_t{1} << bits));
}

double without_bias(double estimate, int bits) {
  const auto curve = hll_bias(bits);
  if (curve.empty() || estimate < curve.front().estimate || estimate > curve.back().estimate) {
    return estimate;
  }
  const auto above =
      std::lower_bound(curve.begin(), curve.end(), estimate,
                       [](const HllBias& point, double raw) { return point.estimate < raw; });
  if (above->estimate == estimate) return estimate - above->bias;
  const auto below = above - 1;
  const double slope = (above->bias - below->bias) / (above->estimate - below->estimate);
  return estimate - (below->bias + (estimate - below->estimate) * slope);
}

}  // namespace

void Hll::add(std::uint64_t hash) {
  if (is_dense()) {
    raise_bucket(index_of(hash, prefix_bits_), zeros_after(hash, prefix_bits_) + 1);
    return;
  }
  auto& zeros = entries_.try_emplace(index_of(hash, kExtendedBits), 0).first->second;
  zeros = std::max(zeros, zeros_after(hash, kExtendedBits));
  if (is_too_large()) make_dense();
}

// The arrays grow by ten from one.
bool Hll::is_too_large() const {
  const std::size_t used = entries_.size();
  const std::size_t capacity =
      used <= 1 ? 1 : 1 + (used - 2 + kSparseGrowth) / kSparseGrowth * kSparseGrowth;
  const std::size_t sparse = kSparseObject + kArrayHeader + capacity * sizeof(std::uint32_t);
  const std::size_t dense = kDenseObject + 3 * kArrayHeader + bucket_count() / 2;
  return sparse > dense;
}

void Hll::make_dense() {
  if (is_dense()) return;
  values_.assign(bucket_count(), 0);
  const int rest = kExtendedBits - prefix_bits_;
  for (const auto& [prefix, zeros] : entries_) {
    const std::uint32_t low = prefix << (32 - kExtendedBits + prefix_bits_);
    const int between = low == 0 ? rest : std::countl_zero(low);
    raise_bucket(prefix >> rest, (between >= rest ? rest + zeros : between) + 1);
  }
  entries_.clear();
}

void Hll::raise_bucket(std::size_t bucket, int value) {
  values_[bucket] = std::max(values_[bucket], static_cast<std::uint8_t>(value));
}

void Hll::merge(const Hll& other) {
  if (is_dense() || other.is_dense()) {
    Hll dense = other;
    dense.make_dense();
    make_dense();
    for (std::size_t i = 0; i < values_.size(); ++i)
      raise_bucket(i, dense.values_[i]);
    return;
  }
  for (const auto& [prefix, zeros] : other.entries_) {
    auto& mine = entries_.try_emplace(prefix, 0).first->second;
    mine = std::max(mine, zeros);
  }
  if (is_too_large()) make_dense();
}

std::int64_t Hll::cardinality() const {
  if (is_dense()) return dense_cardinality();
  const double all = std::ldexp(1.0, kExtendedBits);
  return std::llround(linear_counting(all - static_cast<double>(entries_.size()), all));
}

std::int64_t Hll::dense_cardinality() const {
  const auto all = static_cast<double>(bucket_count());
  const auto empty = static_cast<double>(std::count(values_.begin(), values_.end(), 0));
  if (empty > kLinearShare * all) return std::llround(linear_counting(empty, all));
  double sum = 0;
  for (const auto value : values_)
    sum += std::ldexp(1.0, -value);
  return std::llround(without_bias(alpha(prefix_bits_) * all * all / sum, prefix_bits_));
}

std::string Hll::write() const {
  if (is_dense()) return write_dense();
  std::string out = {kSparse, static_cast<char>(prefix_bits_)};
  append(out, static_cast<std::uint16_t>(entries_.size()));
  for (const auto& [prefix, zeros] : entries_) {
    append(out, prefix << kValueBits | static_cast<std::uint32_t>(zeros));
  }
  return out;
}

std::string Hll::write_dense() const {
  const int baseline = *std::min_element(values_.begin(), values_.end());
  std::string out = {kDense, static_cast<char>(prefix_bits_), static_cast<char>(baseline)};
  std::string buckets;
  std::string overflows;
  for (std::size_t i = 0; i < values_.size(); ++i) {
    const int delta = values_[i] - baseline;
    const int kept = std::min(delta, kDeltaMax);
    if (i % 2 == 0) {
      out += static_cast<char>(kept << 4);
    } else {
      out.back() = static_cast<char>(out.back() | kept);
    }
    if (delta <= kDeltaMax) continue;
    append(buckets, static_cast<std::uint16_t>(i));
    overflows += static_cast<char>(delta - kDeltaMax);
  }
  append(out, static_cast<std::uint16_t>(overflows.size()));
  return out + buckets + overflows;
}

std::optional<Hll> Hll::read(std::string_view bytes) {
  if (bytes.size() < 4) return std::nullopt;
  Hll out(bytes[1]);
  if (out.prefix_bits_ < kPrefixMin || out.prefix_bits_ > kPrefixMax) return std::nullopt;
  const bool is_read = bytes[0] == kSparse  ? out.read_sparse(bytes)
                       : bytes[0] == kDense ? out.read_dense(bytes)
                                            : false;
  return is_read ? std::optional(std::move(out)) : std::nullopt;
}

bool Hll::read_sparse(std::string_view bytes) {
  const auto count = number_at<std::uint16_t>(bytes, 2);
  if (bytes.size() != 4 + count * sizeof(std::uint32_t)) return false;
  for (std::size_t i = 0; i < count; ++i) {
    const auto entry = number_at<std::uint32_t>(bytes, 4 + i * sizeof(std::uint32_t));
    entries_[entry >> kValueBits] = static_cast<int>(entry & ((1U << kValueBits) - 1));
  }
  return true;
}

bool Hll::read_dense(std::string_view bytes) {
  const std::size_t deltas = 3;
  const std::size_t after = deltas + bucket_count() / 2;
  if (bytes.size() < after + 2) return false;
  const auto overflows = number_at<std::uint16_t>(bytes, after);
  if (bytes.size() != after + 2 + overflows * 3U) return false;
  values_.assign(bucket_count(), 0);
  for (std::size_t i = 0; i < values_.size(); ++i) {
    const auto slot = static_cast<unsigned char>(bytes[deltas + i / 2]);
    values_[i] = static_cast<std::uint8_t>(bytes[2] + (i % 2 == 0 ? slot >> 4 : slot & 15));
  }
  for (std::size_t i = 0; i < overflows; ++i) {
    const auto bucket = number_at<std::uint16_t>(bytes, after + 2 + i * 2);
    if (bucket >= values_.size()) return false;
    values_[bucket] = static_cast<std::uint8_t>(
        values_[bucket] + static_cast<unsigned char>(bytes[after + 2 + overflows * 2U + i]));
  }
  return true;
}

}  // namespace sluice::engine
