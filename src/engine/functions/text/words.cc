// Distances between words, their sound and their stem; check digits.
#include <libstemmer.h>
#include <unicode/uchar.h>

#include "engine/functions/define.h"
#include "engine/functions/families.h"
#include "engine/functions/utf8.h"

namespace sluice::engine {

namespace {

using duckdb::string_t;

constexpr std::size_t kDistanceCellsMax = 1'000'000;  // Trino's

std::int64_t levenshtein(const string_t& a, const string_t& b) {
  std::u32string longer = code_points(view(a));
  std::u32string shorter = code_points(view(b));
  if (longer.size() < shorter.size()) std::swap(longer, shorter);
  if (shorter.empty()) return static_cast<std::int64_t>(longer.size());
  if (longer.size() * (shorter.size() - 1) > kDistanceCellsMax)
    raise(kInvalidArgument, "The combined inputs for Levenshtein distance are too large");
  std::vector<std::int64_t> row(shorter.size() + 1);
  for (std::size_t i = 0; i < row.size(); ++i)
    row[i] = static_cast<std::int64_t>(i);
  for (const char32_t c : longer) {
    std::int64_t diagonal = row[0]++;
    for (std::size_t i = 0; i < shorter.size(); ++i) {
      const std::int64_t replaced = diagonal + (shorter[i] == c ? 0 : 1);
      diagonal = row[i + 1];
      row[i + 1] = std::min({replaced, row[i] + 1, diagonal + 1});
    }
  }
  return row.back();
}

std::int64_t hamming(const string_t& a, const string_t& b) {
  const std::string_view left = view(a);
  const std::string_view right = view(b);
  std::int64_t distance = 0;
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < left.size() && j < right.size())
    distance += next_code_point(left, i) != next_code_point(right, j) ? 1 : 0;
  if (i != left.size() || j != right.size())
    raise(kInvalidArgument,
          "The input strings to hamming_distance function must have the same length");
  return distance;
}

bool luhn_check(const string_t& value) {
  const std::string_view digits = view(value);
  int sum = 0;
  bool doubles = false;
  for (std::size_t i = digits.size(); i-- > 0; doubles = !doubles) {
    if (digits[i] < '0' || digits[i] > '9')
      raise(kInvalidArgument, "Input contains non-digit character");
    const int digit = (digits[i] - '0') * (doubles ? 2 : 1);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return !digits.empty() && sum % 10 == 0;
}

// --- soundex, as Apache Commons Codec's US_ENGLISH

char sound_of(char32_t letter) {
  constexpr std::string_view kSounds = "01230120022455012623010202";
  if (letter >= 'A' && letter <= 'Z') return kSounds[letter - 'A'];
  std::string text;
  append_code_point(text, letter);
  raise(kInvalidArgument, fmt::format("The character is not mapped: {} (index={})", text,
                                      static_cast<std::int64_t>(letter) - 'A'));
}

std::string soundex(const string_t& value) {
  std::u32string letters;
  for (const char32_t c : code_points(view(value))) {
    // Java's characters end at U+FFFF: a surrogate is no letter.
    const auto code = static_cast<UChar32>(c);
    if (c <= 0xFFFF && u_isalpha(code) != 0) letters += static_cast<char32_t>(u_toupper(code));
  }
  if (letters.empty()) return {};
  char last = sound_of(letters[0]);
  std::string out;
  append_code_point(out, letters[0]);
  for (std::size_t i = 1; i < letters.size() && out.size() < 4; ++i) {
    if (letters[i] == 'H' || letters[i] == 'W') continue;
    const char sound = sound_of(letters[i]);
    if (sound != '0' && sound != last) out += sound;
    last = sound;
  }
  out.resize(4, '0');
  return out;
}

// --- stems

struct Language {
  std::string_view code;
  const char* algorithm;
};

constexpr Language kLanguages[] = {
    {"ca", "catalan"},    {"da", "danish"},   {"de", "german"},    {"en", "english"},
    {"es", "spanish"},    {"eu", "basque"},   {"fi", "finnish"},   {"fr", "french"},
    {"hu", "hungarian"},  {"hy", "armenian"}, {"ir", "irish"},     {"it", "italian"},
    {"lt", "lithuanian"}, {"nl", "dutch"},    {"no", "norwegian"}, {"pt", "portuguese"},
    {"ro", "romanian"},   {"ru", "russian"},  {"sv", "swedish"},   {"tr", "turkish"}};

bool is_german_vowel(char c) {
  return std::string_view("aeiouy").find(c) != std::string_view::npos;
}

// Trino's German stemmer is Snowball's "german2": ae, oe and ue are umlauts first.
std::string with_umlauts(std::string_view word) {
  std::string out;
  for (std::size_t i = 0; i < word.size(); ++i) {
    const bool before_e = i + 1 < word.size() && word[i + 1] == 'e';
    // "qu" is no u, nor is one between vowels.
    const bool is_consonant = i > 0 && (word[i - 1] == 'q' || is_german_vowel(word[i - 1]));
    if (before_e && (word[i] == 'a' || word[i] == 'o' || (word[i] == 'u' && !is_consonant))) {
      out += word[i] == 'a' ? "ä" : word[i] == 'o' ? "ö" : "ü";
      ++i;
    } else {
      out += word[i];
    }
  }
  return out;
}

// Stemmers of one chunk, made when first asked for.
class Stemmers {
 public:
  std::string stem(std::string_view word, std::string_view language) {
    auto& stemmer = stemmer_of(language);
    const std::string text = language == "de" ? with_umlauts(word) : std::string(word);
    const auto* symbols = reinterpret_cast<const sb_symbol*>(text.data());
    const auto* stemmed = sb_stemmer_stem(&stemmer, symbols, static_cast<int>(text.size()));
    if (stemmed == nullptr) throw std::bad_alloc();
    return {reinterpret_cast<const char*>(stemmed),
            static_cast<std::size_t>(sb_stemmer_length(&stemmer))};
  }

 private:
  struct Delete {
    void operator()(sb_stemmer* stemmer) const { sb_stemmer_delete(stemmer); }
  };

  sb_stemmer& stemmer_of(std::string_view language) {
    const auto* known = std::find_if(std::begin(kLanguages), std::end(kLanguages),
                                     [&](const Language& each) { return each.code == language; });
    if (known == std::end(kLanguages))
      raise(kInvalidArgument, fmt::format("Unknown stemmer language: {}", language));
    auto& stemmer = stemmers_[known->code];
    if (!stemmer) stemmer.reset(sb_stemmer_new(known->algorithm, "UTF_8"));
    if (!stemmer) raise("NOT_SUPPORTED", fmt::format("no stemmer for {}", known->algorithm));
    return *stemmer;
  }

  std::map<std::string_view, std::unique_ptr<sb_stemmer, Delete>> stemmers_;
};

void word_stem(duckdb::DataChunk& rows, duckdb::ExpressionState&, duckdb::Vector& result) {
  Stemmers stemmers;
  duckdb::BinaryExecutor::Execute<string_t, string_t, string_t>(
      rows.data[0], rows.data[1], result, rows.size(), [&](string_t word, string_t language) {
        return stored(result, stemmers.stem(view(word), view(language)));
      });
}

}  // namespace

void register_words(duckdb::ExtensionLoader& loader) {
  const auto text = LogicalType::VARCHAR;
  const auto number = LogicalType::BIGINT;
  const auto fails = Fails::on_values;
  add_function(loader, "sluice_levenshtein", {text, text}, number, fails, binary(levenshtein));
  add_function(loader, "sluice_hamming", {text, text}, number, fails, binary(hamming));
  add_function(loader, "sluice_luhn_check", {text}, LogicalType::BOOLEAN, fails, unary(luhn_check));
  add_function(loader, "sluice_soundex", {text}, text, fails, unary(soundex));
  add_function(loader, "sluice_word_stem", {text, text}, text, fails, word_stem);
}

}  // namespace sluice::engine
