// UUIDs: DuckDB's type, which orders them by their bytes as Trino does.
#include <duckdb/common/types/uuid.hpp>

#include "engine/functions/define.h"
#include "engine/functions/families.h"

namespace sluice::engine {

namespace {

using duckdb::hugeint_t;
using duckdb::string_t;

constexpr const char* kInvalid = "INVALID_CAST_ARGUMENT";
constexpr std::string_view kForm = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

// DuckDB also takes braces and other places of hyphens; Trino takes this form alone.
bool has_form(std::string_view text) {
  return text.size() == kForm.size() &&
         std::equal(text.begin(), text.end(), kForm.begin(), [](char c, char wanted) {
           const bool is_hex = std::isxdigit(static_cast<unsigned char>(c)) != 0;
           return wanted == '-' ? c == '-' : is_hex;
         });
}

std::optional<hugeint_t> from_text(const string_t& text) {
  hugeint_t uuid;
  if (!has_form(view(text)) || !duckdb::UUID::FromString(text.GetString(), uuid))
    return std::nullopt;
  return uuid;
}

hugeint_t from_text_or_fail(const string_t& text) {
  const auto uuid = from_text(text);
  if (!uuid) raise(kInvalid, fmt::format("Cannot cast value to UUID: {}", view(text)));
  return *uuid;
}

std::optional<hugeint_t> from_bytes(const string_t& bytes) {
  if (bytes.GetSize() != sizeof(hugeint_t)) return std::nullopt;
  return duckdb::UUID::FromBlob(reinterpret_cast<duckdb::const_data_ptr_t>(bytes.GetData()));
}

hugeint_t from_bytes_or_fail(const string_t& bytes) {
  const auto uuid = from_bytes(bytes);
  if (!uuid) raise(kInvalid, fmt::format("Invalid UUID binary length: {}", bytes.GetSize()));
  return *uuid;
}

std::string to_bytes(hugeint_t uuid) {
  std::string out(sizeof uuid, '\0');
  duckdb::UUID::ToBlob(uuid, reinterpret_cast<duckdb::data_ptr_t>(out.data()));
  return out;
}

}  // namespace

void register_uuids(duckdb::ExtensionLoader& loader) {
  const auto uuid = LogicalType::UUID;
  const auto text = LogicalType::VARCHAR;
  const auto bytes = LogicalType::BLOB;
  const auto never = Fails::never;
  const auto fails = Fails::on_values;
  add_function(loader, "sluice_cast_uuid", {text}, uuid, fails, unary(from_text_or_fail));
  add_function(loader, "sluice_try_cast_uuid", {text}, uuid, never, unary_or_null(from_text));
  add_function(loader, "sluice_cast_uuid", {bytes}, uuid, fails, unary(from_bytes_or_fail));
  add_function(loader, "sluice_try_cast_uuid", {bytes}, uuid, never, unary_or_null(from_bytes));
  add_function(loader, "sluice_uuid_bytes", {uuid}, bytes, never, unary(to_bytes));
}

}  // namespace sluice::engine
