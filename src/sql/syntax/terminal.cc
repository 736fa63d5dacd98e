#include "sql/syntax/terminal.h"

#include <string>
#include <unordered_map>

namespace sluice::sql {

namespace {

using Words = std::unordered_map<std::string_view, Terminal>;

Words make_words() {
  Words words;
  for (std::string_view word : kReservedWords)
    words.emplace(word, Terminal::find(word));
  for (std::string_view word : kOtherWords)
    words.emplace(word, Terminal::find(word));
  return words;
}

char upper(char letter) {
  return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
}

}  // namespace

Terminal find_word(std::string_view text) {
  static const Words words = make_words();
  constexpr std::size_t kLongest = 17;  // CURRENT_TIMESTAMP
  if (text.size() > kLongest) return {};
  std::string spelled(text);
  for (char& letter : spelled)
    letter = upper(letter);
  const auto found = words.find(spelled);
  return found == words.end() ? Terminal() : found->second;
}

}  // namespace sluice::sql
