// catalog/catalog_codec.h
//
// The catalog and the statistics as bytes. Numbers are varints, texts and lists carry their length first:
//
//   catalog     := labels types keys enumerations constraints indexes rules next_index
//   labels, types, keys := count text*
//   enumeration := name ordered values         constraint := name kind owner keys type index+1
//   type        := type list enumeration       index      := id name owner keys unique online
//   owner       := element id                  rule       := type start end
//
//   statistics  := nodes relationships by_label by_type count end_count*
//   end_count   := label type direction count
//   change      := the same lists, but of (number, difference) pairs for the counts that differ
//
// Frozen: a change here raises the format number. Malformed bytes throw agora::MalformedBytes.
#pragma once

#include <string>
#include <string_view>

#include "base/coding.h"
#include "catalog/catalog.h"
#include "catalog/statistics.h"

namespace agora::catalog {

class CatalogCodec {
 public:
  static void encode(const Catalog& catalog, std::string& out);
  static Catalog decode(ByteReader& in);
};

class StatisticsCodec {
 public:
  static void encode(const Statistics& statistics, std::string& out);
  static Statistics decode(ByteReader& in);
  /// What turns `before` into `after`; small if little changed.
  static void encode_change(const Statistics& before, const Statistics& after, std::string& out);
  static void apply_change(ByteReader& in, Statistics& statistics);
};

}  // namespace agora::catalog
