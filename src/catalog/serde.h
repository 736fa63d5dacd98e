// How the bytes of a table are read, told by its SerDe, its parameters and nothing else.
//
// The crawler writes these descriptors, queries and transforms read them, and so do other engines:
// every name and default is Hive's, but for what kJsonArray says.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "catalog/catalog.h"

namespace sluice::catalog {

enum class FileFormat : std::uint8_t { parquet, avro, csv, json };
enum class FileCompression : std::uint8_t { none, gzip, bzip2, zstd };

struct CsvDetails {
  char delimiter = '\x01';
  std::optional<char> quote;   // absent: quotes are ordinary characters (LazySimpleSerDe)
  std::optional<char> escape;  // == quote means doubling
  int header_lines = 0;
  std::string null_text = "\\N";
  bool is_empty_null = false;  // an empty text is NULL in string columns, too

  bool operator==(const CsvDetails&) const = default;
};

struct TableFormat {
  FileFormat format = FileFormat::parquet;
  CsvDetails csv;              // where format is csv
  bool is_json_array = false;  // where format is json: each file is one array of records
  // What the crawler found. Readers of text look at the bytes of each file instead.
  FileCompression compression = FileCompression::none;

  bool operator==(const TableFormat&) const = default;
};

// SerDe parameter, "true" or absent: a file is one JSON array of records. Hive has no such thing
// (there a file of this kind is one column named "array").
inline constexpr std::string_view kJsonArray = "sluice.json.array";

// Throws Error unsupported that names the SerDe when it is none that Sluice reads.
TableFormat table_format(const StorageDescriptor& storage, const Parameters& table_parameters);
TableFormat table_format(const Table& table);
// A partition may have a descriptor of its own; one without a SerDe is read as its table.
TableFormat table_format(const Table& table, const Partition& partition);

// Sets SerDe, input and output format and the parameters that table_format reads. Quoted CSV
// becomes OpenCSVSerDe, unquoted LazySimpleSerDe. Columns and location stay as they are.
void set_format(Table& table, const TableFormat& format);

// "parquet", "csv" …: Glue's `classification`.
std::string_view to_text(FileFormat format);
// "none", "gzip" …: Glue's `compressionType`.
std::string_view to_text(FileCompression compression);

}  // namespace sluice::catalog
