// repl/commands.h
//
// What the subcommands of `agora` do, once the command line is read. Each returns the program's
// exit code (exit_code.h).
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "printer.h"
#include "statement_limits.h"

namespace agora::repl {

struct QueryCommand {
  std::filesystem::path database;
  std::string text;                     ///< One or more statements …
  std::filesystem::path file;           ///< … or a file with them ("-": standard input).
  std::vector<std::string> parameters;  ///< name=value
  std::optional<Mode> mode;             ///< Table on a terminal, else CSV.
  StatementLimits limits;
  std::chrono::milliseconds lock_wait{5000};
  bool read_only = false;
  std::filesystem::path csv_folder;  ///< What LOAD CSV may read; empty: nothing.
};
int run_query_command(const QueryCommand& command);

struct ImportCommand {
  std::filesystem::path database;
  std::filesystem::path folder;
  std::vector<std::string> nodes;          ///< Label[:Label]=FILE
  std::vector<std::string> relationships;  ///< TYPE=FILE
  bool prune = false;
  std::filesystem::path bad_rows;  ///< Where bad rows go instead of failing the import; or empty.
  std::chrono::milliseconds lock_wait{5000};
};
int run_import_command(const ImportCommand& command);

struct ExportCommand {
  std::filesystem::path database;
  std::filesystem::path folder;
  std::string dataset;
};
int run_export_command(const ExportCommand& command);

struct AttachCommand {
  std::filesystem::path database;
  std::string source;          ///< The key of a Source.
  std::filesystem::path file;  ///< For attach.
  bool unchecked = false;
};
int run_attach_command(const AttachCommand& command);
int run_detach_command(const AttachCommand& command);

struct ReportCommand {
  std::filesystem::path database;
  std::filesystem::path report;
  std::filesystem::path output;  ///< Empty: standard output.
  StatementLimits limits;
};
int run_report_command(const ReportCommand& command);

struct CheckCommand {
  std::filesystem::path database;
  bool deep = false;
};
int run_check_command(const CheckCommand& command);

struct CopyCommand {
  std::filesystem::path from;
  std::filesystem::path to;
};
int run_backup_command(const CopyCommand& command);
int run_restore_command(const CopyCommand& command);
int run_copy_command(const CopyCommand& command);
int run_repair_command(const CopyCommand& command);

struct DumpCommand {
  std::filesystem::path database;
  std::filesystem::path output;  ///< Empty: standard output.
  bool json = false;
};
int run_dump_command(const DumpCommand& command);

struct LoadCommand {
  std::filesystem::path database;
  std::filesystem::path file;  ///< "-": standard input.
  std::chrono::milliseconds lock_wait{5000};
};
int run_load_command(const LoadCommand& command);

struct CompactCommand {
  std::filesystem::path database;
  bool erase = false;
  std::chrono::milliseconds lock_wait{5000};
};
int run_compact_command(const CompactCommand& command);

struct InfoCommand {
  std::filesystem::path database;
};
int run_info_command(const InfoCommand& command);

struct ShellCommand {
  std::filesystem::path database;
  std::filesystem::path questions;  ///< A folder of saved questions; empty: looked for.
  std::optional<Mode> mode;
  StatementLimits limits;
  bool read_only = false;
  std::chrono::milliseconds lock_wait{5000};
  std::filesystem::path csv_folder;  ///< What LOAD CSV may read; empty: nothing.
};
int run_shell_command(const ShellCommand& command);

}  // namespace agora::repl
