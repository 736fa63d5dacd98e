#include "crawl/memory.h"

#include "base/digest.h"
#include "crawl/inspector.h"
#include "crawl/shape.h"

namespace sluice::crawl {

namespace {

// Raised when inference changes: what older code found is then looked at again.
constexpr std::int64_t kInferenceVersion = 1;

constexpr const char* kSchema = R"sql(
CREATE TABLE crawl_shapes (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  digest TEXT NOT NULL UNIQUE,
  shape TEXT NOT NULL);
CREATE TABLE crawl_findings (
  rules INTEGER NOT NULL,
  bucket TEXT NOT NULL,
  key TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  classifier TEXT NOT NULL,
  evidence TEXT NOT NULL,
  shape_id INTEGER NOT NULL,
  records INTEGER NOT NULL,
  record_size_bytes INTEGER NOT NULL,
  PRIMARY KEY (rules, bucket, key)) WITHOUT ROWID;
)sql";

std::int64_t rules_number(Rules rules) {
  return kInferenceVersion * 10 + static_cast<std::int64_t>(rules);
}

constexpr std::int64_t kPageRows = 2000;

std::int64_t shape_id(meta::Transaction& change, const Shape& shape) {
  const std::string text = to_text(shape);
  const std::string digest = sha256_hex(text);
  auto query = change.prepare("SELECT id FROM crawl_shapes WHERE digest = ?1");
  query.bind(1, digest);
  if (query.step()) return query.int64(0);
  auto insert = change.prepare("INSERT INTO crawl_shapes (digest, shape) VALUES (?1, ?2)");
  insert.bind(1, digest).bind(2, text);
  insert.run();
  return change.last_insert_id();
}

}  // namespace

std::span<const meta::Migration> memory_schema() {
  static const meta::Migration migrations[] = {{.name = "crawl 1", .sql = kSchema}};
  return migrations;
}

Memory Memory::load(meta::Database& database, const store::BucketName& bucket,
                    const std::string& prefix, Rules rules) {
  Memory memory;
  std::string after = prefix;
  bool includes_after = true;  // the prefix itself may be one object's key
  for (std::int64_t rows = kPageRows; rows == kPageRows;) {
    rows = 0;
    database.read([&](meta::Connection& connection) {
      auto query = connection.prepare(
          "SELECT key, sha256, classifier, evidence, shape_id, records, record_size_bytes "
          "FROM crawl_findings WHERE rules = ?1 AND bucket = ?2 AND key >= ?3 "
          "ORDER BY key LIMIT ?4");
      query.bind(1, rules_number(rules)).bind(2, bucket.text()).bind(3, after);
      query.bind(4, kPageRows + 1);
      while (rows < kPageRows && query.step()) {
        std::string key = query.text(0);
        if (!key.starts_with(prefix)) break;
        if (key == after && !includes_after) continue;
        ++rows;
        after = key;
        memory.by_key_[std::move(key)] = {
            .sha256 = query.text(1),
            .classifier = query.text(2),
            .evidence = query.text(3),
            .shape = query.int64(4),
            .records = static_cast<std::uint64_t>(query.int64(5)),
            .record_size_bytes = static_cast<std::uint64_t>(query.int64(6))};
      }
    });
    includes_after = false;
  }
  std::set<std::int64_t> ids;
  for (const auto& [key, remembered] : memory.by_key_)
    ids.insert(remembered.shape);
  database.read([&](meta::Connection& connection) {
    for (const std::int64_t id : ids) {
      auto query = connection.prepare("SELECT shape FROM crawl_shapes WHERE id = ?1");
      query.bind(1, id);
      if (query.step()) memory.shape_texts_[id] = query.text(0);
    }
  });
  return memory;
}

std::optional<ObjectFinding> Memory::find(const store::Object& object, Inspector& inspector) const {
  const auto found = by_key_.find(object.key.text());
  if (found == by_key_.end() || found->second.sha256 != object.sha256) return std::nullopt;
  const Remembered& remembered = found->second;
  ObjectFinding finding{.object = object,
                        .source = FindingSource::remembered,
                        .classifier = remembered.classifier,
                        .evidence = remembered.evidence,
                        .records = remembered.records,
                        .record_size_bytes = remembered.record_size_bytes};
  if (remembered.shape != 0) {
    const auto text = shape_texts_.find(remembered.shape);
    if (text == shape_texts_.end()) return std::nullopt;
    finding.shape = inspector.shared(text->second);
  }
  return finding;
}

std::vector<std::string> Memory::keys_besides(const std::vector<store::Object>& objects) const {
  std::vector<std::string> keys;
  auto object = objects.begin();
  for (const auto& [key, remembered] : by_key_) {
    while (object != objects.end() && object->key.text() < key)
      ++object;
    if (object == objects.end() || object->key.text() != key) keys.push_back(key);
  }
  return keys;
}

void remember(meta::Transaction& change, std::span<const ObjectFinding* const> findings,
              Rules rules) {
  std::map<const Shape*, std::int64_t> ids{{nullptr, 0}};
  for (const ObjectFinding* finding : findings) {
    const auto [id, is_new] = ids.emplace(finding->shape.get(), 0);
    if (is_new) id->second = shape_id(change, *finding->shape);
    auto insert = change.prepare(
        "INSERT OR REPLACE INTO crawl_findings (rules, bucket, key, sha256, classifier, evidence, "
        "shape_id, records, record_size_bytes) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)");
    insert.bind(1, rules_number(rules)).bind(2, finding->object.bucket.text());
    insert.bind(3, finding->object.key.text()).bind(4, finding->object.sha256);
    insert.bind(5, finding->classifier).bind(6, finding->evidence).bind(7, id->second);
    insert.bind(8, static_cast<std::int64_t>(finding->records));
    insert.bind(9, static_cast<std::int64_t>(finding->record_size_bytes));
    insert.run();
  }
}

void forget(meta::Transaction& change, std::span<const store::ObjectUri> objects, Rules rules) {
  for (const store::ObjectUri& object : objects) {
    auto remove =
        change.prepare("DELETE FROM crawl_findings WHERE rules = ?1 AND bucket = ?2 AND key = ?3");
    remove.bind(1, rules_number(rules)).bind(2, object.bucket.text()).bind(3, object.key.text());
    remove.run();
  }
}

}  // namespace sluice::crawl
