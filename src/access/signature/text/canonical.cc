#include "access/signature/text/canonical.h"

#include <algorithm>
#include <vector>

#include "access/signature/text/query.h"
#include "base/digest.h"
#include "base/text.h"

namespace sluice::access {
namespace {

// What the client encoded stays encoded ("%2F" is not a slash), but in the one way that signers
// write it: clients send "(" or "%7e" and sign "%28" and "~".
std::string encode_once(std::string_view path) {
  std::string encoded;
  encoded.reserve(path.size() + 16);
  for (std::size_t i = 0; i < path.size(); ++i) {
    const bool is_escape = path[i] == '%' && i + 2 < path.size() && hex_value(path[i + 1]) >= 0 &&
                           hex_value(path[i + 2]) >= 0;
    if (is_escape) {
      const char byte = static_cast<char>(hex_value(path[i + 1]) * 16 + hex_value(path[i + 2]));
      encoded += percent_encode({&byte, 1}, Slash::encoded);
      i += 2;
    } else {
      encoded += percent_encode(path.substr(i, 1), Slash::kept);
    }
  }
  return encoded;
}

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
  if (dialect == ErrorDialect::s3) return encode_once(path_as_sent);
  return percent_encode(without_dot_segments(path_as_sent), Slash::kept);
}

std::string canonical_query(std::string_view query_as_sent, std::string_view left_out) {
  if (query_as_sent.empty()) return "";
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const QueryParameter& parameter : parse_query(query_as_sent)) {
    if (!left_out.empty() && parameter.name == left_out) continue;
    pairs.emplace_back(percent_encode(parameter.name, Slash::encoded),
                       percent_encode(parameter.value, Slash::encoded));
  }
  std::sort(pairs.begin(), pairs.end());
  std::string canonical;
  for (const auto& [name, value] : pairs) {
    if (!canonical.empty()) canonical += '&';
    canonical.append(name).append("=").append(value);
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
