#include "pipeline/lake_services.h"

#include "access/identity/account.h"
#include "pipeline/installation.h"

namespace sluice::pipeline {
namespace {

// All modules' migrations.
std::vector<meta::Migration> all_schemas() {
  std::vector<meta::Migration> all;
  for (auto part : {store::Store::schema(), catalog::Catalog::schema(), jobs::ModelRunner::schema(),
                    crawl::Crawler::schema(), access::schema(), Deployments::schema()}) {
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

const std::vector<meta::Migration>& schema() {
  static const auto all = all_schemas();
  return all;
}

engine::EngineOptions engine_options(const LakeServicesOptions& options) {
  return {.memory_limit_bytes = options.memory_limit_bytes,
          .threads = options.threads,
          .spill_directory = options.directory + "/spill",
          .extension_directory = extension_directory()};
}

}  // namespace

LakeServices::LakeServices(const LakeServicesOptions& options)
    : lake_(files_, clock_, random_,
            {.directory = options.directory,
             .schema = schema(),
             .key_file = options.key_file,
             .missing = options.missing,
             .day = options.day}),
      catalog_(lake_.database(), clock_),
      engine_(lake_.store(), engine_options(options)),
      planner_(catalog_, lake_.store()),
      runs_(lake_.database(), clock_, random_),
      core_{lake_.database(), lake_.store(), catalog_, engine_, planner_, runs_, clock_, random_},
      dead_letters_(lake_.store(), lake_.database(), clock_),
      models_(core_, dead_letters_),
      crawler_(lake_.database(), lake_.store(), catalog_, clock_),
      services_{core_, models_, dead_letters_, crawler_},
      deployments_(lake_.database(), clock_, random_, lake_.master_key()) {
  runs_.fail_interrupted();
}

}  // namespace sluice::pipeline
