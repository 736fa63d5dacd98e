// A bucket's structured configuration as text in its rows.
#pragma once

#include <string>
#include <vector>

#include "store/bucket.h"
#include "store/lifecycle.h"

namespace sluice::store {

std::string lock_text(const BucketLock& lock);
BucketLock lock_in(const std::string& text);

std::string notifications_text(const std::vector<NotificationRule>& rules);
std::vector<NotificationRule> notifications_in(const std::string& text);

std::string lifecycle_text(const Lifecycle& lifecycle);
Lifecycle lifecycle_in(const std::string& text);

}  // namespace sluice::store
