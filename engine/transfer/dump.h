// transfer/dump.h
//
// A whole graph as text that people can read and programs can load: a Cypher script, or JSON Lines.
//
//   {"dump":"agora","format":1}
//   {"enumeration":"Level","ordered":true,"values":["local","national"]}
//   {"constraint":"paper_key","kind":"UNIQUE","label":"Paper","properties":["key"]}
//   {"constraint":"paper_year","kind":"TYPED","label":"Paper","properties":["year"],"type":"INTEGER"}
//   {"index":"paper_title","label":"Paper","properties":["title"]}
//   {"rule":"CITES","from":"Paper","to":"Paper"}
//   {"document":"text/thesis","text":"…"}
//   {"node":0,"labels":["Paper"],"properties":{"key":"a"}}
//   {"relationship":"CITES","start":0,"end":1,"properties":{}}
//   {"end":true,"nodes":2,"relationships":1}
//
// ("label" or "type" names the owner: "relationshipType" for relationships.) Values are as the pipe
// writes them. The numbers of nodes hold within the dump only. The last line tells a whole dump from
// one that was cut off.
//
// Threads: any, one a call.
#pragma once

#include <chrono>
#include <cstdint>
#include <istream>
#include <ostream>

#include "graph/graph_store.h"

namespace agora::transfer {

/// Throws Error: Io if `out` fails.
void dump_json(const graph::GraphView& view, std::ostream& out);
/// A script that builds the same graph. Nodes are found again by a label and a property of the
/// script's own, which its last statements remove. What has no statement (rules of what a
/// relationship may join, attached texts) stands there as a comment.
void dump_script(const graph::GraphView& view, std::ostream& out);

struct LoadCounts {
  std::uint64_t nodes = 0;
  std::uint64_t relationships = 0;
};
/// Adds what a JSON dump has, in one transaction: all or nothing. Throws Error: ImportError with the
/// line, ConstraintValidationFailed, Locked.
LoadCounts load_json(graph::GraphStore& store, std::istream& in, std::chrono::milliseconds lock_wait);

}  // namespace agora::transfer
