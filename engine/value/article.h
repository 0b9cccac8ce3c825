// value/article.h
#pragma once

#include <string>
#include <string_view>

namespace agora::value {

/// "a STRING", "an INTEGER": a type's name as messages use it.
inline std::string with_article(std::string_view type) {
  const bool vowel = !type.empty() && std::string_view("AEIOaeio").find(type.front()) != std::string_view::npos;
  return (vowel ? "an " : "a ") + std::string(type);
}

}  // namespace agora::value
