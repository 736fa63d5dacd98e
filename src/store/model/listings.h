// A store's listings page by page, in the model's words.
#pragma once

#include <gtest/gtest.h>

#include "store/model/model.h"
#include "store/store_test_world.h"

namespace sluice::store {

// Objects and common prefixes come in two lists: first the one, then the other.
inline Model::Lines by_kind(Model::Lines lines) {
  std::stable_partition(lines.begin(), lines.end(),
                        [](const std::string& line) { return line.front() != '+'; });
  return lines;
}

// Every page but the last is as large as it was asked to be.
inline void check_page(std::size_t taken, int page_size, bool is_last) {
  const auto size = static_cast<std::size_t>(page_size);
  EXPECT_TRUE(taken == size || (is_last && taken < size)) << taken << " of " << size;
}

inline Model::Lines listed(TestStore& world, const std::string& prefix,
                           const std::string& delimiter, int page_size) {
  ListOptions options{.prefix = prefix, .delimiter = delimiter, .max_keys = page_size};
  Model::Lines lines;
  while (true) {
    const auto page = world.store->list(world.database->snapshot(), world.bucket, options);
    for (const Object& object : page.objects)
      lines.push_back(object.key.text());
    for (const std::string& common : page.common_prefixes)
      lines.push_back("+" + common);
    check_page(page.objects.size() + page.common_prefixes.size(), page_size,
               !page.next_start_after);
    if (!page.next_start_after) return by_kind(lines);
    options.start_after = *page.next_start_after;
  }
}

inline Model::Lines listed_versions(TestStore& world, const std::string& prefix,
                                    const std::string& delimiter, int page_size) {
  VersionListOptions options{.prefix = prefix, .delimiter = delimiter, .max_keys = page_size};
  Model::Lines lines;
  while (true) {
    const auto page = world.store->versions(world.database->snapshot(), world.bucket, options);
    for (const Object& object : page.versions)
      lines.push_back(object.key.text() + "#" + object.version.text());
    for (const std::string& common : page.common_prefixes)
      lines.push_back("+" + common);
    check_page(page.versions.size() + page.common_prefixes.size(), page_size,
               !page.next_start_after);
    if (!page.next_start_after) return by_kind(lines);
    options.start_after = *page.next_start_after;
    options.version_marker = page.next_version_marker;
  }
}

}  // namespace sluice::store
