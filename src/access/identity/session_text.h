// A session as the text that its token seals. Internal to identity.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "access/identity/sessions.h"

namespace sluice::access {

std::string session_to_text(const Session& session);
Session session_from_text(std::string_view text);

}  // namespace sluice::access
