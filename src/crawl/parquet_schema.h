// A Parquet file's columns and counts, from its footer alone.
#pragma once

#include <string_view>

#include "crawl/file_schema.h"
#include "store/store.h"

namespace sluice::crawl {

// Throws Error corrupt when it is not a whole Parquet file, unsupported for an encrypted footer.
FileSchema read_parquet_schema(store::ObjectReader& object);

// The same from the footer's bytes.
FileSchema parse_parquet_footer(std::string_view footer);

}  // namespace sluice::crawl
