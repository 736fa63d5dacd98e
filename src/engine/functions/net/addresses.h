// IP addresses as Trino keeps them: 16 bytes, IPv4 mapped into IPv6.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace sluice::engine {

struct IpAddress {
  static constexpr std::size_t kSize = 16;

  std::array<unsigned char, kSize> bytes{};

  bool is_v4() const;  // mapped
};

// Guava's InetAddresses.forString; nothing for what is no address.
std::optional<IpAddress> parse_address(std::string_view text);
// RFC 5952: lower case, the longest run of zeros left out; IPv4 with dots.
std::string to_text(const IpAddress& address);

}  // namespace sluice::engine
