#include "meta/snapshot.h"

#include <algorithm>

#include <fmt/format.h>

namespace sluice::meta {

void Pins::add(std::int64_t horizon) {
  const std::lock_guard lock(mutex_);
  horizons_.insert(horizon);
}

void Pins::remove(std::int64_t horizon) {
  const std::lock_guard lock(mutex_);
  horizons_.erase(horizons_.find(horizon));
}

std::int64_t Pins::oldest(std::int64_t otherwise) const {
  const std::lock_guard lock(mutex_);
  return horizons_.empty() ? otherwise : *horizons_.begin();
}

struct Snapshot::State {
  State(std::int64_t number_, std::vector<std::int64_t> unpublished_, std::shared_ptr<Pins> pins_,
        std::optional<std::int64_t> configuration_)
      : number(number_),
        unpublished(std::move(unpublished_)),
        pins(std::move(pins_)),
        configuration(configuration_) {
    pins->add(horizon());
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() { pins->remove(horizon()); }

  // Every commit up to here is seen in full: what it retired is seen by nobody from here on.
  std::int64_t horizon() const {
    return unpublished.empty() ? number : std::min(number, unpublished.front() - 1);
  }

  std::int64_t number;
  std::vector<std::int64_t> unpublished;
  std::shared_ptr<Pins> pins;  // shared with the database: a snapshot may outlive it
  std::optional<std::int64_t> configuration;
};

Snapshot::Snapshot(std::int64_t number, std::vector<std::int64_t> unpublished,
                   std::shared_ptr<Pins> pins, std::optional<std::int64_t> configuration)
    : state_(std::make_shared<const State>(number, std::move(unpublished), std::move(pins),
                                           configuration)) {}

std::optional<std::int64_t> Snapshot::configuration() const {
  return state_->configuration;
}

CommitNumber Snapshot::number() const {
  return CommitNumber{state_->number};
}

std::span<const std::int64_t> Snapshot::unpublished() const {
  return state_->unpublished;
}

bool Snapshot::includes(CommitNumber commit) const {
  const auto number = static_cast<std::int64_t>(commit);
  return number <= state_->number &&
         !std::binary_search(state_->unpublished.begin(), state_->unpublished.end(), number);
}

std::string Snapshot::sees(std::string_view alias) const {
  const std::int64_t at = state_->number;
  if (state_->unpublished.empty()) {
    return fmt::format("({0}.added <= @at{1} AND {0}.retired > @at{1})", alias, at);
  }
  return fmt::format(
      "({0}.added <= @at{1} AND {0}.added NOT IN ({2}) AND "
      "({0}.retired > @at{1} OR {0}.retired IN ({2})))",
      alias, at, fmt::join(state_->unpublished, ","));
}

}  // namespace sluice::meta
