// The lines of a dead letter: JSON, one record or row each.
#include "base/bytes.h"
#include "base/error.h"
#include "base/text.h"
#include "base/utf8.h"
#include "jobs/dead_letters.h"

namespace sluice::jobs {
namespace {

std::string text_member(const json::object& line, std::string_view name) {
  const auto* value = line.if_contains(name);
  if (value == nullptr) return "";
  if (!value->is_string()) {
    throw Error(ErrorKind::invalid, "MalformedDeadLetter",
                fmt::format("\"{}\" of a rejected record must be a string", name));
  }
  return std::string(value->as_string());
}

std::uint64_t number_member(const json::object& line, std::string_view name) {
  const auto* value = line.if_contains(name);
  return value == nullptr ? 0 : value->to_number<std::uint64_t>();
}

}  // namespace

json::object to_json(const DeadRecord& record) {
  if (!record.record) return {{"expectation", record.expectation}, {"row", record.row}};
  const auto& reject = *record.record;
  json::object line{{"source", to_text(reject.source)},
                    {"version", reject.version},
                    {"record", reject.record},
                    {"line", reject.line},
                    {"offset_bytes", reject.offset_bytes},
                    {"column", reject.column},
                    {"reason", reject.reason}};
  // Bytes that are no UTF-8 cannot stand in JSON.
  if (is_utf8(reject.raw)) {
    line["raw"] = reject.raw;
  } else {
    line["raw_hex"] = to_hex(bytes_of(reject.raw));
  }
  if (reject.is_raw_cut) line["is_raw_cut"] = true;
  return line;
}

DeadRecord dead_record_from_json(const json::object& line) {
  if (const auto* row = line.if_contains("row")) {
    if (!row->is_object()) {
      throw Error(ErrorKind::invalid, "MalformedDeadLetter",
                  "\"row\" of a rejected row must be an object");
    }
    return {.expectation = text_member(line, "expectation"), .row = row->as_object()};
  }
  engine::Reject reject;
  reject.source = store::parse_uri(text_member(line, "source"));
  reject.version = text_member(line, "version");
  reject.record = number_member(line, "record");
  reject.line = number_member(line, "line");
  reject.offset_bytes = number_member(line, "offset_bytes");
  reject.column = text_member(line, "column");
  reject.reason = text_member(line, "reason");
  reject.raw = text_member(line, "raw");
  if (line.contains("raw_hex")) reject.raw = from_hex(text_member(line, "raw_hex")).value_or("");
  reject.is_raw_cut = line.contains("is_raw_cut");
  return {.record = std::move(reject)};
}

}  // namespace sluice::jobs
