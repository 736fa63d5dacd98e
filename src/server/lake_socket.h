// The lake's socket: LAKE/sluice.sock, for its owner alone.
#pragma once

#include <optional>
#include <string>

#include "server/descriptor.h"

namespace sluice::server {

// Takes the place of a socket that a dead process left. Only the holder of the lake's lock may call
// it. Throws Error io.
Descriptor listen_in(const std::string& lake_directory);

// Before the holder lets go of the lock.
void remove_socket(const std::string& lake_directory);

// Absent when nobody listens. Throws Error denied for a holder that is another user.
std::optional<Descriptor> connect_to(const std::string& lake_directory);

// Whether the other side runs as this process's user.
bool is_same_user(const Descriptor& connection);

}  // namespace sluice::server
