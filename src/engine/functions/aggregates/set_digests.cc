// Set digests: https://trino.io/docs/current/functions/setdigest.html
//
// A sketch of how many, and the least hashes with how often they came: Broder, "On the resemblance
// and containment of documents", 1997. Bytes, little-endian: 1, the sketch with its length (i32),
// the most hashes kept, hashes (i32), the hashes (i64) in order, their counts (i16).
#include <cmath>
#include <map>

#include "engine/functions/aggregates/bytes.h"
#include "engine/functions/aggregates/define.h"
#include "engine/functions/aggregates/hll.h"
#include "engine/functions/families.h"

namespace sluice::engine {

namespace {

using duckdb::string_t;

constexpr std::size_t kHashesMax = 8192;
constexpr int kPrefixBits = 11;
constexpr std::int16_t kCountMax = std::numeric_limits<std::int16_t>::max();

template <class Number>
Number read_at(std::string_view bytes, std::size_t at) {
  if (at + sizeof(Number) > bytes.size()) {
    raise("INVALID_CAST_ARGUMENT", "Cannot deserialize set digest");
  }
  return number_at<Number>(bytes, at);
}

struct SetDigest {
  Hll sketch{kPrefixBits};
  std::map<std::int64_t, std::int16_t> hashes;

  void count(std::int64_t hash, int times) {
    auto& so_far = hashes[hash];
    so_far = static_cast<std::int16_t>(std::min<int>(so_far + times, kCountMax));
    while (hashes.size() > kHashesMax)
      hashes.erase(std::prev(hashes.end()));
  }

  void merge(const SetDigest& other) {
    sketch.merge(other.sketch);
    for (const auto& [hash, times] : other.hashes)
      count(hash, times);
  }

  bool is_exact() const { return hashes.size() < kHashesMax; }
  std::int64_t cardinality() const {
    return is_exact() ? static_cast<std::int64_t>(hashes.size()) : sketch.cardinality();
  }

  std::string write() const {
    const std::string sketched = sketch.write();
    std::string out(1, '\1');
    append(out, static_cast<std::int32_t>(sketched.size()));
    out += sketched;
    append(out, static_cast<std::int32_t>(kHashesMax));
    append(out, static_cast<std::int32_t>(hashes.size()));
    for (const auto& [hash, times] : hashes)
      append(out, hash);
    for (const auto& [hash, times] : hashes)
      append(out, times);
    return out;
  }
};

SetDigest read_or_fail(string_t text) {
  const std::string_view bytes = view(text);
  const auto length = static_cast<std::uint32_t>(read_at<std::int32_t>(bytes, 1));
  auto sketch = Hll::read(bytes.substr(std::min<std::size_t>(5, bytes.size()), length));
  if (!sketch || sketch->prefix_bits() != kPrefixBits) {
    raise("INVALID_CAST_ARGUMENT", "Cannot deserialize set digest");
  }
  SetDigest out{.sketch = std::move(*sketch)};
  const std::size_t counts = 5 + length + 4;
  const auto size = static_cast<std::uint32_t>(read_at<std::int32_t>(bytes, counts));
  const std::size_t first = counts + 4;
  for (std::size_t i = 0; i < size; ++i) {
    out.hashes[read_at<std::int64_t>(bytes, first + i * 8)] =
        read_at<std::int16_t>(bytes, first + size * 8 + i * 2);
  }
  return out;
}

struct Build {
  std::optional<SetDigest> digest;

  void add(std::int64_t hash) {
    if (!digest) digest.emplace();
    digest->count(hash, 1);
    digest->sketch.add(static_cast<std::uint64_t>(hash));
  }
  void merge(const Build& other) {
    if (other.digest) join(digest, *other.digest);
  }
  std::optional<std::string> finish() const {
    return digest ? std::optional(digest->write()) : std::nullopt;
  }
};

std::int64_t cardinality(string_t bytes) {
  return read_or_fail(bytes).cardinality();
}

std::size_t shared(const SetDigest& a, const SetDigest& b) {
  std::size_t count = 0;
  for (const auto& [hash, times] : a.hashes)
    count += b.hashes.count(hash);
  return count;
}

// Among as many of the union's least hashes as the smaller set has.
double jaccard(const SetDigest& a, const SetDigest& b) {
  const std::size_t size = std::min(a.hashes.size(), b.hashes.size());
  auto all = a.hashes;
  all.insert(b.hashes.begin(), b.hashes.end());
  std::size_t seen = 0;
  std::size_t both = 0;
  for (const auto& [hash, times] : all) {
    both += a.hashes.count(hash) & b.hashes.count(hash);
    if (++seen >= size) break;
  }
  return static_cast<double>(both) / static_cast<double>(size);
}

double jaccard_index(string_t a, string_t b) {
  return jaccard(read_or_fail(a), read_or_fail(b));
}

std::int64_t intersection_cardinality(string_t left, string_t right) {
  auto a = read_or_fail(left);
  const auto b = read_or_fail(right);
  if (a.is_exact() && b.is_exact()) return static_cast<std::int64_t>(shared(a, b));
  const std::int64_t most = std::min(a.cardinality(), b.cardinality());
  const double similarity = jaccard(a, b);
  a.merge(b);
  return std::min(std::llround(similarity * static_cast<double>(a.cardinality())),
                  static_cast<long long>(most));
}

void hash_counts(duckdb::DataChunk& rows, duckdb::ExpressionState&, duckdb::Vector& result) {
  duckdb::idx_t total = 0;
  duckdb::UnaryExecutor::Execute<string_t, duckdb::list_entry_t>(
      rows.data[0], result, rows.size(), [&](string_t bytes) {
        const auto digest = read_or_fail(bytes);
        const duckdb::list_entry_t entry{total, digest.hashes.size()};
        duckdb::ListVector::Reserve(result, total + entry.length);
        auto* keys = duckdb::FlatVector::GetData<std::int64_t>(duckdb::MapVector::GetKeys(result));
        auto* counts =
            duckdb::FlatVector::GetData<std::int16_t>(duckdb::MapVector::GetValues(result));
        for (const auto& [hash, times] : digest.hashes) {
          keys[total] = hash;
          counts[total++] = times;
        }
        return entry;
      });
  duckdb::ListVector::SetListSize(result, total);
}

}  // namespace

void register_set_digests(duckdb::ExtensionLoader& loader) {
  const auto bytes = LogicalType::BLOB;
  const auto bigint = LogicalType::BIGINT;
  add_aggregate<Build>(loader, "sluice_set_digest", {bigint}, bytes, Fails::never);
  add_aggregate<MergeOf<SetDigest, read_or_fail>>(loader, "sluice_set_digest_merge", {bytes}, bytes,
                                                  Fails::on_values);
  add_function(loader, "sluice_set_digest_cardinality", {bytes}, bigint, Fails::on_values,
               unary(cardinality));
  add_function(loader, "sluice_set_digest_shared", {bytes, bytes}, bigint, Fails::on_values,
               binary(intersection_cardinality));
  add_function(loader, "sluice_set_digest_jaccard", {bytes, bytes}, LogicalType::DOUBLE,
               Fails::on_values, binary(jaccard_index));
  add_function(loader, "sluice_set_digest_counts", {bytes},
               LogicalType::MAP(bigint, LogicalType::SMALLINT), Fails::on_values, hash_counts);
}

}  // namespace sluice::engine
