#include "procedure/evidence.h"

#include <memory>
#include <utility>

#include "evidence/attached_text.h"
#include "evidence/digest.h"
#include "graph/graph_view.h"

namespace agora::procedure {
namespace {

using evidence::GraphPassage;
using evidence::PassageFinding;
using evidence::PassageState;
using Emit = std::function<void(List)>;
using Library = std::shared_ptr<evidence::TextLibrary>;

/// No text is attached, or the passage has no place or digest to be checked by.
constexpr std::string_view kUnchecked = "unchecked";

const graph::GraphView& view_of(const function::CallContext& context) {
  return static_cast<const graph::GraphView&>(*context.graph);
}

Value text_or_null(const std::string& text) { return text.empty() ? Value() : Value(text); }

Value number(std::uint64_t value) { return Value(static_cast<std::int64_t>(value)); }

std::optional<PassageFinding> finding_of(const GraphPassage& passage,
                                         const evidence::SourceText* text) {
  if (!text || !passage.complete) return std::nullopt;
  return text->check(passage.mark);
}

Value state_of(const std::optional<PassageFinding>& finding) {
  return Value(finding ? evidence::to_string(finding->state) : kUnchecked);
}

void check(const graph::GraphView& view, evidence::TextLibrary& library, const Emit& emit) {
  for (const GraphPassage& passage : evidence::PassageReader(view).all()) {
    const auto text = library.text(view, passage.source);
    const auto finding = finding_of(passage, text.get());
    List elsewhere;
    if (finding) {
      for (const evidence::TextRange& range : finding->elsewhere)
        elsewhere.emplace_back(Map{{"start", number(range.start)}, {"end", number(range.end)}});
    }
    emit({Value(passage.key), state_of(finding), text_or_null(passage.source),
          text_or_null(passage.section), Value(std::move(elsewhere))});
  }
}

void passage(const graph::GraphView& view, evidence::TextLibrary& library, const Value& key,
             const Emit& emit) {
  if (key.is_null()) return;
  const auto found = evidence::PassageReader(view).find(key.as_string());
  if (!found) return;
  const auto text = library.text(view, found->source);
  const auto finding = finding_of(*found, text.get());
  // Words that are not the passage's must not pass for them.
  const bool in_place = finding && (finding->state == PassageState::Exact ||
                                    finding->state == PassageState::Folded);
  const bool placed = found->mark.range.start < found->mark.range.end;
  emit({Value(found->key), state_of(finding),
        in_place ? Value(evidence::normalise_space(text->words(found->mark.range))) : Value(),
        text_or_null(found->source), text_or_null(found->section),
        placed ? number(found->mark.range.start) : Value(),
        placed ? number(found->mark.range.end) : Value(), text_or_null(found->gist)});
}

void sources(const graph::GraphView& view, evidence::TextLibrary& library, const Emit& emit) {
  for (const evidence::GraphSource& source : evidence::sources_of(view)) {
    const auto text = library.text(view, source.key);
    const bool known = text && !source.sha256.empty();
    emit({Value(source.key), Value(text != nullptr), text ? number(text->length()) : Value(),
          known ? Value(text->sha256() == source.sha256) : Value()});
  }
}

void add(function::ProcedureRegistry& registry, std::string_view signature, std::string description,
         std::function<void(const graph::GraphView&, std::span<const Value>, const Emit&)> rows) {
  function::Procedure procedure = function::parse_signature(signature);
  procedure.description = std::move(description);
  procedure.run = [rows = std::move(rows)](function::CallContext& context,
                                           std::span<const Value> arguments, const Emit& emit) {
    rows(view_of(context), arguments, emit);
  };
  registry.add(std::move(procedure));
}

}  // namespace

void add_evidence(function::ProcedureRegistry& registry) {
  const auto library = std::make_shared<evidence::TextLibrary>();
  add(registry,
      "evidence.check() :: (passage :: STRING, state :: STRING, source :: STRING?, section :: "
      "STRING?, elsewhere :: LIST)",
      "Each passage, and whether its words are where it says: exact, folded (but for typographic "
      "quotes), ambiguous (only elsewhere, in several places), lost, or unchecked (no text is "
      "attached). Places elsewhere are suggestions.",
      [library](const auto& view, auto, const Emit& emit) { check(view, *library, emit); });
  add(registry,
      "evidence.passage(key :: STRING?) :: (passage :: STRING, state :: STRING, words :: STRING?, "
      "source :: STRING?, section :: STRING?, start :: INTEGER?, end :: INTEGER?, gist :: STRING?)",
      "One passage by its key, with its words if the text is attached and has them there.",
      [library](const auto& view, auto arguments, const Emit& emit) {
        passage(view, *library, arguments[0], emit);
      });
  add(registry,
      "evidence.sources() :: (source :: STRING, attached :: BOOLEAN, characters :: INTEGER?, "
      "matches :: BOOLEAN?)",
      "Each source, whether its text is attached, and whether that is the text its SHA-256 names.",
      [library](const auto& view, auto, const Emit& emit) { sources(view, *library, emit); });
}

}  // namespace agora::procedure
