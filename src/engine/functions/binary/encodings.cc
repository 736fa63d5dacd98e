// https://trino.io/docs/current/functions/binary.html: bytes as text and numbers.
#include <bit>

#include "base/text.h"
#include "engine/functions/define.h"
#include "engine/functions/families.h"
#include "engine/functions/utf8.h"

namespace sluice::engine {

namespace {

using duckdb::string_t;

constexpr std::string_view kBase64 =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kBase64Url =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view kBase32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

// Digits of `Bits` bits each, padded with '=' to a multiple of `Group`.
template <unsigned Bits, std::size_t Group>
std::string encode(std::string_view bytes, std::string_view alphabet) {
  std::string out;
  out.reserve((bytes.size() * 8 / Bits + Group) / Group * Group);
  std::uint32_t buffer = 0;
  unsigned held = 0;
  for (const char byte : bytes) {
    buffer = (buffer << 8U) | static_cast<unsigned char>(byte);
    held += 8;
    for (; held >= Bits; held -= Bits)
      out += alphabet[(buffer >> (held - Bits)) % alphabet.size()];
  }
  if (held > 0) out += alphabet[(buffer << (Bits - held)) % alphabet.size()];
  while (out.size() % Group != 0)
    out += '=';
  return out;
}

unsigned byte_number(char byte) {
  return static_cast<unsigned char>(byte);
}

template <unsigned Bits, class Refuse>
std::string decode(std::string_view digits, std::string_view alphabet, const Refuse& refuse) {
  std::string out;
  out.reserve(digits.size() * Bits / 8);
  std::uint32_t buffer = 0;
  unsigned held = 0;
  for (std::size_t at = 0; at < digits.size(); ++at) {
    const auto value = alphabet.find(digits[at]);
    if (value == std::string_view::npos) refuse(at);
    buffer = (buffer << Bits) | static_cast<std::uint32_t>(value);
    held += Bits;
    if (held < 8) continue;
    held -= 8;
    out += static_cast<char>(buffer >> held);
  }
  return out;
}

std::string_view without_padding(std::string_view text) {
  const auto last = text.find_last_not_of('=');
  return text.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

// java.util.Base64: padding may be missing, but not be wrong.
std::string decode_base64(std::string_view text, std::string_view alphabet) {
  const std::string_view digits = without_padding(text);
  const std::size_t padding = text.size() - digits.size();
  if (digits.size() % 4 == 1) raise(kInvalidArgument, "Last unit does not have enough valid bits");
  if (padding > 0 && (padding > 2 || text.size() % 4 != 0))
    raise(kInvalidArgument, "Input byte array has wrong 4-byte ending unit");
  return decode<6>(digits, alphabet, [digits](std::size_t at) {
    raise(kInvalidArgument, fmt::format("Illegal base64 character {:x}", byte_number(digits[at])));
  });
}

std::string to_base64(const string_t& bytes) {
  return encode<6, 4>(view(bytes), kBase64);
}
std::string to_base64url(const string_t& bytes) {
  return encode<6, 4>(view(bytes), kBase64Url);
}
std::string to_base32(const string_t& bytes) {
  return encode<5, 8>(view(bytes), kBase32);
}
std::string from_base64(const string_t& text) {
  return decode_base64(view(text), kBase64);
}
std::string from_base64url(const string_t& text) {
  return decode_base64(view(text), kBase64Url);
}

std::string from_base32(const string_t& text) {
  constexpr bool kWhole[] = {true, false, true, false, true, true, false, true};
  const std::string_view digits = without_padding(view(text));
  if (!kWhole[digits.size() % 8])
    raise(kInvalidArgument, fmt::format("Invalid input length {}", digits.size()));
  return decode<5>(digits, kBase32, [digits](std::size_t at) {
    raise(kInvalidArgument, fmt::format("Unrecognized character: {}", character_at(digits, at)));
  });
}

int hex_digit(std::string_view text, std::size_t at) {
  const int value = hex_value(text[at]);
  if (value >= 0) return value;
  raise(kInvalidArgument, fmt::format("not a hexadecimal digit: \"{}\" = {}",
                                      character_at(text, at), byte_number(text[at])));
}

std::string from_hex(const string_t& value) {
  const std::string_view text = view(value);
  if (text.size() % 2 != 0)
    raise(kInvalidArgument, fmt::format("invalid input length {}", text.size()));
  std::string out;
  out.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2)
    out += static_cast<char>(hex_digit(text, i) * 16 + hex_digit(text, i + 1));
  return out;
}

// --- numbers, most significant byte first

template <class Number, class Bits>
std::string to_bytes(Number number) {
  auto bits = std::bit_cast<Bits>(number);
  std::string out(sizeof(Bits), '\0');
  for (std::size_t i = out.size(); i-- > 0; bits >>= 8U)
    out[i] = static_cast<char>(bits & 0xFFU);
  return out;
}

template <class Number, class Bits>
Number number_of(std::string_view bytes) {
  Bits bits = 0;
  for (const char byte : bytes)
    bits = static_cast<Bits>(bits << 8U) | static_cast<unsigned char>(byte);
  return std::bit_cast<Number>(bits);
}

template <class Number, class Bits>
Number from_big_endian(const string_t& value) {
  if (view(value).size() != sizeof(Bits)) {
    raise(kInvalidArgument, fmt::format("expected {}-byte input, but got instead: {}", sizeof(Bits),
                                        view(value).size()));
  }
  return number_of<Number, Bits>(view(value));
}

template <class Number, class Bits>
Number from_ieee754(const string_t& value) {
  if (view(value).size() != sizeof(Bits)) {
    raise(kInvalidArgument,
          fmt::format("Input floating-point value must be exactly {} bytes long", sizeof(Bits)));
  }
  return number_of<Number, Bits>(view(value));
}

}  // namespace

void register_encodings(duckdb::ExtensionLoader& loader) {
  const auto text = LogicalType::VARCHAR;
  const auto bytes = LogicalType::BLOB;
  const auto never = Fails::never;
  const auto fails = Fails::on_values;
  add_function(loader, "sluice_to_base64", {bytes}, text, never, unary(to_base64));
  add_function(loader, "sluice_to_base64url", {bytes}, text, never, unary(to_base64url));
  add_function(loader, "sluice_to_base32", {bytes}, text, never, unary(to_base32));
  for (const auto& from : {text, bytes}) {
    add_function(loader, "sluice_from_base64", {from}, bytes, fails, unary(from_base64));
    add_function(loader, "sluice_from_base64url", {from}, bytes, fails, unary(from_base64url));
    add_function(loader, "sluice_from_base32", {from}, bytes, fails, unary(from_base32));
    add_function(loader, "sluice_from_hex", {from}, bytes, fails, unary(from_hex));
  }
  const auto bigint = LogicalType::BIGINT;
  const auto integer = LogicalType::INTEGER;
  const auto real = LogicalType::FLOAT;
  const auto number = LogicalType::DOUBLE;
  add_function(loader, "sluice_big_endian_64", {bigint}, bytes, never,
               unary(to_bytes<std::int64_t, std::uint64_t>));
  add_function(loader, "sluice_big_endian_32", {integer}, bytes, never,
               unary(to_bytes<std::int32_t, std::uint32_t>));
  add_function(loader, "sluice_ieee754_64", {number}, bytes, never,
               unary(to_bytes<double, std::uint64_t>));
  add_function(loader, "sluice_ieee754_32", {real}, bytes, never,
               unary(to_bytes<float, std::uint32_t>));
  add_function(loader, "sluice_from_big_endian_64", {bytes}, bigint, fails,
               unary(from_big_endian<std::int64_t, std::uint64_t>));
  add_function(loader, "sluice_from_big_endian_32", {bytes}, integer, fails,
               unary(from_big_endian<std::int32_t, std::uint32_t>));
  add_function(loader, "sluice_from_ieee754_64", {bytes}, number, fails,
               unary(from_ieee754<double, std::uint64_t>));
  add_function(loader, "sluice_from_ieee754_32", {bytes}, real, fails,
               unary(from_ieee754<float, std::uint32_t>));
}

}  // namespace sluice::engine
