// Names as the text writes them.
#pragma once

#include <string>
#include <vector>

#include "sql/syntax/source.h"

namespace sluice::sql {

// Names match without regard to case, quoted or not, as in Trino.
struct Identifier {
  Location location;
  std::string text;  // as written, without quotes: what a result column is called
  std::string name;  // lower case: what look-ups compare
  bool quoted = false;

  // Quoting does not make another name.
  bool operator==(const Identifier& other) const { return text == other.text; }
};

// "catalog"."schema"."table", or fewer parts; never empty once parsed.
struct QualifiedName {
  Location location;
  std::vector<Identifier> parts;

  const Identifier& last() const { return parts.back(); }
  bool operator==(const QualifiedName& other) const { return parts == other.parts; }
};

// Lower-case parts joined by dots.
std::string to_text(const QualifiedName& name);

}  // namespace sluice::sql
