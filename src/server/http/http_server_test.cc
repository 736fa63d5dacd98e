#include "server/http/http_server.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <atomic>
#include <future>
#include <thread>

#include "base/error.h"
#include "base/random.h"
#include "server/descriptor.h"

namespace sluice::server {
namespace {

std::string read_all(Reader& reader) {
  std::string out;
  std::array<std::byte, 4'096> piece;
  while (const std::size_t got = reader.read(piece))
    out.append(reinterpret_cast<const char*>(piece.data()), got);
  return out;
}

class Zeros final : public Reader {
 public:
  explicit Zeros(std::uint64_t count) : left_(count) {}
  std::size_t read(std::span<std::byte> out) override {
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(out.size(), left_));
    std::fill_n(out.begin(), count, std::byte{0});
    left_ -= count;
    return count;
  }

 private:
  std::uint64_t left_;
};

class Observer final : public api::SentObserver {
 public:
  explicit Observer(std::promise<api::Sent>& told) : told_(told) {}
  void sent(const api::Sent& how) override { told_.set_value(how); }

 private:
  std::promise<api::Sent>& told_;
};

// Answers what it got; some paths misbehave.
class Echo final : public api::HttpHandler {
 public:
  api::HttpResponse handle(api::HttpRequest& request) override {
    ++handled;
    if (request.path == "/ignored") return {.status = 403, .text = "no"};
    if (request.path == "/throws") throw Error(ErrorKind::io, "Broken", "secret inner words");
    if (request.path == "/host") return {.text = std::string(request.headers.get("host"))};
    if (request.path == "/slow") std::this_thread::sleep_for(std::chrono::milliseconds(300));
    api::HttpResponse response;
    if (request.path == "/observed") response.observer = std::make_unique<Observer>(sent);
    if (request.path == "/zeros" || request.path == "/short") {
      response.length = std::stoull(request.query);
      response.stream = std::make_unique<Zeros>(*response.length - (request.path == "/short"));
      return response;
    }
    response.text =
        request.method + " " + request.path + "|" + request.query + "|" + read_all(*request.body);
    if (request.headers.has("x-break")) response.headers.add("X-Out", "a\r\nInjected: yes");
    return response;
  }

  bool owns_every_path(const api::HttpRequest& request) const override {
    return request.headers.get("host") == "bucket";
  }

  std::atomic<int> handled = 0;
  std::promise<api::Sent> sent;
};

class Client {
 public:
  explicit Client(int port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(socket_.number(), reinterpret_cast<sockaddr*>(&address), sizeof address),
              0);
  }

  void send(std::string_view text) {
    while (!text.empty()) {
      const ssize_t sent = ::send(socket_.number(), text.data(), text.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;
      text.remove_prefix(static_cast<std::size_t>(sent));
    }
  }

  // Until the text has come, or the server's end.
  std::string read_until(std::string_view wanted) {
    std::string out;
    while (out.find(wanted) == std::string::npos && read_some(out)) {
    }
    return out;
  }

  std::string read_to_end() {
    std::string out;
    while (read_some(out)) {
    }
    return out;
  }

 private:
  bool read_some(std::string& out) {
    std::array<char, 65'536> piece;
    const ssize_t got = ::recv(socket_.number(), piece.data(), piece.size(), 0);
    if (got > 0) out.append(piece.data(), static_cast<std::size_t>(got));
    return got > 0;
  }

  Descriptor socket_;
};

struct World {
  explicit World(HttpLimits limits = {})
      : server({.listen = {.port = 0}, .limits = limits}, echo, clock, random) {}

  std::string ask(std::string_view request) {
    Client client(server.port());
    client.send(request);
    return client.read_to_end();
  }

  SystemClock clock;
  SystemRandom random;
  Echo echo;
  HttpServer server;
};

TEST(HttpServer, AnswersRequestsOnOneConnectionInOrderEvenWhenTheyComeAtOnce) {
  World world;
  Client client(world.server.port());
  client.send(
      "GET /a%2Fb?x=%20y HTTP/1.1\r\nHost: h\r\n\r\n"
      "PUT /p HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc"
      "PUT /c HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
      "2\r\nde\r\n1;x=y\r\nf\r\n0\r\n\r\n"
      "GET /last HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  const std::string answers = client.read_to_end();
  std::size_t at = 0;
  for (const std::string_view body :
       {"GET /a%2Fb|x=%20y|", "PUT /p||abc", "PUT /c||def", "GET /last||"}) {
    at = answers.find(body, at);
    ASSERT_NE(at, std::string::npos) << body << " in " << answers;
  }
  EXPECT_NE(answers.find("\r\nDate: "), std::string::npos);
}

TEST(HttpServer, TellsWhoWantsToKnowHowAnAnswerWentOut) {
  World world;
  const auto answer = world.ask(
      "PUT /observed HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc");
  const auto sent = world.echo.sent.get_future().get();
  EXPECT_EQ(sent.body_bytes, std::string_view("PUT /observed||abc").size());
  EXPECT_GT(sent.turn_around.count(), 0);
  EXPECT_GE(sent.total, sent.turn_around);
}

TEST(HttpServer, AnswersAHeadWithoutABody) {
  World world;
  const auto answer = world.ask("HEAD /zeros?100 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  EXPECT_NE(answer.find("Content-Length: 100\r\n"), std::string::npos);
  EXPECT_TRUE(answer.ends_with("\r\n\r\n"));
}

TEST(HttpServer, AsksForTheBodyOnlyWhenSomebodyReadsIt) {
  World world;
  Client willing(world.server.port());
  willing.send("PUT /p HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
  EXPECT_EQ(willing.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  willing.send("abc");
  EXPECT_NE(willing.read_until("||abc").find("200 OK"), std::string::npos);

  Client refused(world.server.port());
  refused.send(
      "PUT /ignored HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
  EXPECT_TRUE(refused.read_to_end().starts_with("HTTP/1.1 403 Forbidden\r\n"));
}

TEST(HttpServer, AClientThatStillSendsGetsItsRefusal) {
  World world;
  Client client(world.server.port());
  client.send("PUT /ignored HTTP/1.1\r\nHost: h\r\nContent-Length: 5000000\r\n\r\n");
  client.send(std::string(5'000'000, 'x'));
  EXPECT_TRUE(client.read_to_end().starts_with("HTTP/1.1 403 Forbidden\r\n"));
}

TEST(HttpServer, RefusesRequestsWhoseLengthTwoReadersWouldUnderstandDifferently) {
  World world;
  for (const std::string_view headers :
       {"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n",
        "Content-Length: 3\r\nContent-Length: 4\r\n", "Content-Length: 3\r\nContent-Length: 3\r\n",
        "Content-Length: 3, 3\r\n", "Content-Length: +3\r\n", "Content-Length: 0x3\r\n",
        "Transfer-Encoding: gzip, chunked\r\n", "Transfer-Encoding: xchunked\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "Content-Length : 3\r\n"}) {
    const auto answer = world.ask("PUT /p HTTP/1.1\r\nHost: h\r\n" + std::string(headers) +
                                  "\r\nabcGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n");
    const std::string status = answer.substr(0, 12);
    EXPECT_TRUE(status == "HTTP/1.1 400" || status == "HTTP/1.1 501") << headers << answer;
    EXPECT_NE(answer.find("Connection: close"), std::string::npos);
  }
  EXPECT_EQ(world.echo.handled, 0);
}

TEST(HttpServer, RefusesWhatIsNoRequest) {
  World world({.header_bytes_max = 8'192});
  EXPECT_TRUE(world.ask("\x16\x03\x01 hello\r\n\r\n").starts_with("HTTP/1.1 400"));
  EXPECT_TRUE(world.ask("GET a HTTP/1.1\r\nHost: h\r\n\r\n").starts_with("HTTP/1.1 400"));
  EXPECT_TRUE(world.ask("GET / HTTP/2.0\r\nHost: h\r\n\r\n").starts_with("HTTP/1.1 505"));
  const std::string large = "GET / HTTP/1.1\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n";
  EXPECT_TRUE(world.ask(large).starts_with("HTTP/1.1 431"));
}

TEST(HttpServer, KeepsHandlersFailuresAndHeadersToItself) {
  World world;
  const auto failed = world.ask("GET /throws HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  EXPECT_TRUE(failed.starts_with("HTTP/1.1 500"));
  EXPECT_EQ(failed.find("secret"), std::string::npos);
  const auto split =
      world.ask("GET / HTTP/1.1\r\nHost: h\r\nX-Break: 1\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(split.find("Injected"), std::string::npos);
}

TEST(HttpServer, BreaksOffAnAnswerThatIsShorterThanItSays) {
  World world;
  const auto answer = world.ask("GET /short?600000 HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_LT(answer.size(), 600'000u);
}

TEST(HttpServer, EndsWithClientsThatTrickle) {
  World world({.header_time = std::chrono::seconds(1),
               .idle_time = std::chrono::seconds(1),
               .transfer_patience = std::chrono::seconds(1)});
  Client header(world.server.port());
  header.send("GET / HTTP/1.1\r\nHo");
  Client body(world.server.port());
  body.send("PUT /p HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\na");
  Client idle(world.server.port());
  header.read_to_end();
  body.read_to_end();
  idle.read_to_end();
  EXPECT_EQ(world.echo.handled, 1);
}

TEST(HttpServer, AnswersItsHealthWhenEveryConnectionIsTaken) {
  World world({.connections_max = 2});
  Client one(world.server.port());
  Client two(world.server.port());
  one.send("GET /a HTTP/1.1\r\nHost: h\r\n\r\n");
  two.send("GET /a HTTP/1.1\r\nHost: h\r\n\r\n");
  one.read_until("GET /a");
  two.read_until("GET /a");
  EXPECT_NE(world.ask("GET /-/health HTTP/1.1\r\nHost: h\r\n\r\n").find("\r\n\r\nok"),
            std::string::npos);
  EXPECT_TRUE(world.ask("GET /b HTTP/1.1\r\nHost: h\r\n\r\n").starts_with("HTTP/1.1 503"));
  const auto metrics = world.ask("GET /-/metrics HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_NE(metrics.find("sluice_requests_total{"), std::string::npos);
}

TEST(HttpServer, KeepsItsPagesToReadersAndToItsOwnHosts) {
  World world;
  const auto ask = [&](std::string_view method, std::string_view path, std::string_view host) {
    return world.ask(
        fmt::format("{} {} HTTP/1.1\r\nHost: {}\r\nContent-Length: 1\r\nConnection: "
                    "close\r\n\r\nx",
                    method, path, host));
  };
  EXPECT_TRUE(ask("PUT", "/-/health", "h").ends_with("PUT /-/health||x"));
  EXPECT_TRUE(ask("DELETE", "/-/metrics", "h").ends_with("DELETE /-/metrics||x"));
  EXPECT_TRUE(ask("GET", "/-/health", "bucket").ends_with("GET /-/health||x"));
  EXPECT_TRUE(ask("GET", "/-/other", "h").ends_with("GET /-/other||x"));
  EXPECT_TRUE(ask("GET", "/-/health", "h").ends_with("\r\n\r\nok\n"));
  EXPECT_TRUE(ask("HEAD", "/-/health", "h").ends_with("\r\n\r\n"));
}

TEST(HttpServer, UnderstandsTargetsAsTheyAreSentToProxies) {
  World world;
  const auto ask = [&](std::string_view target) {
    return world.ask(
        fmt::format("GET {} HTTP/1.1\r\nHost: old\r\nConnection: close\r\n\r\n", target));
  };
  EXPECT_TRUE(ask("http://h:80/a/b?c=d").ends_with("GET /a/b|c=d|"));
  EXPECT_TRUE(ask("HTTPS://h").ends_with("GET /||"));
  EXPECT_TRUE(ask("http://h?c").ends_with("GET /|c|"));
  EXPECT_TRUE(ask("http://new:80/host").ends_with("\r\n\r\nnew:80"));
  for (const std::string_view target : {"ftp://h/a", "http:///a", "http://u@h/a", "h:80", "*"})
    EXPECT_TRUE(ask(target).starts_with("HTTP/1.1 400")) << target;
}

TEST(HttpServer, LivesOnWhenThereIsNoThreadForAClient) {
  World world({.stack_bytes = std::size_t{1} << 60});
  EXPECT_EQ(world.ask("GET /a HTTP/1.1\r\nHost: h\r\n\r\n"), "");
  EXPECT_EQ(world.ask("GET /a HTTP/1.1\r\nHost: h\r\n\r\n"), "");
  world.server.stop(std::chrono::seconds(30));
}

TEST(HttpServer, StopsWhenTheRequestsAreAnswered) {
  World world;
  const Client idle(world.server.port());
  Client busy(world.server.port());
  busy.send("GET /slow HTTP/1.1\r\nHost: h\r\n\r\n");
  while (world.echo.handled == 0)
    std::this_thread::yield();
  world.server.stop(std::chrono::seconds(30));
  EXPECT_NE(busy.read_to_end().find("GET /slow"), std::string::npos);
}

TEST(HttpServer, ReadsAddressesToListenOn) {
  EXPECT_EQ(parse_listen_address("4567").port, 4567);
  EXPECT_EQ(parse_listen_address("[::1]:80").host, "::1");
  EXPECT_EQ(parse_listen_address(":80").host, "0.0.0.0");
  for (const std::string text : {"", "a", "::1", "h:99999", "h:-1", "h:1x"})
    EXPECT_THROW(parse_listen_address(text), Error) << text;
}

}  // namespace
}  // namespace sluice::server
