#include "cli/arguments.h"

#include <CLI/CLI.hpp>

#include "base/error.h"
#include "cli/exit_code.h"
#include "cli/serve_arguments.h"

namespace sluice::cli {
namespace {

constexpr const char* kLakeText =
    "The lake is a folder: --lake DIR, else $SLUICE_LAKE, else ./.sluice\n";

// Builds the parser; the values it fills live here until it has parsed.
class Arguments {
 public:
  Arguments()
      : app_("ELT as it is done on AWS, in one program: load, crawl, transform, query.", "sluice") {
    app_.require_subcommand(1);
    app_.fallthrough();
    app_.set_help_flag("-h,--help", "Print this help and exit");
    app_.set_version_flag("--version", "sluice " SLUICE_VERSION);
    app_.add_option("--lake", line_.lake, "The lake's folder")->type_name("DIR");
    app_.add_option("--memory", line_.memory_bytes, "Memory of queries, such as 512MB")
        ->transform(CLI::AsSizeValue(false))
        ->type_name("SIZE");
    app_.add_option("--threads", line_.threads, "Threads of queries")
        ->check(CLI::Range(1, 1024))
        ->type_name("N");
    app_.add_flag("--json", line_.is_json, "Write JSON, for programs");
    app_.footer(std::string(kLakeText) + kExitCodesText +
                "`sluice COMMAND --help` shows a command's options and examples.");
    add_pipeline_commands();
    add_query_commands();
    add_record_commands();
    add_object_commands();
    add_backup_commands();
    add_serve_command();
  }

  std::variant<CommandLine, HelpText> parse(const std::vector<std::string>& arguments) {
    // The parser takes them from the back.
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
    try {
      app_.parse(reversed);
    } catch (const CLI::CallForHelp&) {
      const auto chosen = app_.get_subcommands();
      return HelpText{chosen.empty() ? app_.help() : chosen.front()->help("sluice")};
    } catch (const CLI::CallForVersion& version) {
      return HelpText{std::string(version.what()) + "\n"};
    } catch (const CLI::ParseError& error) {
      complain(error.what());
    }
    line_.command = app_.get_subcommands().front()->get_name();
    return finish();
  }

 private:
  [[noreturn]] void complain(std::string message) const {
    const auto chosen = app_.get_subcommands();
    const std::string command = chosen.empty() ? "" : chosen.front()->get_name() + " ";
    while (!message.empty() && (message.back() == '\n' || message.back() == '.'))
      message.pop_back();
    throw Error(ErrorKind::invalid, "UsageError",
                fmt::format("{}: see `sluice {}--help`", message, command));
  }

  CLI::App* command(const std::string& name, const std::string& summary,
                    const std::string& examples) {
    auto* app = app_.add_subcommand(name, summary);
    app->set_help_flag("-h,--help", "Print this help and exit");
    app->footer("Also: --lake DIR, --json, --memory SIZE, --threads N.\n\nExamples:\n" + examples);
    return app;
  }

  void add_pipeline_options(CLI::App* app) {
    app->add_option("--param", parameters_, "A parameter of the pipeline, k=v; may be repeated")
        ->type_name("K=V")
        ->take_all()
        ->allow_extra_args(false);
  }

  void add_file_and_selection(CLI::App* app) {
    app->add_option("FILE", pipeline_.file, "The pipeline (sluice.yaml)")->type_name("");
    add_pipeline_options(app);
    app->add_option("--select", pipeline_.selection,
                    "Only these steps: name, name+ (and what follows), +name (and what it needs)")
        ->type_name("STEPS");
  }

  void add_pipeline_commands() {
    auto* init = command("init", "Make a runnable pipeline in a new folder",
                         "  sluice init orders\n  sluice init --template aviation birds\n");
    init->add_option("--template", init_template_, "minimal or aviation")
        ->check(CLI::IsMember({"minimal", "aviation"}))
        ->type_name("NAME");
    init->add_option("DIR", init_.folder, "The folder (.)")->type_name("");

    auto* plan = command("plan", "Show what would run, why, and what it would cost on AWS",
                         "  sluice plan\n  sluice plan sluice.yaml --select +revenue_by_day\n");
    add_file_and_selection(plan);
    plan->add_flag("--rebuild", pipeline_.is_rebuild, "Models forget what they read before");
    plan->add_option("--prices", plan_.prices, "A table of prices, YAML")->type_name("FILE");

    auto* run = command("run", "Run a pipeline: load, crawl, transform, test, publish",
                        "  sluice run\n  sluice run sluice.yaml --param orders=data\n"
                        "  sluice run --select clean_orders+ --rebuild\n");
    add_file_and_selection(run);
    run->add_flag("--rebuild", pipeline_.is_rebuild, "Models forget what they read before");
    run->add_option("--report", run_.report, "Where the report goes (report.html beside FILE)")
        ->type_name("FILE");

    auto* deploy =
        command("deploy", "Keep a pipeline in the lake, for `sluice serve` to run on its schedule",
                "  sluice deploy\n  sluice deploy sluice.yaml --param orders=data\n"
                "  sluice deploy --list\n");
    auto* file =
        deploy->add_option("FILE", pipeline_.file, "The pipeline (sluice.yaml)")->type_name("");
    add_pipeline_options(deploy);
    auto* list =
        deploy->add_flag("--list", lists_deployed_, "Show what is deployed, and when it runs next")
            ->excludes(file);
    deploy->add_option("--remove", deploy_.name, "Keep this pipeline no longer")
        ->type_name("NAME")
        ->excludes(file)
        ->excludes(list);

    auto* test = command("test", "Run the pipeline's unit tests, and its tests of the data",
                         "  sluice test\n  sluice test --unit\n");
    add_file_and_selection(test);
    auto* unit = test->add_flag("--unit", is_unit_, "Only unit tests, which need no lake");
    test->add_flag("--data", is_data_, "Only tests of the lake's tables")->excludes(unit);
  }

  void add_query_commands() {
    auto* sql = command("sql", "Query in Athena's dialect",
                        "  sluice sql 'select count(*) from raw.orders'\n"
                        "  sluice sql 'table curated.clean_orders' --format csv > orders.csv\n"
                        "  echo 'show tables' | sluice sql --database raw\n");
    auto* text = sql->add_option("TEXT", sql_.text, "Statements separated by ;")->type_name("");
    sql->add_option("-f,--file", sql_.file, "A file of statements; - is stdin")
        ->type_name("FILE")
        ->excludes(text);
    sql->add_option("-d,--database", sql_.database, "Of tables named without one (default)")
        ->type_name("NAME");
    sql->add_option("--format", format_, "table, csv, tsv or json")
        ->check(CLI::IsMember({"table", "csv", "tsv", "json"}))
        ->type_name("FORMAT");
    sql->add_flag("--stats", sql_.has_statistics, "Rows, bytes read and time, on stderr");

    auto* tables = command("tables", "List databases and tables, or a table's columns",
                           "  sluice tables\n  sluice tables raw.orders\n");
    tables->add_option("TABLE", tables_.table, "Show this table's columns")->type_name("");
    tables->add_option("-d,--database", tables_.database, "Only this database")->type_name("NAME");

    auto* crawl = command("crawl", "Find the tables in objects, and put them into the catalog",
                          "  sluice crawl s3://raw/orders/ --dry-run\n"
                          "  sluice crawl s3://raw/ --database raw\n");
    crawl->add_option("URI", crawl_.uri, "s3://bucket/prefix/")->required()->type_name("");
    crawl->add_option("-d,--database", crawl_.database, "Where the tables go (default)")
        ->type_name("NAME");
    crawl->add_option("--table", crawl_.table, "One table of this name, folders its partitions")
        ->type_name("NAME");
    crawl->add_option("--exclude", crawl_.exclusions, "Objects to leave out; may be repeated")
        ->type_name("GLOB")
        ->allow_extra_args(false);
    crawl->add_flag("--dry-run", crawl_.is_dry_run, "Only say what it would do, and why");
    crawl->add_flag("--like-aws", crawl_.is_like_aws, "What AWS's crawler would make of them");
    crawl->add_flag("--again", crawl_.reads_again, "Read unchanged objects, too");
    crawl->add_flag("--objects", crawl_.shows_every_object,
                    "Show what each object was found to be");
  }

  void add_record_commands() {
    auto* runs = command("runs", "List what ran, and how it ended",
                         "  sluice runs\n  sluice runs --limit 1 --json\n");
    runs->add_option("--id", runs_.id, "One run, with its steps")->type_name("ID");
    runs->add_option("--limit", runs_.limit, "How many (20)")
        ->check(CLI::Range(1, 100'000))
        ->type_name("N");

    auto* rejects = command("rejects", "Show the records of a table that were set aside, and why",
                            "  sluice rejects curated.clean_orders\n"
                            "  sluice rejects curated.clean_orders --json > rejects.jsonl\n");
    rejects->add_option("TABLE", rejects_.table, "The table")->required()->type_name("");
    rejects->add_option("--limit", rejects_limit_, "How many (20, with --json all)")
        ->check(CLI::Range(1, 1'000'000'000))
        ->type_name("N");

    auto* replay = command("replay", "Load again what was set aside, after a fix",
                           "  sluice replay curated.clean_orders\n"
                           "  sluice replay curated.clean_orders --pipeline sluice.yaml\n");
    replay->add_option("TABLE", replay_.table, "The table")->required()->type_name("");
    replay->add_option("-p,--pipeline", pipeline_.file, "The pipeline with its model (sluice.yaml)")
        ->type_name("FILE");
    add_pipeline_options(replay);
    replay
        ->add_option("--from", replay_.from,
                     "`rejects --json`, corrected; for models with a source")
        ->type_name("FILE");
  }

  void add_object_commands() {
    auto* ls = command("ls", "List buckets, or objects",
                       "  sluice ls\n  sluice ls s3://raw/\n"
                       "  sluice ls --recursive s3://raw/\n");
    ls->add_option("URI", ls_.uri, "s3://bucket/prefix")->type_name("");
    ls->add_flag("-r,--recursive", ls_.is_recursive, "Every object below");

    auto* cp = command("cp", "Copy a file into the lake, out of it, or an object within it",
                       "  sluice cp data/orders.csv s3://raw/orders/\n"
                       "  sluice cp --recursive s3://raw/orders/ ./copy\n");
    cp->add_option("FROM", cp_.from, "A path or s3://…")->required()->type_name("");
    cp->add_option("TO", cp_.to, "A path or s3://…")->required()->type_name("");
    cp->add_flag("-r,--recursive", cp_.is_recursive, "A folder and everything below");

    auto* cat = command("cat", "Write an object to stdout",
                        "  sluice cat s3://raw/orders/orders.csv | head\n");
    cat->add_option("URI", cat_.uri, "s3://bucket/key")->required()->type_name("");

    command("gc", "Free the space of what nobody can reach any more", "  sluice gc\n");

    auto* restore = command("restore-objects", "Make archived objects readable for some days",
                            "  sluice restore-objects s3://raw/orders/\n"
                            "  sluice restore-objects s3://raw/orders/ --days 30\n");
    restore->add_option("URI", restore_.uri, "s3://bucket/key, or a prefix of keys")
        ->required()
        ->type_name("");
    restore->add_option("--days", restore_.days, "How long they stay readable (7)")
        ->check(CLI::Range(1, 36'500))
        ->type_name("N");

    command("scrub", "Read every stored byte, and name the objects that are damaged",
            "  sluice scrub\n  sluice scrub --json\n");
  }

  void add_backup_commands() {
    auto* backup = command("backup", "Copy the lake, as of now, into a folder of backups",
                           "  sluice backup ../backups\n  sluice backup ../backups --keep 14\n"
                           "  sluice backup --list ../backups\n"
                           "  sluice backup --verify ../backups\n");
    backup->add_option("DIR", backup_.target, "The folder, best on another disk")
        ->required()
        ->type_name("");
    auto* keep = backup->add_option("--keep", backup_.keep, "Then remove all but the newest N")
                     ->check(CLI::Range(1, 1'000'000))
                     ->type_name("N");
    auto* list = backup->add_flag("--list", is_backup_list_, "Only list the folder's backups");
    list->excludes(keep);
    auto* verify =
        backup->add_flag("--verify", is_backup_verify_, "Only read the backups, to find damage");
    verify->excludes(list)->excludes(keep);
    backup->add_option("--at", backup_.at, "With --verify: this one, or how its name begins")
        ->needs(verify)
        ->type_name("BACKUP");

    auto* restore = command("restore", "Make a lake of a backup, in a new folder",
                            "  sluice restore ../backups --lake ../again\n");
    restore->add_option("DIR", restore_lake_.target, "The folder of backups")
        ->required()
        ->type_name("");
    restore->add_option("--at", restore_lake_.at, "A backup, or how its name begins (the newest)")
        ->type_name("BACKUP");
  }

  void add_serve_command() {
    auto* serve = command("serve", "Serve the lake to AWS's clients, until it is interrupted",
                          "  sluice serve\n  sluice serve --listen :4566 --tls-cert lake.pem "
                          "--tls-key lake.key\n");
    serve_.add_to(*serve);
  }

  void read_parameters() {
    for (const auto& text : parameters_) {
      const auto equals = text.find('=');
      if (equals == std::string::npos || equals == 0) {
        complain(fmt::format("--param {} is not of the form k=v", text));
      }
      pipeline_.parameters[text.substr(0, equals)] = text.substr(equals + 1);
    }
  }

  CommandLine finish() {
    read_parameters();
    plan_.pipeline = run_.pipeline = deploy_.pipeline = test_.pipeline = replay_.pipeline =
        pipeline_;
    init_.from = init_template_ == "aviation" ? Template::aviation : Template::minimal;
    if (lists_deployed_) deploy_.action = DeployAction::list;
    if (!deploy_.name.empty()) deploy_.action = DeployAction::remove;
    if (is_unit_) test_.tests = Tests::unit;
    if (is_data_) test_.tests = Tests::data;
    const std::map<std::string, ResultFormat> formats{{"table", ResultFormat::table},
                                                      {"csv", ResultFormat::csv},
                                                      {"tsv", ResultFormat::tsv},
                                                      {"json", ResultFormat::json}};
    if (!format_.empty()) sql_.format = formats.at(format_);
    if (line_.is_json && format_.empty()) sql_.format = ResultFormat::json;
    if (is_backup_list_) backup_.action = BackupAction::list;
    if (is_backup_verify_) backup_.action = BackupAction::verify;
    const ServeOptions serve = serve_.options();
    if (serve.tls_certificate.empty() != serve.tls_key.empty()) {
      complain("--tls-cert and --tls-key come together");
    }
    rejects_.limit = rejects_limit_.value_or(line_.is_json ? 0 : rejects_.limit);
    const std::map<std::string, decltype(line_.options)> options{{"init", init_},
                                                                 {"plan", plan_},
                                                                 {"run", run_},
                                                                 {"test", test_},
                                                                 {"sql", sql_},
                                                                 {"tables", tables_},
                                                                 {"runs", runs_},
                                                                 {"rejects", rejects_},
                                                                 {"replay", replay_},
                                                                 {"crawl", crawl_},
                                                                 {"ls", ls_},
                                                                 {"cp", cp_},
                                                                 {"cat", cat_},
                                                                 {"gc", GcOptions{}},
                                                                 {"restore-objects", restore_},
                                                                 {"scrub", ScrubOptions{}},
                                                                 {"backup", backup_},
                                                                 {"restore", restore_lake_},
                                                                 {"serve", serve},
                                                                 {"deploy", deploy_}};
    line_.options = options.at(line_.command);
    return line_;
  }

  CLI::App app_;
  CommandLine line_;
  PipelineOptions pipeline_;
  std::vector<std::string> parameters_;
  InitOptions init_;
  std::string init_template_;
  PlanOptions plan_;
  RunOptions run_;
  DeployOptions deploy_;
  bool lists_deployed_ = false;
  TestOptions test_;
  bool is_unit_ = false;
  bool is_data_ = false;
  SqlOptions sql_;
  std::string format_;
  TablesOptions tables_;
  RunsOptions runs_;
  RejectsOptions rejects_;
  std::optional<int> rejects_limit_;
  ReplayOptions replay_;
  CrawlOptions crawl_;
  LsOptions ls_;
  CpOptions cp_;
  CatOptions cat_;
  RestoreObjectsOptions restore_;
  BackupOptions backup_;
  bool is_backup_list_ = false;
  bool is_backup_verify_ = false;
  RestoreOptions restore_lake_;
  ServeArguments serve_;
};

}  // namespace

std::variant<CommandLine, HelpText> parse_arguments(const std::vector<std::string>& arguments) {
  return Arguments().parse(arguments);
}

}  // namespace sluice::cli
