// AES-256-GCM from OpenSSL for what DuckDB spills; its own needs a network extension for it.
#pragma once

#include <memory>

#include <duckdb.hpp>
#include <duckdb/common/encryption_state.hpp>

namespace sluice::engine {

class SpillEncryption final : public duckdb::EncryptionUtil {
 public:
  duckdb::shared_ptr<duckdb::EncryptionState> CreateEncryptionState(
      duckdb::unique_ptr<duckdb::EncryptionStateMetadata> metadata) const override;
  void OverrideEncryptionUtil() override {}
};

}  // namespace sluice::engine
