#include "api/guest_accounts.h"

#include <algorithm>

#include "base/error.h"
#include "base/json.h"
#include "base/text.h"

namespace sluice::api {
namespace {

class AccountReader {
 public:
  AccountReader(const json::value& entry, std::string where) : where_(std::move(where)) {
    if (!entry.is_object()) fail("is no object");
    entry_ = &entry.get_object();
    for (const auto& [name, value] : *entry_) {
      const std::string_view known[] = {"account_id",   "access_key_id", "secret_access_key",
                                        "display_name", "email",         "canonical_id"};
      if (std::find(std::begin(known), std::end(known), std::string_view(name)) == std::end(known))
        fail(fmt::format("has a member {} that nobody knows", std::string_view(name)));
      if (!value.is_string()) fail(fmt::format("has a {} that is no text", std::string_view(name)));
    }
  }

  GuestAccount read() const {
    GuestAccount out;
    out.account = {.id = required("account_id"),
                   .canonical_id = optional("canonical_id"),
                   .display_name = optional("display_name"),
                   .email = optional("email")};
    if (out.account.id.size() != 12 ||
        !std::all_of(out.account.id.begin(), out.account.id.end(), is_digit)) {
      fail("has an account_id that is not twelve digits");
    }
    out.credential = {.access_key_id = required("access_key_id"),
                      .secret = required("secret_access_key")};
    auto& who = out.credential.principal;
    who.kind = access::Principal::Kind::root;
    who.account_id = out.account.id;
    who.arn = "arn:aws:iam::" + out.account.id + ":root";
    who.id = out.account.id;
    return out;
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw Error(ErrorKind::invalid, "InvalidAccounts", fmt::format("{} {}", where_, what));
  }

  std::string optional(std::string_view name) const {
    const auto* value = entry_->if_contains(name);
    return value == nullptr ? "" : std::string(value->get_string());
  }

  std::string required(std::string_view name) const {
    std::string value = optional(name);
    if (value.empty()) fail(fmt::format("has no {}", name));
    return value;
  }

  std::string where_;
  const json::object* entry_ = nullptr;
};

}  // namespace

std::vector<GuestAccount> parse_guest_accounts(std::string_view text, const std::string& where) {
  const json::value parsed = parse_json(text);
  if (!parsed.is_array()) {
    throw Error(ErrorKind::invalid, "InvalidAccounts", where + " holds no array of accounts");
  }
  std::vector<GuestAccount> out;
  for (const auto& entry : parsed.get_array()) {
    out.push_back(
        AccountReader(entry, fmt::format("{}: account {}", where, out.size() + 1)).read());
  }
  return out;
}

}  // namespace sluice::api
