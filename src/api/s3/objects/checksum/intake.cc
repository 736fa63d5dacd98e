#include "api/s3/objects/checksum/intake.h"

#include <algorithm>

#include "access/signature/body/chunked_reader.h"
#include "api/s3/objects/checksum/members.h"
#include "api/s3/objects/target.h"
#include "api/wire/protocol/scalars.h"
#include "base/digest.h"
#include "base/text.h"

namespace sluice::api::s3 {
namespace {

constexpr std::size_t kBufferBytes = 256 << 10;
constexpr std::size_t kMd5Bytes = 16;

[[noreturn]] void throw_bad_digest(std::string_view what) {
  throw Error(ErrorKind::invalid, "BadDigest",
              fmt::format("The {} you specified did not match the calculated checksum.", what));
}

std::optional<ChecksumAlgorithm> algorithm_of_header(std::string_view name) {
  constexpr std::string_view kPrefix = "x-amz-checksum-";
  if (!name.starts_with(kPrefix)) return std::nullopt;
  return checksum_algorithm(name.substr(kPrefix.size()));
}

// Most headers are not looked at any further.
bool is_amazons(std::string_view name) {
  constexpr std::string_view kPrefix = "x-amz-";
  return equal_ignoring_case(name.substr(0, kPrefix.size()), kPrefix);
}

std::string read_md5(const HttpRequest& request) {
  const auto header = request.headers.find("Content-MD5");
  if (!header) return {};
  auto raw = base64_decode(trim(*header));
  if (raw && raw->size() == kMd5Bytes) return std::move(*raw);
  throw DetailedError(ErrorKind::invalid, "InvalidDigest",
                      "The Content-MD5 you specified was invalid.",
                      {.members = {{"Content-MD5", *header}}});
}

std::string with_text(ChecksumAlgorithm algorithm) {
  return lower_ascii(to_text(algorithm));
}

class CheckedReader final : public Reader {
 public:
  CheckedReader(std::unique_ptr<Reader> body, BodyClaims claims)
      : body_(std::move(body)), claims_(std::move(claims)) {
    if (claims_.algorithm()) sum_ = make_checksum(*claims_.algorithm());
  }

  std::size_t read(std::span<std::byte> out) override {
    if (ended_) return 0;
    const auto bytes = body_->read(out);
    if (bytes > 0) {
      md5_.update(out.first(bytes));
      if (sum_) sum_->update(out.first(bytes));
      return bytes;
    }
    ended_ = true;
    claims_.check_md5(md5_.finish());
    if (sum_) claims_.check_checksum(sum_->finish());
    return 0;
  }

 private:
  std::unique_ptr<Reader> body_;
  BodyClaims claims_;
  Md5 md5_;
  std::unique_ptr<BodyChecksum> sum_;
  bool ended_ = false;
};

}  // namespace

BodyClaims::BodyClaims(const HttpRequest& request) : md5_(read_md5(request)) {
  const auto take = [&](ChecksumAlgorithm algorithm) {
    if (algorithm_) {
      throw invalid_request(
          "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.");
    }
    algorithm_ = algorithm;
  };
  for (const auto& header : request.headers) {
    if (!is_amazons(header.name)) continue;
    const auto name = lower_ascii(header.name);
    if (const auto algorithm = algorithm_of_header(name)) {
      take(*algorithm);
      value_ = trim(header.value);
    } else if (name == "x-amz-trailer") {
      for (const auto trailer : split(header.value, ',')) {
        if (const auto announced = algorithm_of_header(lower_ascii(trim(trailer)))) {
          take(*announced);
          trailers_ = dynamic_cast<const access::ChunkedReader*>(request.body.get());
        }
      }
    }
  }
  const auto named = request.headers.find("x-amz-sdk-checksum-algorithm");
  if (!named || trim(*named).empty()) return;
  const auto algorithm = checksum_algorithm(trim(*named));
  if (!algorithm || (algorithm_ && algorithm != algorithm_)) {
    throw invalid_request("Value for x-amz-sdk-checksum-algorithm header is invalid.");
  }
  if (!is_any()) {
    throw invalid_request(
        "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or "
        "x-amz-trailer headers were found.");
  }
}

void BodyClaims::check_md5(std::string_view md5) const {
  if (!md5_.empty() && md5_ != md5) throw_bad_digest("Content-MD5");
}

void BodyClaims::check_checksum(std::string_view checksum) const {
  if (!algorithm_) return;
  std::string claimed = value_;
  if (trailers_) {
    const auto& all = trailers_->trailers();
    const auto found = std::find_if(all.begin(), all.end(), [&](const access::Trailer& trailer) {
      return trailer.name == checksum_header(*algorithm_);
    });
    if (found == all.end()) throw invalid_request("The announced trailer checksum did not come.");
    claimed = trim(found->value);
  }
  // A value of the wrong length is a digest that is not right, too.
  if (claimed != base64_encode(checksum)) throw_bad_digest(to_text(*algorithm_));
}

Intake::Intake(const HttpRequest& request, std::optional<ChecksumAlgorithm> wanted)
    : claims_(request),
      kept_(wanted ? *wanted : claims_.algorithm().value_or(ChecksumAlgorithm::crc64nvme)) {
  const auto compute = [&](ChecksumAlgorithm algorithm) {
    // The store has these two.
    if (algorithm == ChecksumAlgorithm::sha256 || algorithm == ChecksumAlgorithm::md5) return;
    sums_.emplace_back(algorithm, make_checksum(algorithm));
  };
  compute(kept_);
  if (claims_.algorithm() && claims_.algorithm() != kept_) compute(*claims_.algorithm());
}

store::StagedObject Intake::stage(Reader& body, std::optional<std::uint64_t> length,
                                  std::uint64_t bytes_max, store::BodyWriter& writer) {
  const auto too_large = [&](std::uint64_t bytes) {
    return DetailedError(ErrorKind::limit, "EntityTooLarge",
                         "Your proposed upload exceeds the maximum allowed size",
                         {.members = {{"ProposedSize", std::to_string(bytes)},
                                      {"MaxSizeAllowed", std::to_string(bytes_max)}}});
  };
  if (length && *length > bytes_max) throw too_large(*length);
  // One byte more, so that the read that finds the end has room.
  const auto size = std::min<std::uint64_t>(length.value_or(kBufferBytes) + 1, kBufferBytes);
  const auto buffer = std::make_unique_for_overwrite<std::byte[]>(size);
  std::uint64_t taken = 0;
  while (const auto bytes = body.read({buffer.get(), size})) {
    taken += bytes;
    if (taken > bytes_max) throw too_large(taken);
    const std::span<const std::byte> data(buffer.get(), bytes);
    for (auto& [algorithm, sum] : sums_)
      sum->update(data);
    writer.write(data);
  }
  if (length && taken != *length) {
    throw Error(
        ErrorKind::invalid, "IncompleteBody",
        "You did not provide the number of bytes specified by the Content-Length HTTP header");
  }
  return writer.finish();
}

std::string Intake::digest(ChecksumAlgorithm algorithm, const store::StagedObject& staged) {
  if (algorithm == ChecksumAlgorithm::sha256) return from_hex(staged.sha256).value();
  if (algorithm == ChecksumAlgorithm::md5) return from_hex(staged.etag).value();
  for (auto& [computed, sum] : sums_) {
    if (computed == algorithm) return sum->finish();
  }
  throw Error(ErrorKind::corrupt, "InternalError", "no checksum " + with_text(algorithm));
}

store::Checksum Intake::verify(const store::StagedObject& staged) {
  claims_.check_md5(from_hex(staged.etag).value());
  const auto kept = digest(kept_, staged);
  if (const auto claimed = claims_.algorithm()) {
    claims_.check_checksum(*claimed == kept_ ? kept : digest(*claimed, staged));
  }
  return {.algorithm = std::string(to_text(kept_)), .value = base64_encode(kept)};
}

std::unique_ptr<Reader> checked_reader(std::unique_ptr<Reader> body, BodyClaims claims) {
  return std::make_unique<CheckedReader>(std::move(body), std::move(claims));
}

}  // namespace sluice::api::s3
