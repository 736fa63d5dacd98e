#include "engine/external/connection_text.h"

#include <map>

#include "base/text.h"

namespace sluice::engine {

namespace {

using Settings = std::map<std::string, std::string>;

constexpr int kConnectSeconds = 20;

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// A value of "key = 'it\'s'": quotes and backslashes as libpq reads them.
std::string take_value(std::string_view text, std::size_t& at) {
  std::string value;
  const bool is_quoted = at < text.size() && text[at] == '\'';
  if (is_quoted) ++at;
  for (; at < text.size(); ++at) {
    if (is_quoted ? text[at] == '\'' : is_blank(text[at])) break;
    if (text[at] == '\\' && at + 1 < text.size()) ++at;
    value += text[at];
  }
  if (is_quoted && at < text.size()) ++at;
  return value;
}

Settings key_values(std::string_view text) {
  Settings settings;
  std::size_t at = 0;
  while (at < text.size()) {
    while (at < text.size() && is_blank(text[at]))
      ++at;
    const std::size_t equals = text.find('=', at);
    if (equals == std::string_view::npos) break;
    std::string key(text.substr(at, equals - at));
    while (!key.empty() && is_blank(key.back()))
      key.pop_back();
    at = equals + 1;
    while (at < text.size() && is_blank(text[at]))
      ++at;
    settings[key] = take_value(text, at);
  }
  return settings;
}

std::string first_of(const Settings& settings, std::initializer_list<const char*> keys) {
  for (const char* key : keys) {
    if (const auto found = settings.find(key); found != settings.end()) return found->second;
  }
  return {};
}

// "host:port/database" of a URI; empty where a character shows that it may be something else.
std::string shown_of_uri(std::string_view rest) {
  const std::size_t end = rest.find_first_of("@/");
  if (end != std::string_view::npos && rest[end] == '@') rest.remove_prefix(end + 1);
  const std::string_view shown = rest.substr(0, rest.find('?'));
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-:,/[]%";
  if (shown.find_first_not_of(kPlain) != std::string_view::npos) return {};
  return std::string(shown);
}

std::string shown_of(const Settings& settings) {
  std::string shown = first_of(settings, {"host", "hostaddr", "socket", "unix_socket"});
  if (const auto port = first_of(settings, {"port"}); !port.empty()) shown += ":" + port;
  const auto database = first_of(settings, {"dbname", "database", "db"});
  if (!database.empty()) shown += "/" + database;
  return shown;
}

// As it is written and as the server gets it: messages may hold either.
void add_secret(std::string written, std::vector<std::string>& secrets) {
  if (written.empty()) return;
  auto meant = percent_decode(written);
  if (meant && *meant != written) secrets.push_back(std::move(*meant));
  secrets.push_back(std::move(written));
}

// Of "sslmode=require&password=pw".
void add_query_secrets(std::string_view query, std::vector<std::string>& secrets) {
  for (const auto setting : split(query, '&')) {
    const std::size_t equals = setting.find('=');
    if (equals == std::string_view::npos) continue;
    const auto key = setting.substr(0, equals);
    if (key == "password" || key == "passwd") {
      add_secret(std::string(setting.substr(equals + 1)), secrets);
    }
  }
}

std::vector<std::string> secrets_of(const std::string& connection, const Settings& settings) {
  std::vector<std::string> secrets{connection};
  const auto password = first_of(settings, {"password", "passwd"});
  if (!password.empty()) secrets.push_back(password);
  const std::size_t scheme = connection.find("://");
  if (scheme == std::string::npos) return secrets;
  const std::size_t colon = connection.find(':', scheme + 3);
  const std::size_t at = connection.rfind('@');
  if (colon != std::string::npos && at != std::string::npos && colon + 1 < at) {
    add_secret(connection.substr(colon + 1, at - colon - 1), secrets);
  }
  if (const std::size_t query = connection.find('?', scheme); query != std::string::npos) {
    add_query_secrets(std::string_view(connection).substr(query + 1), secrets);
  }
  return secrets;
}

// A host that swallows packets would hold the load for minutes.
std::string with_timeout(const std::string& connection, bool is_uri) {
  if (connection.find("connect_timeout") != std::string::npos) return connection;
  const char* separator = !is_uri ? " " : connection.find('?') == std::string::npos ? "?" : "&";
  return fmt::format("{}{}connect_timeout={}", connection, separator, kConnectSeconds);
}

}  // namespace

ConnectionText read_connection(const ExternalTable& table) {
  if (table.kind == ExternalKind::sqlite) {
    return {.shown = table.connection, .given = table.connection, .secrets = {}};
  }
  const bool is_postgres = table.kind == ExternalKind::postgres;
  const std::size_t scheme = table.connection.find("://");
  const bool is_uri = scheme != std::string::npos;
  const Settings settings = is_uri ? Settings{} : key_values(table.connection);
  const std::string place =
      is_uri ? shown_of_uri(std::string_view(table.connection).substr(scheme + 3))
             : shown_of(settings);
  const std::string product = is_postgres ? "PostgreSQL" : "MySQL";
  return {.shown = place.empty() ? product : product + " at " + place,
          .given = is_postgres ? with_timeout(table.connection, is_uri) : table.connection,
          .secrets = secrets_of(table.connection, settings)};
}

}  // namespace sluice::engine
