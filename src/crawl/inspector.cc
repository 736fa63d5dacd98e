#include "crawl/inspector.h"

#include "base/error.h"
#include "base/text.h"
#include "base/utf8.h"
#include "crawl/avro_schema.h"
#include "crawl/json_infer.h"
#include "crawl/object_bytes.h"
#include "crawl/parquet_schema.h"
#include "crawl/shape.h"
#include "engine/text/decompress.h"

namespace sluice::crawl {

namespace {

constexpr std::size_t kHeadBytes = 1 << 20;
// A JSON record may be longer than the first megabyte: AWS reads on up to ten.
constexpr std::size_t kJsonHeadBytesMax = 10 << 20;

catalog::FileCompression to_catalog(engine::Compression compression) {
  switch (compression) {
    case engine::Compression::gzip:
      return catalog::FileCompression::gzip;
    case engine::Compression::bzip2:
      return catalog::FileCompression::bzip2;
    case engine::Compression::zstd:
      return catalog::FileCompression::zstd;
    case engine::Compression::none:
      break;
  }
  return catalog::FileCompression::none;
}

bool has_extension(const store::ObjectKey& key, std::string_view extension) {
  const std::string name = lower_ascii(key.text());
  const std::size_t found = name.rfind(extension);
  // The compression's own extension may follow.
  return found != std::string::npos && name.find('/', found) == std::string::npos;
}

bool begins_like_json(std::string_view text) {
  const std::size_t start = text.find_first_not_of(" \t\r\n");
  return start != std::string_view::npos && (text[start] == '{' || text[start] == '[');
}

std::optional<JsonInference> find_json(ContentHead& head, Rules rules) {
  for (std::size_t size = kHeadBytes;; size += kHeadBytes) {
    head.read_up_to(size);
    if (!begins_like_json(head.text())) return std::nullopt;
    auto found = infer_json(head.text(), head.extent(), rules);
    const bool may_grow = head.extent() == Extent::beginning && size < kJsonHeadBytesMax;
    if (found || !may_grow) return found;
  }
}

// Why no classifier took a text, in the words of who looks at the file.
std::string why_unknown(std::string_view text, Extent extent) {
  if (text.find('\0') != std::string_view::npos) return "binary content that no classifier knows";
  const std::size_t start = text.find_first_not_of(" \t\r\n");
  if (start == std::string_view::npos) return "nothing but white space";
  if (text[start] == '<') return "XML cannot be read";
  if (begins_like_json(text)) {
    return extent == Extent::whole
               ? "it begins like JSON but holds no JSON record"
               : "it begins like JSON but has no whole record in its first 10 MB";
  }
  const std::size_t line_end = text.find('\n');
  if (line_end == std::string_view::npos && extent == Extent::beginning) {
    return "its first line is longer than 1 MB";
  }
  if (line_end == std::string_view::npos || trim(text.substr(line_end)).empty()) {
    return "one line only: a header without rows, or a text";
  }
  if (!is_utf8(text.substr(0, text.rfind('\n')))) return "not UTF-8";
  return "no delimiter splits its lines into columns (tried comma, |, tab, ; and \\u0001)";
}

// Adds up what is asked of the object, whoever asks.
class CountedObject final : public store::ObjectReader {
 public:
  CountedObject(std::unique_ptr<store::ObjectReader> object, std::uint64_t& bytes)
      : object_(std::move(object)), bytes_(bytes) {}

  const store::Object& object() const override { return object_->object(); }

  std::size_t read_at(std::uint64_t offset, std::span<std::byte> out) override {
    const std::size_t count = object_->read_at(offset, out);
    bytes_ += count;
    return count;
  }

 private:
  std::unique_ptr<store::ObjectReader> object_;
  std::uint64_t& bytes_;
};

// AWS's estimate, found by fitting what it wrote: records of the first megabyte, at most 1,000,
// give the average; the object's size divided by it the count.
void estimate_records(ObjectFinding& finding, std::uint64_t records, const ContentHead& head) {
  if (records == 0) return;
  const std::uint64_t size = finding.object.size_bytes;
  const bool is_compressed = finding.shape->format.compression != catalog::FileCompression::none;
  const std::uint64_t text_size = std::min<std::uint64_t>(head.text().size(), kHeadBytes);
  const std::uint64_t buffer =
      is_compressed ? text_size : std::min<std::uint64_t>(size, kHeadBytes);
  finding.record_size_bytes =
      std::max<std::uint64_t>(buffer / std::min<std::uint64_t>(records, 1000), 1);
  const bool is_known = is_compressed && head.extent() == Extent::whole;
  finding.records = (is_known ? head.text().size() : size) / finding.record_size_bytes;
}

}  // namespace

ObjectFinding Inspector::inspect(const store::Object& object) {
  ObjectFinding finding{.object = object};
  if (object.size_bytes == 0) {
    finding.evidence = "empty";
    return finding;
  }
  try {
    classify(finding);
  } catch (const Error& error) {
    const bool is_about_content =
        error.kind() == ErrorKind::corrupt || error.kind() == ErrorKind::invalid ||
        error.kind() == ErrorKind::unsupported || error.code() == "TooManyFields";
    if (!is_about_content) throw;
    finding.shape = nullptr;
    finding.classifier.clear();
    finding.evidence = error.message();
  }
  return finding;
}

std::shared_ptr<const Shape> Inspector::shared(Shape shape) {
  auto& known = shapes_[to_text(shape)];
  if (!known) known = std::make_shared<const Shape>(std::move(shape));
  return known;
}

std::shared_ptr<const Shape> Inspector::shared(const std::string& shape_text) {
  auto& known = shapes_[shape_text];
  if (!known) known = std::make_shared<const Shape>(parse_shape(shape_text));
  return known;
}

void Inspector::classify(ObjectFinding& finding) {
  auto object = std::make_unique<CountedObject>(store_.open(finding.object), bytes_read_);
  const std::string head =
      read_bytes(*object, 0,
                 std::min<std::uint64_t>(finding.object.size_bytes, engine::kCompressionHeadBytes));
  if (head.starts_with("PAR1") || head.starts_with("PARE")) {
    finding.classifier = "parquet";
    return take_self_described(finding, read_parquet_schema(*object));
  }
  if (head.starts_with(std::string_view("Obj\x01", 4))) {
    finding.classifier = "avro";
    return take_self_described(finding, read_avro_schema(*object));
  }
  if (head.starts_with("ORC")) {
    throw Error(ErrorKind::unsupported, "Orc", "ORC cannot be read");
  }
  classify_text(finding, std::move(object), std::as_bytes(std::span(head)));
}

void Inspector::take_self_described(ObjectFinding& finding, FileSchema schema) {
  finding.shape = shared(std::move(schema.shape));
  finding.evidence = std::move(schema.evidence);
  finding.records = schema.records;
  if (schema.records > 0) finding.record_size_bytes = schema.data_bytes / schema.records;
}

void Inspector::classify_text(ObjectFinding& finding, std::unique_ptr<store::ObjectReader> object,
                              std::span<const std::byte> head_bytes) {
  const std::string& key = finding.object.key.text();
  const engine::Compression compression = engine::detect_compression(key, head_bytes);
  ContentHead head(engine::decompress(store::stream(std::move(object)), compression, "the object"));
  head.read_up_to(kHeadBytes);
  auto json = find_json(head, rules_);
  auto csv = json || begins_like_json(head.text()) ? std::nullopt : find_csv(finding, head);
  const std::uint64_t records = json ? json->records : csv ? csv->records : 0;
  if (json || csv) {
    finding.classifier = json ? "json" : "csv";
    finding.evidence = json ? json->evidence : csv->evidence;
    Shape shape = json ? std::move(json->shape) : std::move(csv->shape);
    shape.format.compression = to_catalog(compression);
    finding.shape = shared(std::move(shape));
    estimate_records(finding, records, head);
  } else {
    finding.evidence = why_unknown(head.text(), head.extent());
  }
}

std::optional<CsvInference> Inspector::find_csv(const ObjectFinding& finding,
                                                const ContentHead& head) const {
  const bool is_named_so = has_extension(finding.object.key, ".csv");
  const auto single_column =
      rules_ == Rules::native && is_named_so ? SingleColumn::accepted : SingleColumn::refused;
  return infer_csv(head.text(), head.extent(), rules_, single_column);
}

}  // namespace sluice::crawl
