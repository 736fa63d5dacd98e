#include "api/s3/access/rules/cors.h"

#include <gtest/gtest.h>

#include "api/s3/access_world.h"

namespace sluice::api::s3 {
namespace {

struct Cors : testing::Test {
  Cors() {
    world.outcome("main", "PUT", "/bkt", {{"x-amz-acl", "public-read"}});
    put("<CORSRule><AllowedMethod>GET</AllowedMethod><AllowedOrigin>start*end</AllowedOrigin>"
        "<ExposeHeader>x-amz-meta-a</ExposeHeader></CORSRule>"
        "<CORSRule><AllowedMethod>PUT</AllowedMethod><AllowedOrigin>*.put</AllowedOrigin>"
        "<AllowedHeader>x-amz-*</AllowedHeader></CORSRule>");
  }
  std::string put(const std::string& rules) {
    return world.outcome("main", "PUT", "/bkt?cors", {},
                         "<CORSConfiguration>" + rules + "</CORSConfiguration>");
  }
  HttpResponse ask(const std::string& method, const std::string& target, Headers headers) {
    return world.send("", method, target, std::move(headers));
  }
  AccessWorld world;
};

TEST_F(Cors, AnswersPreflightsByItsRules) {
  EXPECT_EQ(ask("OPTIONS", "/bkt", {}).status, 400);
  EXPECT_EQ(ask("OPTIONS", "/bkt", {{"Origin", "startend"}}).status, 400);
  const auto allowed = ask("OPTIONS", "/bkt/any/key",
                           {{"Origin", "start1end"}, {"Access-Control-Request-Method", "GET"}});
  EXPECT_EQ(allowed.status, 200);
  EXPECT_EQ(allowed.headers.get("Access-Control-Allow-Origin"), "start1end");
  EXPECT_EQ(allowed.headers.get("Access-Control-Allow-Methods"), "GET");
  EXPECT_EQ(
      ask("OPTIONS", "/bkt", {{"Origin", "0startend"}, {"Access-Control-Request-Method", "GET"}})
          .status,
      403);
  const Headers with_header = {{"Origin", "a.put"},
                               {"Access-Control-Request-Method", "PUT"},
                               {"Access-Control-Request-Headers", "X-Amz-Date, x-amz-acl"}};
  EXPECT_EQ(ask("OPTIONS", "/bkt", with_header).headers.get("Access-Control-Allow-Headers"),
            "x-amz-date, x-amz-acl");
  EXPECT_EQ(ask("OPTIONS", "/none", with_header).status, 403);
}

TEST_F(Cors, IsOnAnswersAndErrorsAlike) {
  const auto listed = ask("GET", "/bkt", {{"Origin", "startend"}});
  EXPECT_EQ(listed.status, 200);
  EXPECT_EQ(listed.headers.get("Access-Control-Allow-Origin"), "startend");
  EXPECT_EQ(listed.headers.get("Access-Control-Expose-Headers"), "x-amz-meta-a");
  const auto refused = ask("PUT", "/bkt/k", {{"Origin", "foo.put"}});
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(refused.headers.get("Access-Control-Allow-Origin"), "foo.put");
  EXPECT_FALSE(ask("GET", "/bkt", {{"Origin", "foo"}}).headers.has("Access-Control-Allow-Origin"));
  EXPECT_FALSE(ask("GET", "/bkt", {}).headers.has("Access-Control-Allow-Origin"));
}

TEST_F(Cors, RefusesRulesThatBrowsersCannotUse) {
  EXPECT_EQ(put(""), "400 MalformedXML");
  EXPECT_EQ(put("<CORSRule><AllowedMethod>PATCH</AllowedMethod><AllowedOrigin>*</AllowedOrigin>"
                "</CORSRule>"),
            "400 InvalidRequest");
  EXPECT_EQ(put("<CORSRule><AllowedMethod>GET</AllowedMethod><AllowedOrigin>*a*</AllowedOrigin>"
                "</CORSRule>"),
            "400 InvalidRequest");
  EXPECT_EQ(world.outcome("main", "DELETE", "/bkt?cors"), "204");
  EXPECT_EQ(world.outcome("main", "GET", "/bkt?cors"), "404 NoSuchCORSConfiguration");
}

TEST(CorsPatterns, HaveOneStar) {
  EXPECT_TRUE(matches_star("startend", "start*end"));
  EXPECT_FALSE(matches_star("staend", "star*end"));
  EXPECT_TRUE(matches_star("anything", "*"));
  EXPECT_FALSE(matches_star("a", "b"));
}

}  // namespace
}  // namespace sluice::api::s3
