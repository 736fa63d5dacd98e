#include "pipeline/report_graph.h"

#include "base/html.h"
#include "base/text.h"

namespace sluice::pipeline {
namespace {

constexpr int kBoxWidth = 170;
constexpr int kBoxHeight = 46;
constexpr int kGapX = 70;
constexpr int kGapY = 22;
constexpr int kMargin = 4;

struct Box {
  int column = 0;
  int line = 0;
  int x() const { return kMargin + column * (kBoxWidth + kGapX); }
  int y() const { return kMargin + line * (kBoxHeight + kGapY); }
};

// The steps are in order, so what a step needs has its column already.
std::vector<Box> boxes_of(const Graph& graph) {
  std::vector<Box> boxes(graph.steps.size());
  std::map<int, int> used;
  for (std::size_t i = 0; i < graph.steps.size(); ++i) {
    for (auto need : graph.steps[i].needs) {
      boxes[i].column = std::max(boxes[i].column, boxes[need].column + 1);
    }
    boxes[i].line = used[boxes[i].column]++;
  }
  return boxes;
}

std::string colour(StepState state) {
  switch (state) {
    case StepState::succeeded:
      return "#14733b";
    case StepState::failed:
    case StepState::stopped:
      return "#b3261e";
    default:
      return "#8a95a3";
  }
}

std::string line_svg(const Box& from, const Box& to) {
  int x1 = from.x() + kBoxWidth;
  int y1 = from.y() + kBoxHeight / 2;
  int x2 = to.x();
  int y2 = to.y() + kBoxHeight / 2;
  int middle = (x1 + x2) / 2;
  return fmt::format("<path d=\"M{} {} C{} {} {} {} {} {}\" fill=none stroke=\"#b8c1cc\"/>\n", x1,
                     y1, middle, y1, middle, y2, x2, y2);
}

std::string box_svg(const Box& box, const std::string& name, const StepStatus& status) {
  auto below = status.rows > 0 ? human_count(status.rows) + " rows" : state_name(status.state);
  std::replace(below.begin(), below.end(), '_', ' ');
  return fmt::format(
      "<rect x={0} y={1} width={2} height={3} rx=6 fill=\"#fff\" stroke=\"{4}\" "
      "stroke-width=1.5 />\n<text x={5} y={6} font-size=13 font-weight=600>{7}</text>\n"
      "<text x={5} y={8} font-size=12 fill=\"#5a6675\">{9}</text>\n",
      box.x(), box.y(), kBoxWidth, kBoxHeight, colour(status.state), box.x() + 10, box.y() + 20,
      escape_html(name), box.y() + 37, escape_html(below));
}

}  // namespace

std::string graph_svg(const PipelineResult& result) {
  const auto& steps = result.graph.steps;
  auto boxes = boxes_of(result.graph);
  int width = 0;
  int height = 0;
  for (const auto& box : boxes) {
    width = std::max(width, box.x() + kBoxWidth + kMargin);
    height = std::max(height, box.y() + kBoxHeight + kMargin);
  }
  auto svg = fmt::format(
      "<svg viewBox=\"0 0 {0} {1}\" width={0} height={1} role=img "
      "aria-label=\"the steps and what each needs\">\n",
      width, height);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    for (auto need : steps[i].needs)
      svg += line_svg(boxes[need], boxes[i]);
  }
  for (std::size_t i = 0; i < steps.size(); ++i) {
    svg += box_svg(boxes[i], steps[i].name, result.steps[i].status);
  }
  return svg + "</svg>\n";
}

}  // namespace sluice::pipeline
