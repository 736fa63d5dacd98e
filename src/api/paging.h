// Pages of lists that fit into memory.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::api {

template <class Item>
struct Page {
  std::vector<Item> items;
  std::string next_marker;  // "" at the end
};

// Those after `marker` in the order of their names, which differ. The marker is the name of the
// last one shown: what is added or removed between two pages neither repeats nor hides another.
template <class Item, class NameOf>
Page<Item> page_of(std::vector<Item> items, std::string_view marker, std::size_t items_max,
                   NameOf name_of) {
  std::sort(items.begin(), items.end(), [&](const Item& left, const Item& right) {
    return std::string_view(name_of(left)) < std::string_view(name_of(right));
  });
  Page<Item> page;
  for (auto& item : items) {
    if (!marker.empty() && std::string_view(name_of(item)) <= marker) continue;
    if (page.items.size() == items_max) {
      page.next_marker = name_of(page.items.back());
      break;
    }
    page.items.push_back(std::move(item));
  }
  return page;
}

}  // namespace sluice::api
