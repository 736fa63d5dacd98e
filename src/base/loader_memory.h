// Memory that only the start needs.
#pragma once

namespace sluice {

// Gives back the pages of programs and libraries that are neither code nor written to: mostly
// symbol and relocation tables, which the dynamic loader has read once (of DuckDB's library alone 8
// MiB). They are mapped from their files: what is needed again comes back from there.
void release_loader_pages();

}  // namespace sluice
