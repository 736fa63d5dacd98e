#include "engine/functions/regex/replacement.h"

#include "base/text.h"
#include "engine/functions/define.h"

namespace sluice::engine {

namespace {

[[noreturn]] void fail_replacement(std::string_view replacement) {
  raise(kInvalidArgument, fmt::format("Illegal replacement sequence: {}", replacement));
}

// Reads what stands behind a '$', and moves past it.
class GroupReader {
 public:
  GroupReader(std::string_view replacement, const Pattern& pattern, const Matches& match)
      : replacement_(replacement), pattern_(pattern), match_(match) {}

  std::size_t read(std::size_t& at) const {
    if (at == replacement_.size()) fail_replacement(replacement_);
    return replacement_[at] == '{' ? named(at) : numbered(at);
  }

 private:
  std::size_t named(std::size_t& at) const {
    const auto close = std::min(replacement_.find('}', at), replacement_.size());
    const std::string_view name = replacement_.substr(at + 1, close - at - 1);
    const auto group = match_.group_named(name);
    if (!group) {
      raise(kInvalidArgument,
            fmt::format("Illegal replacement sequence: unknown group {{ {} }}", name));
    }
    at = std::min(close + 1, replacement_.size());
    return *group;
  }

  // As many digits as name a group.
  std::size_t numbered(std::size_t& at) const {
    if (!is_digit(replacement_[at])) fail_replacement(replacement_);
    auto group = static_cast<std::size_t>(replacement_[at] - '0');
    if (group > pattern_.group_count())
      raise(kInvalidArgument, fmt::format("Illegal replacement sequence: unknown group {}", group));
    for (++at; at < replacement_.size() && is_digit(replacement_[at]); ++at) {
      const auto longer = group * 10 + static_cast<std::size_t>(replacement_[at] - '0');
      if (longer > pattern_.group_count()) break;
      group = longer;
    }
    return group;
  }

  std::string_view replacement_;
  const Pattern& pattern_;
  const Matches& match_;
};

}  // namespace

void append_replacement(std::string& out, std::string_view replacement, const Pattern& pattern,
                        const Matches& match) {
  const GroupReader groups(replacement, pattern, match);
  for (std::size_t at = 0; at < replacement.size();) {
    const std::size_t plain = std::min(replacement.find_first_of("$\\", at), replacement.size());
    append(out, replacement.substr(at, plain - at));
    if (plain == replacement.size()) return;
    at = plain + 1;
    const char c = replacement[plain];
    if (c == '$') {
      append(out, match.group(groups.read(at)).value_or(""));
      continue;
    }
    if (at == replacement.size()) fail_replacement(replacement);
    out += replacement[at++];
  }
}

}  // namespace sluice::engine
