// repl/exit_code.h
//
// What the program answers to the shell that called it.
#pragma once

namespace agora::repl {

constexpr int kFine = 0;
constexpr int kWrongQueryOrData = 1;
constexpr int kWrongUsage = 2;
constexpr int kCannotOpen = 3;
constexpr int kCheckFailed = 4;

}  // namespace agora::repl
