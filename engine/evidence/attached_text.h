// evidence/attached_text.h
//
// The texts of a graph's sources, kept beside the graph, and the graph's passages held against them.
//
//   Source    key, sha256 (of the text's bytes)
//   Passage   key, start, end, sha256 (passage_digest of its words); foldedSha256, opening, section, gist
//             if they are known
//
// A passage belongs to the source that FROM_SOURCE leads to from it, or from the section that IN_SECTION
// leads to; else to the only source there is.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "evidence/source_text.h"
#include "graph/graph_fork.h"

namespace agora::evidence {

/// Keeps `text` as the text of the source with this key. Throws Error: EntityNotFound (no such source),
/// ImportError (not UTF-8; or, if `checked`, its SHA-256 is not the source's, or the source has none).
void attach_text(graph::GraphFork& graph, std::string_view source, std::string text, bool checked);
/// True if there was one. The source itself need not be there any more.
bool detach_text(graph::GraphFork& graph, std::string_view source);

struct GraphSource {
  NodeId node;
  std::string key;
  std::string sha256;  ///< Empty if it says none.
};
/// All nodes Source that have a key, by key.
std::vector<GraphSource> sources_of(const graph::GraphView& graph);

struct GraphPassage {
  NodeId node;
  std::string key;
  std::string source;  ///< Key of its source; empty if that is not known.
  std::string section;
  std::string gist;
  PassageMark mark;
  bool complete = false;  ///< It has a place and a digest, so it can be checked.
};

/// Reads the passages of one graph.
class PassageReader {
 public:
  explicit PassageReader(const graph::GraphView& graph);
  /// All nodes Passage that have a key, by key.
  std::vector<GraphPassage> all() const;
  std::optional<GraphPassage> find(std::string_view key) const;

 private:
  GraphPassage read(NodeId node) const;
  std::string source_of(NodeId passage) const;
  std::optional<NodeId> target(NodeId node, std::string_view type) const;

  const graph::GraphView& graph_;
  std::vector<GraphSource> sources_;
};

/// The text attached to a source, prepared once for each state of the graph.
/// Threads: may be shared.
class TextLibrary {
 public:
  /// Null if none is attached.
  std::shared_ptr<const SourceText> text(const graph::GraphView& graph, std::string_view source);

 private:
  std::mutex mutex_;
  std::uint64_t version_ = 0;
  std::string source_;
  std::shared_ptr<const SourceText> text_;
};

}  // namespace agora::evidence
