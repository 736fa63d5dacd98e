#include "meta/database_copy.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "meta/database_fixture.h"

namespace sluice::meta {
namespace {

// Long, so that there are many pages.
std::string name_of(int number) {
  return fmt::format("{:06}{}", number, std::string(500, 'x'));
}

TEST(DatabaseCopy, IsAMomentBesideAWriter) {
  FaultFiles files;
  Database database(files, item_options());
  database.write([&](Transaction& now) {
    for (int i = 0; i < 2'000; ++i)
      add_item(now, name_of(i));
  });
  // One change between two slices, in a page that was copied, and one in a page that was not.
  int slices = 0;
  const auto copy = database.copy("/lake/copy.db", [&] {
    ++slices;
    database.write([&](Transaction& now) {
      retire_item(now, name_of(slices));
      retire_item(now, name_of(2'000 - slices));
    });
  });
  EXPECT_GT(slices, 1);
  const auto live = [](Connection& connection) {
    auto query = connection.prepare("SELECT count(*) FROM item WHERE retired = ?1");
    query.bind(1, kNotRetired);
    query.step();
    return query.int64(0);
  };
  EXPECT_EQ(live(copy->connection()), 2'000 - 2 * slices);
  database.write([&](Transaction& now) { add_item(now, "later"); });
  EXPECT_EQ(live(copy->connection()), 2'000 - 2 * slices);
}

TEST(DatabaseCopy, IsADatabaseByteForByteAndGoesWithItsObject) {
  FaultFiles files;
  std::string bytes;
  {
    Database database(files, item_options());
    database.write([&](Transaction& now) { add_item(now, "a"); });
    const auto copy = database.copy("/lake/copy.db", [] {});
    const auto file = files.open(copy->path(), OpenMode::read);
    bytes.resize(file->size_bytes());
    file->read_at(0, std::as_writable_bytes(std::span(bytes)));
  }
  EXPECT_FALSE(files.exists("/lake/copy.db"));
  files.open("/other/meta.db", OpenMode::create_new)->write_at(0, std::as_bytes(std::span(bytes)));
  Database other(files, {.path = "/other/meta.db", .schema = item_schema()});
  EXPECT_EQ(items(other), std::vector<std::string>{"a"});
}

TEST(DatabaseCopy, EndsWithWhatTheCallerThrows) {
  FaultFiles files;
  Database database(files, item_options());
  const auto stop = [] { throw Error(ErrorKind::cancelled, "Cancelled", "cancelled"); };
  EXPECT_THROW(database.copy("/lake/copy.db", stop), Error);
  EXPECT_FALSE(files.exists("/lake/copy.db"));
  database.write([&](Transaction& now) { add_item(now, "goes on"); });
  EXPECT_EQ(items(database), std::vector<std::string>{"goes on"});
}

}  // namespace
}  // namespace sluice::meta
