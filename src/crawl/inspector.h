// Looks into one object: which classifier takes it, and what columns it has.
//
// Classifiers come in AWS's order (avro, orc, parquet, json, xml, csv), those that Sluice cannot
// read included: what they would take is skipped, and the finding says so.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "crawl/content_head.h"
#include "crawl/csv_infer.h"
#include "crawl/file_schema.h"
#include "crawl/finding.h"
#include "crawl/guess.h"
#include "store/store.h"

namespace sluice::crawl {

// Used by one thread at a time.
class Inspector {
 public:
  Inspector(const store::Store& store, Rules rules) : store_(store), rules_(rules) {}

  // Never fails for what the object holds: that is a finding which is_skipped(). Throws what the
  // store throws when it cannot read (io, cancelled).
  ObjectFinding inspect(const store::Object& object);

  // The one copy of a shape that all findings share.
  std::shared_ptr<const Shape> shared(Shape shape);
  std::shared_ptr<const Shape> shared(const std::string& shape_text);

  std::uint64_t bytes_read() const { return bytes_read_; }

 private:
  void classify(ObjectFinding& finding);
  void take_self_described(ObjectFinding& finding, FileSchema schema);
  void classify_text(ObjectFinding& finding, std::unique_ptr<store::ObjectReader> object,
                     std::span<const std::byte> head);
  std::optional<CsvInference> find_csv(const ObjectFinding& finding, const ContentHead& head) const;

  const store::Store& store_;
  const Rules rules_;
  std::uint64_t bytes_read_ = 0;
  std::map<std::string, std::shared_ptr<const Shape>> shapes_;  // by their text
};

}  // namespace sluice::crawl
