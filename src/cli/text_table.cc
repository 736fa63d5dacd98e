#include "cli/text_table.h"

#include "base/utf8.h"

namespace sluice::cli {
namespace {

std::string cut(std::string_view text, int width) {
  int seen = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!is_continuation(text[i]) && ++seen > width - 1)
      return std::string(text.substr(0, i)) + "…";
  }
  return std::string(text);
}

std::string line_of(const TextRow& cells, const std::vector<TextColumn>& columns,
                    const std::vector<int>& widths) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) line += "  ";
    line += fit(cells[i], widths[i], columns[i].align);
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

}  // namespace

int display_width(std::string_view text) {
  return static_cast<int>(count_characters(text));
}

std::string fit(std::string_view text, int width, Align align) {
  const int own = display_width(text);
  if (own > width) return cut(text, width);
  const std::string padding(static_cast<std::size_t>(width - own), ' ');
  return align == Align::left ? std::string(text) + padding : padding + std::string(text);
}

std::string on_one_line(std::string_view text) {
  std::string line;
  for (char byte : text) {
    if (byte == '\n') {
      line += "\\n";
    } else if (byte == '\t') {
      line += "\\t";
    } else if (static_cast<unsigned char>(byte) < 0x20 || byte == 0x7f) {
      line += fmt::format("\\x{:02x}", static_cast<unsigned char>(byte));
    } else {
      line += byte;
    }
  }
  return line;
}

std::string text_table(const std::vector<TextColumn>& columns, const std::vector<TextRow>& rows,
                       const TableLimits& limits) {
  std::vector<int> widths;
  TextRow names;
  TextRow rule;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    int width = display_width(columns[i].name);
    for (const auto& row : rows)
      width = std::max(width, display_width(row[i]));
    if (limits.cell_width_max > 0) width = std::min(width, limits.cell_width_max);
    widths.push_back(width);
    names.push_back(columns[i].name);
    std::string dashes;
    for (int dash = 0; dash < width; ++dash)
      dashes += "─";
    rule.push_back(std::move(dashes));
  }
  std::string text = line_of(names, columns, widths) + line_of(rule, columns, widths);
  for (const auto& row : rows)
    text += line_of(row, columns, widths);
  return text;
}

}  // namespace sluice::cli
