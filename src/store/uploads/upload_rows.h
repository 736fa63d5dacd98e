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

// False when it was not there any more.
bool delete_upload(meta::Transaction&, const Upload&);

// By number, those after `after`.
std::vector<PartRow> part_rows(meta::Connection&, std::int64_t body, int after, int rows_max);
// The parts of a completed body with their offsets.
std::vector<PartPlace> part_places(meta::Connection&, std::int64_t body);
std::optional<BodyPlace> find_part_place(meta::Connection&, std::int64_t body, int number);
// Releases the part's bytes too.
void delete_part(meta::Transaction&, std::int64_t body, const PartRow&);

}  // namespace sluice::store
