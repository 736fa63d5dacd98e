// The one error type: thrown deep, caught once at the edge (a command, a request, a run's step).
#pragma once

#include <exception>
#include <string>

namespace sluice {

// What the caller can do about it; the edge maps it to an exit code or an HTTP status.
enum class ErrorKind {
  invalid,      // the request is wrong: change it
  not_found,    // what it names does not exist
  conflict,     // it exists already, or somebody else changed it meanwhile
  denied,       // not allowed
  limit,        // a stated limit would be exceeded (memory, disk, size, count)
  corrupt,      // stored bytes do not match their checksum, or a file is not what it claims to be
  io,           // the disk or the network failed: retrying may help
  cancelled,    // somebody asked for it to stop
  unsupported,  // a feature that Sluice does not have (yet): the message names it
};

// `code` is a stable CamelCase or TRINO_CODE name that programs match (NoSuchKey,
// DIVISION_BY_ZERO); `message` is one sentence for people: what, where (file:line,
// s3://bucket/key), what to do.
class Error : public std::exception {
 public:
  Error(ErrorKind kind, std::string code, std::string message)
      : kind_(kind), code_(std::move(code)), message_(std::move(message)) {}

  ErrorKind kind() const { return kind_; }
  const std::string& code() const { return code_; }
  const std::string& message() const { return message_; }
  const char* what() const noexcept override { return message_.c_str(); }

 private:
  ErrorKind kind_;
  std::string code_;
  std::string message_;
};

}  // namespace sluice
