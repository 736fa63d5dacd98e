#include "access/signature/text/canonical.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/digest.h"
#include "base/text.h"

namespace sluice::access {
namespace {

constexpr std::array<bool, 256> unreserved_bytes() {
  std::array<bool, 256> all{};
  for (const char c : std::string_view("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                       "0123456789-._~"))
    all[static_cast<unsigned char>(c)] = true;
  return all;
}
constexpr auto kUnreserved = unreserved_bytes();

bool is_escape(std::string_view text) {
  return text.size() >= 3 && text[0] == '%' && hex_value(text[1]) >= 0 && hex_value(text[2]) >= 0;
}

// What the client encoded stays encoded ("%2F" is not a slash), but in the one way that signers
// write it: clients send "(" or "%7e" and sign "%28" and "~". A plus is a space in queries.
enum class Half { path, query };
void append_encoded_once(std::string& out, std::string_view sent, Half half) {
  while (!sent.empty()) {
    const auto stays = [half](char c) {
      return kUnreserved[static_cast<unsigned char>(c)] || (c == '/' && half == Half::path);
    };
    const auto run =
        static_cast<std::size_t>(std::find_if_not(sent.begin(), sent.end(), stays) - sent.begin());
    out.append(sent.substr(0, run));
    sent.remove_prefix(run);
    if (sent.empty()) return;
    const bool is_escaped = is_escape(sent);
    char byte = sent[0];
    if (is_escaped) byte = static_cast<char>(hex_value(sent[1]) * 16 + hex_value(sent[2]));
    if (!is_escaped && byte == '+' && half == Half::query) byte = ' ';
    out += percent_encode({&byte, 1}, Slash::encoded);
    sent.remove_prefix(is_escaped ? 3 : 1);
  }
}

// One parameter within the text that holds them all.
struct Pair {
  std::size_t begin = 0;
  std::size_t name_size = 0;
  std::size_t value_size = 0;

  std::string_view name(std::string_view all) const { return all.substr(begin, name_size); }
  std::string_view value(std::string_view all) const {
    return all.substr(begin + name_size, value_size);
  }
};

std::string without_dot_segments(std::string_view path) {
  std::vector<std::string_view> kept;
  for (const std::string_view segment : split(path, '/')) {
    if (segment == "..") {
      if (!kept.empty()) kept.pop_back();
    } else if (!segment.empty() && segment != ".") {
      kept.push_back(segment);
    }
  }
  std::string plain;
  for (const std::string_view segment : kept)
    plain.append("/").append(segment);
  if (plain.empty() || path.ends_with('/')) plain += '/';
  return plain;
}

void append_trimmed(std::string& out, std::string_view value) {
  bool space_pending = false;
  const std::size_t start = out.size();
  for (const char c : value) {
    if (c == ' ' || c == '\t') {
      space_pending = true;
      continue;
    }
    if (space_pending && out.size() > start) out += ' ';
    space_pending = false;
    out += c;
  }
}

}  // namespace

std::string canonical_path(std::string_view path_as_sent, ErrorDialect dialect) {
  if (path_as_sent.empty()) return "/";
  if (dialect == ErrorDialect::s3) {
    std::string encoded;
    encoded.reserve(path_as_sent.size() + 16);
    append_encoded_once(encoded, path_as_sent, Half::path);
    return encoded;
  }
  return percent_encode(without_dot_segments(path_as_sent), Slash::kept);
}

std::string canonical_query(std::string_view query_as_sent, std::string_view left_out) {
  if (query_as_sent.empty()) return "";
  std::string encoded;  // names and values, one behind the other
  encoded.reserve(query_as_sent.size() + 32);
  std::vector<Pair> pairs;
  for (const std::string_view piece : split(query_as_sent, '&')) {
    if (piece.empty()) continue;
    const std::size_t equals = std::min(piece.find('='), piece.size());
    Pair pair{.begin = encoded.size()};
    append_encoded_once(encoded, piece.substr(0, equals), Half::query);
    pair.name_size = encoded.size() - pair.begin;
    if (!left_out.empty() && pair.name(encoded) == left_out) continue;
    if (equals < piece.size()) append_encoded_once(encoded, piece.substr(equals + 1), Half::query);
    pair.value_size = encoded.size() - pair.begin - pair.name_size;
    pairs.push_back(pair);
  }
  std::sort(pairs.begin(), pairs.end(), [&](const Pair& left, const Pair& right) {
    const int order = left.name(encoded).compare(right.name(encoded));
    return order != 0 ? order < 0 : left.value(encoded) < right.value(encoded);
  });
  std::string canonical;
  canonical.reserve(encoded.size() + 2 * pairs.size());
  for (const Pair& pair : pairs) {
    if (!canonical.empty()) canonical += '&';
    canonical.append(pair.name(encoded)).append("=").append(pair.value(encoded));
  }
  return canonical;
}

std::string canonical_header(const SignedRequest& request, std::string_view name) {
  std::string values;
  bool is_first = true;
  for (const SignedHeader& header : request.headers) {
    if (header.name != name) continue;
    if (!is_first) values += ',';
    is_first = false;
    append_trimmed(values, header.value);
  }
  return values;
}

std::string canonical_request(const SignedRequest& request, std::string_view path,
                              std::span<const std::string> signed_headers,
                              std::string_view payload_hash) {
  std::string canonical(request.method);
  canonical.reserve(path.size() + request.query.size() + 512);
  canonical.append("\n").append(path).append("\n");
  canonical.append(canonical_query(request.query, "X-Amz-Signature")).append("\n");
  for (const std::string& name : signed_headers)
    canonical.append(name).append(":").append(canonical_header(request, name)).append("\n");
  canonical.append("\n").append(join(signed_headers, ";")).append("\n").append(payload_hash);
  return canonical;
}

std::string string_to_sign(std::string_view date_time, std::string_view scope,
                           std::string_view canonical) {
  std::string text = "AWS4-HMAC-SHA256\n";
  text.append(date_time).append("\n").append(scope).append("\n").append(sha256_hex(canonical));
  return text;
}

bool equal_in_constant_time(std::string_view left, std::string_view right) {
  if (left.size() != right.size()) return false;
  unsigned difference = 0;
  for (std::size_t i = 0; i < left.size(); ++i)
    difference |= static_cast<unsigned char>(left[i]) ^ static_cast<unsigned char>(right[i]);
  return difference == 0;
}

}  // namespace sluice::access
