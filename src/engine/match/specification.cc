#include "engine/match/specification.h"

#include "base/json.h"

namespace sluice::engine::match {

namespace {

std::size_t number(const json::value& value) {
  return value.to_number<std::size_t>();
}

std::string text(const json::value& value) {
  return std::string(value.as_string());
}

template <class Item, class Read>
std::vector<Item> list(const json::value& values, Read read) {
  std::vector<Item> items;
  for (const auto& value : values.as_array())
    items.push_back(read(value));
  return items;
}

Instruction instruction(const json::value& value) {
  const auto& parts = value.as_array();
  return {.operation = static_cast<Operation>(number(parts[0])),
          .first = static_cast<std::uint32_t>(number(parts[1])),
          .second = static_cast<std::uint32_t>(number(parts[2])),
          .is_excluded = parts[3].as_bool()};
}

Input input(const json::value& value) {
  const auto& parts = value.as_object();
  Input out{.kind = static_cast<InputKind>(number(parts.at("kind"))),
            .index = number(parts.at("index"))};
  const auto* navigation = parts.if_contains("navigation");
  if (navigation == nullptr) return out;
  out.navigation = {.set = number(navigation->at("set")),
                    .from_first = navigation->at("first").as_bool(),
                    .is_final = navigation->at("final").as_bool(),
                    .logical = number(navigation->at("logical")),
                    .physical = navigation->at("physical").to_number<std::int64_t>()};
  return out;
}

AggregateText aggregate(const json::value& value) {
  return {.text = text(value.at("text")),
          .set = number(value.at("set")),
          .is_final = value.at("final").as_bool(),
          .inputs = list<Input>(value.at("inputs"), input)};
}

}  // namespace

Specification read_specification(std::string_view source) {
  const json::value root = parse_json(source);
  const auto& parts = root.as_object();
  Specification out{
      .labels = list<std::string>(parts.at("labels"), text),
      .sets = list<LabelSet>(parts.at("sets"),
                             [](const json::value& set) {
                               return list<bool>(
                                   set, [](const json::value& in) { return in.as_bool(); });
                             }),
      .program = list<Instruction>(parts.at("program"), instruction),
      .conditions = list<std::optional<std::string>>(parts.at("conditions"),
                                                     [](const json::value& condition) {
                                                       return condition.is_null()
                                                                  ? std::nullopt
                                                                  : std::optional(text(condition));
                                                     }),
      .inputs = list<Input>(parts.at("inputs"), input),
      .aggregates = list<AggregateText>(parts.at("aggregates"), aggregate),
      .measures = list<std::string>(parts.at("measures"), text),
      .output = list<std::size_t>(parts.at("output"), number),
      .rows = static_cast<RowsPerMatch>(number(parts.at("rows"))),
      .skip = static_cast<SkipTo>(number(parts.at("skip"))),
      .skip_set = number(parts.at("skip_set")),
      .seeks = parts.at("seeks").as_bool(),
      .measures_unmatched = parts.at("measures_unmatched").as_bool()};
  if (const auto* end = parts.if_contains("frame_end")) out.frame_end = number(*end);
  return out;
}

}  // namespace sluice::engine::match
