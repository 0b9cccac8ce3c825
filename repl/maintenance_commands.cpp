// The commands that keep a database trustworthy: check, backup, restore, copy, dump, load, compact,
// repair and info.
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <functional>
#include <iostream>

#include "agora/error.h"
#include "agora/maintenance.h"
#include "commands.h"
#include "exit_code.h"
#include "statement_runner.h"
#include "terminal.h"

namespace agora::repl {

namespace {

std::string size_text(std::uint64_t bytes) {
  char text[32];
  const auto size = static_cast<double>(bytes);
  if (size < 1024 * 1024) {
    std::snprintf(text, sizeof text, "%.1f KiB", size / 1024);
  } else {
    std::snprintf(text, sizeof text, "%.1f MiB", size / (1024 * 1024));
  }
  return text;
}

std::string counted(std::uint64_t count, const char* one, const char* many) {
  return std::to_string(count) + ' ' + (count == 1 ? one : many);
}

/// The program's exit code for `work`, whose errors are printed.
int guarded(const std::function<int()>& work) {
  try {
    return work();
  } catch (const Error& error) {
    std::cout.flush();
    std::cerr << harmless(describe(error), true) << std::endl;
    switch (error.category()) {
      case ErrorCategory::Io:
      case ErrorCategory::Locked:
      case ErrorCategory::FormatTooNew:
      case ErrorCategory::Corrupt:
        return kCannotOpen;
      case ErrorCategory::Usage:
        return kWrongUsage;
      default:
        return kWrongQueryOrData;
    }
  }
}

int print_copy(const BackupReport& report, const std::filesystem::path& target, const char* verb) {
  std::cout << verb << " to " << harmless(target.string()) << ": "
            << counted(report.files_copied, "file", "files") << " copied ("
            << size_text(report.bytes_copied) << "), "
            << counted(report.files_kept, "file", "files") << " kept from before; verified\n";
  return kFine;
}

}  // namespace

int run_check_command(const CheckCommand& command) {
  return guarded([&] {
    const CheckReport report = check_database(command.database, command.deep);
    for (const std::string& problem : report.problems) std::cout << harmless(problem) << '\n';
    if (!report.problems.empty()) {
      std::cout << counted(report.problems.size(), "problem", "problems") << " in "
                << harmless(command.database.string()) << std::endl;
      return kCheckFailed;
    }
    std::cout << "all is well: " << counted(report.blocks, "block", "blocks") << " and "
              << counted(report.index_entries, "index entry", "index entries") << " in "
              << size_text(report.bytes) << "; " << counted(report.nodes, "node", "nodes") << ", "
              << counted(report.relationships, "relationship", "relationships")
              << (command.deep ? ", all parts agree\n" : "\n");
    return kFine;
  });
}

int run_backup_command(const CopyCommand& command) {
  return guarded([&] {
    return print_copy(backup_database(command.from, command.to), command.to, "backed up");
  });
}

int run_restore_command(const CopyCommand& command) {
  return guarded([&] {
    return print_copy(restore_database(command.from, command.to), command.to, "restored");
  });
}

int run_copy_command(const CopyCommand& command) {
  return guarded([&] {
    return print_copy(restore_database(command.from, command.to), command.to, "copied");
  });
}

int run_dump_command(const DumpCommand& command) {
  return guarded([&] {
    OpenOptions options;
    options.read_only = true;
    Database database = Database::open(command.database, options);
    const DumpFormat format = command.json ? DumpFormat::JsonLines : DumpFormat::Script;
    if (command.output.empty()) {
      dump_database(database, std::cout, format);
      return kFine;
    }
    // A dump that fails leaves the file that was there.
    std::filesystem::path draft = command.output;
    draft += ".new";
    {
      std::ofstream file(draft, std::ios::binary);
      if (!file) throw Error(ErrorCategory::Io, "", "the file cannot be written: " + draft.string());
      std::filesystem::permissions(draft, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
      dump_database(database, file, format);
    }
    std::filesystem::rename(draft, command.output);
    return kFine;
  });
}

int run_load_command(const LoadCommand& command) {
  return guarded([&] {
    std::ifstream file;
    if (command.file != "-") {
      file.open(command.file, std::ios::binary);
      if (!file) throw Error(ErrorCategory::Io, "", "the file cannot be read: " + command.file.string());
    }
    OpenOptions options;
    options.lock_wait = command.lock_wait;
    Database database = Database::open(command.database, options);
    const LoadReport report = load_dump(database, command.file == "-" ? std::cin : file);
    std::cout << "loaded " << counted(report.nodes, "node", "nodes") << " and "
              << counted(report.relationships, "relationship", "relationships") << '\n';
    return kFine;
  });
}

int run_compact_command(const CompactCommand& command) {
  return guarded([&] {
    const CompactReport report = compact_database(command.database, command.erase, command.lock_wait);
    std::cout << "compacted " << harmless(command.database.string()) << ": "
              << size_text(report.bytes_before) << " before, " << size_text(report.bytes_after) << " now";
    if (command.erase) std::cout << "; what was deleted is no longer in its files (backups may still have it)";
    std::cout << '\n';
    return kFine;
  });
}

int run_repair_command(const CopyCommand& command) {
  return guarded([&] {
    const RepairReport report = repair_database(command.from, command.to);
    for (const std::string& loss : report.losses) std::cout << harmless(loss) << '\n';
    std::cout << "saved " << counted(report.nodes, "node", "nodes") << " and "
              << counted(report.relationships, "relationship", "relationships") << " in "
              << harmless(command.to.string())
              << (report.losses.empty() ? "; nothing was lost\n" : "; what is missing is listed above\n");
    return report.losses.empty() ? kFine : kCheckFailed;
  });
}

int run_info_command(const InfoCommand& command) {
  return guarded([&] {
    const DatabaseInfo info = database_info(command.database);
    std::cout << "database       " << harmless(command.database.string()) << "\nformat         "
              << info.format << "\nsize           " << size_text(info.bytes) << "\nnodes          "
              << info.nodes << "\nrelationships  " << info.relationships << "\nindexes        "
              << info.indexes << "\nconstraints    " << info.constraints << "\nopen to write  "
              << (info.writer.empty() ? "by nobody" : harmless(info.writer)) << '\n';
    for (const auto& [name, count] : info.labels) std::cout << "  (:" << harmless(name) << ")  " << count << '\n';
    for (const auto& [name, count] : info.types) std::cout << "  [:" << harmless(name) << "]  " << count << '\n';
    return kFine;
  });
}

}  // namespace agora::repl
