#include "pipeline/graph.h"

#include "base/text.h"
#include "pipeline/yaml_node.h"
#include "sql/sql.h"

namespace sluice::pipeline {
namespace {

// Where a table that a model names comes from: steps by position, or the catalog.
class Makers {
 public:
  Makers(const Pipeline& pipeline, const std::vector<Step>& steps) : pipeline_(pipeline) {
    for (std::size_t i = 0; i < steps.size(); ++i) {
      if (steps[i].kind == StepKind::model)
        models_[pipeline.models[steps[i].index].model.table] = i;
      if (steps[i].kind == StepKind::crawl) crawls_.push_back({i, steps[i].index});
    }
  }

  std::optional<std::size_t> model(const catalog::TableName& table) const {
    auto found = models_.find(table);
    if (found == models_.end()) return std::nullopt;
    return found->second;
  }

  // What a crawl finds is known only afterwards: all that write the table's database count.
  std::vector<std::size_t> crawls(const catalog::TableName& table) const {
    std::vector<std::size_t> found;
    for (const auto& [step, index] : crawls_) {
      const auto& options = pipeline_.crawls[index].options;
      bool is_named_otherwise = !options.table_name.empty() && options.table_name != table.table;
      if (options.database == table.database && !is_named_otherwise) found.push_back(step);
    }
    return found;
  }

 private:
  const Pipeline& pipeline_;
  std::map<catalog::TableName, std::size_t> models_;
  std::vector<std::pair<std::size_t, std::size_t>> crawls_;
};

// Whether one of the two places lies in the other.
bool overlap(const std::string& left, const std::string& right) {
  return left.starts_with(right) || right.starts_with(left);
}

[[noreturn]] void unknown_table(const jobs::Model& model, const sql::NamedTable& reference) {
  throw Error(ErrorKind::invalid, "TABLE_NOT_FOUND",
              fmt::format("{}:{}:{}: table {} is neither made by this pipeline nor in the catalog",
                          model.file, reference.line, reference.column, to_text(reference.table)));
}

void add_once(std::vector<std::size_t>& steps, std::size_t step) {
  if (std::find(steps.begin(), steps.end(), step) == steps.end()) steps.push_back(step);
}

std::vector<sql::NamedTable> references_of(const jobs::Model& model) {
  try {
    auto references = sql::table_references(model.sql);
    for (auto& reference : references) {
      if (reference.table.database.empty()) reference.table.database = model.table.database;
    }
    return references;
  } catch (const Error& error) {
    std::string_view message = error.message();
    if (message.starts_with("line ")) message.remove_prefix(5);
    throw Error(error.kind(), error.code(), fmt::format("{}:{}", model.file, message));
  }
}

void need_tables(Step& step, std::size_t position, const jobs::Model& model, const Makers& makers,
                 const std::function<bool(const catalog::TableName&)>& is_in_catalog) {
  for (const auto& reference : references_of(model)) {
    auto maker = makers.model(reference.table);
    if (maker == position) {
      throw Error(ErrorKind::invalid, "ModelCycle",
                  fmt::format("{}:{}:{}: the model reads the table that it makes, {}", model.file,
                              reference.line, reference.column, to_text(reference.table)));
    }
    auto crawls = makers.crawls(reference.table);
    if (maker) {
      add_once(step.needs, *maker);
    } else if (!crawls.empty()) {
      for (auto crawl : crawls)
        add_once(step.needs, crawl);
    } else if (!is_in_catalog(reference.table)) {
      unknown_table(model, reference);
    }
  }
}

// Depth first; a step met again on the way down closes a cycle.
class Sorter {
 public:
  explicit Sorter(const std::vector<Step>& steps)
      : steps_(steps), marks_(steps.size(), Mark::unseen) {}

  std::vector<std::size_t> sorted() {
    for (std::size_t i = 0; i < steps_.size(); ++i)
      visit(i);
    return order_;
  }

 private:
  enum class Mark { unseen, open, done };

  void visit(std::size_t step) {
    if (marks_[step] == Mark::done) return;
    path_.push_back(step);
    if (marks_[step] == Mark::open) report_cycle(step);
    marks_[step] = Mark::open;
    for (auto need : steps_[step].needs)
      visit(need);
    marks_[step] = Mark::done;
    path_.pop_back();
    order_.push_back(step);
  }

  [[noreturn]] void report_cycle(std::size_t step) const {
    auto start = std::find(path_.begin(), path_.end(), step);
    std::string text;
    for (auto at = start; at != path_.end(); ++at) {
      text += (text.empty() ? "" : " needs ") + steps_[*at].name;
    }
    throw Error(ErrorKind::invalid, "ModelCycle", fmt::format("a cycle of models: {}", text));
  }

  const std::vector<Step>& steps_;
  std::vector<Mark> marks_;
  std::vector<std::size_t> path_;
  std::vector<std::size_t> order_;
};

Graph in_order(const std::vector<Step>& steps) {
  auto order = Sorter(steps).sorted();
  std::vector<std::size_t> position(steps.size());
  for (std::size_t i = 0; i < order.size(); ++i)
    position[order[i]] = i;
  Graph graph;
  for (auto old : order) {
    graph.steps.push_back(steps[old]);
    for (auto& need : graph.steps.back().needs)
      need = position[need];
  }
  return graph;
}

std::vector<Step> all_steps(const Pipeline& pipeline) {
  std::vector<Step> steps;
  for (std::size_t i = 0; i < pipeline.sources.size(); ++i) {
    steps.push_back({.kind = StepKind::load, .name = pipeline.sources[i].name, .index = i});
  }
  for (std::size_t i = 0; i < pipeline.crawls.size(); ++i) {
    Step step{.kind = StepKind::crawl, .name = pipeline.crawls[i].name, .index = i};
    for (std::size_t load = 0; load < pipeline.sources.size(); ++load) {
      auto to = store::to_text(pipeline.sources[load].to);
      if (overlap(to, pipeline.crawls[i].target.uri)) step.needs.push_back(load);
    }
    steps.push_back(std::move(step));
  }
  for (std::size_t i = 0; i < pipeline.models.size(); ++i) {
    steps.push_back({.kind = StepKind::model, .name = pipeline.models[i].name, .index = i});
  }
  return steps;
}

}  // namespace

Graph make_graph(const Pipeline& pipeline,
                 const std::function<bool(const catalog::TableName&)>& is_in_catalog) {
  auto steps = all_steps(pipeline);
  Makers makers(pipeline, steps);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (steps[i].kind != StepKind::model) continue;
    need_tables(steps[i], i, pipeline.models[steps[i].index].model, makers, is_in_catalog);
  }
  return in_order(steps);
}

std::vector<bool> select_steps(const Graph& graph, const std::string& selection) {
  const auto& steps = graph.steps;
  if (selection.empty()) return std::vector<bool>(steps.size(), true);
  std::vector<bool> selected(steps.size(), false);
  for (auto piece : split(selection, ',')) {
    auto text = trim(piece);
    bool with_needs = text.starts_with('+');
    if (with_needs) text.remove_prefix(1);
    bool with_dependents = text.ends_with('+');
    if (with_dependents) text.remove_suffix(1);
    auto found = std::find_if(steps.begin(), steps.end(),
                              [&](const Step& step) { return step.name == text; });
    if (found == steps.end()) {
      std::vector<std::string> names;
      for (const auto& step : steps)
        names.push_back(step.name);
      throw Error(
          ErrorKind::invalid, "UnknownStep",
          fmt::format("--select: \"{}\" is no step; the steps are {}", text, join(names, ", ")));
    }
    std::vector<bool> here(steps.size(), false);
    auto at = static_cast<std::size_t>(found - steps.begin());
    here[at] = true;
    // The steps are in order, so one pass each way reaches everything.
    for (std::size_t i = at + 1; with_dependents && i < steps.size(); ++i) {
      for (auto need : steps[i].needs)
        here[i] = here[i] || here[need];
    }
    std::vector<bool> before(steps.size(), false);
    before[at] = with_needs;
    for (std::size_t i = at + 1; i-- > 0;) {
      if (!before[i]) continue;
      for (auto need : steps[i].needs)
        before[need] = true;
    }
    for (std::size_t i = 0; i < steps.size(); ++i)
      selected[i] = selected[i] || here[i] || before[i];
  }
  return selected;
}

}  // namespace sluice::pipeline
