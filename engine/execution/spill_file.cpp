#include "execution/spill_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include "agora/error.h"
#include "base/coding.h"
#include "graph/value_codec.h"

namespace agora::execution {
namespace {

constexpr std::size_t kWriteBytes = 256u << 10;

/// What stands before a cell. Plain values have the form they have in the store.
enum class Tag : std::uint8_t { Plain, List, Map, Node, NodeReference, Relationship, RelationshipReference, Path };

void put_tag(std::string& out, Tag tag) { put_u8(out, static_cast<std::uint8_t>(tag)); }

void encode_cells(const std::vector<Value>& values, std::string& out) {
  put_varint(out, values.size());
  for (const Value& each : values) encode_cell(each, out);
}

void encode_map(const Map& map, std::string& out) {
  put_varint(out, map.size());
  for (const auto& [key, each] : map) {
    put_sized(out, key);
    encode_cell(each, out);
  }
}

Value decode_cell(ByteReader& in);

std::vector<Value> decode_cells(ByteReader& in) {
  std::vector<Value> values(static_cast<std::size_t>(in.varint()));
  for (Value& each : values) each = decode_cell(in);
  return values;
}

Map decode_map(ByteReader& in) {
  Map map;
  for (std::uint64_t left = in.varint(); left > 0; --left) {
    std::string key(in.sized());
    map.set(std::move(key), decode_cell(in));
  }
  return map;
}

Value decode_node(ByteReader& in) {
  Node node;
  node.id = in.varint();
  for (std::uint64_t left = in.varint(); left > 0; --left) node.labels.emplace_back(in.sized());
  node.properties = decode_map(in);
  return Value(std::move(node));
}

Value decode_relationship(ByteReader& in) {
  Relationship each;
  each.id = in.varint();
  each.type = std::string(in.sized());
  each.start = in.varint();
  each.end = in.varint();
  each.properties = decode_map(in);
  return Value(std::move(each));
}

Value decode_cell(ByteReader& in) {
  switch (static_cast<Tag>(in.u8())) {
    case Tag::List: {
      const std::vector<Value> values = decode_cells(in);
      return Value(List(values.begin(), values.end()));
    }
    case Tag::Map:
      return Value(decode_map(in));
    case Tag::Node:
      return decode_node(in);
    case Tag::NodeReference:
      return Value::node_reference(in.varint());
    case Tag::Relationship:
      return decode_relationship(in);
    case Tag::RelationshipReference:
      return Value::relationship_reference(in.varint());
    case Tag::Path: {
      Path path;
      path.nodes = decode_cells(in);
      path.relationships = decode_cells(in);
      return Value(std::move(path));
    }
    case Tag::Plain:
      break;
  }
  return graph::decode_value(in);
}

[[noreturn]] void throw_io(const char* attempt, int number) {
  throw Error(ErrorCategory::Io, "",
              std::string("cannot ") + attempt + " a temporary file in " +
                  std::filesystem::temp_directory_path().string() + ": " +
                  std::generic_category().message(number))
      .with_hint("let the statement have more memory, or name a folder with room in the environment's TMPDIR");
}

}  // namespace

void encode_cell(const Value& value, std::string& out) {
  switch (value.type()) {
    case ValueType::List:
      put_tag(out, Tag::List);
      put_varint(out, value.as_list().size());
      for (const Value& each : value.as_list()) encode_cell(each, out);
      return;
    case ValueType::Map:
      put_tag(out, Tag::Map);
      encode_map(value.as_map(), out);
      return;
    case ValueType::Node:
      put_tag(out, value.has_contents() ? Tag::Node : Tag::NodeReference);
      put_varint(out, value.id());
      if (!value.has_contents()) return;
      put_varint(out, value.as_node().labels.size());
      for (const std::string& label : value.as_node().labels) put_sized(out, label);
      encode_map(value.as_node().properties, out);
      return;
    case ValueType::Relationship: {
      put_tag(out, value.has_contents() ? Tag::Relationship : Tag::RelationshipReference);
      put_varint(out, value.id());
      if (!value.has_contents()) return;
      const Relationship& each = value.as_relationship();
      put_sized(out, each.type);
      put_varint(out, each.start);
      put_varint(out, each.end);
      encode_map(each.properties, out);
      return;
    }
    case ValueType::Path:
      put_tag(out, Tag::Path);
      encode_cells(value.as_path().nodes, out);
      encode_cells(value.as_path().relationships, out);
      return;
    default:
      put_tag(out, Tag::Plain);
      graph::encode_value(value, out);
  }
}

Value CellReader::next() {
  ByteReader in(rest_);
  Value value = decode_cell(in);
  rest_ = in.rest();
  return value;
}

SpillFile::SpillFile() {
  const std::string folder = std::filesystem::temp_directory_path().string();
  file_ = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (file_ >= 0) return;
  // Not every file system has files without a name.
  std::string name = folder + "/agora-spill-XXXXXX";
  file_ = ::mkostemp(name.data(), O_CLOEXEC);
  if (file_ < 0) throw_io("make", errno);
  ::unlink(name.c_str());
}

SpillFile::~SpillFile() {
  if (file_ >= 0) ::close(file_);
}

void SpillFile::append(std::string_view bytes) {
  waiting_ += bytes;
  if (waiting_.size() >= kWriteBytes) finish();
}

void SpillFile::finish() {
  std::string_view left = waiting_;
  while (!left.empty()) {
    const ssize_t done = ::write(file_, left.data(), left.size());
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) throw_io("write to", errno);
    left.remove_prefix(static_cast<std::size_t>(done));
    written_ += static_cast<std::uint64_t>(done);
  }
  waiting_.clear();
}

void SpillFile::read(std::uint64_t at, std::size_t count, std::string& out) const {
  const std::size_t before = out.size();
  out.resize(before + count);
  std::size_t filled = 0;
  while (filled < count) {
    const ssize_t done = ::pread(file_, out.data() + before + filled, count - filled,
                                 static_cast<off_t>(at + filled));
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) throw_io("read", errno);
    if (done == 0) break;
    filled += static_cast<std::size_t>(done);
  }
  out.resize(before + filled);
}

}  // namespace agora::execution
