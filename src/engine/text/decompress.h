// gzip, bzip2 and zstd as readers around readers. Memory stays bounded whatever the content.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/reader.h"
#include "engine/scan.h"

namespace sluice::engine {

// How many bytes of a content's beginning detect_compression() looks at.
inline constexpr std::size_t kCompressionHeadBytes = 16;

// By the first bytes; the key's suffix must agree where it claims a compression, but an empty file
// is empty whatever its name. Throws Error corrupt ("... is named .gz but is not gzip"),
// unsupported for compressions that Sluice does not read (snappy, lz4, lzo, xz, zip ...).
Compression detect_compression(std::string_view key, std::span<const std::byte> head);

// The decompressed content. Several members, streams or frames behind each other are one content,
// as the gzip, bzip2 and zstd programs treat them. Reading throws Error corrupt when the input is
// damaged or ends early; `name` says in the message which content it is.
std::unique_ptr<Reader> decompress(std::unique_ptr<Reader> source, Compression compression,
                                   std::string name);

// Detects, then decompresses where needed. `key` is the object's key, `name` what messages call it.
std::unique_ptr<Reader> open_content(std::unique_ptr<Reader> source, std::string_view key,
                                     std::string name);

}  // namespace sluice::engine
