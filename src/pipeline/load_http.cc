// HTTP(S) URLs as a source.
#include <condition_variable>
#include <mutex>
#include <thread>

#include <curl/curl.h>

#include "base/text.h"
#include "pipeline/load.h"

namespace sluice::pipeline {
namespace {

struct FreeCurl {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
using CurlHandle = std::unique_ptr<CURL, FreeCurl>;

CurlHandle make_handle(const std::string& url) {
  static const auto initialised = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (initialised != CURLE_OK) {
    throw Error(ErrorKind::io, "HttpUnavailable", "libcurl could not be initialised");
  }
  CurlHandle handle(curl_easy_init());
  curl_easy_setopt(handle.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(handle.get(), CURLOPT_FOLLOWLOCATION, 1L);
  curl_easy_setopt(handle.get(), CURLOPT_MAXREDIRS, 5L);
  curl_easy_setopt(handle.get(), CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(handle.get(), CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(handle.get(), CURLOPT_FAILONERROR, 1L);
  curl_easy_setopt(handle.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle.get(), CURLOPT_CONNECTTIMEOUT, 30L);
  // A server that sends less than 1 KB/s for a minute has stopped.
  curl_easy_setopt(handle.get(), CURLOPT_LOW_SPEED_LIMIT, 1024L);
  curl_easy_setopt(handle.get(), CURLOPT_LOW_SPEED_TIME, 60L);
  return handle;
}

[[noreturn]] void fail(const std::string& url, CURL* handle, CURLcode outcome) {
  long status = 0;
  curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
  auto kind = status == 404 ? ErrorKind::not_found : ErrorKind::io;
  auto reason = status >= 400 ? fmt::format("the server answered {}", status)
                              : std::string(curl_easy_strerror(outcome));
  throw Error(kind, "HttpFailed", fmt::format("{}: {}", url, reason));
}

// Turns curl's pushing into reading: curl runs on a thread of its own, at most one buffer ahead.
class HttpReader final : public Reader {
 public:
  explicit HttpReader(std::string url) : url_(std::move(url)), handle_(make_handle(url_)) {
    curl_easy_setopt(handle_.get(), CURLOPT_WRITEFUNCTION, &HttpReader::on_data);
    curl_easy_setopt(handle_.get(), CURLOPT_WRITEDATA, this);
    thread_ = std::thread([this] { transfer(); });
  }

  ~HttpReader() override {
    {
      std::lock_guard lock(mutex_);
      is_closed_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }

  std::size_t read(std::span<std::byte> out) override {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return !buffer_.empty() || is_done_; });
    if (buffer_.empty()) {
      if (outcome_ != CURLE_OK) fail(url_, handle_.get(), outcome_);
      return 0;
    }
    auto size = std::min(out.size(), buffer_.size());
    std::memcpy(out.data(), buffer_.data(), size);
    buffer_.erase(0, size);
    changed_.notify_all();
    return size;
  }

 private:
  static std::size_t on_data(char* data, std::size_t, std::size_t size, void* self) {
    return static_cast<HttpReader*>(self)->receive({data, size});
  }

  std::size_t receive(std::string_view data) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return buffer_.size() < (1u << 20) || is_closed_; });
    if (is_closed_) return 0;
    buffer_ += data;
    changed_.notify_all();
    return data.size();
  }

  void transfer() {
    auto outcome = curl_easy_perform(handle_.get());
    std::lock_guard lock(mutex_);
    outcome_ = outcome;
    is_done_ = true;
    changed_.notify_all();
  }

  std::string url_;
  CurlHandle handle_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::string buffer_;
  bool is_closed_ = false;
  bool is_done_ = false;
  CURLcode outcome_ = CURLE_OK;
  std::thread thread_;
};

std::size_t take_header(char* data, std::size_t, std::size_t size, void* headers) {
  std::string_view line(data, size);
  auto colon = line.find(':');
  if (colon != std::string_view::npos) {
    auto& found = *static_cast<std::map<std::string, std::string>*>(headers);
    found[lower_ascii(line.substr(0, colon))] = trim(line.substr(colon + 1));
  }
  return size;
}

// What a HEAD says; a server that refuses it is simply read.
std::string stamp_of(const std::string& url) {
  auto handle = make_handle(url);
  std::map<std::string, std::string> headers;
  curl_easy_setopt(handle.get(), CURLOPT_NOBODY, 1L);
  curl_easy_setopt(handle.get(), CURLOPT_HEADERFUNCTION, &take_header);
  curl_easy_setopt(handle.get(), CURLOPT_HEADERDATA, &headers);
  if (curl_easy_perform(handle.get()) != CURLE_OK) return "";
  if (headers.contains("etag")) return headers["etag"];
  if (!headers.contains("last-modified")) return "";
  return headers["last-modified"] + " " + headers["content-length"];
}

std::string file_name(const std::string& url) {
  auto path = url.substr(0, url.find_first_of("?#"));
  auto scheme = path.find("://") + 3;
  auto slash = path.rfind('/');
  bool has_name = slash != std::string::npos && slash >= scheme && slash + 1 < path.size();
  if (!has_name) {
    throw Error(ErrorKind::invalid, "InvalidUrl",
                fmt::format("{}: the URL must end with a file's name", url));
  }
  return percent_decode(path.substr(slash + 1)).value_or(path.substr(slash + 1));
}

}  // namespace

std::vector<LoadItem> items_of_urls(const Source& source) {
  std::vector<LoadItem> items;
  for (const auto& url : source.locations) {
    items.push_back({.origin = url,
                     .key = store::object_key(source.to.key.text() + file_name(url)),
                     .stamp = source.is_incremental ? stamp_of(url) : "",
                     .open = [url] { return std::make_unique<HttpReader>(url); }});
  }
  return items;
}

}  // namespace sluice::pipeline
