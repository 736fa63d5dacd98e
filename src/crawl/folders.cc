#include "crawl/folders.h"

#include "crawl/shape.h"

namespace sluice::crawl {

namespace {

constexpr std::size_t kDistinctShapesMax = 5;

struct Folder {
  std::string prefix;  // ends with '/', but for a bucket's root
  std::vector<const ObjectFinding*> files;
  std::map<std::string, Folder> children;
};

Folder build_tree(const std::vector<ObjectFinding>& findings, const std::string& root) {
  Folder tree{.prefix = root};
  for (const ObjectFinding& finding : findings) {
    if (finding.is_skipped()) continue;
    const std::string& key = finding.object.key.text();
    Folder* folder = &tree;
    std::size_t start = root.size();
    for (std::size_t slash = key.find('/', start); slash != std::string::npos;
         slash = key.find('/', start)) {
      Folder& child = folder->children[key.substr(start, slash - start)];
      child.prefix = key.substr(0, slash + 1);
      folder = &child;
      start = slash + 1;
    }
    folder->files.push_back(&finding);
  }
  return tree;
}

std::size_t count_distinct(std::span<const Shape* const> shapes) {
  std::vector<const Shape*> distinct;
  for (const Shape* shape : shapes) {
    const auto is_same = [&](const Shape* other) { return other->columns == shape->columns; };
    if (std::any_of(distinct.begin(), distinct.end(), is_same)) continue;
    distinct.push_back(shape);
    if (distinct.size() > kDistinctShapesMax) break;
  }
  return distinct.size();
}

// Shapes that agree, and their union.
struct Cluster {
  Shape shape;
  std::vector<std::size_t> members;
  int levels = 0;
};

class Grouper {
 public:
  Grouper(Rules rules, Grouping& result) : rules_(rules), result_(result) {}

  std::vector<TableGroup> groups(const Folder& folder) {
    std::vector<TableGroup> tables;
    if (folder.children.empty()) return file_groups(folder);
    std::vector<TableGroup> candidates;  // children that are one table each
    for (const auto& [name, child] : folder.children) {
      auto of_child = groups(child);
      const bool is_one = of_child.size() == 1 && of_child.front().root == child.prefix;
      auto& where = is_one ? candidates : tables;
      std::move(of_child.begin(), of_child.end(), std::back_inserter(where));
    }
    std::vector<TableGroup> combined = combine(folder, std::move(candidates), tables.size());
    if (!folder.files.empty()) return with_files(folder, std::move(combined), std::move(tables));
    std::move(combined.begin(), combined.end(), std::back_inserter(tables));
    return tables;
  }

 private:
  std::vector<TableGroup> file_groups(const Folder& folder) {
    Shape shape = *folder.files.front()->shape;
    std::string reason;
    for (const ObjectFinding* file : folder.files) {
      if (file->shape == folder.files.front()->shape) continue;
      if (const auto why = difference(shape, *file->shape, rules_)) {
        reason = fmt::format("{}: {}", file->object.key, *why);
        break;
      }
      shape = merge(shape, *file->shape);
    }
    if (reason.empty() && has_too_many_shapes(folder.files))
      reason = "more than 5 different schemas";
    if (reason.empty()) {
      return {{.root = folder.prefix, .shape = shape, .partitions = {{{}, folder.files, shape}}}};
    }
    note(fmt::format("the files of {} are a table each, their schemas differ: {}",
                     shown(folder.prefix), reason));
    std::vector<TableGroup> tables;
    for (const ObjectFinding* file : folder.files)
      tables.push_back(object_group(*file));
    return tables;
  }

  static TableGroup object_group(const ObjectFinding& file) {
    return {.root = file.object.key.text(),
            .is_object = true,
            .shape = *file.shape,
            .partitions = {{{}, {&file}, *file.shape}}};
  }

  bool has_too_many_shapes(const std::vector<const ObjectFinding*>& files) const {
    if (rules_ != Rules::like_aws) return false;
    std::vector<const Shape*> shapes;
    for (const ObjectFinding* file : files)
      shapes.push_back(file->shape.get());
    return count_distinct(shapes) > kDistinctShapesMax;
  }

  // Sibling folders, one table each, become partitions where they agree.
  std::vector<TableGroup> combine(const Folder& folder, std::vector<TableGroup> siblings,
                                  std::size_t others) {
    if (siblings.empty()) return siblings;
    const std::vector<Cluster> clusters = cluster(siblings);
    const Cluster& largest = *std::max_element(
        clusters.begin(), clusters.end(),
        [](const Cluster& a, const Cluster& b) { return a.members.size() < b.members.size(); });
    const std::size_t all = siblings.size() + others;
    if (largest.members.size() * 10 <= all * 7) {
      note_differences(folder, siblings, largest, "are a table each");
      return siblings;
    }
    if (largest.members.size() < all) {
      note_differences(folder, siblings, largest, "are no partitions of its table");
    }
    std::vector<TableGroup> result{lift(folder, siblings, largest)};
    for (std::size_t i = 0; i < siblings.size(); ++i) {
      const auto& members = largest.members;
      if (std::find(members.begin(), members.end(), i) == members.end()) {
        result.push_back(std::move(siblings[i]));
      }
    }
    return result;
  }

  std::vector<Cluster> cluster(const std::vector<TableGroup>& siblings) const {
    std::vector<Cluster> clusters;
    for (std::size_t i = 0; i < siblings.size(); ++i) {
      const auto fits = [&](const Cluster& each) {
        return each.levels == siblings[i].levels &&
               (each.shape == siblings[i].shape ||
                !difference(each.shape, siblings[i].shape, rules_));
      };
      const auto found = std::find_if(clusters.begin(), clusters.end(), fits);
      if (found == clusters.end()) {
        clusters.push_back({siblings[i].shape, {i}, siblings[i].levels});
      } else {
        if (!(found->shape == siblings[i].shape)) {
          found->shape = merge(found->shape, siblings[i].shape);
        }
        found->members.push_back(i);
      }
    }
    return clusters;
  }

  // The members' partitions, one level deeper, below their parent.
  static TableGroup lift(const Folder& folder, std::vector<TableGroup>& siblings,
                         const Cluster& cluster) {
    TableGroup table{.root = folder.prefix, .levels = cluster.levels + 1, .shape = cluster.shape};
    for (const std::size_t member : cluster.members) {
      TableGroup& child = siblings[member];
      std::string name = child.root.substr(folder.prefix.size());
      name.pop_back();
      for (FoundPartition& partition : child.partitions) {
        partition.folders.insert(partition.folders.begin(), name);
        table.partitions.push_back(std::move(partition));
      }
    }
    return table;
  }

  // Files beside folders. If all agree they are one table without partitions, because nothing tells
  // which partition the files would be.
  std::vector<TableGroup> with_files(const Folder& folder, std::vector<TableGroup> combined,
                                     std::vector<TableGroup> tables) {
    std::vector<TableGroup> own = file_groups(folder);
    const bool is_one = own.size() == 1 && combined.size() == 1 && tables.empty() &&
                        combined.front().root == folder.prefix;
    const auto why = is_one ? difference(own[0].shape, combined[0].shape, rules_)
                            : std::optional<std::string>("");
    if (!why) {
      note(
          fmt::format("{} holds files beside folders of the same schema: one table without "
                      "partitions",
                      shown(folder.prefix)));
      return {flatten(std::move(own.front()), std::move(combined.front()))};
    }
    note(
        fmt::format("{} holds files beside folders that are other tables: the files are a table "
                    "each",
                    shown(folder.prefix)));
    for (const ObjectFinding* file : folder.files)
      tables.push_back(object_group(*file));
    std::move(combined.begin(), combined.end(), std::back_inserter(tables));
    return tables;
  }

  static TableGroup flatten(TableGroup files, TableGroup folders) {
    TableGroup table{.root = files.root, .shape = merge(files.shape, folders.shape)};
    FoundPartition all{
        .folders = {}, .files = std::move(files.partitions[0].files), .shape = table.shape};
    for (const FoundPartition& partition : folders.partitions) {
      all.files.insert(all.files.end(), partition.files.begin(), partition.files.end());
    }
    table.partitions.push_back(std::move(all));
    return table;
  }

  void note_differences(const Folder& folder, const std::vector<TableGroup>& siblings,
                        const Cluster& largest, std::string_view outcome) {
    for (std::size_t i = 0; i < siblings.size(); ++i) {
      const auto& members = largest.members;
      if (std::find(members.begin(), members.end(), i) != members.end()) continue;
      const auto why = difference(largest.shape, siblings[i].shape, rules_);
      note(fmt::format("folders of {} {}: {} differs from {}: {}", shown(folder.prefix), outcome,
                       siblings[i].root, siblings[members.front()].root,
                       why.value_or("it is not as deep as the others")));
      return;
    }
  }

  static std::string shown(const std::string& prefix) {
    return prefix.empty() ? "the bucket" : prefix;
  }

  void note(std::string text) { result_.notes.push_back(std::move(text)); }

  Rules rules_;
  Grouping& result_;
};

bool is_plain_word(const std::string& folder) {
  const bool has_digit_only = std::all_of(folder.begin(), folder.end(), [](char c) {
    return (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
  return !has_digit_only && folder.find('=') == std::string::npos;
}

// AWS calls a single chain of folders partitions. One folder with a name of its own says nothing of
// the kind: here it is the table.
void descend_single_folders(TableGroup& table) {
  while (table.levels > 0) {
    const std::string name = table.partitions.front().folders.front();
    const bool is_single =
        std::all_of(table.partitions.begin(), table.partitions.end(),
                    [&](const FoundPartition& each) { return each.folders.front() == name; });
    if (!is_single || !is_plain_word(name)) return;
    table.root += name + "/";
    --table.levels;
    for (FoundPartition& each : table.partitions)
      each.folders.erase(each.folders.begin());
  }
}

void describe_disagreement(const std::vector<ObjectFinding>& findings, Rules rules,
                           Grouping& grouping) {
  const ObjectFinding* first = nullptr;
  for (const ObjectFinding& finding : findings) {
    if (finding.is_skipped()) continue;
    if (first == nullptr) first = &finding;
    if (const auto why = difference(*first->shape, *finding.shape, rules)) {
      grouping.notes.push_back(
          fmt::format("{} differs from {}: {}", finding.object.key, first->object.key, *why));
    }
  }
}

}  // namespace

Grouping group_objects(const std::vector<ObjectFinding>& findings, const std::string& root,
                       Rules rules, Force force) {
  Grouping result;
  const Folder tree = build_tree(findings, root);
  if (tree.files.empty() && tree.children.empty()) return result;
  result.groups = Grouper(rules, result).groups(tree);
  const bool is_one = result.groups.size() == 1;
  if (force == Force::one_table) {
    if (!is_one) describe_disagreement(findings, rules, result);
  } else if (is_one && rules == Rules::native) {
    descend_single_folders(result.groups.front());
  }
  return result;
}

}  // namespace sluice::crawl
