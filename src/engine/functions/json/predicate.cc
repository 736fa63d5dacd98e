// The predicates of a path's filters. They never fail: an error makes them unknown.
#include <re2/re2.h>

#include "engine/functions/define.h"
#include "engine/functions/json/evaluate.h"

namespace sluice::engine {

namespace {

using sql::PathKind;
using sql::PathNode;

struct Categories {
  bool null = false;
  bool scalar = false;
  bool nested = false;
};

Categories categories_of(const ItemSequence& items) {
  Categories found;
  for (const auto* item : items) {
    found.null |= item->type == ItemType::null;
    found.scalar |= item->is_scalar();
    found.nested |= item->type >= ItemType::array;
  }
  return found;
}

[[noreturn]] void fail_pattern(std::string_view reason) {
  raise("INVALID_PATH", fmt::format("invalid like_regex pattern in JSON path: {}", reason));
}

// What RE2 takes and XQuery's regular expressions have not.
void check_pattern(std::string_view pattern) {
  for (std::size_t at = 0; at + 1 < pattern.size(); ++at) {
    const std::string_view rest = pattern.substr(at);
    if (rest.starts_with("(?>")) fail_pattern("atomic groups are not supported");
    const bool looks_ahead = rest.starts_with("(?=") || rest.starts_with("(?!");
    if (looks_ahead) fail_pattern("lookahead is not supported");
    const bool is_other = rest.starts_with("(?<") || rest.starts_with("(?P");
    if (is_other) fail_pattern("lookbehind and named groups are not supported");
    if (rest.starts_with("*+") || rest.starts_with("++") || rest.starts_with("?+")) {
      fail_pattern("possessive quantifiers are not supported");
    }
    if (pattern[at] != '\\') continue;
    if (rest.starts_with("\\x") && !rest.starts_with("\\x{")) {
      fail_pattern("\\xHH escapes are not supported");
    }
    ++at;
  }
}

RE2::Options options_of(std::string_view flags) {
  RE2::Options options(RE2::Quiet);
  for (const char flag : flags) {
    if (std::string_view("ismq").find(flag) == std::string_view::npos) {
      raise("INVALID_PATH",
            fmt::format("invalid like_regex flags in JSON path: unsupported flag {}", flag));
    }
  }
  options.set_case_sensitive(flags.find('i') == std::string_view::npos);
  options.set_dot_nl(flags.find('s') != std::string_view::npos);
  options.set_literal(flags.find('q') != std::string_view::npos);
  return options;
}

}  // namespace

std::optional<ItemSequence> PathEvaluator::try_sequence(const PathNode& node, const Scope& scope) {
  try {
    return sequence(node, scope);
  } catch (const PathFault& fault) {
    if (fault.is_limit) throw;
    return std::nullopt;
  }
}

PathEvaluator::Truth PathEvaluator::holds(const PathNode& predicate, const Scope& scope) {
  switch (predicate.kind) {
    case PathKind::and_:
    case PathKind::or_:
      return connected(predicate, scope);
    case PathKind::not_: {
      const Truth inner = holds(*predicate.children[0], scope);
      return inner ? Truth(!*inner) : inner;
    }
    case PathKind::is_unknown:
      return !holds(*predicate.children[0], scope).has_value();
    case PathKind::exists: {
      const auto found = try_sequence(*predicate.children[0], scope);
      return found ? Truth(!found->empty()) : Truth();
    }
    case PathKind::starts_with:
      return starts_with(predicate, scope);
    case PathKind::like_regex:
      return like_regex(predicate, scope);
    default:
      return compared(predicate, scope);
  }
}

PathEvaluator::Truth PathEvaluator::connected(const PathNode& predicate, const Scope& scope) {
  const bool decisive = predicate.kind == PathKind::or_;
  const Truth left = holds(*predicate.children[0], scope);
  if (left == Truth(decisive)) return decisive;
  const Truth right = holds(*predicate.children[1], scope);
  if (right == Truth(decisive)) return decisive;
  return left && right ? Truth(!decisive) : Truth();
}

// Every item of one side with every item of the other: one pair is enough. NULL compares with
// anything, what is nested with NULL alone.
PathEvaluator::Truth PathEvaluator::compared(const PathNode& predicate, const Scope& scope) {
  auto lefts = try_sequence(*predicate.children[0], scope);
  if (!lefts) return std::nullopt;
  auto rights = try_sequence(*predicate.children[1], scope);
  if (!rights) return std::nullopt;
  lefts = unwrapped(std::move(*lefts));
  rights = unwrapped(std::move(*rights));
  if (lefts->empty() || rights->empty()) return false;
  const Categories left = categories_of(*lefts);
  const Categories right = categories_of(*rights);
  if ((left.nested && (right.nested || right.scalar)) || (left.scalar && right.nested)) {
    return std::nullopt;
  }
  bool found = predicate.kind == PathKind::equal && left.null && right.null;
  if (predicate.kind == PathKind::not_equal) {
    found = (left.null && (right.scalar || right.nested)) ||
            (right.null && (left.scalar || left.nested));
  }
  if (found && is_lax_) return true;
  for (const auto* one : *lefts) {
    for (const auto* other : *rights) {
      count_step();
      if (!one->is_scalar() || !other->is_scalar()) continue;
      const Truth result = compare_items(predicate.kind, *one, *other);
      if (!result || (*result && is_lax_)) return result;
      found |= *result;
    }
  }
  return found;
}

template <class Test>
PathEvaluator::Truth PathEvaluator::any_text(const ItemSequence& items, const Test& test) {
  bool found = false;
  for (const auto* item : items) {
    count_step();
    if (item->type != ItemType::varchar) return std::nullopt;
    if (!test(item->text)) continue;
    if (is_lax_) return true;
    found = true;
  }
  return found;
}

PathEvaluator::Truth PathEvaluator::starts_with(const PathNode& predicate, const Scope& scope) {
  auto values = try_sequence(*predicate.children[0], scope);
  const auto prefixes = try_sequence(*predicate.children[1], scope);
  if (!values || !prefixes || prefixes->size() != 1) return std::nullopt;
  const JsonItem& prefix = *prefixes->front();
  if (prefix.type != ItemType::varchar) return std::nullopt;
  return any_text(unwrapped(std::move(*values)),
                  [&](const std::string& text) { return text.starts_with(prefix.text); });
}

PathEvaluator::Truth PathEvaluator::like_regex(const PathNode& predicate, const Scope& scope) {
  check_pattern(predicate.text);
  const bool has_lines = predicate.flags.find('m') != std::string::npos;
  const RE2 pattern(has_lines ? "(?m)" + predicate.text : predicate.text,
                    options_of(predicate.flags));
  if (!pattern.ok()) fail_pattern(pattern.error());
  auto values = try_sequence(*predicate.children[0], scope);
  if (!values) return std::nullopt;
  return any_text(unwrapped(std::move(*values)),
                  [&](const std::string& text) { return RE2::PartialMatch(text, pattern); });
}

}  // namespace sluice::engine
