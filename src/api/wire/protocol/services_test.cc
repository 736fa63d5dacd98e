// JSON and query services, and how requests find them.
#include <gtest/gtest.h>

#include "api/wire/check/pattern.h"
#include "api/wire/destination.h"
#include "api/wire/model/embedded.h"
#include "api/wire/wire_test_world.h"

namespace sluice::api {
namespace {

HttpRequest kms_request(std::string operation, std::string body) {
  return make_request("POST", "/", {{"X-Amz-Target", "TrentService." + operation}},
                      std::move(body));
}

HttpRequest form(std::string body) {
  return make_request("POST", "/", {{"Content-Type", "application/x-www-form-urlencoded"}},
                      std::move(body));
}

TEST(EmbeddedServices, AllLoadWithEveryEnforcedPattern) {
  for (const auto& embedded : embedded_services()) {
    OpenHooks hooks;
    const Service service(embedded.name, {}, hooks);
    EXPECT_FALSE(service.model().operations().empty()) << embedded.name;
    EXPECT_FALSE(service.overlay().signing_names.empty()) << embedded.name;
  }
}

TEST(EmbeddedServices, NameOnlyWhatTheirModelsHave) {
  for (const auto& embedded : embedded_services()) {
    const ServiceModel model(embedded.model);
    const Overlay overlay(embedded.overlay);
    for (const auto& [name, condition] : overlay.routes)
      EXPECT_TRUE(model.find_operation(name)) << name;
    for (const auto& [name, root] : overlay.output_roots)
      EXPECT_TRUE(model.find_operation(name)) << name;
    for (const auto& name : overlay.unrouted)
      EXPECT_TRUE(model.find_operation(name)) << name;
    for (const auto& [name, code] : overlay.enforced.shapes)
      EXPECT_TRUE(model.find_shape(name)) << name;
  }
}

TEST(EmbeddedServices, RefuseHandlersOfOperationsThatAreNotInTheModel) {
  EchoService echo("kms", {"CreateKye"});
  EXPECT_THROW(echo.service.model(), Error);
}

TEST(AwsJson, ReadsAndWritesByShape) {
  EchoWorld world("kms", {"Decrypt", "CreateKey"});
  world.echo.answer.output = {{"Plaintext", std::string("\x00\xff", 2)}};
  auto response = world.send(kms_request(
      "Decrypt",
      R"({"CiphertextBlob":"AP8=","EncryptionContext":{"a":"b"},"KeyId":null,"Unknown":1})"));
  EXPECT_EQ(world.echo.input.at("CiphertextBlob").as_string(), std::string_view("\x00\xff", 2));
  EXPECT_EQ(to_text(world.echo.input.at("EncryptionContext")), R"({"a":"b"})");
  EXPECT_FALSE(world.echo.input.contains("KeyId"));
  EXPECT_EQ(response.text, R"({"Plaintext":"AP8="})");
  EXPECT_EQ(response.headers.get("Content-Type"), "application/x-amz-json-1.1");
  EXPECT_EQ(response.headers.get("x-amzn-RequestId"), "0123456789ABCDEF");
  world.echo.answer.output = {
      {"KeyMetadata", json::object{{"KeyId", "k"}, {"CreationDate", 1700000000123000}}}};
  response = world.send(kms_request("CreateKey", ""));
  EXPECT_EQ(response.text, R"({"KeyMetadata":{"KeyId":"k","CreationDate":1700000000.123}})");
}

TEST(AwsJson, NamesWhatIsWrong) {
  EchoWorld world("kms", {"Decrypt", "DescribeKey", "ScheduleKeyDeletion"});
  const auto answer = [&](std::string operation, std::string body) {
    const auto response = world.send(kms_request(std::move(operation), std::move(body)));
    EXPECT_NE(response.status, 200);
    return std::to_string(response.status) + response.text;
  };
  const std::string invalid = R"(400{"__type":"ValidationException","message":")";
  EXPECT_EQ(answer("DescribeKey", "{}"),
            invalid +
                "1 validation error detected: Value null at 'keyId' failed to satisfy "
                "constraint: Member must not be null\"}");
  EXPECT_EQ(answer("ScheduleKeyDeletion", R"({"KeyId":"","PendingWindowInDays":400})"),
            invalid +
                "2 validation errors detected: Value '' at 'keyId' failed to satisfy "
                "constraint: Member must have length greater than or equal to 1; Value '400' "
                "at 'pendingWindowInDays' failed to satisfy constraint: Member must have "
                "value less than or equal to 365\"}");
  EXPECT_EQ(answer("Decrypt", "{").substr(0, 38), R"(400{"__type":"SerializationException",)");
  EXPECT_EQ(answer("Decrypt", R"({"CiphertextBlob":"?"})").substr(0, 38),
            R"(400{"__type":"SerializationException",)");
  EXPECT_EQ(answer("Nothing", "{}").substr(0, 41), R"(400{"__type":"UnknownOperationException",)");
  EXPECT_EQ(answer("ListKeys", "{}").substr(0, 28), R"(501{"__type":"NotImplemented)");
  world.echo.error = std::make_unique<DetailedError>(ErrorKind::not_found, "NotFoundException",
                                                     "none", ErrorDetails{});
  EXPECT_EQ(answer("Decrypt", R"({"CiphertextBlob":"AP8="})"),
            R"(400{"__type":"NotFoundException","message":"none"})");
}

TEST(AwsQuery, ReadsListsAndWritesItsEnvelope) {
  EchoWorld world("iam", {"CreateRole", "DeleteRole"});
  world.echo.answer.output = {
      {"Role", json::object{{"RoleName", "r"},
                            {"CreateDate", 1700000000123000},
                            {"Tags", json::array{json::object{{"Key", "k"}, {"Value", "v"}}}}}}};
  auto response = world.send(form(
      "Action=CreateRole&Version=2010-05-08&RoleName=r&AssumeRolePolicyDocument=%7B%7D&"
      "MaxSessionDuration=3600"
      "&Tags.member.1.Key=a+b&Tags.member.1.Value=&Tags.member.2.Key=c&Tags.member.2.Value=d"));
  EXPECT_EQ(to_text(world.echo.input),
            R"({"RoleName":"r","AssumeRolePolicyDocument":"{}","MaxSessionDuration":3600,"Tags":)"
            R"([{"Key":"a b","Value":""},{"Key":"c","Value":"d"}]})");
  EXPECT_EQ(
      response.text,
      "<CreateRoleResponse "
      "xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><CreateRoleResult><Role>"
      "<RoleName>r</RoleName><CreateDate>2023-11-14T22:13:20Z</CreateDate><Tags><member><Key>k</"
      "Key>"
      "<Value>v</Value></member></Tags></Role></CreateRoleResult><ResponseMetadata><RequestId>"
      "0123456789ABCDEF</RequestId></ResponseMetadata></CreateRoleResponse>");
  response = world.send(form("Action=DeleteRole&Version=2010-05-08&RoleName=r"));
  EXPECT_EQ(
      response.text,
      "<DeleteRoleResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><ResponseMetadata>"
      "<RequestId>0123456789ABCDEF</RequestId></ResponseMetadata></DeleteRoleResponse>");
}

TEST(AwsQuery, NamesWhatIsWrong) {
  EchoWorld world("iam", {"DeleteRole"});
  const auto code = [&](std::string body) {
    return world.send(form(std::move(body))).trace.error_code;
  };
  EXPECT_EQ(code("Version=2010-05-08"), "MissingAction");
  EXPECT_EQ(code("Action=Nothing&Version=2010-05-08"), "InvalidAction");
  EXPECT_EQ(code("Action=DeleteRole&Version=2011-06-15&RoleName=r"), "InvalidAction");
  EXPECT_EQ(code("Action=DeleteRole&Version=2010-05-08&RoleName=a/b"), "ValidationError");
  EXPECT_EQ(code("Action=CreateRole&Version=2010-05-08&RoleName=r"), "NotImplemented");
  world.echo.error = std::make_unique<DetailedError>(ErrorKind::not_found, "NoSuchEntity",
                                                     "The role <r> is not there.", ErrorDetails{});
  const auto response = world.send(form("Action=DeleteRole&Version=2010-05-08&RoleName=r"));
  EXPECT_EQ(response.status, 404);
  EXPECT_EQ(response.text,
            "<ErrorResponse "
            "xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><Error><Type>Sender</Type>"
            "<Code>NoSuchEntity</Code><Message>The role &lt;r&gt; is not "
            "there.</Message></Error><RequestId>"
            "0123456789ABCDEF</RequestId></ErrorResponse>");
}

TEST(Destination, ReadsTheSigningScope) {
  const auto scope = signing_scope(
      make_request("GET", "/",
                   {{"Authorization",
                     "AWS4-HMAC-SHA256 Credential=AK/ID/20261122/us-east-1/kms/aws4_request, "
                     "SignedHeaders=host, "
                     "Signature=0"}}));
  ASSERT_TRUE(scope);
  EXPECT_EQ(scope->access_key_id, "AK/ID");
  EXPECT_EQ(scope->region, "us-east-1");
  EXPECT_EQ(scope->service, "kms");
  const auto presigned = signing_scope(
      make_request("GET", "/b/k?X-Amz-Credential=AKID%2F20261122%2Fr%2Fs3%2Faws4_request"));
  ASSERT_TRUE(presigned);
  EXPECT_EQ(presigned->service, "s3");
  EXPECT_FALSE(signing_scope(
      make_request("GET", "/", {{"Authorization", "AWS4-HMAC-SHA256 Credential=a"}})));
}

TEST(Destination, FindsTheServiceOfEachRequest) {
  OpenHooks hooks;
  const Service s3("s3", {}, hooks);
  const Service kms("kms", {}, hooks);
  const Service sts("sts", {}, hooks);
  const auto service = [&](HttpRequest request) {
    const auto to = find_destination(request, {s3, kms, sts}, {"localhost"});
    return to.service ? to.service->name() : "not " + to.asked;
  };
  const auto signed_for = [](const std::string& name) {
    return Headers{
        {"Authorization", "AWS4-HMAC-SHA256 Credential=A/2/r/" + name + "/aws4_request"}};
  };
  EXPECT_EQ(service(make_request("GET", "/")), "s3");
  EXPECT_EQ(service(make_request("POST", "/", signed_for("sts"))), "sts");
  EXPECT_EQ(service(make_request("GET", "/b", signed_for("s3express"))), "s3");
  EXPECT_EQ(service(make_request("POST", "/", signed_for("dynamodb"))), "not dynamodb");
  EXPECT_EQ(service(kms_request("ListKeys", "{}")), "kms");
  EXPECT_EQ(service(make_request("POST", "/", {{"X-Amz-Target", "DynamoDB_20120810.ListTables"}})),
            "not DynamoDB_20120810");
  EXPECT_EQ(service(make_request("POST", "/", {{"Host", "sts.eu-west-1.amazonaws.com"}})), "sts");
  EXPECT_EQ(service(make_request("POST", "/", {{"Host", "kms.localhost"}})), "kms");
  EXPECT_EQ(service(make_request("GET", "/?Action=GetCallerIdentity&Version=2011-06-15")), "sts");
  const std::string unsigned_call = "Action=AssumeRoleWithWebIdentity&Version=2011-06-15";
  auto request = form(unsigned_call);
  EXPECT_EQ(find_destination(request, {s3, kms, sts}, {}).service, &sts);
  EXPECT_EQ(read_text(*request.body, 99), unsigned_call);
}

TEST(Destination, TellsS3ControlFromS3ByPathAndAccount) {
  OpenHooks hooks;
  const Service s3("s3", {}, hooks);
  const Service control("s3control", {}, hooks);
  const auto service = [&](Headers headers) {
    auto request = make_request("GET", "/v20180820/tags/arn", std::move(headers));
    return find_destination(request, {s3, control}, {"localhost"}).service->name();
  };
  const std::string scope = "AWS4-HMAC-SHA256 Credential=A/2/r/s3/aws4_request";
  EXPECT_EQ(
      service({{"Host", "111.localhost"}, {"Authorization", scope}, {"x-amz-account-id", "111"}}),
      "s3control");
  // A bucket may have that name.
  EXPECT_EQ(service({{"Authorization", scope}}), "s3");
}

TEST(Destination, KnowsTheHostsThatAreBuckets) {
  OpenHooks hooks;
  const Service s3("s3", {}, hooks);
  const Service kms("kms", {}, hooks);
  const auto is_bucket = [&](std::string_view host) {
    return names_bucket(host, {s3, kms}, {"localhost"});
  };
  EXPECT_TRUE(is_bucket("photos.localhost:4566"));
  EXPECT_TRUE(is_bucket("photos.s3.amazonaws.com"));
  for (const std::string_view host : {"localhost:4566", "127.0.0.1", "kms.localhost", "other.host"})
    EXPECT_FALSE(is_bucket(host)) << host;
}

TEST(Pattern, MatchesTheWholeTextAsJavaDoes) {
  EXPECT_TRUE(Pattern("[\\u0020-\\u00FF]*").matches("caf\xc3\xa9"));
  EXPECT_FALSE(Pattern("[\\u0020-\\u00FF]+").matches("\n"));
  EXPECT_TRUE(Pattern("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+").matches("\xce\xb1 1"));
  EXPECT_FALSE(Pattern("a|ab").matches("abc"));
  EXPECT_FALSE(Pattern("(a+)+b").matches(std::string(40, 'a')));
  EXPECT_FALSE(Pattern("a*").matches("\xff"));
}

}  // namespace
}  // namespace sluice::api
