#include <stdexcept>

#include "base/error.h"

#include "base/text.h"
#include "sql/functions/cast.h"
#include "sql/functions/key.h"
#include "sql/lower/printer.h"

namespace sluice::sql {

using typed::Node;

void Printer::expression(const Node& node) {
  // Subqueries that are printed twice double, too.
  typed::check_printed_size(out_.size());
  if (const auto* literal = std::get_if<typed::Literal>(&node.value)) {
    if (literal->sql.empty()) {
      throw Error(ErrorKind::unsupported, "NOT_SUPPORTED",
                  fmt::format("a value of {} with digits beyond the microsecond is not supported",
                              to_text(node.type)));
    }
    out_ += literal->sql;
  } else if (const auto* use = std::get_if<typed::ColumnUse>(&node.value)) {
    if (use->relation != typed::ColumnUse::kLambda) out_ += fmt::format("r{}.", use->relation);
    out_ += quote_text(use->column, '"');
  } else if (const auto* call = std::get_if<typed::Call>(&node.value)) {
    lowering(call->lowering, {.arguments = call->arguments});
  } else if (const auto* aggregated = std::get_if<typed::Aggregate>(&node.value)) {
    aggregate(*aggregated);
  } else {
    const auto& subquery = std::get<typed::SubqueryUse>(node.value);
    lowering(subquery.lowering, {.arguments = subquery.arguments, .query = subquery.query.get()});
  }
}

void Printer::lowering(const std::string& text, const Gaps& gaps) {
  std::size_t at = 0;
  while (true) {
    const auto open = text.find('{', at);
    out_.append(text, at, open == std::string::npos ? open : open - at);
    if (open == std::string::npos) return;
    const auto close = text.find('}', open);
    gap(std::string_view(text).substr(open + 1, close - open - 1), gaps);
    at = close + 1;
  }
}

void Printer::gap(std::string_view name, const Gaps& gaps) {
  if (name == "d") {
    out_ += gaps.distinct;
  } else if (name == "o") {
    out_ += gaps.order_by;
  } else if (name == "f") {
    out_ += gaps.filter;
  } else if (name == "q") {
    out_ += '(';
    query(*gaps.query);
    out_ += ')';
  } else if (name == "zone") {
    out_ += quote_literal(time_zone_);
  } else if (name == "*") {
    list(gaps.arguments);
  } else if (name.size() >= 1 && name[0] >= '0' && name[0] <= '9') {
    const auto index = static_cast<std::size_t>(std::stoi(std::string(name)));
    if (name.back() == '*') {
      list(gaps.arguments, index);
    } else if (name.back() == 'p') {
      lambda_parameters(*gaps.arguments.at(index));
    } else if (name.back() == 'b') {
      expression(*std::get<typed::Call>(gaps.arguments.at(index)->value).arguments.at(0));
    } else {
      expression(*gaps.arguments.at(index));
    }
  } else {
    throw std::logic_error(fmt::format("a lowering has an unknown gap: {}", name));
  }
}

// A lambda reads "lambda NAMES: {0}".
void Printer::lambda_parameters(const Node& lambda) {
  const auto& text = std::get<typed::Call>(lambda.value).lowering;
  constexpr std::size_t kWord = std::string_view("lambda ").size();
  out_ += text.substr(kWord, text.find(':') - kWord);
}

void Printer::list(const std::vector<typed::NodePtr>& nodes, std::size_t first) {
  for (std::size_t i = first; i < nodes.size(); ++i) {
    if (i > first) out_ += ", ";
    expression(*nodes[i]);
  }
}

void Printer::aggregate(const typed::Aggregate& aggregate) {
  Gaps gaps{.arguments = aggregate.arguments};
  if (aggregate.is_distinct) gaps.distinct = "DISTINCT ";
  if (!aggregate.order_by.empty()) gaps.order_by = " ORDER BY " + sort_keys(aggregate.order_by);
  if (aggregate.filter) {
    const std::string condition = apart([&] { expression(*aggregate.filter); });
    gaps.filter = " FILTER (WHERE " + condition + ")";
  }
  if (aggregate.window) gaps.filter += " OVER (" + window(*aggregate.window) + ")";
  lowering(aggregate.lowering, gaps);
}

std::string Printer::window(const typed::Window& window) {
  return apart([&] {
    if (!window.partition_by.empty()) {
      out_ += "PARTITION BY ";
      for (std::size_t i = 0; i < window.partition_by.size(); ++i) {
        if (i > 0) out_ += ", ";
        expression(*key_of(window.partition_by[i]));
      }
    }
    if (!window.order_by.empty()) out_ += " ORDER BY " + sort_keys(window.order_by);
    if (window.frame) out_ += frame(*window.frame);
  });
}

std::string Printer::frame(const typed::Frame& frame) {
  return apart([&] {
    out_ += " " + frame.unit + " BETWEEN ";
    if (frame.start_offset) expression(*frame.start_offset);
    out_ += frame.start + " AND ";
    if (frame.end_offset) expression(*frame.end_offset);
    out_ += frame.end;
  });
}

// DuckDB refuses to sort by a constant that it sees as one, unless it is a number.
void Printer::key(const typed::NodePtr& value) {
  const std::string text = apart([&] { expression(*key_of(value)); });
  const bool is_constant = text.starts_with('\'') || text == "true" || text == "false" ||
                           text == "NULL" || (!text.empty() && is_digit(text[0]));
  out_ += is_constant ? "coalesce(" + text + ")" : text;
}

void Printer::sort_key(const typed::SortKey& key) {
  out_ += key.is_descending ? " DESC" : " ASC";
  out_ += key.nulls_first ? " NULLS FIRST" : " NULLS LAST";
}

std::string Printer::sort_keys(const std::vector<typed::SortKey>& keys) {
  return apart([&] {
    for (std::size_t i = 0; i < keys.size(); ++i) {
      if (i > 0) out_ += ", ";
      key(keys[i].value);
      sort_key(keys[i]);
    }
  });
}

}  // namespace sluice::sql
