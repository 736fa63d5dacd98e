// Whether a parsed input is what its shape demands.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "api/wire/check/pattern.h"
#include "api/wire/model/overlay.h"
#include "api/wire/model/service_model.h"
#include "base/json.h"

namespace sluice::api {

// Thread-safe once built. Model and overlay outlive it.
class InputChecker {
 public:
  // Throws Error unsupported when a pattern to be enforced cannot be compiled.
  InputChecker(const ServiceModel& model, const Overlay& overlay);

  // Throws Error invalid. Required members always; lengths, ranges, patterns and enumerations where
  // the overlay enforces them. JSON and query services name all faults in one message, as AWS's do;
  // S3 the first, with the code that its place calls for.
  void check(const Operation& operation, const json::object& input) const;

 private:
  struct Fault {
    enum class Kind { missing, constraint };
    Kind kind = Kind::constraint;
    const Member* top = nullptr;  // the input's member in which it is
    bool is_top = false;          // it is that member itself
    std::string code;             // the overlay's, "" for the place's
    std::string text;
  };
  struct Place;

  void check_structure(const Shape& shape, const json::object& value, const Place& place,
                       std::vector<Fault>& faults) const;
  void check_value(const Member& member, const json::value& value, const Place& place,
                   std::vector<Fault>& faults) const;
  void check_inside(const Shape& shape, const json::value& value, const Place& place,
                    std::vector<Fault>& faults) const;
  // The overlay's error code for the shape, "" for the usual one; nothing when it is not enforced.
  std::optional<std::string> enforced(const Shape& shape) const;
  std::vector<std::string> broken(const Shape& shape, const json::value& value) const;
  [[noreturn]] void refuse(const std::vector<Fault>& faults) const;
  [[noreturn]] void refuse_rest(const Fault& fault) const;

  const ServiceModel& model_;
  const Overlay& overlay_;
  std::map<std::string, Pattern> patterns_;  // by shape
};

}  // namespace sluice::api
