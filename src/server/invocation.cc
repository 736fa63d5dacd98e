#include "server/invocation.h"

#include "base/error.h"
#include "server/number.h"

namespace sluice::server {
namespace {

constexpr std::uint32_t kEntriesMax = 65'536;

void put_number(std::string& out, std::uint32_t number) {
  const auto bytes = bytes_of_number(number);
  out.append(bytes.data(), bytes.size());
}

void put_text(std::string& out, std::string_view text) {
  put_number(out, static_cast<std::uint32_t>(text.size()));
  out += text;
}

[[noreturn]] void malformed(const char* what) {
  throw Error(ErrorKind::invalid, "MalformedFrame",
              fmt::format("an invocation that cannot be read: {}", what));
}

// Takes pieces off the front.
class Pieces {
 public:
  explicit Pieces(std::string_view bytes) : rest_(bytes) {}

  std::uint32_t number() {
    if (rest_.size() < kNumberBytes) malformed("it ends within a number");
    const auto number = number_of(rest_.substr(0, kNumberBytes));
    rest_.remove_prefix(kNumberBytes);
    return number;
  }

  std::uint32_t count() {
    const auto count = number();
    if (count > kEntriesMax) malformed("it has too many entries");
    return count;
  }

  int small_number() {
    const auto value = number();
    if (value > 100'000) malformed("a terminal is not that large");
    return static_cast<int>(value);
  }

  std::string text() {
    const auto size = number();
    if (rest_.size() < size) malformed("it ends within a text");
    std::string text(rest_.substr(0, size));
    rest_.remove_prefix(size);
    return text;
  }

  bool flag() { return number() != 0; }

  void end() const {
    if (!rest_.empty()) malformed("something follows its end");
  }

 private:
  std::string_view rest_;
};

}  // namespace

std::string encode(const Invocation& invocation) {
  std::string out;
  put_number(out, static_cast<std::uint32_t>(invocation.arguments.size()));
  for (const auto& argument : invocation.arguments)
    put_text(out, argument);
  put_text(out, invocation.folder);
  put_number(out, static_cast<std::uint32_t>(invocation.environment.size()));
  for (const auto& [name, value] : invocation.environment) {
    put_text(out, name);
    put_text(out, value);
  }
  const auto& terminal = invocation.terminal;
  put_number(out, terminal.is_out_terminal ? 1 : 0);
  put_number(out, terminal.is_err_terminal ? 1 : 0);
  put_number(out, terminal.has_colour ? 1 : 0);
  put_number(out, static_cast<std::uint32_t>(terminal.width));
  put_number(out, static_cast<std::uint32_t>(terminal.height));
  put_number(out, invocation.input ? 1 : 0);
  if (invocation.input) put_text(out, *invocation.input);
  return out;
}

Invocation decode_invocation(std::string_view bytes) {
  Pieces pieces(bytes);
  Invocation invocation;
  for (auto left = pieces.count(); left > 0; --left)
    invocation.arguments.push_back(pieces.text());
  invocation.folder = pieces.text();
  for (auto left = pieces.count(); left > 0; --left) {
    auto name = pieces.text();
    invocation.environment[name] = pieces.text();
  }
  auto& terminal = invocation.terminal;
  terminal.is_out_terminal = pieces.flag();
  terminal.is_err_terminal = pieces.flag();
  terminal.has_colour = pieces.flag();
  terminal.width = pieces.small_number();
  terminal.height = pieces.small_number();
  if (pieces.flag()) invocation.input = pieces.text();
  pieces.end();
  return invocation;
}

}  // namespace sluice::server
