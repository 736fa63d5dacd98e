#include <algorithm>
#include <array>

#include "access/identity/rows/entity_rows.h"
#include "base/json.h"
#include "base/text.h"

namespace sluice::access {
namespace {

constexpr std::size_t kTagsMax = 50;

struct KindWords {
  std::string_view word;
  std::string_view title;
  std::string_view id_prefix;
  std::size_t name_chars_max;
};

// By EntityKind.
constexpr std::array<KindWords, 5> kKinds = {
    {{"user", "User", "AIDA", 64},
     {"group", "Group", "AGPA", 128},
     {"role", "Role", "AROA", 64},
     {"policy", "Policy", "ANPA", 128},
     {"instance-profile", "Instance Profile", "AIPA", 128}}};

const KindWords& words(EntityKind kind) {
  return kKinds[static_cast<std::size_t>(kind)];
}

bool is_name_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) ||
         std::string_view("_+=,.@-").find(c) != std::string_view::npos;
}

void check_name(EntityKind kind, const std::string& name) {
  const bool is_good = !name.empty() && name.size() <= words(kind).name_chars_max &&
                       std::all_of(name.begin(), name.end(), is_name_char);
  if (is_good) return;
  throw Error(ErrorKind::invalid, "ValidationError",
              fmt::format("The specified value for {}Name is invalid. It must contain only"
                          " alphanumeric characters and/or the following: +=,.@_-",
                          lower_ascii(words(kind).title)));
}

void check_path(const std::string& path) {
  const bool is_good =
      path.size() <= 512 && path.starts_with('/') && path.ends_with('/') &&
      path.find("//") == std::string::npos &&
      std::all_of(path.begin(), path.end(), [](char c) { return c > ' ' && c < '\x7f'; });
  if (is_good) return;
  throw Error(ErrorKind::invalid, "ValidationError",
              "The specified value for path is invalid. It must begin and end with / and contain"
              " only alphanumeric characters and/or / characters.");
}

}  // namespace

std::string_view kind_word(EntityKind kind) {
  return words(kind).word;
}

std::string_view kind_title(EntityKind kind) {
  return words(kind).title;
}

Error no_such_entity(EntityKind kind, std::string_view name) {
  return Error(
      ErrorKind::not_found, "NoSuchEntity",
      fmt::format("The {} with name {} cannot be found.", lower_ascii(kind_title(kind)), name));
}

std::string make_id(Random& random, std::string_view prefix) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::array<std::byte, 16> bytes;
  random.fill(bytes);
  std::string id(prefix);
  for (const std::byte byte : bytes)
    id += kDigits[std::to_integer<unsigned>(byte) % kDigits.size()];
  return id;
}

std::string make_arn(const std::string& account, EntityKind kind, const std::string& path,
                     const std::string& name) {
  return fmt::format("arn:aws:iam::{}:{}{}{}", account, kind_word(kind), path, name);
}

Entity make_entity(Account& account, EntityKind kind, const NewEntity& from) {
  check_name(kind, from.name);
  check_path(from.path);
  Entity entity{.kind = kind,
                .name = from.name,
                .path = from.path,
                .id = make_id(account.random(), words(kind).id_prefix),
                .arn = make_arn(account.id(), kind, from.path, from.name),
                .created = account.clock().now(),
                .description = from.description,
                .boundary_arn = from.boundary_arn};
  entity.updated = entity.created;
  merge_tags(entity.tags, from.tags);
  return entity;
}

std::string tags_to_text(const std::vector<Tag>& tags) {
  json::object object;
  for (const Tag& tag : tags)
    object[tag.key] = tag.value;
  return to_text(json::value(std::move(object)));
}

std::vector<Tag> tags_from_text(const std::string& text) {
  std::vector<Tag> tags;
  const json::value value = parse_json(text);
  for (const auto& member : value.as_object())
    tags.push_back({std::string(member.key()), std::string(member.value().as_string())});
  return tags;
}

void merge_tags(std::vector<Tag>& tags, const std::vector<Tag>& added) {
  for (const Tag& tag : added) {
    if (tag.key.empty() || tag.key.size() > 128 || tag.value.size() > 256)
      throw Error(ErrorKind::invalid, "InvalidInput", "A tag's key or value is too long or empty.");
    if (equal_ignoring_case(tag.key.substr(0, 4), "aws:"))
      throw Error(ErrorKind::invalid, "InvalidInput", "Tag keys cannot start with 'aws:'.");
    remove_tags(tags, {tag.key});
    tags.push_back(tag);
  }
  if (tags.size() > kTagsMax) {
    throw Error(ErrorKind::limit, "LimitExceeded",
                fmt::format("The number of tags has reached the maximum limit: {}", kTagsMax));
  }
}

void remove_tags(std::vector<Tag>& tags, const std::vector<std::string>& keys) {
  std::erase_if(tags, [&](const Tag& tag) {
    return std::any_of(keys.begin(), keys.end(),
                       [&](const std::string& key) { return equal_ignoring_case(key, tag.key); });
  });
}

}  // namespace sluice::access
