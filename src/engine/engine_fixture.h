// For tests: an engine over objects in memory, and its answers as text.
#pragma once

#include <filesystem>

#include <gtest/gtest.h>

#include "engine/memory_objects.h"

namespace sluice::engine {

inline std::string text_of(const Value& value);

inline std::string text_of(const List& list) {
  std::string text;
  for (const Value& item : list)
    text += (text.empty() ? "" : ",") + text_of(item);
  return "[" + text + "]";
}

inline std::string text_of(const Value& value) {
  if (value.is_null()) return "NULL";
  if (const auto* list = std::get_if<List>(&value.data)) return text_of(*list);
  if (const auto* text = std::get_if<std::string>(&value.data)) return *text;
  if (const auto* flag = std::get_if<bool>(&value.data)) return *flag ? "true" : "false";
  if (const auto* number = std::get_if<std::int64_t>(&value.data)) return std::to_string(*number);
  if (const auto* number = std::get_if<float>(&value.data)) return fmt::format("{}", *number);
  return fmt::format("{}", std::get<double>(value.data));
}

class EngineTest : public testing::Test {
 protected:
  EngineTest() { std::filesystem::create_directories(folder_); }
  ~EngineTest() override { std::filesystem::remove_all(folder_); }

  EngineOptions options(std::uint64_t memory_bytes = 1ull << 30) const {
    return {.memory_limit_bytes = memory_bytes,
            .threads = 2,
            .spill_directory = folder_ + "/spill",
            .spill_limit_bytes = 8ull << 30,
            .extension_directory = SLUICE_DUCKDB_EXTENSIONS};
  }

  Engine& engine() {
    if (!engine_) engine_ = std::make_unique<Engine>(objects_, options());
    return *engine_;
  }

  // Rows as "a|b", joined by "; ".
  std::string ask(QueryRequest request) {
    auto result = engine().query(std::move(request));
    std::string text;
    while (true) {
      const auto columns = result->next();
      if (columns.empty()) break;
      for (std::size_t row = 0; row < columns[0].size(); ++row) {
        std::string line;
        for (const auto& column : columns)
          line += (line.empty() ? "" : "|") + text_of(column[row]);
        text += (text.empty() ? "" : "; ") + line;
      }
    }
    statistics_ = result->statistics();
    return text;
  }

  Error error_of(QueryRequest request) {
    try {
      ask(std::move(request));
    } catch (const Error& error) {
      return error;
    }
    ADD_FAILURE() << "the query should have failed";
    return Error(ErrorKind::io, "", "");
  }

  WriteRequest write_request(const std::string& sql, std::vector<std::string> keys = {}) {
    return {.query = {.sql = sql},
            .bucket = store::BucketName("lake"),
            .prefix = "t/",
            .file_stem = "run1",
            .partition_keys = std::move(keys)};
  }

  // One Parquet object with the rows of a query.
  WriteResult write(const std::string& sql, std::vector<std::string> keys = {}) {
    return engine().write_parquet(write_request(sql, std::move(keys)));
  }

  std::string folder_ = testing::TempDir() + "sluice-engine-" + std::to_string(::getpid());
  MemoryObjects objects_;
  QueryStatistics statistics_;
  std::unique_ptr<Engine> engine_;
};

}  // namespace sluice::engine
