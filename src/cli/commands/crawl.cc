#include "cli/command.h"
#include "crawl/explain.h"

namespace sluice::cli {

ExitCode run_crawl(const Context& context) {
  const auto& options = std::get<CrawlOptions>(context.line.options);
  crawl::CrawlOptions crawl_options{.database = catalog::DatabaseName(options.database),
                                    .crawler = "sluice crawl",
                                    .table_prefix = "",
                                    .table_name = options.table};
  if (options.is_like_aws) crawl_options.mode = crawl::CrawlMode::like_aws;
  crawl_options.read_again = options.reads_again;
  crawl_options.cancel = &context.cancel;
  auto& crawler = context.services->services().crawler;
  const auto now = context.core().database.snapshot();
  const auto plan =
      crawler.plan(now, {.uri = options.uri, .exclusions = options.exclusions}, crawl_options);
  if (context.line.is_json) {
    context.output.out(to_text(crawl::to_json(plan)) + "\n");
  } else {
    const auto detail =
        options.shows_every_object ? crawl::Detail::every_object : crawl::Detail::summary;
    context.output.out(crawl::explain(plan, detail));
  }
  if (!options.is_dry_run) crawler.apply(plan);
  return ExitCode::ok;
}

}  // namespace sluice::cli
