#include "crawl/text_records.h"

namespace sluice::crawl {

namespace {

// AWS looks at as many: https://docs.aws.amazon.com/glue/latest/dg/add-classifier.html
constexpr engine::SampleLimits kLimits{.records = 1000, .bytes = SIZE_MAX};

class TextReader final : public Reader {
 public:
  explicit TextReader(std::string_view text) : text_(text) {}

  std::size_t read(std::span<std::byte> out) override {
    const std::size_t count = std::min(out.size(), text_.size());
    std::memcpy(out.data(), text_.data(), count);
    text_.remove_prefix(count);
    return count;
  }

 private:
  std::string_view text_;
};

template <class Sample>
Sample without_cut_record(Sample sample, std::string_view text, Extent extent) {
  if (extent == Extent::whole) return sample;
  const bool is_last_cut = sample.is_whole && !text.ends_with('\n');
  if (is_last_cut && !sample.records.empty()) sample.records.pop_back();
  sample.is_whole = false;
  return sample;
}

}  // namespace

engine::CsvSample csv_records(std::string_view text, Extent extent,
                              const engine::CsvFormat& format) {
  return without_cut_record(engine::sample_csv(std::make_unique<TextReader>(text), format, kLimits),
                            text, extent);
}

engine::JsonSample json_records(std::string_view text, Extent extent,
                                const engine::JsonFormat& format) {
  return without_cut_record(
      engine::sample_json(std::make_unique<TextReader>(text), format, kLimits), text, extent);
}

}  // namespace sluice::crawl
