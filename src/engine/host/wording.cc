#include "engine/host/wording.h"

#include <array>

#include <re2/re2.h>

namespace sluice::engine {

namespace {

struct Rule {
  const char* pattern;
  const char* wording;  // \1 … are the pattern's groups
};

constexpr std::array<Rule, 10> kRules = {{
    // A minus is lowered so.
    {R"(Overflow in subtraction of (\w+) \(0 - (-\d+)\)!.*)", R"(\1 negation overflow: \2)"},
    {R"(Overflow in (addition|subtraction|multiplication) of (\w+) \((.*)\)!.*)",
     R"(\2 \1 overflow: \3)"},
    // The least value tells its type.
    {R"(Overflow on abs\((-128)\).*)", R"(Value \1 is out of range for abs(tinyint))"},
    {R"(Overflow on abs\((-32768)\).*)", R"(Value \1 is out of range for abs(smallint))"},
    {R"(Overflow on abs\((-2147483648)\).*)", R"(Value \1 is out of range for abs(integer))"},
    {R"(Overflow on abs\((.*)\).*)", R"(Value \1 is out of range for abs(bigint))"},
    // Of a date: no number of 32 bits fails so.
    {R"(Type INT32 with value \S+ can't be cast .* destination type INT64.*)",
     R"(timestamp out of range)"},
    {R"(Type \w+ with value (\S+) can't be cast .* for the destination type (\w+).*)",
     R"(Out of range for \2: \1)"},
    {R"(Overflow in HUGEINT .*)", R"(Decimal overflow)"},
    {R"(More than one row returned by a subquery.*)",
     R"(Scalar sub-query has returned multiple rows)"},
}};

struct TypeName {
  const char* theirs;
  const char* trino;
};

constexpr std::array<TypeName, 5> kTypes = {{{R"(\bINT128\b)", "decimal"},
                                             {R"(\bINT64\b)", "bigint"},
                                             {R"(\bINT32\b)", "integer"},
                                             {R"(\bINT16\b)", "smallint"},
                                             {R"(\bINT8\b)", "tinyint"}}};

}  // namespace

std::string trino_wording(const std::string& message) {
  std::string text = message;
  for (const auto& rule : kRules) {
    if (!RE2::FullMatch(text, rule.pattern)) continue;
    RE2::Replace(&text, rule.pattern, rule.wording);
    for (const auto& type : kTypes)
      RE2::GlobalReplace(&text, type.theirs, type.trino);
    return text;
  }
  return text;
}

}  // namespace sluice::engine
