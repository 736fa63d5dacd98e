// Case, normal forms and repair of UTF-8, as Java and Trino's Slice have them.
#include <algorithm>

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include "engine/functions/define.h"
#include "engine/functions/families.h"
#include "engine/functions/utf8.h"

namespace sluice::engine {

namespace {

using duckdb::string_t;

// --- case: one character becomes one, as java.lang.Character has it ("ß" stays)

struct Lower {
  static char ascii(char c) {
    return static_cast<char>(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
  }
  static UChar32 other(UChar32 c) { return u_tolower(c); }
};

struct Upper {
  static char ascii(char c) {
    return static_cast<char>(c >= 'a' && c <= 'z' ? c - ('a' - 'A') : c);
  }
  static UChar32 other(UChar32 c) { return u_toupper(c); }
};

template <class Case>
std::string mapped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    append_code_point(
        out, static_cast<char32_t>(Case::other(static_cast<UChar32>(next_code_point(text, at)))));
  }
  return out;
}

// ASCII keeps its length, and is written where the result lies.
template <class Case>
void map_case(duckdb::DataChunk& rows, duckdb::ExpressionState&, duckdb::Vector& result) {
  duckdb::UnaryExecutor::Execute<string_t, string_t>(
      rows.data[0], result, rows.size(), [&](const string_t& value) {
        const std::string_view text = view(value);
        if (!is_ascii(text)) return stored(result, mapped<Case>(text));
        string_t out = duckdb::StringVector::EmptyString(result, text.size());
        std::transform(text.begin(), text.end(), out.GetDataWriteable(), Case::ascii);
        out.Finalize();
        return out;
      });
}

// --- normal forms

const icu::Normalizer2& normalizer(std::string_view form) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* found = nullptr;
  if (form == "NFC") found = icu::Normalizer2::getNFCInstance(error);
  if (form == "NFD") found = icu::Normalizer2::getNFDInstance(error);
  if (form == "NFKC") found = icu::Normalizer2::getNFKCInstance(error);
  if (form == "NFKD") found = icu::Normalizer2::getNFKDInstance(error);
  if (found == nullptr || U_FAILURE(error))
    raise(kInvalidArgument, "Normalization form must be one of [NFD, NFC, NFKD, NFKC]");
  return *found;
}

std::string normalize(const string_t& value, const string_t& form) {
  const std::string_view text = view(value);
  const auto& rules = normalizer(view(form));
  if (is_ascii(text)) return std::string(text);
  UErrorCode error = U_ZERO_ERROR;
  const auto source =
      icu::UnicodeString::fromUTF8({text.data(), static_cast<std::int32_t>(text.size())});
  std::string out;
  rules.normalize(source, error).toUTF8String(out);
  return out;
}

// --- from_utf8

std::string from_utf8(const string_t& bytes) {
  return repaired(view(bytes), kReplacementText);
}

std::string from_utf8_with(const string_t& bytes, const string_t& replacement) {
  if (count_characters(view(replacement)) > 1)
    raise(kInvalidArgument, "Replacement character string must empty or a single character");
  return repaired(view(bytes), view(replacement));
}

std::string from_utf8_with_code(const string_t& bytes, std::int64_t replacement) {
  if (replacement < 0 || replacement > 0x10FFFF || is_surrogate(replacement))
    raise(kInvalidArgument, "Invalid replacement character");
  std::string character;
  append_code_point(character, static_cast<char32_t>(replacement));
  return repaired(view(bytes), character);
}

}  // namespace

void register_unicode(duckdb::ExtensionLoader& loader) {
  const auto text = LogicalType::VARCHAR;
  const auto bytes = LogicalType::BLOB;
  const auto fails = Fails::on_values;
  add_function(loader, "sluice_lower", {text}, text, Fails::never, map_case<Lower>);
  add_function(loader, "sluice_upper", {text}, text, Fails::never, map_case<Upper>);
  add_function(loader, "sluice_normalize", {text, text}, text, fails, binary(normalize));
  add_function(loader, "sluice_from_utf8", {bytes}, text, Fails::never, unary(from_utf8));
  add_function(loader, "sluice_from_utf8", {bytes, text}, text, fails, binary(from_utf8_with));
  add_function(loader, "sluice_from_utf8", {bytes, LogicalType::BIGINT}, text, fails,
               binary(from_utf8_with_code));
}

}  // namespace sluice::engine
