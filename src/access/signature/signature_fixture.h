// Signed requests of AWS's documentation and of botocore, for tests.
#pragma once

#include <cstring>
#include <string>

#include "access/signature/verify.h"
#include "base/reader.h"

namespace sluice::access {

inline constexpr std::string_view kSecret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
inline constexpr std::string_view kEmptyHash =
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

inline Timestamp at(int year, unsigned month, unsigned day, int hour = 0) {
  return Timestamp(std::chrono::sys_days(std::chrono::year(year) / std::chrono::month(month) /
                                         std::chrono::day(day))) +
         std::chrono::hours(hour);
}
inline Timestamp doc_time() {
  return at(2013, 5, 24);
}
inline Timestamp boto_time() {
  return at(2026, 11, 22, 12);
}

// The code of the Error that it throws; "" for none.
template <class Function>
std::string code_of(const Function& function) {
  try {
    function();
  } catch (const Error& error) {
    return error.code();
  }
  return "";
}

// Reads a text, a few bytes at a time.
class PiecesReader final : public Reader {
 public:
  explicit PiecesReader(std::string text, std::size_t piece_bytes = 1000)
      : text_(std::move(text)), piece_bytes_(piece_bytes) {}
  std::size_t read(std::span<std::byte> out) override {
    const std::size_t bytes = std::min({out.size(), piece_bytes_, text_.size() - at_});
    std::memcpy(out.data(), text_.data() + at_, bytes);
    at_ += bytes;
    return bytes;
  }

 private:
  std::string text_;
  std::size_t piece_bytes_;
  std::size_t at_ = 0;
};

inline std::string read_all(Reader& reader, std::size_t buffer_bytes = 4096) {
  std::string text;
  std::vector<std::byte> buffer(buffer_bytes);
  while (const std::size_t bytes = reader.read(buffer))
    text.append(reinterpret_cast<const char*>(buffer.data()), bytes);
  return text;
}

// What verify() says of a request: its error's code, "" when it is right, "anonymous".
inline std::string check(const SignedRequest& request, Timestamp now,
                         const SignatureRules& rules = {}, std::string_view secret = kSecret) {
  return code_of([&] {
    SigningKeys keys;
    const auto claim = read_claim(request, rules);
    if (!claim) throw Error(ErrorKind::invalid, "anonymous", "");
    verify(*claim, request, rules, secret, claim->payload_hash, now, keys);
  });
}

}  // namespace sluice::access
