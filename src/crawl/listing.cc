#include "crawl/listing.h"

#include "base/error.h"
#include "base/text.h"
#include "crawl/glob.h"

namespace sluice::crawl {

namespace {

bool is_hidden(std::string_view path) {
  for (const std::string_view part : split(path, '/')) {
    if (part.starts_with('.')) return true;
    if (part.starts_with('_') && part.find('=') == std::string_view::npos) return true;
  }
  return false;
}

void list_below(const store::Store& store, const meta::Snapshot& now, Listing& listing,
                const std::vector<Glob>& exclusions, const CancelToken* cancel) {
  std::string after;
  for (bool is_last = false; !is_last;) {
    if (cancel != nullptr) cancel->check();
    auto page = store.list(now, listing.bucket, {.prefix = listing.root, .start_after = after});
    for (store::Object& object : page.objects) {
      const std::string& key = object.key.text();
      if (key.ends_with('/')) continue;
      ++listing.listed;
      const std::string_view path = std::string_view(key).substr(listing.root.size());
      const auto excludes = [&](const Glob& glob) { return glob.matches(path); };
      if (is_hidden(path) || std::any_of(exclusions.begin(), exclusions.end(), excludes)) {
        ++listing.excluded;
      } else {
        listing.objects.push_back(std::move(object));
      }
    }
    is_last = !page.next_start_after;
    if (!is_last) after = *page.next_start_after;
  }
}

}  // namespace

Listing list_objects(const store::Store& store, const meta::Snapshot& now, const std::string& uri,
                     const std::vector<std::string>& exclusions, const CancelToken* cancel) {
  const store::ObjectUri target = store::parse_uri(uri);
  Listing listing{.bucket = target.bucket, .root = target.key.text()};
  if (!store.find_bucket(now, target.bucket)) {
    throw Error(ErrorKind::not_found, "NoSuchBucket",
                fmt::format("there is no bucket {}", target.bucket));
  }
  if (!listing.root.empty() && !listing.root.ends_with('/')) {
    if (auto object = store.find(now, target.bucket, target.key)) {
      listing.is_object = true;
      listing.listed = 1;
      listing.objects.push_back(*std::move(object));
      return listing;
    }
    listing.root += '/';
  }
  std::vector<Glob> globs;
  for (const std::string& pattern : exclusions)
    globs.emplace_back(pattern);
  list_below(store, now, listing, globs, cancel);
  return listing;
}

}  // namespace sluice::crawl
