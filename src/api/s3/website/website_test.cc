#include "api/s3/website/website.h"

#include <gtest/gtest.h>

#include "api/s3/access_world.h"

namespace sluice::api::s3 {
namespace {

class WebsiteTest : public testing::Test {
 protected:
  WebsiteTest() {
    world_.serve_forms(forms_);
    world_.send("main", "PUT", "/site");
    world_.put_policy("site", R"({"Effect":"Allow","Principal":"*","Action":"s3:GetObject",)"
                              R"("Resource":"arn:aws:s3:::site/*"})");
    put("index.html", "home");
    put("docs/index.html", "docs");
    put("page", "page");
    configure("<IndexDocument><Suffix>index.html</Suffix></IndexDocument>");
  }

  void put(const std::string& key, const std::string& text, Headers headers = {}) {
    headers.add("Content-Type", "text/html");
    world_.send("main", "PUT", "/site/" + key, std::move(headers), text);
  }

  void configure(const std::string& elements) {
    EXPECT_EQ(world_.outcome("main", "PUT", "/site?website", {},
                             "<WebsiteConfiguration>" + elements + "</WebsiteConfiguration>"),
              "200");
  }

  HttpResponse visit(const std::string& path, const std::string& method = "GET",
                     const std::string& host = "site.s3-website.localhost:4566") {
    return world_.send_to(host, method, path);
  }
  // "200 home", "302 /docs/", "404 NoSuchKey".
  std::string outcome(const std::string& path, const std::string& method = "GET",
                      const std::string& host = "site.s3-website.localhost:4566") {
    auto response = visit(path, method, host);
    std::string text(response.headers.get("Location"));
    if (text.empty()) text = response.trace.error_code;
    if (text.empty()) text = S3World::body(response);
    return std::to_string(response.status) + " " + text;
  }

  AccessWorld world_;
  OpenForms forms_;
};

TEST_F(WebsiteTest, AnswersFoldersWithTheirIndex) {
  EXPECT_EQ(outcome("/"), "200 home");
  EXPECT_EQ(outcome("/docs/"), "200 docs");
  EXPECT_EQ(outcome("/page"), "200 page");
  EXPECT_EQ(outcome("/docs"), "302 /docs/");
  EXPECT_EQ(outcome("/", "GET", "site.s3-website-us-east-1.amazonaws.com"), "200 home");
  EXPECT_EQ(outcome("/", "GET", "site.s3-website.eu-central-1.amazonaws.com"), "200 home");
}

TEST_F(WebsiteTest, AnswersErrorsWithPages) {
  // Nobody may list the bucket: what is absent is forbidden.
  auto response = visit("/absent<b>");
  EXPECT_EQ(response.status, 403);
  EXPECT_EQ(response.headers.get("Content-Type"), "text/html; charset=utf-8");
  EXPECT_NE(response.text.find("<h1>403 Forbidden</h1>"), std::string::npos);
  EXPECT_NE(response.text.find("<li>Code: AccessDenied</li>"), std::string::npos);
  EXPECT_EQ(outcome("/", "GET", "absent.s3-website.localhost"), "404 NoSuchBucket");
  EXPECT_EQ(outcome("/", "POST"), "405 MethodNotAllowed");
  world_.send("main", "DELETE", "/site?website");
  EXPECT_EQ(outcome("/"), "404 NoSuchWebsiteConfiguration");
}

TEST_F(WebsiteTest, HasAPageOfItsOwnForErrors) {
  world_.put_policy("site", R"({"Effect":"Allow","Principal":"*",)"
                            R"("Action":["s3:GetObject","s3:ListBucket"],)"
                            R"("Resource":["arn:aws:s3:::site/*","arn:aws:s3:::site"]})");
  EXPECT_EQ(outcome("/absent"), "404 NoSuchKey");
  put("error.html", "sorry");
  configure(
      "<IndexDocument><Suffix>index.html</Suffix></IndexDocument>"
      "<ErrorDocument><Key>error.html</Key></ErrorDocument>");
  auto response = visit("/absent");
  EXPECT_EQ(response.status, 404);
  EXPECT_EQ(S3World::body(response), "sorry");
  EXPECT_EQ(response.headers.get("Content-Type"), "text/html");
  EXPECT_EQ(response.headers.get("x-amz-error-code"), "NoSuchKey");
}

TEST_F(WebsiteTest, ShowsWhatPoliciesLetEverybodySeeAlone) {
  world_.put_policy("site", R"({"Effect":"Allow","Principal":"*","Action":"s3:GetObject",)"
                            R"("Resource":"arn:aws:s3:::site/docs/*"})");
  EXPECT_EQ(outcome("/docs/"), "200 docs");
  EXPECT_EQ(outcome("/page"), "403 AccessDenied");
}

TEST_F(WebsiteTest, Redirects) {
  put("moved", "", {{"x-amz-website-redirect-location", "https://example.com/new"}});
  EXPECT_EQ(outcome("/moved"), "301 https://example.com/new");
  configure(
      "<IndexDocument><Suffix>index.html</Suffix></IndexDocument><RoutingRules>"
      "<RoutingRule><Condition><KeyPrefixEquals>old/</KeyPrefixEquals></Condition><Redirect>"
      "<ReplaceKeyPrefixWith>docs/</ReplaceKeyPrefixWith></Redirect></RoutingRule>"
      "<RoutingRule><Condition><HttpErrorCodeReturnedEquals>403</HttpErrorCodeReturnedEquals>"
      "</Condition><Redirect><HostName>other.example</HostName><Protocol>https</Protocol>"
      "<ReplaceKeyWith>gone a</ReplaceKeyWith><HttpRedirectCode>302</HttpRedirectCode></Redirect>"
      "</RoutingRule></RoutingRules>");
  EXPECT_EQ(outcome("/old/x%20y"), "301 http://site.s3-website.localhost:4566/docs/x%20y");
  EXPECT_EQ(outcome("/absent"), "302 https://other.example/gone%20a");
  EXPECT_EQ(outcome("/page"), "200 page");
  configure("<RedirectAllRequestsTo><HostName>new.example</HostName></RedirectAllRequestsTo>");
  EXPECT_EQ(outcome("/any/thing"), "301 http://new.example/any/thing");
}

TEST_F(WebsiteTest, AnswersConditionsAndHeads) {
  const std::string etag(visit("/page").headers.get("ETag"));
  auto response =
      world_.send_to("site.s3-website.localhost", "GET", "/page", {{"If-None-Match", etag}});
  EXPECT_EQ(response.status, 304);
  response = visit("/page", "HEAD");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.length, 4u);
}

}  // namespace
}  // namespace sluice::api::s3
