#include <gtest/gtest.h>

#include "api/s3/objects/form/form_reader.h"
#include "api/s3/s3_test_world.h"

namespace sluice::api::s3 {
namespace {

std::string field(const std::string& name, const std::string& value) {
  return "--x\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
}

std::string file(const std::string& content) {
  return "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"C:\\dir\\foo.txt\"\r\n"
         "Content-Type: text/plain\r\n\r\n" +
         content + "\r\n--x--\r\n";
}

struct FormWorld : S3World {
  HttpResponse post(const std::string& form) {
    return send("POST", "/b", {{"Content-Type", "multipart/form-data; boundary=x"}}, form);
  }
};

TEST(PostForm, PutsItsFile) {
  FormWorld world;
  const auto answer = world.post(field("key", "up/${filename}") + field("Content-Type", "text/x") +
                                 field("x-amz-meta-a", "1") +
                                 field("tagging",
                                       "<Tagging><TagSet><Tag><Key>a b</Key><Value>1</Value></Tag>"
                                       "</TagSet></Tagging>") +
                                 file("hello\r\n--not the end"));
  EXPECT_EQ(answer.status, 204) << answer.text;
  EXPECT_EQ(answer.headers.get("Location"), "http://localhost:4566/b/up/foo.txt");
  EXPECT_EQ(world.get("/b/up/foo.txt"), "hello\r\n--not the end");
  const auto head = world.send("HEAD", "/b/up/foo.txt");
  EXPECT_EQ(head.headers.get("Content-Type"), "text/x");
  EXPECT_EQ(head.headers.get("x-amz-meta-a"), "1");
  EXPECT_EQ(S3World::element(world.get("/b/up/foo.txt?tagging"), "Key"), "a b");
  EXPECT_EQ(world.hooks.forms.form.fields.front().value, "up/foo.txt");
}

TEST(PostForm, AnswersAsItAsks) {
  FormWorld world;
  const auto created =
      world.post(field("key", "k") + field("success_action_status", "201") + file("1"));
  EXPECT_EQ(created.status, 201);
  EXPECT_EQ(S3World::element(created.text, "Key"), "k");
  const auto redirected = world.post(
      field("key", "k") + field("success_action_redirect", "http://here/?a=b") + file("1"));
  EXPECT_EQ(redirected.status, 303);
  EXPECT_EQ(redirected.headers.get("Location"),
            "http://here/?a=b&bucket=b&key=k&etag=%22c4ca4238a0b923820dcc509a6f75849b%22");
  EXPECT_EQ(
      world.post(field("key", "k") + field("success_action_status", "404") + file("1")).status,
      204);
}

TEST(PostForm, RefusesWhatIsNoUpload) {
  FormWorld world;
  EXPECT_EQ(world.post(file("x")).trace.error_code, "InvalidArgument");
  EXPECT_EQ(world.post(field("key", "k") + "--x--\r\n").trace.error_code, "InvalidArgument");
  EXPECT_EQ(world.post("no form at all").trace.error_code, "IncompleteBody");
  EXPECT_EQ(world.post(field("key", "k") + field("a", std::string(30'000, 'a')) + file("x"))
                .trace.error_code,
            "MaxPostPreDataLengthExceededError");
  EXPECT_EQ(world.post(field("key", "k") + field("x-amz-checksum-sha256", "bad") + file("x"))
                .trace.error_code,
            "BadDigest");
  const auto cut = field("key", "k") + file("x");
  EXPECT_EQ(world.post(cut.substr(0, cut.size() - 9)).trace.error_code, "IncompleteBody");
}

TEST(PostForm, HoldsThePolicysSize) {
  FormWorld world;
  world.hooks.forms.policy.emplace();
  world.hooks.forms.policy->content_length = access::ContentLengthRange{.least = 3, .most = 4};
  EXPECT_EQ(world.post(field("key", "k") + file("12")).trace.error_code, "EntityTooSmall");
  EXPECT_EQ(world.post(field("key", "k") + file("12345")).trace.error_code, "EntityTooLarge");
  EXPECT_EQ(world.post(field("key", "k") + file("123")).status, 204);
}

// Hands out a byte at a time, so that every delimiter is cut everywhere.
class Dripping final : public Reader {
 public:
  explicit Dripping(std::string text) : text_(std::move(text)) {}
  std::size_t read(std::span<std::byte> out) override {
    if (at_ == text_.size()) return 0;
    out[0] = static_cast<std::byte>(text_[at_++]);
    return 1;
  }

 private:
  std::string text_;
  std::size_t at_ = 0;
};

TEST(FormReader, FindsDelimitersWhereverTheyAreCut) {
  Dripping body(field("a", "") + field("b", "\r\n--") + file("\r\n--y"));
  FormReader reader(body, "x");
  EXPECT_EQ(reader.next()->name, "a");
  EXPECT_EQ(reader.read_text(10), "");
  EXPECT_EQ(reader.next()->name, "b");
  EXPECT_EQ(reader.read_text(10), "\r\n--");
  const auto part = reader.next();
  EXPECT_EQ(part->filename, "foo.txt");
  EXPECT_EQ(reader.read_text(10), "\r\n--y");
  EXPECT_FALSE(reader.next());
}

TEST(PostForm, HasFewFieldsBeforeItsFile) {
  FormWorld world;
  std::string many = field("key", "k");
  for (int i = 0; i < 300; ++i)
    many += field("", "");
  EXPECT_EQ(world.post(many + file("x")).trace.error_code, "MaxPostPreDataLengthExceededError");
}

}  // namespace
}  // namespace sluice::api::s3
