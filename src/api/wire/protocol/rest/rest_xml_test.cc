#include <gtest/gtest.h>

#include "api/wire/wire_test_world.h"

namespace sluice::api {
namespace {

const std::vector<std::string> kOperations = {"GetObject",
                                              "PutObject",
                                              "HeadObject",
                                              "DeleteObject",
                                              "CopyObject",
                                              "UploadPart",
                                              "UploadPartCopy",
                                              "ListParts",
                                              "ListBuckets",
                                              "ListObjects",
                                              "ListObjectsV2",
                                              "CreateBucket",
                                              "DeleteBucket",
                                              "HeadBucket",
                                              "DeleteObjects",
                                              "GetBucketTagging",
                                              "PutBucketTagging",
                                              "PutBucketVersioning",
                                              "PutBucketPolicy",
                                              "GetBucketPolicy",
                                              "PutBucketLifecycleConfiguration",
                                              "GetBucketLocation",
                                              "GetBucketAcl",
                                              "PutBucketAcl",
                                              "CompleteMultipartUpload",
                                              "CreateMultipartUpload",
                                              "GetObjectAttributes",
                                              "PutObjectRetention",
                                              "GetBucketInventoryConfiguration",
                                              "ListBucketInventoryConfigurations",
                                              "AbortMultipartUpload"};

class RestXml : public ::testing::Test {
 protected:
  std::string routed(std::string method, std::string target, Headers headers = {}) {
    world.echo.operation = "";
    const auto response =
        world.send(make_request(std::move(method), std::move(target), std::move(headers)));
    return response.trace.operation.empty() ? response.trace.error_code : response.trace.operation;
  }
  std::string code_of(HttpRequest request) {
    return world.send(std::move(request)).trace.error_code;
  }
  const json::object& input() const { return world.echo.input; }

  EchoWorld world{"s3", kOperations};
};

TEST_F(RestXml, RoutesByMethodPathSubresourceParameterAndHeader) {
  EXPECT_EQ(routed("GET", "/"), "ListBuckets");
  EXPECT_EQ(routed("GET", "/b"), "ListObjects");
  EXPECT_EQ(routed("GET", "/b/"), "ListObjects");
  EXPECT_EQ(routed("GET", "/b?list-type=2&prefix=a"), "ListObjectsV2");
  EXPECT_EQ(routed("GET", "/b?tagging"), "GetBucketTagging");
  EXPECT_EQ(routed("GET", "/b?tagging="), "GetBucketTagging");
  EXPECT_EQ(routed("GET", "/b?inventory"), "ListBucketInventoryConfigurations");
  EXPECT_EQ(routed("GET", "/b?inventory&id=x"), "GetBucketInventoryConfiguration");
  EXPECT_EQ(routed("GET", "/b/k?x-id=GetObject"), "GetObject");
  EXPECT_EQ(routed("GET", "/b/k?partNumber=2"), "GetObject");
  EXPECT_EQ(routed("GET", "/b/k?uploadId=u"), "ListParts");
  EXPECT_EQ(routed("HEAD", "/b"), "HeadBucket");
  EXPECT_EQ(routed("PUT", "/b/k"), "PutObject");
  EXPECT_EQ(routed("PUT", "/b/k", {{"x-amz-copy-source", "b/j"}}), "CopyObject");
  EXPECT_EQ(routed("PUT", "/b/k?partNumber=1&uploadId=u"), "UploadPart");
  EXPECT_EQ(routed("PUT", "/b/k?partNumber=1&uploadId=u", {{"X-Amz-Copy-Source", "b/j"}}),
            "UploadPartCopy");
  EXPECT_EQ(routed("POST", "/b/k?uploads"), "CreateMultipartUpload");
  EXPECT_EQ(routed("DELETE", "/b/k?uploadId=u"), "AbortMultipartUpload");
  EXPECT_EQ(routed("DELETE", "/b/k?versionId=v"), "DeleteObject");
}

TEST_F(RestXml, NeverTakesAnOperationOnASubresourceForOneOnTheWhole) {
  EXPECT_EQ(routed("DELETE", "/b?versioning"), "MethodNotAllowed");
  EXPECT_EQ(routed("DELETE", "/b/k?acl"), "MethodNotAllowed");
  EXPECT_EQ(routed("GET", "/b/k?versioning"), "InvalidArgument");
  EXPECT_EQ(routed("GET", "/b?acl&tagging"), "InvalidArgument");
  EXPECT_EQ(routed("PUT", "/b/k?uploadId=u"), "MethodNotAllowed");
  EXPECT_EQ(routed("PATCH", "/b/k"), "MethodNotAllowed");
  EXPECT_EQ(routed("POST", "/"), "MethodNotAllowed");
  EXPECT_EQ(routed("GET", "/b?website"), "NotImplemented");
}

TEST_F(RestXml, KeysKeepSlashesAndAreDecodedOnce) {
  routed("GET", "/b//a//..%2Fc%252F+d%20/");
  EXPECT_EQ(input().at("Key"), "/a//../c%2F+d /");
  EXPECT_EQ(routed("GET", "/b/%zz"), "InvalidURI");
  EXPECT_EQ(routed("GET", "/b/%ff"), "InvalidURI");
}

TEST_F(RestXml, FindsTheBucketInTheHost) {
  for (const std::string host :
       {"photos.localhost:4566", "photos.s3.localhost", "photos.s3.eu-west-1.amazonaws.com",
        "PHOTOS.s3-us-west-2.amazonaws.com"}) {
    EXPECT_EQ(routed("GET", "/a%2Fb", {{"Host", host}}), "GetObject") << host;
    EXPECT_EQ(input().at("Bucket"), "photos") << host;
    EXPECT_EQ(input().at("Key"), "a/b") << host;
  }
  for (const std::string host : {"localhost:4566", "127.0.0.1:4566", "[::1]:4566", "s3.localhost",
                                 "s3.amazonaws.com", "storage.example"}) {
    EXPECT_EQ(routed("GET", "/", {{"Host", host}}), "ListBuckets") << host;
  }
  EXPECT_EQ(routed("GET", "/", {{"Host", "my.dotted.s3.localhost"}}), "ListObjects");
  EXPECT_EQ(input().at("Bucket"), "my.dotted");
}

TEST_F(RestXml, ReadsQueryHeadersMetadataAndStream) {
  world.send(make_request("PUT", "/b/k",
                          {{"Content-Type", "text/plain"},
                           {"X-Amz-Meta-Owner", "ann"},
                           {"x-amz-meta-empty", ""},
                           {"x-amz-meta-owner", "ben"},
                           {"x-amz-object-lock-retain-until-date", "2027-01-02T03:04:05.500Z"},
                           {"x-amz-server-side-encryption-bucket-key-enabled", "true"}},
                          "hello"));
  EXPECT_EQ(world.echo.operation, "PutObject");
  EXPECT_EQ(world.echo.body, "hello");
  EXPECT_EQ(input().at("ContentType"), "text/plain");
  EXPECT_EQ(to_text(input().at("Metadata")), R"({"owner":"ann,ben","empty":""})");
  EXPECT_EQ(input().at("ObjectLockRetainUntilDate"), 1798859045500000);
  EXPECT_EQ(input().at("BucketKeyEnabled"), true);
  EXPECT_FALSE(input().contains("Body"));
}

TEST_F(RestXml, ReadsEveryFormOfTime) {
  const auto since = [&](std::string date) {
    world.send(make_request("GET", "/b/k", {{"If-Modified-Since", std::move(date)}}));
    const auto* value = input().if_contains("IfModifiedSince");
    return value ? value->as_int64() / 1000000 : -1;
  };
  EXPECT_EQ(since("Sun, 06 Nov 1994 08:49:37 GMT"), 784111777);
  EXPECT_EQ(since("Sunday, 06-Nov-94 08:49:37 GMT"), 784111777);
  EXPECT_EQ(since("Sun Nov  6 08:49:37 1994"), 784111777);
  EXPECT_EQ(since("1994-11-06T10:49:37+02:00"), 784111777);
  EXPECT_EQ(since("yesterday"), -1);
  EXPECT_EQ(since("Sun, 31 Feb 1994 08:49:37 GMT"), -1);
}

TEST_F(RestXml, RefusesNumbersThatAreNone) {
  auto request = make_request("GET", "/b?max-keys=blah");
  const auto response = world.gateway.handle(request);
  EXPECT_EQ(response.status, 400);
  EXPECT_NE(
      response.text.find("<Code>InvalidArgument</Code><Message>Provided max-keys not an integer or "
                         "within integer range</Message><ArgumentName>max-keys</ArgumentName>"
                         "<ArgumentValue>blah</ArgumentValue>"),
      std::string::npos)
      << response.text;
  EXPECT_EQ(routed("GET", "/b?max-keys="), "ListObjects");
  EXPECT_FALSE(input().contains("MaxKeys"));
}

TEST_F(RestXml, ReadsFlattenedAndWrappedListsInXml) {
  world.send(make_request(
      "POST", "/b?delete", {},
      "<Delete xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Object><Key> a&amp;b "
      "</Key></Object><Object><Key> </Key><VersionId>v</VersionId></Object>"
      "<Quiet>true</Quiet></Delete>"));
  EXPECT_EQ(to_text(input().at("Delete")),
            R"({"Objects":[{"Key":" a&b "},{"Key":" ","VersionId":"v"}],"Quiet":true})");
  world.send(make_request(
      "PUT", "/b?tagging", {},
      "<?xml version=\"1.0\"?>\n<Tagging>\n <TagSet>\n  <Tag><Key>k</Key><Value/></Tag>\n"
      " </TagSet>\n</Tagging>\n"));
  EXPECT_EQ(to_text(input().at("Tagging")), R"({"TagSet":[{"Key":"k","Value":""}]})");
}

TEST_F(RestXml, ReadsAttributesAndEmptyStructures) {
  world.send(make_request(
      "PUT", "/b?acl", {},
      "<AccessControlPolicy><Owner><ID>o</ID></Owner><AccessControlList><Grant><Grantee "
      "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
      "xsi:type=\"CanonicalUser\"><ID>i</ID>"
      "</Grantee><Permission>READ</Permission></Grant></AccessControlList></AccessControlPolicy>"));
  EXPECT_EQ(to_text(input().at("AccessControlPolicy")),
            R"({"Owner":{"ID":"o"},"Grants":[{"Grantee":{"Type":"CanonicalUser","ID":"i"},)"
            R"("Permission":"READ"}]})");
  world.send(make_request(
      "PUT", "/b?lifecycle", {},
      "<LifecycleConfiguration><Rule><Filter/><Status>Enabled</Status><Expiration>"
      "<Date>2030-01-01T00:00:00Z</Date></Expiration></Rule></LifecycleConfiguration>"));
  EXPECT_EQ(
      to_text(input().at("LifecycleConfiguration")),
      R"({"Rules":[{"Filter":{},"Status":"Enabled","Expiration":{"Date":1893456000000000}}]})");
}

TEST_F(RestXml, RefusesXmlThatIsNotThisRequests) {
  const auto put = [&](std::string body) {
    return code_of(make_request("PUT", "/b?versioning", {}, std::move(body)));
  };
  EXPECT_EQ(put("<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"), "");
  EXPECT_EQ(put("<VersioningConfiguration><Status>enabled</Status></VersioningConfiguration>"),
            "MalformedXML");
  EXPECT_EQ(put("<VersioningConfiguration><State>Enabled</State></VersioningConfiguration>"),
            "MalformedXML");
  EXPECT_EQ(put("<VersioningConfiguration><Status>Enabled</Status><Status>Enabled</Status>"
                "</VersioningConfiguration>"),
            "MalformedXML");
  EXPECT_EQ(put("<Versioning><Status>Enabled</Status></Versioning>"), "MalformedXML");
  EXPECT_EQ(put("Enabled"), "MalformedXML");
  EXPECT_EQ(put(""), "MissingRequestBodyError");
  EXPECT_EQ(code_of(make_request("POST", "/b?delete", {}, "<Delete><Quiet>true</Quiet></Delete>")),
            "MalformedXML");
  EXPECT_EQ(code_of(make_request("POST", "/b?delete", {}, std::string(9u << 20, ' '))),
            "MaxMessageLengthExceeded");
}

TEST_F(RestXml, ReadsTextPayloadsAsTheyAre) {
  world.send(make_request("PUT", "/b?policy", {}, "{\"a\": 1}"));
  EXPECT_EQ(input().at("Policy"), "{\"a\": 1}");
  world.echo.answer.output = {{"Policy", "{}"}};
  EXPECT_EQ(world.send(make_request("GET", "/b?policy")).text, "{}");
}

TEST_F(RestXml, WritesListsWithTheNamesOfTheDocumentation) {
  world.echo.answer.output = {
      {"Name", "b"},
      {"IsTruncated", false},
      {"Contents",
       json::array{json::object{{"Key", "a<\r\x01"}, {"LastModified", 1500000}, {"Size", 3}}}},
      {"CommonPrefixes",
       json::array{json::object{{"Prefix", "p/"}}, json::object{{"Prefix", "q/"}}}}};
  const auto response = world.send(make_request("GET", "/b?list-type=2"));
  EXPECT_EQ(
      response.text,
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
      "<IsTruncated>false</IsTruncated><Contents><Key>a&lt;&#xd;&#x1;</Key>"
      "<LastModified>1970-01-01T00:00:01.500Z</LastModified><Size>3</Size></Contents><Name>b</Name>"
      "<CommonPrefixes><Prefix>p/</Prefix></CommonPrefixes><CommonPrefixes><Prefix>q/</Prefix>"
      "</CommonPrefixes></ListBucketResult>");
  EXPECT_EQ(response.headers.get("Content-Type"), "application/xml");
  EXPECT_EQ(response.headers.get("x-amz-request-id"), "0123456789ABCDEF");
}

TEST_F(RestXml, WritesAttributesWithTheirNamespace) {
  world.echo.answer.output = {
      {"Grants",
       json::array{json::object{{"Grantee", json::object{{"Type", "Group"}, {"URI", "u"}}},
                                {"Permission", "READ"}}}}};
  EXPECT_NE(
      world.send(make_request("GET", "/b?acl"))
          .text.find(
              "<AccessControlList><Grant><Grantee "
              "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
              "xsi:type=\"Group\"><URI>u</URI></Grantee><Permission>READ</Permission></Grant>"),
      std::string::npos);
}

TEST_F(RestXml, WritesTheLocationAsTheRootItself) {
  const std::string start =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<LocationConstraint "
      "xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"";
  EXPECT_EQ(world.send(make_request("GET", "/b?location")).text, start + "/>");
  world.echo.answer.output = {{"LocationConstraint", "eu-west-1"}};
  EXPECT_EQ(world.send(make_request("GET", "/b?location")).text,
            start + ">eu-west-1</LocationConstraint>");
}

TEST_F(RestXml, WritesHeadersAndStreams) {
  world.echo.answer.output = {{"ETag", "\"e\""},
                              {"LastModified", 784111777500000},
                              {"ContentLength", 5},
                              {"Metadata", json::object{{"a", "x\r\nSet-Cookie: y"}}}};
  world.echo.answer.body = std::make_unique<TextReader>("hello");
  world.echo.answer.body_length = 5;
  world.echo.answer.status = 206;
  auto response = world.send(make_request("GET", "/b/k"));
  EXPECT_EQ(response.status, 206);
  EXPECT_EQ(response.headers.get("ETag"), "\"e\"");
  EXPECT_EQ(response.headers.get("Last-Modified"), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(response.headers.get("x-amz-meta-a"), "x  Set-Cookie: y");
  EXPECT_FALSE(response.headers.has("Content-Length"));
  EXPECT_EQ(response.length, 5u);
  EXPECT_EQ(read_text(*response.stream, 99), "hello");
  EXPECT_EQ(response.text, "");
  world.echo.answer.output = {{"ContentLength", 7}};
  world.echo.answer.status.reset();
  response = world.send(make_request("HEAD", "/b/k"));
  EXPECT_EQ(response.length, 7u);
  EXPECT_EQ(response.text, "");
}

TEST_F(RestXml, AnswersWithTheModelsStatus) {
  EXPECT_EQ(world.send(make_request("DELETE", "/b/k")).status, 204);
  const auto created = world.send(make_request("PUT", "/b"));
  EXPECT_EQ(created.status, 200);
  EXPECT_EQ(created.text, "");
}

TEST_F(RestXml, RendersErrorsWithWhatTheyAreAbout) {
  world.echo.error = std::make_unique<DetailedError>(
      ErrorKind::not_found, "NoSuchKey", "The specified key does not exist.",
      ErrorDetails{.headers = {{"x-amz-delete-marker", "true"}}});
  auto response = world.send(make_request("GET", "/b/a%20k"));
  EXPECT_EQ(response.status, 404);
  EXPECT_EQ(response.text.substr(0, response.text.find("<HostId>")),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>NoSuchKey</Code><Message>The "
            "specified "
            "key does not exist.</Message><Key>a "
            "k</Key><Resource>/b/a%20k</Resource><RequestId>0123456789ABCDEF</RequestId>");
  EXPECT_EQ(response.headers.get("x-amz-delete-marker"), "true");
  EXPECT_EQ(response.trace.error_code, "NoSuchKey");
  response = world.send(make_request("HEAD", "/b/k"));
  EXPECT_EQ(response.status, 404);
  EXPECT_EQ(response.text, "");
}

TEST_F(RestXml, KeepsWhatBrokeInsideToItself) {
  world.echo.error = std::make_unique<DetailedError>(ErrorKind::io, "FileFailure",
                                                     "/lake/7.seg: no luck", ErrorDetails{});
  auto response = world.send(make_request("GET", "/b/k"));
  EXPECT_EQ(response.status, 500);
  EXPECT_EQ(response.trace.error_code, "InternalError");
  EXPECT_EQ(response.text.find("/lake"), std::string::npos);
  world.echo.error = std::make_unique<DetailedError>(ErrorKind::limit, "DiskFull",
                                                     "/lake/7.seg: no space", ErrorDetails{});
  response = world.send(make_request("GET", "/b/k"));
  EXPECT_EQ(response.status, 507);
  EXPECT_EQ(response.trace.error_code, "InsufficientStorage");
  EXPECT_EQ(response.text.find("/lake"), std::string::npos);
}

}  // namespace
}  // namespace sluice::api
