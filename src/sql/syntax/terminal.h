// The words and signs that the grammar names.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace sluice::sql {

// Words that cannot be used as identifiers, in order.
// clang-format off
inline constexpr auto kReservedWords = std::to_array<std::string_view>({
    "ALTER", "AND", "AS", "BETWEEN", "BY", "CASE", "CAST", "CONSTRAINT", "CREATE", "CROSS", "CUBE",
    "CURRENT_CATALOG", "CURRENT_DATE", "CURRENT_PATH", "CURRENT_ROLE", "CURRENT_SCHEMA",
    "CURRENT_TIME", "CURRENT_TIMESTAMP", "CURRENT_USER", "DEALLOCATE", "DELETE", "DESCRIBE",
    "DISTINCT", "DROP", "ELSE", "END", "ESCAPE", "EXCEPT", "EXECUTE", "EXISTS", "EXTRACT", "FALSE",
    "FOR", "FROM", "FULL", "GROUP", "GROUPING", "HAVING", "IN", "INNER", "INSERT", "INTERSECT",
    "INTO", "IS", "JOIN", "JSON_ARRAY", "JSON_EXISTS", "JSON_OBJECT", "JSON_QUERY", "JSON_TABLE",
    "JSON_VALUE", "LEFT", "LIKE", "LISTAGG", "LOCALTIME", "LOCALTIMESTAMP", "NATURAL", "NORMALIZE",
    "NOT", "NULL", "ON", "OR", "ORDER", "OUTER", "PREPARE", "RECURSIVE", "RIGHT", "ROLLUP",
    "SELECT", "SKIP", "TABLE", "THEN", "TRIM", "TRUE", "UESCAPE", "UNION", "UNNEST", "USING",
    "VALUES", "WHEN", "WHERE", "WITH",
});
// clang-format on

// Words of the grammar that are identifiers wherever the grammar lets them be, in order.
// UNLOAD is Athena's; the rest are Trino's.
// clang-format off
inline constexpr auto kOtherWords = std::to_array<std::string_view>({
    "ABSENT", "ADD", "ADMIN", "AFTER", "ALL", "ANALYZE", "ANY", "ARRAY", "ASC", "AT",
    "AUTHORIZATION", "BEGIN", "BERNOULLI", "BOTH", "CALL", "CALLED", "CASCADE", "CATALOG",
    "CATALOGS", "COLUMN", "COLUMNS", "COMMENT", "COMMIT", "COMMITTED", "CONDITIONAL", "COPARTITION",
    "COUNT", "CURRENT", "DATA", "DATE", "DAY", "DECLARE", "DEFAULT", "DEFINE", "DEFINER", "DENY",
    "DESC", "DESCRIPTOR", "DETERMINISTIC", "DISTRIBUTED", "DO", "DOUBLE", "ELSEIF", "EMPTY",
    "ENCODING", "ERROR", "EXCLUDING", "EXPLAIN", "FETCH", "FILTER", "FINAL", "FIRST", "FOLLOWING",
    "FORMAT", "FUNCTION", "FUNCTIONS", "GRACE", "GRANT", "GRANTED", "GRANTS", "GRAPHVIZ", "GROUPS",
    "HOUR", "IF", "IGNORE", "IMMEDIATE", "INCLUDING", "INITIAL", "INPUT", "INTERVAL", "INVOKER",
    "IO", "ISOLATION", "ITERATE", "JSON", "KEEP", "KEY", "KEYS", "LANGUAGE", "LAST", "LATERAL",
    "LEADING", "LEAVE", "LEVEL", "LIMIT", "LOCAL", "LOGICAL", "LOOP", "MAP", "MATCH", "MATCHED",
    "MATCHES", "MATCH_RECOGNIZE", "MATERIALIZED", "MEASURES", "MERGE", "MINUTE", "MONTH", "NESTED",
    "NEXT", "NFC", "NFD", "NFKC", "NFKD", "NO", "NONE", "NULLIF", "NULLS", "OBJECT", "OF", "OFFSET",
    "OMIT", "ONE", "ONLY", "OPTION", "ORDINALITY", "OUTPUT", "OVER", "OVERFLOW", "PARTITION",
    "PARTITIONS", "PASSING", "PAST", "PATH", "PATTERN", "PER", "PERIOD", "PERMUTE", "PLAN",
    "POSITION", "PRECEDING", "PRECISION", "PRIVILEGES", "PROPERTIES", "PRUNE", "QUOTES", "RANGE",
    "READ", "REFRESH", "RENAME", "REPEAT", "REPEATABLE", "REPLACE", "RESET", "RESPECT", "RESTRICT",
    "RETURN", "RETURNING", "RETURNS", "REVOKE", "ROLE", "ROLES", "ROLLBACK", "ROW", "ROWS",
    "RUNNING", "SCALAR", "SCHEMA", "SCHEMAS", "SECOND", "SECURITY", "SEEK", "SERIALIZABLE",
    "SESSION", "SET", "SETS", "SHOW", "SOME", "START", "STATS", "STRING", "SUBSET", "SUBSTRING",
    "SYSTEM", "TABLES", "TABLESAMPLE", "TEXT", "TIES", "TIME", "TIMESTAMP", "TO", "TRAILING",
    "TRANSACTION", "TRUNCATE", "TRY_CAST", "TYPE", "UNBOUNDED", "UNCOMMITTED", "UNCONDITIONAL",
    "UNIQUE", "UNKNOWN", "UNLOAD", "UNMATCHED", "UNTIL", "UPDATE", "USE", "USER", "UTF16", "UTF32",
    "UTF8", "VALIDATE", "VALUE", "VERBOSE", "VERSION", "VIEW", "WHILE", "WINDOW", "WITHIN",
    "WITHOUT", "WORK", "WRAPPER", "WRITE", "YEAR", "ZONE",
});
// clang-format on

// clang-format off
inline constexpr auto kSigns = std::to_array<std::string_view>({
    "(", ")", "[", "]", "{", "}", ",", ".", ";", ":", "::", "?", "@", "+", "-", "*", "/", "%", "||",
    "|", "=", "<>", "!=", "<", "<=", ">", ">=", "->", "=>", "{-", "-}", "^", "$",
});
// clang-format on

inline constexpr std::uint16_t kNoTerminal = 0xFFFF;

// Its place in the list, counted from `base`; kNoTerminal when it is not there.
constexpr std::uint16_t find_terminal(std::span<const std::string_view> list, std::string_view text,
                                      std::size_t base) {
  for (std::size_t at = 0; at < list.size(); ++at) {
    if (list[at] == text) return static_cast<std::uint16_t>(base + at);
  }
  return kNoTerminal;
}

// A reserved word, another word of the grammar, or a sign. Made from its text while compiling, so
// that accept("SELECT") compares numbers and a misspelt word does not compile.
class Terminal {
 public:
  Terminal() = default;  // none: an identifier, a literal, anything else
  consteval Terminal(const char* text) : Terminal(find(text)) {  // NOLINT: written as text
    if (index_ == kNoTerminal) throw "no such terminal";
  }

  static constexpr Terminal find(std::string_view text) {
    Terminal found;
    found.index_ = find_terminal(kReservedWords, text, 0);
    if (found.none()) found.index_ = find_terminal(kOtherWords, text, kReservedWords.size());
    return found.none() ? find_sign(text) : found;
  }

  static constexpr Terminal find_sign(std::string_view text) {
    Terminal found;
    found.index_ = find_terminal(kSigns, text, kReservedWords.size() + kOtherWords.size());
    return found;
  }

  constexpr bool none() const { return index_ == kNoTerminal; }
  constexpr bool reserved() const { return index_ < kReservedWords.size(); }
  constexpr bool word() const { return index_ < kReservedWords.size() + kOtherWords.size(); }
  constexpr std::string_view text() const {
    if (reserved()) return kReservedWords[index_];
    if (word()) return kOtherWords[index_ - kReservedWords.size()];
    return none() ? "" : kSigns[index_ - kReservedWords.size() - kOtherWords.size()];
  }
  constexpr bool operator==(const Terminal&) const = default;

 private:
  std::uint16_t index_ = kNoTerminal;
};

// The word that `text` spells in any case; none when the grammar has no such word.
Terminal find_word(std::string_view text);

}  // namespace sluice::sql
