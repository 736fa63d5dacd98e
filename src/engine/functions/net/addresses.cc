#include "engine/functions/net/addresses.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cstring>

#include "engine/functions/define.h"
#include "engine/functions/families.h"

namespace sluice::engine {

namespace {

using duckdb::string_t;

constexpr std::size_t kMappedPrefix = 12;
constexpr unsigned char kMapped[kMappedPrefix] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
constexpr std::size_t kGroups = IpAddress::kSize / 2;

// [first, last) of the longest run of zero groups, two at least.
std::pair<std::size_t, std::size_t> longest_zeros(const std::array<unsigned, kGroups>& groups) {
  std::pair<std::size_t, std::size_t> longest{0, 0};
  for (std::size_t first = 0; first < kGroups; ++first) {
    std::size_t last = first;
    while (last < kGroups && groups[last] == 0)
      ++last;
    if (last - first >= 2 && last - first > longest.second - longest.first) longest = {first, last};
  }
  return longest;
}

std::string v6_text(const IpAddress& address) {
  std::array<unsigned, kGroups> groups{};
  for (std::size_t i = 0; i < kGroups; ++i)
    groups[i] = address.bytes[2 * i] * 256U + address.bytes[2 * i + 1];
  const auto [first, last] = longest_zeros(groups);
  std::string out;
  for (std::size_t i = 0; i < kGroups; ++i) {
    if (i >= first && i < last) {
      if (i == first) out += "::";
      continue;
    }
    if (i > 0 && i != last) out += ':';
    out += fmt::format("{:x}", groups[i]);
  }
  return out;
}

IpAddress address_of(const string_t& value) {
  IpAddress address;
  std::memcpy(address.bytes.data(), value.GetData(), address.bytes.size());
  return address;
}

std::string as_bytes(const IpAddress& address) {
  return {reinterpret_cast<const char*>(address.bytes.data()), address.bytes.size()};
}

// --- casts

std::optional<std::string> from_text(const string_t& text) {
  const auto address = parse_address(view(text));
  return address ? std::optional(as_bytes(*address)) : std::nullopt;
}

std::string from_text_or_fail(const string_t& text) {
  const auto address = from_text(text);
  if (!address) {
    raise("INVALID_CAST_ARGUMENT", fmt::format("Cannot cast value to IPADDRESS: {}", view(text)));
  }
  return *address;
}

std::optional<std::string> from_bytes(const string_t& bytes) {
  const std::string_view raw = view(bytes);
  if (raw.size() == IpAddress::kSize) return std::string(raw);
  if (raw.size() != IpAddress::kSize - kMappedPrefix) return std::nullopt;
  return std::string(reinterpret_cast<const char*>(kMapped), kMappedPrefix).append(raw);
}

std::string from_bytes_or_fail(const string_t& bytes) {
  const auto address = from_bytes(bytes);
  if (!address) {
    raise("INVALID_CAST_ARGUMENT",
          fmt::format("Invalid IP address binary length: {}", view(bytes).size()));
  }
  return *address;
}

std::string shown(const string_t& address) {
  return to_text(address_of(address));
}

// --- contains(network, address)

struct Network {
  IpAddress base;
  std::size_t prefix_bits = 0;  // of all 128
};

[[noreturn]] void fail_network(const char* what) {
  raise(kInvalidArgument, what);
}

bool has_bits_after(const IpAddress& address, std::size_t prefix_bits) {
  for (std::size_t bit = prefix_bits; bit < IpAddress::kSize * 8; ++bit) {
    if ((address.bytes[bit / 8] & (0x80U >> (bit % 8))) != 0) return true;
  }
  return false;
}

Network network_of(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) fail_network("Invalid CIDR");
  const auto base = parse_address(text.substr(0, slash));
  if (!base) fail_network("Invalid network IP address");
  const std::string_view digits = text.substr(slash + 1);
  int prefix = 0;
  const auto [end, error] = std::from_chars(digits.begin(), digits.end(), prefix);
  if (digits.empty() || end != digits.end() || error != std::errc()) fail_network("Invalid CIDR");
  if (prefix < 0) fail_network("Invalid prefix length");
  const bool is_dotted = text.find(':') == std::string_view::npos;
  if (prefix > (is_dotted ? 32 : 128)) fail_network("Invalid CIDR");
  const std::size_t bits = static_cast<std::size_t>(prefix) + (is_dotted ? 96 : 0);
  // Trino refuses bits behind the prefix for IPv4 alone.
  if (is_dotted && has_bits_after(*base, bits)) fail_network("Invalid CIDR");
  return {.base = *base, .prefix_bits = bits};
}

bool contains(const string_t& network_text, const string_t& value) {
  const Network network = network_of(view(network_text));
  IpAddress difference = address_of(value);
  if (difference.is_v4() != network.base.is_v4()) return false;
  for (std::size_t i = 0; i < IpAddress::kSize; ++i)
    difference.bytes[i] ^= network.base.bytes[i];
  const std::size_t whole = network.prefix_bits / 8;
  const auto* bytes = difference.bytes.data();
  if (std::any_of(bytes, bytes + whole, [](unsigned char byte) { return byte != 0; })) return false;
  const auto rest = static_cast<unsigned>(network.prefix_bits % 8);
  return rest == 0 || (bytes[whole] >> (8 - rest)) == 0;
}

}  // namespace

bool IpAddress::is_v4() const {
  return std::equal(std::begin(kMapped), std::end(kMapped), bytes.begin());
}

std::optional<IpAddress> parse_address(std::string_view text) {
  IpAddress address;
  const std::string terminated(text);
  if (terminated.size() != std::strlen(terminated.c_str())) return std::nullopt;
  if (inet_pton(AF_INET6, terminated.c_str(), address.bytes.data()) == 1) return address;
  std::copy(std::begin(kMapped), std::end(kMapped), address.bytes.begin());
  if (inet_pton(AF_INET, terminated.c_str(), address.bytes.data() + kMappedPrefix) == 1)
    return address;
  return std::nullopt;
}

std::string to_text(const IpAddress& address) {
  if (!address.is_v4()) return v6_text(address);
  const auto* bytes = address.bytes.data() + kMappedPrefix;
  return fmt::format("{}.{}.{}.{}", bytes[0], bytes[1], bytes[2], bytes[3]);
}

void register_addresses(duckdb::ExtensionLoader& loader) {
  const auto text = LogicalType::VARCHAR;
  const auto bytes = LogicalType::BLOB;
  const auto never = Fails::never;
  const auto fails = Fails::on_values;
  add_function(loader, "sluice_cast_ipaddress", {text}, bytes, fails, unary(from_text_or_fail));
  add_function(loader, "sluice_try_cast_ipaddress", {text}, bytes, never, unary_or_null(from_text));
  add_function(loader, "sluice_cast_ipaddress", {bytes}, bytes, fails, unary(from_bytes_or_fail));
  add_function(loader, "sluice_try_cast_ipaddress", {bytes}, bytes, never,
               unary_or_null(from_bytes));
  add_function(loader, "sluice_ipaddress_text", {bytes}, text, never, unary(shown));
  add_function(loader, "sluice_network_contains", {text, bytes}, LogicalType::BOOLEAN, fails,
               binary(contains));
}

}  // namespace sluice::engine
