// fuzz/files.h
//
// Files, and several files as one text: each begins behind a line `=== NAME`.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace agora::fuzz {

std::string contents(const std::filesystem::path& file);
/// The regular files of a folder, by name.
std::vector<std::filesystem::path> sorted_files(const std::filesystem::path& folder);

using Files = std::vector<std::pair<std::string, std::string>>;
/// What stands before the first `===` belongs to no file. Names are as they stand there.
Files split_files(std::string_view bytes);
std::string join_files(const Files& files);

}  // namespace agora::fuzz
