// A bucket as browsers see it: its index and error documents, its redirects; for everybody whom the
// bucket's policy lets read, unsigned, GET and HEAD alone.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/WebsiteEndpoints.html
#pragma once

#include "api/s3/access/rules/bucket_rules.h"
#include "api/wire/service.h"

namespace sluice::api::s3 {

// Errors are pages, too. `service` is S3 itself: its GetObject serves the objects, its hooks
// authorise it.
HttpResponse answer_website(const Service& service, const BucketRulesCache& rules,
                            Arrival& arrival);

}  // namespace sluice::api::s3
