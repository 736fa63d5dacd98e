// Configurations of which a bucket may have many, by id: inventory, analytics, metrics and
// intelligent tiering.
#include <algorithm>

#include "api/s3/buckets/configuration.h"
#include "api/s3/delivery/inventory/inventory.h"
#include "api/wire/protocol/scalars.h"
#include "base/text.h"

namespace sluice::api::s3 {
namespace {

constexpr std::size_t kConfigurationsMax = 1000;
constexpr std::size_t kPageMax = 100;
constexpr std::size_t kIdCharsMax = 64;

struct Listed {
  std::string_view kind;       // of the store's documents
  std::string_view member;     // "InventoryConfiguration"
  std::string_view list;       // of ListBucket…'s output
  std::string_view operation;  // "Inventory": GetBucketInventoryConfiguration, …
  void (*check)(const json::object& document) = nullptr;
};

[[noreturn]] void refuse_absent() {
  throw Error(ErrorKind::not_found, "NoSuchConfiguration",
              "The specified configuration does not exist.");
}

void check_id(std::string_view id) {
  const auto is_fine = [](char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' ||
           c == '-' || c == '_';
  };
  if (!id.empty() && id.size() <= kIdCharsMax && std::all_of(id.begin(), id.end(), is_fine)) return;
  throw Error(ErrorKind::invalid, "InvalidConfigurationId",
              "The specified configuration id is invalid.");
}

// Conditions together go below And.
void check_filter(const json::object& document) {
  const auto* filter = object_in(document, "Filter");
  if (filter && filter->size() != 1) throw malformed_xml();
}

void check_destination(const json::object& holder) {
  const auto* destination = object_in(holder, "Destination");
  const auto* bucket = destination ? object_in(*destination, "S3BucketDestination") : nullptr;
  if (!bucket) throw malformed_xml();
  constexpr std::string_view kArn = "arn:aws:s3:::";
  const auto arn = text_in(*bucket, "Bucket");
  if (arn.starts_with(kArn) && arn.size() > kArn.size()) return;
  throw Error(ErrorKind::invalid, "InvalidS3DestinationBucket",
              "Invalid bucket ARN for the destination.");
}

void check_inventory(const json::object& document) {
  parse_inventory(document);
}

void check_analytics(const json::object& document) {
  check_filter(document);
  const auto* analysis = object_in(document, "StorageClassAnalysis");
  if (!analysis) throw malformed_xml();
  if (const auto* data = object_in(*analysis, "DataExport")) check_destination(*data);
}

// https://docs.aws.amazon.com/AmazonS3/latest/API/API_Tiering.html
void check_tiering(const json::object& document) {
  check_filter(document);
  for (const auto& tiering : array_in(document, "Tierings")) {
    const auto days = number_in(tiering.as_object(), "Days").value_or(0);
    const bool is_deep = text_in(tiering.as_object(), "AccessTier") == "DEEP_ARCHIVE_ACCESS";
    if (days < (is_deep ? 180 : 90) || days > 730) {
      throw invalid_argument("The number of days is not valid for the access tier", "Days",
                             std::to_string(days));
    }
  }
}

store::DocumentName name_of(const Listed& row, const Call& call) {
  return {.kind = std::string(row.kind), .id = std::string(call.text_of("Id"))};
}

Answer put(Buckets& buckets, Call& call, const Listed& row) {
  const auto& document = call.input.at(row.member).as_object();
  const auto name = name_of(row, call);
  check_id(name.id);
  if (text_in(document, "Id") != name.id) {
    throw invalid_argument("The id of the configuration is not the one of the request", "id",
                           name.id);
  }
  if (row.check) row.check(document);
  const auto bucket = named_bucket(call);
  buckets.s3.database().write([&](meta::Transaction& now) {
    auto& store = buckets.s3.store();
    const auto all = store.documents(now.now(), bucket, name.kind);
    const bool is_there = std::any_of(all.begin(), all.end(),
                                      [&](const auto& one) { return one.name.id == name.id; });
    if (!is_there && all.size() >= kConfigurationsMax) {
      throw Error(ErrorKind::limit, "TooManyConfigurations",
                  "You are attempting to create a new configuration but have already reached the "
                  "1,000-configuration limit.");
    }
    store.set_document(now, bucket, name, to_text(document));
  });
  return {};
}

Answer get(Buckets& buckets, Call& call, const Listed& row) {
  auto found = find_document(buckets, named_bucket(call), row.kind, call.text_of("Id"));
  if (!found) refuse_absent();
  Answer answer;
  answer.output[row.member] = std::move(*found);
  return answer;
}

Answer remove(Buckets& buckets, Call& call, const Listed& row) {
  const auto bucket = named_bucket(call);
  const auto name = name_of(row, call);
  buckets.s3.database().write([&](meta::Transaction& now) {
    auto& store = buckets.s3.store();
    if (!store.document(now.now(), bucket, name)) refuse_absent();
    store.remove_document(now, bucket, name);
    if (row.kind == kInventoryKind) {
      store.remove_document(now, bucket, {std::string(kInventoryDeliveredKind), name.id});
    }
  });
  return {.status = 204};
}

Answer list(Buckets& buckets, Call& call, const Listed& row) {
  const auto token = call.text_of("ContinuationToken");
  const auto after = base64_decode(token);
  if (!after)
    throw invalid_argument("The continuation token provided is incorrect", "continuation-token");
  Answer answer{.output = {{"IsTruncated", false}}};
  json::array listed;
  const auto now = buckets.s3.database().snapshot();
  for (const auto& one :
       buckets.s3.store().documents(now, named_bucket(call), std::string(row.kind))) {
    if (one.name.id <= *after) continue;
    if (listed.size() == kPageMax) {
      const std::string_view last = listed.back().at("Id").as_string();
      answer.output["IsTruncated"] = true;
      answer.output["NextContinuationToken"] = base64_encode(last);
      break;
    }
    listed.push_back(parse_json(one.text));
  }
  if (!listed.empty()) answer.output[row.list] = std::move(listed);
  if (!token.empty()) answer.output["ContinuationToken"] = token;
  return answer;
}

constexpr Listed kInventory{kInventoryKind, "InventoryConfiguration", "InventoryConfigurationList",
                            "Inventory", check_inventory};
constexpr Listed kAnalytics{"analytics", "AnalyticsConfiguration", "AnalyticsConfigurationList",
                            "Analytics", check_analytics};
constexpr Listed kMetrics{"metrics", "MetricsConfiguration", "MetricsConfigurationList", "Metrics",
                          check_filter};
constexpr Listed kTiering{"intelligent-tiering", "IntelligentTieringConfiguration",
                          "IntelligentTieringConfigurationList", "IntelligentTiering",
                          check_tiering};

void add_listed(Operations& operations, Buckets& buckets, const Listed& row) {
  using Serve = Answer (*)(Buckets&, Call&, const Listed&);
  const auto add = [&](const std::string& name, Serve serve) {
    operations.add(name, [&buckets, &row, serve](Call& call) { return serve(buckets, call, row); });
  };
  const std::string kind(row.operation);
  add("PutBucket" + kind + "Configuration", put);
  add("GetBucket" + kind + "Configuration", get);
  add("DeleteBucket" + kind + "Configuration", remove);
  add("ListBucket" + kind + "Configurations", list);
}

}  // namespace

void add_listed_operations(Operations& operations, Buckets& buckets) {
  add_listed(operations, buckets, kInventory);
  add_listed(operations, buckets, kAnalytics);
  add_listed(operations, buckets, kMetrics);
  add_listed(operations, buckets, kTiering);
}

}  // namespace sluice::api::s3
