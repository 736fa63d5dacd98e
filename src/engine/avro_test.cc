#include "engine/engine_fixture.h"

namespace sluice::engine {
namespace {

// Avro's object container file, uncompressed. https://avro.apache.org/docs/1.11.1/specification/
class AvroFile {
 public:
  explicit AvroFile(const std::string& schema) {
    bytes_ = "Obj\x01";
    number(bytes_, 1);
    text(bytes_, "avro.schema");
    text(bytes_, schema);
    number(bytes_, 0);
    bytes_ += kSync;
  }

  static void number(std::string& out, std::int64_t value) {
    auto rest = (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
    while (rest >= 0x80) {
      out += static_cast<char>(rest | 0x80);
      rest >>= 7;
    }
    out += static_cast<char>(rest);
  }

  static void text(std::string& out, const std::string& value) {
    number(out, static_cast<std::int64_t>(value.size()));
    out += value;
  }

  std::string with(std::int64_t count, const std::string& records) const {
    std::string result = bytes_;
    number(result, count);
    text(result, records);
    return result + kSync;
  }

 private:
  static constexpr const char* kSync = "0123456789abcdef";
  std::string bytes_;
};

using Avro = EngineTest;

Scan people(MemoryObjects& objects) {
  const AvroFile file(R"({"type":"record","name":"r","fields":[)"
                      R"({"name":"id","type":"int"},{"name":"name","type":"string"}]})");
  std::string records;
  AvroFile::number(records, 7);
  AvroFile::text(records, "ann");
  AvroFile::number(records, 8);
  AvroFile::text(records, "bob");
  Scan scan{.handle = "s",
            .format = ScanFormat::avro,
            .columns = {{"id", "BIGINT"}, {"name", "VARCHAR"}, {"more", "DATE"}},
            .partition_keys = {{"day", "DATE"}}};
  scan.files.push_back({.object = objects.put("p/x.avro", file.with(2, records)),
                        .partition_values = {"2024-02-29"}});
  return scan;
}

TEST_F(Avro, ReadsRecordsWithDeclaredTypesAndPartitions) {
  EXPECT_EQ(
      ask({.sql = "SELECT id, name, more, day FROM \"s\" WHERE id > 7 OR name = 'ann' ORDER BY id",
           .scans = {people(objects_)}}),
      "7|ann|NULL|2024-02-29; 8|bob|NULL|2024-02-29");
}

TEST_F(Avro, RefusesWhatIsNoAvro) {
  Scan scan = people(objects_);
  scan.files[0].object = objects_.put("p/y.avro", "this is text");
  const auto error = error_of({.sql = "SELECT id FROM \"s\"", .scans = {scan}});
  EXPECT_EQ(error.kind(), ErrorKind::corrupt);
  EXPECT_NE(error.message().find("s3://lake/p/y.avro"), std::string::npos);
}

TEST_F(Avro, SaysThatItsExtensionIsMissing) {
  auto without = options();
  without.extension_directory = folder_;
  engine_ = std::make_unique<Engine>(objects_, without);
  EXPECT_EQ(error_of({.sql = "SELECT id FROM \"s\"", .scans = {people(objects_)}}).kind(),
            ErrorKind::unsupported);
}

}  // namespace
}  // namespace sluice::engine
