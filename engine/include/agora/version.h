// agora/version.h
//
// Which Agora this is: at compile time from the headers, at run time from the library that was
// linked.
#pragma once

#include <string_view>

#define AGORA_VERSION_MAJOR 0
#define AGORA_VERSION_MINOR 1
#define AGORA_VERSION_PATCH 0
#define AGORA_VERSION "0.1.0"

namespace agora {

/// The version of the linked library ("0.1.0"). It may differ from AGORA_VERSION when a program
/// runs with another shared library than it was compiled for.
std::string_view version() noexcept;

}  // namespace agora
