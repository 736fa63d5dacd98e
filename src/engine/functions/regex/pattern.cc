#include "engine/functions/regex/pattern.h"

#include <oniguruma.h>

#include "engine/functions/define.h"
#include "engine/functions/utf8.h"

namespace sluice::engine {

namespace {

// A second or so of backtracking; what grows with a long text no faster than it is no runaway.
constexpr unsigned long kStepsMax = 5'000'000;
constexpr unsigned long kStepsPerByteMax = 4;
// Oniguruma does not say how many steps a search took, only that they were more than a limit: each
// search starts with a small one, which costs little to repeat, and what it used up is counted.
constexpr unsigned long kFirstStepsMax = 250;
constexpr unsigned long kStepsGrowth = 8;
constexpr unsigned kStackMax = 1'000'000;

const OnigUChar* bytes(std::string_view text) {
  // Oniguruma takes no null pointer, not even for an empty text.
  return reinterpret_cast<const OnigUChar*>(text.data() == nullptr ? "" : text.data());
}

std::string message_of(int code, const OnigErrorInfo* info) {
  OnigUChar buffer[ONIG_MAX_ERROR_MESSAGE_LEN];
  const int size = info == nullptr ? onig_error_code_to_str(buffer, code)
                                   : onig_error_code_to_str(buffer, code, info);
  return {reinterpret_cast<const char*>(buffer), static_cast<std::size_t>(size)};
}

// Joni's Java syntax has named groups, Oniguruma's has not.
const OnigSyntaxType& java_syntax() {
  static const OnigSyntaxType syntax = [] {
    OnigSyntaxType java;
    onig_copy_syntax(&java, ONIG_SYNTAX_JAVA);
    onig_set_syntax_op2(&java, onig_get_syntax_op2(&java) | ONIG_SYN_OP2_QMARK_LT_NAMED_GROUP |
                                   ONIG_SYN_OP2_ESC_K_NAMED_BACKREF);
    return java;
  }();
  return syntax;
}

void initialize() {
  static const int initialized = [] {
    OnigEncoding encodings[] = {ONIG_ENCODING_UTF8};
    return onig_initialize(encodings, 1);
  }();
  if (initialized != ONIG_NORMAL) throw std::runtime_error("Oniguruma cannot start");
}

}  // namespace

void Pattern::Free::operator()(re_pattern_buffer* expression) const {
  onig_free(expression);
}
void Pattern::Free::operator()(re_registers* region) const {
  onig_region_free(region, 1);
}
void Pattern::Free::operator()(OnigMatchParamStruct* limits) const {
  onig_free_match_param(limits);
}

Pattern::Pattern(std::string_view pattern)
    : text_(pattern),
      is_literal_(!pattern.empty() &&
                  pattern.find_first_of("\\^$.|?*+()[]{}") == std::string_view::npos) {
  initialize();
  regex_t* compiled = nullptr;
  // Oniguruma only reads the syntax, but does not say so.
  auto* syntax = const_cast<OnigSyntaxType*>(&java_syntax());
  OnigErrorInfo info{};
  const int status = onig_new(&compiled, bytes(text_), bytes(text_) + text_.size(),
                              ONIG_OPTION_DEFAULT, ONIG_ENCODING_UTF8, syntax, &info);
  expression_.reset(compiled);
  if (status != ONIG_NORMAL) raise(kInvalidArgument, message_of(status, &info));
  region_.reset(onig_region_new());
  limits_.reset(onig_new_match_param());
  if (!region_ || !limits_) throw std::bad_alloc();
  onig_initialize_match_param(limits_.get());
  onig_set_match_stack_limit_size_of_match_param(limits_.get(), kStackMax);
  group_count_ = static_cast<std::size_t>(onig_number_of_captures(expression_.get()));
}

Pattern::~Pattern() = default;

std::size_t Pattern::require_group(std::int64_t group) const {
  if (group < 0) raise(kInvalidArgument, "Group cannot be negative");
  if (static_cast<std::size_t>(group) > group_count_) {
    raise(kInvalidArgument,
          fmt::format("Pattern has {} groups. Cannot access group {}", group_count_, group));
  }
  return static_cast<std::size_t>(group);
}

int Matches::search_within(unsigned long steps_max) {
  const OnigUChar* begin = bytes(text_);
  const OnigUChar* end = begin + text_.size();
  onig_set_retry_limit_in_match_of_match_param(pattern_.limits_.get(), steps_max);
  onig_set_retry_limit_in_search_of_match_param(pattern_.limits_.get(), steps_max);
  return onig_search_with_param(pattern_.expression_.get(), begin, end, begin + from_, end,
                                pattern_.region_.get(), ONIG_OPTION_NONE, pattern_.limits_.get());
}

bool Matches::search() {
  if (pattern_.is_literal_) {
    start_ = text_.find(pattern_.text_, from_);
    end_ = start_ + pattern_.text_.size();
    return start_ != std::string_view::npos;
  }
  const unsigned long most = kStepsMax + kStepsPerByteMax * text_.size();
  int found = ONIG_MISMATCH;
  for (unsigned long limit = kFirstStepsMax;; limit *= kStepsGrowth) {
    const unsigned long allowed = std::min(limit, most - steps_);
    found = search_within(allowed);
    const bool is_over =
        found == ONIGERR_RETRY_LIMIT_IN_MATCH_OVER || found == ONIGERR_RETRY_LIMIT_IN_SEARCH_OVER;
    if (!is_over) break;
    steps_ += allowed;
    if (steps_ == most) break;
  }
  if (found == ONIG_MISMATCH) return false;
  if (found < 0) {
    raise(kInvalidArgument, fmt::format("The regular expression '{}' was given up: {}",
                                        pattern_.text_, message_of(found, nullptr)));
  }
  start_ = static_cast<std::size_t>(pattern_.region_->beg[0]);
  end_ = static_cast<std::size_t>(pattern_.region_->end[0]);
  return true;
}

bool Matches::next() {
  if (from_ > text_.size() || !search()) {
    from_ = text_.size() + 1;
    return false;
  }
  from_ = end_;
  if (start_ == end_) from_ += end_ < text_.size() ? character_size(text_, end_) : 1;
  return true;
}

std::optional<std::string_view> Matches::group(std::size_t number) const {
  if (pattern_.is_literal_) return text_.substr(start_, end_ - start_);
  const int begin = pattern_.region_->beg[number];
  const int end = pattern_.region_->end[number];
  if (begin < 0 || end < 0) return std::nullopt;
  return text_.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
}

std::optional<std::size_t> Matches::group_named(std::string_view name) const {
  const int number = onig_name_to_backref_number(pattern_.expression_.get(), bytes(name),
                                                 bytes(name) + name.size(), pattern_.region_.get());
  if (number < 0) return std::nullopt;
  return static_cast<std::size_t>(number);
}

}  // namespace sluice::engine
