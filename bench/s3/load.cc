// s3_load: requests to an S3 server over a number of connections, and how fast they were answered.
//
//   s3_load --port 4566 --mix get=9,put=1 --keys 10000 --size 4096 --connections 32 --seconds 5
//
// One thread with epoll, so that it takes as little as possible of the cores that the server wants.
// One line of JSON on stdout. Credentials come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.
#include <sys/epoll.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <random>
#include <stdexcept>
#include <vector>

#include <fmt/format.h>

#include "base/digest.h"
#include "base/text.h"
#include "client.h"
#include "signer.h"

namespace sluice::bench {
namespace {

// Signed beforehand; the keys beyond are left out, evenly.
constexpr std::uint64_t kPreparedMax = 100'000;

struct Options {
  std::string host = "127.0.0.1";
  int port = 4566;
  std::string bucket = "bench";
  std::string prefix = "k/";
  std::uint64_t keys = 1'000;
  std::uint64_t size_bytes = 4'096;
  int connections = 32;
  double seconds = 5;
  bool uses_each_key_once = false;  // in order, and ends with the last
  std::string delimiter;            // of LIST
  std::string list_prefix;
  Signature signature = Signature::presigned;
  std::map<std::string, int> mix = {{"get", 1}};
};

std::map<std::string, int> mix_in(std::string_view text) {
  std::map<std::string, int> mix;
  for (const auto part : split(text, ',')) {
    const auto equals = part.find('=');
    const std::string name(part.substr(0, equals));
    if (name != "get" && name != "put" && name != "list" && name != "bucket") {
      throw std::runtime_error("--mix takes get, put, list and bucket");
    }
    const bool has_weight = equals != std::string_view::npos;
    mix[name] = has_weight ? std::atoi(std::string(part.substr(equals + 1)).c_str()) : 1;
  }
  return mix;
}

Signature signature_in(const std::string& text) {
  if (text == "none") return Signature::none;
  if (text == "header") return Signature::header;
  if (text == "presigned") return Signature::presigned;
  throw std::runtime_error("--signature takes presigned, header or none");
}

Options options_in(int count, char** arguments) {
  Options options;
  const std::map<std::string, std::function<void(const std::string&)>> known = {
      {"--host", [&](const auto& text) { options.host = text; }},
      {"--port", [&](const auto& text) { options.port = std::atoi(text.c_str()); }},
      {"--bucket", [&](const auto& text) { options.bucket = text; }},
      {"--prefix", [&](const auto& text) { options.prefix = text; }},
      {"--keys", [&](const auto& text) { options.keys = std::stoull(text); }},
      {"--size", [&](const auto& text) { options.size_bytes = std::stoull(text); }},
      {"--connections", [&](const auto& text) { options.connections = std::stoi(text); }},
      {"--seconds", [&](const auto& text) { options.seconds = std::stod(text); }},
      {"--once", [&](const auto& text) { options.uses_each_key_once = text == "yes"; }},
      {"--delimiter", [&](const auto& text) { options.delimiter = text; }},
      {"--list-prefix", [&](const auto& text) { options.list_prefix = text; }},
      {"--signature", [&](const auto& text) { options.signature = signature_in(text); }},
      {"--mix", [&](const auto& text) { options.mix = mix_in(text); }}};
  for (int i = 1; i < count; i += 2) {
    const auto found = known.find(arguments[i]);
    if (found == known.end() || i + 1 == count) {
      throw std::runtime_error(fmt::format("no such option, or no value: {}", arguments[i]));
    }
    found->second(arguments[i + 1]);
  }
  return options;
}

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

class Requests {
 public:
  explicit Requests(const Options& options)
      : options_(options),
        signer_({.host = fmt::format("{}:{}", options.host, options.port),
                 .access_key = variable("AWS_ACCESS_KEY_ID"),
                 .secret_key = variable("AWS_SECRET_ACCESS_KEY"),
                 .signature = options.signature}) {
    if (options.mix.contains("put")) {
      body_.resize(options.size_bytes);
      for (auto& byte : body_)
        byte = static_cast<char>(random_());
      body_sha256_ = sha256_hex(body_);
    }
    if (!options.uses_each_key_once) prepare();
  }

  // Null at the end. Valid until the connection asks again.
  const Request* next(int connection) {
    if (!options_.uses_each_key_once) return &prepared_[random_() % prepared_.size()];
    if (used_ == options_.keys) return nullptr;
    auto& request = once_[connection];
    request = make(options_.mix.begin()->first, used_++);
    return &request;
  }

 private:
  void prepare() {
    int weights = 0;
    for (const auto& [name, weight] : options_.mix)
      weights += weight;
    const auto count = std::min(std::max<std::uint64_t>(options_.keys, 1), kPreparedMax);
    for (const auto& [name, weight] : options_.mix) {
      const auto share = std::max<std::uint64_t>(1, count * weight / weights);
      for (std::uint64_t i = 0; i < share; ++i)
        prepared_.push_back(make(name, i * options_.keys / share));
    }
  }

  Request make(const std::string& operation, std::uint64_t number) const {
    if (operation == "bucket") {
      return {signer_.head({.method = "PUT", .path = "/" + options_.bucket})};
    }
    // Folders of a thousand, in an order that listings keep.
    const auto path = fmt::format("/{}/{}{:06}/{:03}", options_.bucket, options_.prefix,
                                  number / 1'000, number % 1'000);
    if (operation == "get") return {signer_.head({.method = "GET", .path = path})};
    if (operation == "put") {
      return {signer_.head({.method = "PUT",
                            .path = path,
                            .body_bytes = body_.size(),
                            .body_sha256 = body_sha256_}),
              body_};
    }
    std::string query;
    if (!options_.delimiter.empty()) {
      query = "delimiter=" + percent_encode(options_.delimiter, Slash::encoded) + "&";
    }
    query += "list-type=2&prefix=" + percent_encode(options_.list_prefix, Slash::encoded);
    // Pages from anywhere in the bucket.
    query +=
        fmt::format("&start-after={}{:06}%2F{:03}", percent_encode(options_.prefix, Slash::encoded),
                    number / 1'000, number % 1'000);
    return {signer_.head({.method = "GET", .path = "/" + options_.bucket, .query = query})};
  }

  const Options& options_;
  const Signer signer_;
  std::mt19937_64 random_{4566};  // the same run again
  std::string body_;
  std::string body_sha256_;
  std::vector<Request> prepared_;
  std::map<int, Request> once_;
  std::uint64_t used_ = 0;
};

class Load {
 public:
  explicit Load(const Options& options) : options_(options), requests_(options) {}

  void run() {
    poll_ = ::epoll_create1(EPOLL_CLOEXEC);
    for (int i = 0; i < options_.connections; ++i)
      clients_.emplace_back(options_.host, options_.port);
    start_ = std::chrono::steady_clock::now();
    for (int i = 0; i < options_.connections; ++i) {
      epoll_event event{.events = EPOLLIN | EPOLLOUT | EPOLLET, .data = {.fd = i}};
      ::epoll_ctl(poll_, EPOLL_CTL_ADD, clients_[i].socket(), &event);
      start_next(i);
    }
    std::array<epoll_event, 64> events;
    while (active_ > 0) {
      const int count = ::epoll_wait(poll_, events.data(), events.size(), 100);
      for (int i = 0; i < count; ++i)
        serve(events[i].data.fd);
    }
    seconds_ = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

  void report() {
    std::sort(latencies_.begin(), latencies_.end());
    const auto at = [&](double share) {
      if (latencies_.empty()) return 0.0;
      const auto last = static_cast<double>(latencies_.size() - 1);
      return latencies_[static_cast<std::size_t>(share * last)] / 1e6;
    };
    fmt::print(
        "{{\"requests\": {}, \"errors\": {}, \"seconds\": {:.3f}, \"rate\": {:.1f}, "
        "\"mb_per_second\": {:.1f}, \"p50_ms\": {:.3f}, \"p99_ms\": {:.3f}}}\n",
        latencies_.size(), errors_, seconds_, static_cast<double>(latencies_.size()) / seconds_,
        static_cast<double>(bytes_) / 1e6 / seconds_, at(0.5), at(0.99));
  }

  bool had_errors() const { return errors_ > 0 || latencies_.empty(); }

 private:
  bool is_over() const {
    return !options_.uses_each_key_once && std::chrono::steady_clock::now() - start_ >
                                               std::chrono::duration<double>(options_.seconds);
  }

  void start_next(int i) {
    const auto* request = is_over() ? nullptr : requests_.next(i);
    if (request == nullptr) {
      ::epoll_ctl(poll_, EPOLL_CTL_DEL, clients_[i].socket(), nullptr);
      return;
    }
    ++active_;
    bytes_ += request->body.size();
    clients_[i].start(*request);
  }

  void serve(int i) {
    auto& client = clients_[i];
    if (!client.advance()) return;
    --active_;
    latencies_.push_back(client.duration().count());
    bytes_ += client.body_bytes();
    if (client.status() != 200) {
      if (errors_++ == 0) fmt::print(stderr, "s3_load: first refusal:\n{}\n", client.head());
    }
    start_next(i);
  }

  const Options& options_;
  Requests requests_;
  std::vector<Client> clients_;
  int poll_ = -1;
  int active_ = 0;
  std::chrono::steady_clock::time_point start_;
  double seconds_ = 0;
  std::vector<std::int64_t> latencies_;  // ns
  std::uint64_t bytes_ = 0;
  std::uint64_t errors_ = 0;
};

}  // namespace
}  // namespace sluice::bench

int main(int count, char** arguments) {
  try {
    const auto options = sluice::bench::options_in(count, arguments);
    sluice::bench::Load load(options);
    load.run();
    load.report();
    return load.had_errors() ? 1 : 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "s3_load: {}\n", error.what());
    return 2;
  }
}
