#include "catalog/serde.h"

#include <array>
#include <charconv>

#include "base/error.h"

namespace sluice::catalog {

namespace {

constexpr std::string_view kTextInput = "org.apache.hadoop.mapred.TextInputFormat";
constexpr std::string_view kTextOutput =
    "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat";
constexpr std::string_view kLazySimple = "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe";
constexpr std::string_view kOpenCsv = "org.apache.hadoop.hive.serde2.OpenCSVSerde";

struct KnownSerDe {
  std::string_view library;
  FileFormat format;
  std::string_view input;
  std::string_view output;
};

// The first of a format is the one that is written.
constexpr KnownSerDe kSerDes[] = {
    {"org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe", FileFormat::parquet,
     "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
     "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat"},
    {"org.apache.hadoop.hive.serde2.avro.AvroSerDe", FileFormat::avro,
     "org.apache.hadoop.hive.ql.io.avro.AvroContainerInputFormat",
     "org.apache.hadoop.hive.ql.io.avro.AvroContainerOutputFormat"},
    {kLazySimple, FileFormat::csv, kTextInput, kTextOutput},
    {kOpenCsv, FileFormat::csv, kTextInput, kTextOutput},
    {"org.openx.data.jsonserde.JsonSerDe", FileFormat::json, kTextInput, kTextOutput},
    {"org.apache.hive.hcatalog.data.JsonSerDe", FileFormat::json, kTextInput, kTextOutput},
    {"org.apache.hadoop.hive.serde2.JsonSerDe", FileFormat::json, kTextInput, kTextOutput},
};

const KnownSerDe& find_serde(const std::string& library) {
  for (const KnownSerDe& serde : kSerDes) {
    if (serde.library == library) return serde;
  }
  throw Error(ErrorKind::unsupported, "UnsupportedSerDe",
              library.empty() ? "the table names no SerDe: it cannot be read"
                              : fmt::format("tables of the SerDe {} cannot be read", library));
}

// Parameters from the nearest to the farthest: the SerDe's, the descriptor's, the table's.
class Lookup {
 public:
  Lookup(const StorageDescriptor& storage, const Parameters& table)
      : levels_{&storage.serde.parameters, &storage.parameters, &table} {}

  std::optional<std::string> find(const std::string& key) const {
    for (const Parameters* level : levels_) {
      const auto found = level->find(key);
      if (found != level->end()) return found->second;
    }
    return std::nullopt;
  }

  std::optional<char> find_char(const std::string& key) const {
    const auto text = find(key);
    if (!text || text->empty()) return std::nullopt;
    return to_char(key, *text);
  }

 private:
  // Hive takes a character, or its code in decimal ("1"), or Java's escapes ("\t", "\u0001").
  static char to_char(const std::string& key, const std::string& text) {
    if (text.size() == 1) return text.front();
    if (text == "\\t") return '\t';
    if (text == "\\\\") return '\\';
    int code = -1;
    const bool is_unicode = text.size() == 6 && text.starts_with("\\u");
    const char* begin = text.data() + (is_unicode ? 2 : 0);
    const auto [end, error] =
        std::from_chars(begin, text.data() + text.size(), code, is_unicode ? 16 : 10);
    if (error == std::errc() && end == text.data() + text.size() && code >= 0 && code < 128) {
      return static_cast<char>(code);
    }
    throw Error(ErrorKind::unsupported, "UnsupportedSerDe",
                fmt::format("{} is one ASCII character, not \"{}\"", key, text));
  }

  std::array<const Parameters*, 3> levels_;
};

int header_lines(const Lookup& lookup) {
  const auto text = lookup.find("skip.header.line.count");
  if (!text) return 0;
  int count = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), count);
  if (error != std::errc() || end != text->data() + text->size() || count < 0) {
    throw Error(ErrorKind::invalid, "InvalidInputException",
                fmt::format("skip.header.line.count is a number, not \"{}\"", *text));
  }
  return count;
}

CsvDetails lazy_details(const Lookup& lookup) {
  CsvDetails csv;
  csv.delimiter = lookup.find_char("field.delim")
                      .value_or(lookup.find_char("serialization.format").value_or('\x01'));
  csv.escape = lookup.find_char("escape.delim");
  csv.header_lines = header_lines(lookup);
  csv.null_text = lookup.find("serialization.null.format").value_or("\\N");
  return csv;
}

CsvDetails open_csv_details(const Lookup& lookup) {
  CsvDetails csv;
  csv.delimiter = lookup.find_char("separatorChar").value_or(',');
  csv.quote = lookup.find_char("quoteChar").value_or('"');
  csv.escape = lookup.find_char("escapeChar").value_or('\\');
  csv.header_lines = header_lines(lookup);
  csv.null_text = lookup.find("serialization.null.format").value_or("");
  // This SerDe has no NULL of its own: an empty field of a string column is an empty text.
  csv.is_empty_null = false;
  return csv;
}

FileCompression compression(const Lookup& lookup) {
  const std::string text = lookup.find("compressionType").value_or("none");
  for (const auto each : {FileCompression::gzip, FileCompression::bzip2, FileCompression::zstd}) {
    if (to_text(each) == text) return each;
  }
  return FileCompression::none;
}

void set_csv(Table& table, const CsvDetails& csv) {
  Parameters& serde = table.storage.serde.parameters;
  if (csv.quote) {
    table.storage.serde.library = kOpenCsv;
    serde["separatorChar"] = std::string(1, csv.delimiter);
    serde["quoteChar"] = std::string(1, *csv.quote);
    serde["escapeChar"] = std::string(1, csv.escape.value_or('\\'));
    if (!csv.null_text.empty()) serde["serialization.null.format"] = csv.null_text;
  } else {
    table.storage.serde.library = kLazySimple;
    serde["field.delim"] = std::string(1, csv.delimiter);
    if (csv.escape) serde["escape.delim"] = std::string(1, *csv.escape);
    if (csv.null_text != "\\N") serde["serialization.null.format"] = csv.null_text;
  }
  for (Parameters* level : {&table.parameters, &table.storage.parameters}) {
    level->insert_or_assign("delimiter", std::string(1, csv.delimiter));
    level->insert_or_assign("columnsOrdered", "true");
    level->insert_or_assign("areColumnsQuoted", csv.quote ? "true" : "false");
    level->erase("skip.header.line.count");
    if (csv.header_lines > 0) {
      level->insert_or_assign("skip.header.line.count", std::to_string(csv.header_lines));
    }
  }
}

}  // namespace

TableFormat table_format(const StorageDescriptor& storage, const Parameters& table_parameters) {
  const KnownSerDe& serde = find_serde(storage.serde.library);
  const Lookup lookup(storage, table_parameters);
  TableFormat format{.format = serde.format, .compression = compression(lookup)};
  if (serde.library == kLazySimple) format.csv = lazy_details(lookup);
  if (serde.library == kOpenCsv) format.csv = open_csv_details(lookup);
  if (serde.format == FileFormat::json) {
    format.is_json_array = lookup.find(std::string(kJsonArray)).value_or("") == "true";
  }
  return format;
}

TableFormat table_format(const Table& table) {
  return table_format(table.storage, table.parameters);
}

TableFormat table_format(const Table& table, const Partition& partition) {
  if (partition.storage.serde.library.empty()) return table_format(table);
  return table_format(partition.storage, table.parameters);
}

void set_format(Table& table, const TableFormat& format) {
  for (const KnownSerDe& serde : kSerDes) {
    if (serde.format != format.format) continue;
    table.storage.serde = {.library = std::string(serde.library), .parameters = {}};
    table.storage.input_format = serde.input;
    table.storage.output_format = serde.output;
    break;
  }
  for (Parameters* level : {&table.parameters, &table.storage.parameters}) {
    level->insert_or_assign("classification", std::string(to_text(format.format)));
    level->insert_or_assign("compressionType", std::string(to_text(format.compression)));
  }
  table.storage.compressed = format.compression != FileCompression::none;
  switch (format.format) {
    case FileFormat::csv:
      set_csv(table, format.csv);
      break;
    case FileFormat::parquet:
      table.storage.serde.parameters["serialization.format"] = "1";
      break;
    case FileFormat::json:
      if (format.is_json_array) {
        table.storage.serde.parameters[std::string(kJsonArray)] = "true";
      }
      break;
    case FileFormat::avro:
      break;
  }
}

std::string_view to_text(FileFormat format) {
  switch (format) {
    case FileFormat::parquet:
      return "parquet";
    case FileFormat::avro:
      return "avro";
    case FileFormat::csv:
      return "csv";
    case FileFormat::json:
      return "json";
  }
  return "";
}

std::string_view to_text(FileCompression compression) {
  switch (compression) {
    case FileCompression::none:
      return "none";
    case FileCompression::gzip:
      return "gzip";
    case FileCompression::bzip2:
      return "bzip2";
    case FileCompression::zstd:
      return "zstd";
  }
  return "";
}

}  // namespace sluice::catalog
