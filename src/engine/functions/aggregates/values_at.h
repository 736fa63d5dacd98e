// Functions of a digest and an array of quantiles.
#pragma once

#include "engine/functions/columns.h"

namespace sluice::engine {

enum class Order : std::uint8_t { any, rising };

// `At` of the digest and each of the quantiles, which `Read` makes of its bytes once a row.
template <auto Read, auto At, Order order>
void values_at(duckdb::DataChunk& rows, duckdb::ExpressionState&, duckdb::Vector& result) {
  using Digest = decltype(Read(duckdb::string_t()));
  using Value = decltype(At(std::declval<Digest&>(), 0.0));
  using duckdb::list_entry_t;
  using duckdb::ListVector;
  const Elements<double> quantiles(rows.data[1]);
  duckdb::idx_t total = 0;
  duckdb::BinaryExecutor::Execute<duckdb::string_t, list_entry_t, list_entry_t>(
      rows.data[0], rows.data[1], result, rows.size(),
      [&](duckdb::string_t bytes, list_entry_t list) {
        Digest digest = Read(bytes);
        ListVector::Reserve(result, total + list.length);
        auto* out = duckdb::FlatVector::GetData<Value>(ListVector::GetEntry(result));
        double before = 0;
        for (duckdb::idx_t i = 0; i < list.length; ++i) {
          const auto quantile = quantiles.at(list.offset + i);
          require(quantile.has_value(), "Percentile cannot be null");
          require(order == Order::any || *quantile >= before,
                  "percentiles must be sorted in increasing order");
          before = *quantile;
          out[total + i] = At(digest, *quantile);
        }
        const list_entry_t entry{total, list.length};
        total += list.length;
        return entry;
      });
  ListVector::SetListSize(result, total);
}

}  // namespace sluice::engine
