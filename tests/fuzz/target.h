// fuzz/target.h
//
// What is fuzzed: functions that take any bytes whatever. An agora::Error is a fine answer; a crash, any
// other exception, a sanitizer's report, a broken promise and more than a few seconds of computing are not.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace agora::fuzz {

struct Target {
  const char* name;
  /// Ends the program if the bytes do what they must not.
  void (*run)(std::string_view bytes);
  /// Where mutations begin: well-formed input of every kind. The same each time.
  std::vector<std::string> (*seeds)();
  /// Words and bytes that mean something to the target, for mutations.
  std::vector<std::string> (*words)();
};

/// A text as a statement on a small graph in memory, from parsing to the last row. An error's place must lie
/// in the text. The transaction is rolled back.
extern const Target statements;

/// The files of a dataset's folder (see files.h), imported into an empty database, into one that has other
/// data, and without the bad rows. All parts of the graph must agree afterwards; an import that failed must
/// leave nothing. What was imported is exported, and importing that again must change nothing.
extern const Target datasets;

/// A dump of either kind. What was loaded is dumped and loaded again, and must be the same.
extern const Target dumps;

/// Lines for `agora pipe`. Each must be answered by one line of JSON.
extern const Target pipe;

/// A kind, and the bytes of a stored block of that kind: base and deltas. What can be decoded must be the
/// same when it is encoded and decoded again.
extern const Target blocks;

/// Counts the computing of its scope, and ends the program if it was more than `seconds`.
class TimeWatch {
 public:
  explicit TimeWatch(const char* what, double seconds = 1);
  ~TimeWatch();
  TimeWatch(const TimeWatch&) = delete;
  TimeWatch& operator=(const TimeWatch&) = delete;

 private:
  const char* what_;
  double seconds_;
  double begin_;
};

/// Ends the program with these words unless `holds`.
void require(bool holds, std::string_view what, std::string_view details = {});

}  // namespace agora::fuzz
