// GRANT, REVOKE, DENY: they only have to parse.
#include "sql/syntax/parser.h"

namespace sluice::sql {

namespace {

void privilege(Cursor& cursor) {
  static constexpr Terminal kWords[] = {"CREATE", "SELECT", "DELETE", "INSERT", "EXECUTE"};
  for (const Terminal& word : kWords) {
    if (!cursor.accept(word)) continue;
    cursor.accept_word("BRANCH");
    return;
  }
  cursor.identifier();
}

void privileges(Cursor& cursor) {
  if (cursor.accept("ALL", "PRIVILEGES")) return;
  do {
    privilege(cursor);
  } while (cursor.accept(","));
}

void principals(Cursor& cursor) {
  do {
    principal(cursor);
  } while (cursor.accept(","));
}

// [WITH ADMIN OPTION] [GRANTED BY grantor] [IN catalog]
void role_options(Cursor& cursor) {
  if (cursor.accept("WITH")) {
    cursor.expect("ADMIN");
    cursor.expect("OPTION");
  }
  if (cursor.accept("GRANTED")) {
    cursor.expect("BY");
    if (!cursor.accept("CURRENT_USER") && !cursor.accept("CURRENT_ROLE")) principal(cursor);
  }
  if (cursor.accept("IN")) cursor.identifier();
}

}  // namespace

void principal(Cursor& cursor) {
  if ((cursor.at("USER") || cursor.at("ROLE")) && cursor.at_identifier(1)) cursor.take();
  cursor.identifier();
}

void grant_object(Cursor& cursor) {
  if (cursor.at_word("BRANCH") && cursor.at("IN", 2)) {
    cursor.take();
    cursor.identifier();
    cursor.take();
  }
  const bool kind = cursor.at("TABLE") ||
                    (cursor.at_identifier() && cursor.at_identifier(1) && !cursor.at("TO", 1));
  if (kind) cursor.take();
  cursor.qualified_name();
}

std::string grant_privileges(Cursor& cursor) {
  privileges(cursor);
  if (!cursor.accept("ON")) {
    cursor.expect("TO");
    principals(cursor);
    role_options(cursor);
    return "GRANT";
  }
  grant_object(cursor);
  cursor.expect("TO");
  principal(cursor);
  if (!cursor.accept("WITH")) return "GRANT";
  cursor.expect("GRANT");
  cursor.expect("OPTION");
  return "GRANT";
}

std::string revoke_privileges(Cursor& cursor) {
  if (cursor.accept("ADMIN", "OPTION") || cursor.accept("GRANT", "OPTION")) cursor.expect("FOR");
  privileges(cursor);
  if (cursor.accept("ON")) {
    grant_object(cursor);
    cursor.expect("FROM");
    principal(cursor);
    return "REVOKE";
  }
  cursor.expect("FROM");
  principals(cursor);
  role_options(cursor);
  return "REVOKE";
}

std::string deny_privileges(Cursor& cursor) {
  privileges(cursor);
  cursor.expect("ON");
  grant_object(cursor);
  cursor.expect("TO");
  principal(cursor);
  return "DENY";
}

}  // namespace sluice::sql
