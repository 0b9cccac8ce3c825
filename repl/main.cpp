// repl/main.cpp
//
// The command line of `agora`.
#include <CLI/CLI.hpp>
#include <cmath>
#include <iostream>

#include "agora/error.h"
#include "agora/version.h"
#include "commands.h"
#include "exit_code.h"
#include "pipe.h"
#include "statement_runner.h"
#include "terminal.h"

namespace {

using namespace agora::repl;

constexpr const char* kDatabase = "The database: a folder, or :memory:";

struct CommandLine {
  CLI::App app{
      "A knowledge-graph query engine. Without a command, a shell for the database DB (or for one "
      "in memory).",
      "agora"};
  QueryCommand query;
  ImportCommand import;
  ExportCommand export_;
  AttachCommand attach;
  ReportCommand report;
  ShellCommand shell{.database = ":memory:", .questions = {}, .mode = {}, .limits = {}, .csv_folder = {}};
  CheckCommand check;
  CopyCommand copy;
  DumpCommand dump;
  LoadCommand load;
  CompactCommand compact;
  InfoCommand info;
  PipeOptions pipe;
  std::string mode;
  double timeout = 0;
  std::uint64_t memory = 0;
  std::uint64_t max_rows = 0;
  unsigned threads = 0;
  std::uint64_t cache = 0;
  std::string durability = "sync";
  double lock_wait = 5;
  bool read_only = false;
  std::filesystem::path csv_folder;

  CommandLine() {
    const std::string version = "agora " + std::string(agora::version());
    app.set_version_flag("--version", version);
    app.require_subcommand(0, 1);
    app.footer(
        "\nExit codes: 0 fine, 1 a query or data was wrong, 2 wrong usage, 3 the database cannot "
        "be opened, "
        "4 a check of a report failed.");
    declare_shell();
    declare_query();
    declare_import();
    declare_export();
    declare_attach();
    declare_report();
    declare_pipe();
    declare_copies();
    declare_care();
    for (CLI::App* command : app.get_subcommands({}))
      command->set_version_flag("--version", version);
  }

  void declare_shell() {
    app.add_option("DB", shell.database, kDatabase);
    app.add_option("--questions", shell.questions, "A folder of saved questions for .questions");
    add_read_only(app);
    add_lock_wait(app);
    add_csv_folder(app);
    add_mode(app);
    add_limits(app);
  }

  void declare_query() {
    CLI::App* command = app.add_subcommand("query", "Run statements and print what they give");
    command->add_option("DB", query.database, kDatabase)->required();
    auto* text = command->add_option("TEXT", query.text, "The statements, set apart by `;`");
    auto* file = command->add_option("-f,--file", query.file,
                                     "Read them from a file (-: from standard input)");
    text->excludes(file);
    command
        ->add_option("--param", query.parameters,
                     "name=value: the parameter $name; a literal, else a string")
        ->allow_extra_args(false);
    add_read_only(*command);
    add_lock_wait(*command);
    add_csv_folder(*command);
    add_mode(*command);
    add_limits(*command);
    command->callback([this] {
      if (query.text.empty() && query.file.empty()) throw CLI::RequiredError("TEXT or --file");
    });
  }

  void declare_import() {
    CLI::App* command =
        app.add_subcommand("import", "Import a folder with a manifest.json, or CSV files");
    command->add_option("DB", import.database, kDatabase)->required();
    auto* folder =
        command->add_option("FOLDER", import.folder, "A folder that its manifest.json describes");
    command
        ->add_option("--nodes", import.nodes,
                     "Label[:Label]=FILE: nodes; the header begins with id")
        ->excludes(folder);
    command
        ->add_option("--relationships", import.relationships,
                     "TYPE=FILE: relationships; the header begins with src,dst")
        ->excludes(folder);
    command
        ->add_flag("--prune", import.prune,
                   "Delete what the folder's files no longer have")
        ->needs(folder);
    command->add_option("--skip-bad", import.bad_rows,
                        "Leave bad rows out and list them, with the reasons, in this CSV file");
    add_lock_wait(*command);
    command->callback([this] {
      if (import.folder.empty() && import.nodes.empty() && import.relationships.empty()) {
        throw CLI::RequiredError("FOLDER, --nodes or --relationships");
      }
    });
  }

  void declare_export() {
    CLI::App* command =
        app.add_subcommand("export", "Write the database as a dataset's folder");
    command->add_option("DB", export_.database, kDatabase)->required();
    command
        ->add_option("FOLDER", export_.folder,
                     "Where to; a manifest.json in it says which file gets what")
        ->required();
    command->add_option("--dataset", export_.dataset, "Which one, if the database has several");
  }

  void declare_attach() {
    CLI::App* command =
        app.add_subcommand("attach", "Attach the text of a source, to check and read its passages");
    command->add_option("DB", attach.database, kDatabase)->required();
    command->add_option("KEY", attach.source, "The key of the Source")->required();
    command->add_option("FILE", attach.file, "Its text in UTF-8 (-: standard input)")->required();
    command->add_flag("--unchecked", attach.unchecked,
                      "Also a text whose SHA-256 is not the source's");
    command = app.add_subcommand("detach", "Remove the attached text of a source");
    command->add_option("DB", attach.database, kDatabase)->required();
    command->add_option("KEY", attach.source, "The key of the Source")->required();
  }

  void declare_report() {
    CLI::App* command = app.add_subcommand("report", "Fill in a Markdown report with answers");
    command->add_option("DB", report.database, kDatabase)->required();
    command
        ->add_option("REPORT", report.report,
                     "Markdown with fenced blocks: agora NAME (-: standard input)")
        ->required();
    command->add_option("-o,--output", report.output, "Where to write it; else standard output");
    add_limits(*command);
  }

  void declare_pipe() {
    CLI::App* command = app.add_subcommand("pipe", "Answer JSON Lines from standard input");
    command->add_option("DB", pipe.database, kDatabase)->required();
    command->add_flag("--allow-reset", pipe.allow_reset,
                      "Let lines empty the database and add procedures");
    add_read_only(*command);
    add_lock_wait(*command);
    add_csv_folder(*command);
    add_limits(*command);
  }

  void declare_copies() {
    const auto add = [&](const char* name, const char* help, const char* from, const char* to) {
      CLI::App* command = app.add_subcommand(name, help);
      command->add_option(from, copy.from, "A database")->required();
      command->add_option(to, copy.to, "Where to")->required();
    };
    add("backup", "Copy a database, also while it is written to; again into the same TARGET copies what is new",
        "DB", "TARGET");
    add("restore", "Make a database of a backup", "BACKUP", "DB");
    add("copy", "Copy a database to a new place", "DB", "TARGET");
    add("repair", "Make a new database of what can be read of a damaged one", "DB", "TARGET");
    CLI::App* command = app.add_subcommand("dump", "Write a whole database as text");
    command->add_option("DB", dump.database, kDatabase)->required();
    command->add_option("-o,--output", dump.output, "Where to write it; else standard output");
    command->add_flag("--json", dump.json, "JSON Lines instead of a Cypher script");
    command = app.add_subcommand("load", "Add what a dump has to a database");
    command->add_option("DB", load.database, kDatabase)->required();
    command->add_option("FILE", load.file, "The dump (-: standard input)")->required();
    add_lock_wait(*command);
  }

  void declare_care() {
    CLI::App* command = app.add_subcommand("check", "Verify that a database is whole");
    command->add_option("DB", check.database, kDatabase)->required();
    command->add_flag("--deep", check.deep, "Besides, that all its parts agree");
    command = app.add_subcommand("compact", "Rewrite a database in its smallest form");
    command->add_option("DB", compact.database, kDatabase)->required();
    command->add_flag("--erase", compact.erase, "Leave nothing of what was deleted in its files");
    add_lock_wait(*command);
    command = app.add_subcommand("info", "Say what is in a database, and who writes to it");
    command->add_option("DB", info.database, kDatabase)->required();
  }

  // Options that several commands have fill one variable, so they may stand before the command or after it.

  void add_read_only(CLI::App& command) {
    command.add_flag("--readonly", read_only, "Change nothing; what would is an error");
  }
  void add_lock_wait(CLI::App& command) {
    command.add_option("--lock-wait", lock_wait, "Seconds to wait for another writer; 5 unless told")
        ->check(CLI::Range(0.0, 1e6));
  }

  void add_csv_folder(CLI::App& command) {
    command.add_option("--csv-folder", csv_folder, "The folder that LOAD CSV may read files from")
        ->check(CLI::ExistingDirectory);
  }
  void add_mode(CLI::App& command) {
    command
        .add_option("--mode", mode, mode_names() + "; else a table on a terminal and CSV elsewhere")
        ->check([](const std::string& name) {
          return mode_of(name) ? std::string()
                               : "there is no mode " + name + "; there are " + mode_names();
        });
  }
  void add_limits(CLI::App& command) {
    command.add_option("--timeout", timeout, "Seconds that a statement may take")
        ->check(CLI::Range(0.0, 1e9));
    command.add_option("--memory", memory, "MiB that a statement may hold; half of the machine's unless told")
        ->check(CLI::Range(std::uint64_t{0}, std::uint64_t{1} << 40));
    command.add_option("--max-rows", max_rows, "Rows that a statement may give; no limit unless told");
    command.add_option("--threads", threads, "Threads that a statement may use; one for each core unless told, at most 8")
        ->check(CLI::Range(1u, 1024u));
    command.add_option("--cache", cache, "MiB of decoded data that are kept; 256 unless told")
        ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1} << 40));
    command
        .add_option("--durability", durability,
                    "sync: a commit is done when it is on the disk; relaxed: when the operating system has it")
        ->check(CLI::IsMember({"sync", "relaxed"}));
  }

  /// Throws CLI::ExtrasError if something stands before the command that the command does not have.
  void check_options() const {
    const std::vector<CLI::App*> commands = app.get_subcommands();
    if (commands.empty()) return;
    std::vector<std::string> strange;
    for (const CLI::Option* option : app.get_options()) {
      const bool taken = !option->get_positional() && commands.front()->get_option_no_throw(option->get_name()) != nullptr;
      if (option->count() > 0 && !taken)
        strange.push_back(option->get_positional() ? option->results().front() : option->get_name());
    }
    if (!strange.empty()) throw CLI::ExtrasError("agora " + commands.front()->get_name(), std::move(strange));
  }

  int run() {
    StatementLimits limits;
    limits.timeout = std::chrono::milliseconds(static_cast<std::int64_t>(std::ceil(timeout * 1000)));
    limits.memory = static_cast<std::size_t>(memory) << 20;
    limits.rows = max_rows;
    limits.threads = threads;
    limits.cache = static_cast<std::size_t>(cache) << 20;
    limits.durability = durability == "relaxed" ? agora::Durability::NoSync : agora::Durability::Sync;
    limits.apply(pipe.open);
    query.read_only = shell.read_only = pipe.open.read_only = read_only;
    query.csv_folder = shell.csv_folder = pipe.open.csv_folder = csv_folder;
    query.limits = report.limits = shell.limits = pipe.limits = limits;
    query.mode = shell.mode = mode_of(mode);
    const auto wait = std::chrono::milliseconds(static_cast<std::int64_t>(std::ceil(lock_wait * 1000)));
    query.lock_wait = import.lock_wait = shell.lock_wait = load.lock_wait = compact.lock_wait = wait;
    pipe.open.lock_wait = wait;
    if (app.got_subcommand("check")) return run_check_command(check);
    if (app.got_subcommand("backup")) return run_backup_command(copy);
    if (app.got_subcommand("restore")) return run_restore_command(copy);
    if (app.got_subcommand("repair")) return run_repair_command(copy);
    if (app.got_subcommand("copy")) return run_copy_command(copy);
    if (app.got_subcommand("dump")) return run_dump_command(dump);
    if (app.got_subcommand("load")) return run_load_command(load);
    if (app.got_subcommand("compact")) return run_compact_command(compact);
    if (app.got_subcommand("info")) return run_info_command(info);
    if (app.got_subcommand("query")) return run_query_command(query);
    if (app.got_subcommand("import")) return run_import_command(import);
    if (app.got_subcommand("export")) return run_export_command(export_);
    if (app.got_subcommand("attach")) return run_attach_command(attach);
    if (app.got_subcommand("detach")) return run_detach_command(attach);
    if (app.got_subcommand("report")) return run_report_command(report);
    if (app.got_subcommand("pipe")) return run_pipe(pipe);
    return run_shell_command(shell);
  }
};

}  // namespace

int main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  CommandLine line;
  try {
    line.app.parse(argc, argv);
    line.check_options();
  } catch (const CLI::ParseError& error) {
    return line.app.exit(error) == 0 ? kFine : kWrongUsage;
  }
  try {
    return line.run();
  } catch (const agora::Error& error) {
    std::cerr << harmless(agora::describe(error), true) << std::endl;
    return kWrongQueryOrData;
  }
}
