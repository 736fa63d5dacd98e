#include "cli/exit_code.h"

namespace sluice::cli {

ExitCode exit_code(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::invalid:
      return ExitCode::invalid;
    case ErrorKind::not_found:
      return ExitCode::not_found;
    case ErrorKind::conflict:
      return ExitCode::conflict;
    case ErrorKind::denied:
      return ExitCode::denied;
    case ErrorKind::limit:
      return ExitCode::limit;
    case ErrorKind::corrupt:
      return ExitCode::corrupt;
    case ErrorKind::io:
      return ExitCode::io;
    case ErrorKind::cancelled:
      return ExitCode::cancelled;
    case ErrorKind::unsupported:
      return ExitCode::unsupported;
  }
  return ExitCode::internal;
}

}  // namespace sluice::cli
