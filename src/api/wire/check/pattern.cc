#define PCRE2_CODE_UNIT_WIDTH 8
#include "api/wire/check/pattern.h"

#include <fmt/format.h>
#include <pcre2.h>

#include "base/error.h"

namespace sluice::api {
namespace {

constexpr std::uint32_t kStepsMax = 100000;

template <class T, void (*free)(T*)>
struct Free {
  void operator()(T* what) const { free(what); }
};
using MatchData = std::unique_ptr<pcre2_match_data, Free<pcre2_match_data, pcre2_match_data_free>>;
using MatchContext =
    std::unique_ptr<pcre2_match_context, Free<pcre2_match_context, pcre2_match_context_free>>;
using Code = std::unique_ptr<pcre2_code, Free<pcre2_code, pcre2_code_free>>;

}  // namespace

struct Pattern::Compiled {
  Code code;
  MatchContext context;
};

Pattern::Pattern(const std::string& expression) {
  int error = 0;
  PCRE2_SIZE offset = 0;
  // ALT_BSUX: Java writes characters as \u0009.
  Code code(pcre2_compile(reinterpret_cast<PCRE2_SPTR>(expression.data()), expression.size(),
                          PCRE2_UTF | PCRE2_ALT_BSUX | PCRE2_ANCHORED | PCRE2_ENDANCHORED |
                              PCRE2_NO_AUTO_CAPTURE | PCRE2_DOLLAR_ENDONLY,
                          &error, &offset, nullptr));
  if (!code) {
    throw Error(ErrorKind::unsupported, "UnsupportedPattern",
                fmt::format("PCRE2 refuses the pattern {} at {}", expression, offset));
  }
  MatchContext context(pcre2_match_context_create(nullptr));
  pcre2_set_match_limit(context.get(), kStepsMax);
  compiled_ = std::make_unique<const Compiled>(Compiled{std::move(code), std::move(context)});
}

Pattern::~Pattern() = default;
Pattern::Pattern(Pattern&&) noexcept = default;

bool Pattern::matches(std::string_view text) const {
  const auto* code = compiled_->code.get();
  MatchData data(pcre2_match_data_create_from_pattern(code, nullptr));
  return pcre2_match(code, reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), 0, 0, data.get(),
                     compiled_->context.get()) >= 0;
}

}  // namespace sluice::api
