// fuzz/statement.h
//
// What is fuzzed: a text as a statement on a small graph in memory, from parsing to the last row.
#pragma once

#include <string_view>

namespace agora::fuzz {

/// Runs the text in a transaction that is rolled back, with little time and memory. Any Error is
/// fine; anything else that is thrown, an error whose place lies outside of the text, and more than
/// a second of computing end the program.
void run_statement(std::string_view text);

}  // namespace agora::fuzz
