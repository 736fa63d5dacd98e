// One service as AWS describes it: botocore's service-2.json, compiled in without its
// documentation.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/wire/model/shape.h"
#include "base/json.h"

namespace sluice::api {

enum class ProtocolKind { rest_xml, json, query };

struct Operation {
  std::string name;
  std::string method;        // "PUT"
  std::string path;          // "/{Bucket}/{Key+}": without the query
  std::string query;         // "tagging", "list-type=2", "select&select-type=2": what it must hold
  int success_status = 200;  // unless the output's own member or the Answer says otherwise
  const Shape* input = nullptr;  // null: it has none
  const Shape* output = nullptr;
  std::string input_root;       // the body's element when the input has no payload; REST XML only
  std::string result_wrapper;   // query only
  bool streams_input = false;   // its payload is Call's body, not in the input
  bool streams_output = false;  // its payload is Answer's body, not in the output
  bool is_unsigned = false;     // anonymous callers are meant: STS's AssumeRoleWithWebIdentity
  bool is_deprecated = false;
  bool needs_checksum = false;  // Content-MD5 or x-amz-checksum-*
};

// Immutable once built; thread-safe.
class ServiceModel {
 public:
  // Throws Error corrupt when the text is no service model, unsupported for other protocols.
  explicit ServiceModel(std::string_view json_text);
  ~ServiceModel();
  ServiceModel(const ServiceModel&) = delete;
  ServiceModel& operator=(const ServiceModel&) = delete;

  ProtocolKind protocol() const { return protocol_; }
  const std::string& api_version() const { return api_version_; }      // "2006-03-01"
  const std::string& json_version() const { return json_version_; }    // "1.1"
  const std::string& target_prefix() const { return target_prefix_; }  // "TrentService"
  const std::string& xml_namespace() const { return xml_namespace_; }

  // Null when there is none of that name.
  const Operation* find_operation(std::string_view name) const;
  const Shape* find_shape(std::string_view name) const;
  // Of the model's errors, by the code that goes over the wire.
  std::optional<int> error_status(std::string_view code) const;
  // By name.
  const std::map<std::string, Operation, std::less<>>& operations() const { return operations_; }
  const std::map<std::string, std::unique_ptr<Shape>, std::less<>>& shapes() const {
    return shapes_;
  }

 private:
  class Builder;

  ProtocolKind protocol_ = ProtocolKind::rest_xml;
  std::string api_version_;
  std::string json_version_;
  std::string target_prefix_;
  std::string xml_namespace_;
  std::map<std::string, std::unique_ptr<Shape>, std::less<>> shapes_;
  std::map<std::string, Operation, std::less<>> operations_;
  std::map<std::string, int, std::less<>> error_statuses_;
};

}  // namespace sluice::api
