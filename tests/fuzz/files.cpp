#include "fuzz/files.h"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace agora::fuzz {
namespace fs = std::filesystem;

std::string contents(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<fs::path> sorted_files(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

Files split_files(std::string_view bytes) {
  constexpr std::string_view kHead = "=== ";
  Files files;
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t end = std::min(bytes.find('\n', at), bytes.size());
    const std::string_view line = bytes.substr(at, end - at);
    if (line.starts_with(kHead)) {
      files.emplace_back(line.substr(kHead.size()), "");
    } else if (!files.empty()) {
      files.back().second += bytes.substr(at, end + 1 - at);
    }
    at = end + 1;
  }
  return files;
}

std::string join_files(const Files& files) {
  std::string all;
  for (const auto& [name, text] : files) {
    all += "=== " + name + '\n' + text;
    if (!text.empty() && text.back() != '\n') all += '\n';
  }
  return all;
}

}  // namespace agora::fuzz
