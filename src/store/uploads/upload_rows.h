// Uploads and parts as rows.
#pragma once

#include <optional>
#include <vector>

#include "meta/database.h"
#include "store/bodies/composed_reader.h"
#include "store/buckets/bucket_rows.h"
#include "store/uploads.h"

namespace sluice::store {

struct PartRow {
  UploadPart part;
  std::int64_t content = 0;
  BodyPlace place;
};

// Throw Error not_found (NoSuchUpload).
std::optional<Upload> find_upload(meta::Connection&, const BucketRow&, const ObjectKey&,
                                  const UploadId&);
Upload upload_row(meta::Connection&, const BucketRow&, const ObjectKey&, const UploadId&);
UploadPage list_uploads(meta::Connection&, const BucketRow&, const UploadListOptions&);

// By the handle of its body. False when it was not there any more.
bool delete_upload(meta::Transaction&, std::int64_t body);

// By number, those after `after`.
std::vector<PartRow> part_rows(meta::Connection&, std::int64_t body, int after, int rows_max);
std::optional<PartPlace> find_part_place(meta::Connection&, std::int64_t body, int number);
// Releases the part's bytes too.
void delete_part(meta::Transaction&, std::int64_t body, const PartRow&);

// What a completed body is made of: `parts` ascending. Other parts of the upload are surplus from
// now on.
void write_composition(meta::Transaction&, std::int64_t body, const std::vector<PartRow>& parts);
// In order; empty when the body is not there (any more). Throws Error corrupt (CorruptObject).
std::vector<PartSpan> composition_of(meta::Connection&, std::int64_t body);

}  // namespace sluice::store
