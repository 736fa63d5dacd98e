#include "base/loader_memory.h"

#include <link.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>

namespace sluice {
namespace {

int release_pages_of(dl_phdr_info* object, std::size_t, void*) {
  const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
  for (int i = 0; i < object->dlpi_phnum; ++i) {
    const auto& part = object->dlpi_phdr[i];
    // Relocated parts are writable here, even where the loader protects them afterwards.
    if (part.p_type != PT_LOAD || part.p_flags != PF_R) continue;
    const std::uintptr_t begin = object->dlpi_addr + part.p_vaddr;
    const std::uintptr_t first = begin / page * page;
    const std::uintptr_t end = (begin + part.p_filesz) / page * page;  // the last may be shared
    if (first < end) ::madvise(reinterpret_cast<void*>(first), end - first, MADV_DONTNEED);
  }
  return 0;
}

}  // namespace

void release_loader_pages() {
  ::dl_iterate_phdr(release_pages_of, nullptr);
}

}  // namespace sluice
