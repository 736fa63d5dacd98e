// Values as CAST(… AS varchar) writes them.
#pragma once

#include <string>

namespace sluice::engine {

// "1.5E0": the shortest digits that read back as the same value.
std::string double_text(double value);

// "bigint", as messages name an integer's type.
template <class Integer>
const char* integer_name() {
  switch (sizeof(Integer)) {
    case 1:
      return "tinyint";
    case 2:
      return "smallint";
    case 4:
      return "integer";
    default:
      return "bigint";
  }
}

}  // namespace sluice::engine
