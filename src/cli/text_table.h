// Columns that line up, for people.
#pragma once

#include <string>
#include <vector>

namespace sluice::cli {

enum class Align { left, right };

struct TextColumn {
  std::string name;
  Align align = Align::left;
};

using TextRow = std::vector<std::string>;

// A cell wider than this ends in "…"; 0: no limit.
struct TableLimits {
  int cell_width_max = 0;
};

// A header, a rule and the rows, each line ended by a newline and without spaces at its end.
std::string text_table(const std::vector<TextColumn>& columns, const std::vector<TextRow>& rows,
                       const TableLimits& limits = {});

// Characters that a terminal shows: code points.
int display_width(std::string_view text);
// To a width, cut with "…" or padded.
std::string fit(std::string_view text, int width, Align align = Align::left);
// Control characters as spaces or escapes, so that a value stays in its cell.
std::string on_one_line(std::string_view text);

}  // namespace sluice::cli
