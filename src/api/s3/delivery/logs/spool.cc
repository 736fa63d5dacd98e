#include "api/s3/delivery/logs/spool.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "base/bytes.h"
#include "base/checksum.h"
#include "base/error.h"
#include "base/text.h"

namespace sluice::api::s3 {
namespace {

constexpr std::string_view kOpen = "open";
constexpr std::string_view kSealed = ".sealed";
constexpr std::size_t kPendingBytesMax = 4u << 20;
constexpr std::size_t kTimeDigits = 19;
constexpr std::size_t kIdBytes = 8;

std::string new_id(Random& random) {
  std::array<std::byte, kIdBytes> bytes;
  random.fill(bytes);
  return upper_ascii(to_hex(bytes));
}

// "CHECKSUM MICROSECONDS BUCKET TEXT\n", the checksum of what is behind it.
std::string framed(const SpooledLine& line) {
  const auto body =
      fmt::format("{} {} {}", line.time.time_since_epoch().count(), line.bucket, line.text);
  return fmt::format("{:08x} {}\n", crc32c(bytes_of(body)), body);
}

template <class Number>
std::optional<Number> parse(std::string_view text, int base = 10) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<SpooledLine> unframed(std::string_view line) {
  constexpr std::size_t kChecksumChars = 8;
  if (line.size() < kChecksumChars + 1) return std::nullopt;
  const auto body = line.substr(kChecksumChars + 1);
  const auto checksum = parse<std::uint32_t>(line.substr(0, kChecksumChars), 16);
  if (!checksum || *checksum != crc32c(bytes_of(body))) return std::nullopt;
  const auto time_end = body.find(' ');
  const auto bucket_end = body.find(' ', time_end + 1);
  if (time_end == std::string_view::npos || bucket_end == std::string_view::npos) return {};
  const auto micros = parse<std::int64_t>(body.substr(0, time_end));
  if (!micros) return std::nullopt;
  return SpooledLine{.time = Timestamp(std::chrono::microseconds(*micros)),
                     .bucket = std::string(body.substr(time_end + 1, bucket_end - time_end - 1)),
                     .text = std::string(body.substr(bucket_end + 1))};
}

std::optional<SealedFile> parse_name(const std::string& name) {
  if (name.size() != kTimeDigits + 1 + 2 * kIdBytes + kSealed.size() || !name.ends_with(kSealed)) {
    return std::nullopt;
  }
  const auto micros = parse<std::int64_t>(std::string_view(name).substr(0, kTimeDigits));
  if (!micros) return std::nullopt;
  return SealedFile{.name = name,
                    .sealed = Timestamp(std::chrono::microseconds(*micros)),
                    .id = name.substr(kTimeDigits + 1, 2 * kIdBytes)};
}

}  // namespace

Spool::Spool(Files& files, const Clock& clock, Random& random, SpoolOptions options)
    : files_(files), clock_(clock), random_(random), options_(std::move(options)) {
  if (!files_.exists(options_.directory)) return;
  if (files_.exists(path(kOpen))) {
    open_ = files_.open(path(kOpen), OpenMode::read_write);
    seal_open();
  }
  for (const auto& file : sealed())
    waiting_bytes_ += files_.open(path(file.name), OpenMode::read)->size_bytes();
}

std::string Spool::path(std::string_view name) const {
  return fmt::format("{}/{}", options_.directory, name);
}

bool Spool::make_room(std::size_t bytes) {
  const bool has_room = pending_.size() + bytes <= kPendingBytesMax &&
                        waiting_bytes_ + bytes <= options_.waiting_bytes_max;
  if (!has_room) ++dropped_;
  return has_room;
}

void Spool::append(const SpooledLine& line) {
  const auto frame = framed(line);
  Lock lock(mutex_);
  if (!make_room(frame.size())) return;
  pending_ += frame;
  waiting_bytes_ += frame.size();
  if (!is_writing_) write_all(lock);
}

void Spool::write_all(Lock& lock) {
  is_writing_ = true;
  // However it ends, the next one may write.
  const auto leave = [&] {
    is_writing_ = false;
    idle_.notify_all();
  };
  while (!pending_.empty()) {
    const std::string batch = std::exchange(pending_, {});
    lock.unlock();
    try {
      write_batch(batch);
    } catch (const Error&) {
      lock.lock();
      waiting_bytes_ -= batch.size();
      leave();
      throw;
    }
    lock.lock();
  }
  leave();
}

void Spool::write_batch(std::string_view batch) {
  if (!open_) {
    files_.create_directories(options_.directory);
    open_ = files_.open(path(kOpen), OpenMode::create_or_open);
    open_bytes_ = open_->size_bytes();
  }
  open_->write_at(open_bytes_, bytes_of(batch));
  open_bytes_ += batch.size();
  if (open_bytes_ < options_.file_bytes_max) return;
  seal_open();
  is_full_ = true;
}

void Spool::seal_open() {
  open_->sync();
  open_.reset();
  open_bytes_ = 0;
  files_.rename(path(kOpen),
                path(fmt::format("{:019}-{}{}", clock_.now().time_since_epoch().count(),
                                 new_id(random_), kSealed)));
  files_.sync_directory(options_.directory);
}

void Spool::seal() {
  Lock lock(mutex_);
  idle_.wait(lock, [&] { return !is_writing_; });
  if (!open_ && pending_.empty()) return;
  write_all(lock);
  is_writing_ = true;
  lock.unlock();
  std::optional<Error> failure;
  try {
    if (open_) seal_open();
  } catch (const Error& error) {
    failure = error;
  }
  lock.lock();
  is_writing_ = false;
  idle_.notify_all();
  if (failure) throw *failure;
}

std::vector<SealedFile> Spool::sealed() {
  std::vector<SealedFile> found;
  if (!files_.exists(options_.directory)) return found;
  for (const auto& name : files_.list(options_.directory)) {
    if (auto file = parse_name(name)) found.push_back(std::move(*file));
  }
  std::sort(found.begin(), found.end(),
            [](const auto& left, const auto& right) { return left.name < right.name; });
  return found;
}

std::vector<SpooledLine> Spool::read(const SealedFile& sealed) {
  const auto file = files_.open(path(sealed.name), OpenMode::read);
  std::string text(file->size_bytes(), '\0');
  text.resize(file->read_at(0, std::as_writable_bytes(std::span(text.data(), text.size()))));
  std::vector<SpooledLine> lines;
  for (const auto line : split(text, '\n')) {
    if (auto found = unframed(line)) lines.push_back(std::move(*found));
  }
  return lines;
}

void Spool::remove(const SealedFile& sealed) {
  const auto bytes = files_.open(path(sealed.name), OpenMode::read)->size_bytes();
  files_.remove(path(sealed.name));
  files_.sync_directory(options_.directory);
  const std::lock_guard lock(mutex_);
  waiting_bytes_ -= std::min(waiting_bytes_, bytes);
}

bool Spool::has_open_lines() {
  const std::lock_guard lock(mutex_);
  // While nobody writes, what is the writer's may be looked at.
  return is_writing_ || open_ != nullptr || !pending_.empty();
}

std::uint64_t Spool::take_dropped() {
  const std::lock_guard lock(mutex_);
  return std::exchange(dropped_, 0);
}

}  // namespace sluice::api::s3
