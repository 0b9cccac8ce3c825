// What a path may look like: parentheses that nothing repeats are taken away, and each relationship gets its mode.
#include <algorithm>

#include "semantic/pattern_binder.h"

namespace agora::semantic {
namespace {

bool is_unbounded(const syntax::PathStep& step) {
  const auto& times = std::visit([](const auto& each) -> const auto& { return each.repetition; }, step);
  return times && !times->most;
}

bool is_function(syntax::PathSelector selector) {
  return selector == syntax::PathSelector::ShortestPathFunction ||
         selector == syntax::PathSelector::AllShortestPathsFunction;
}

PathMode mode_of(syntax::PathMode mode) {
  switch (mode) {
    case syntax::PathMode::Walk:
      return PathMode::Walk;
    case syntax::PathMode::Acyclic:
      return PathMode::Acyclic;
    case syntax::PathMode::Simple:
      return PathMode::Simple;
    case syntax::PathMode::Default:
    case syntax::PathMode::Trail:
      break;
  }
  return PathMode::Trail;
}

}  // namespace

void PatternBinder::flatten(const syntax::PathPattern& ast, bool continues, FlatPath& out) {
  bool joins = continues;
  for (std::size_t i = 0; i < ast.nodes.size(); ++i) {
    if (joins) {
      out.nodes.back().push_back(&ast.nodes[i]);
    } else {
      out.nodes.push_back({&ast.nodes[i]});
    }
    if (i == ast.steps.size()) break;
    const auto* group = std::get_if<syntax::QuantifiedPath>(&ast.steps[i]);
    joins = group != nullptr && !group->repetition;
    out.grouped = out.grouped || group != nullptr;
    if (joins) {
      if (group->path->variable) {
        throw syntax_error("UnexpectedSyntax", "a path in parentheses gets a name only where it is repeated",
                           group->path->variable->span)
            .with_hint("name the whole path: p = (a)-->(b)");
      }
      const std::size_t from = out.steps.size();
      flatten(*group->path, true, out);
      if (group->path->mode != syntax::PathMode::Default)
        out.moded.push_back({from, out.steps.size(), group->path->mode, group->span});
      if (group->where) out.conditions.push_back(group->where.get());
    } else {
      out.steps.push_back(&ast.steps[i]);
    }
  }
}

void PatternBinder::check_form(const syntax::PathPattern& ast, const FlatPath& flat) const {
  using Selector = syntax::PathSelector;
  const auto refuse = [&](const std::string& message) {
    return syntax_error("UnexpectedSyntax", message, ast.span);
  };
  const bool selects = ast.selector != Selector::None;
  if (creates()) {
    const std::string clause(clause_);
    if (selects) throw refuse(clause + " cannot search for shortest paths");
    if (flat.grouped) {
      throw refuse(clause + " cannot take a path in parentheses: what it makes is written out")
          .with_hint("write out each relationship");
    }
    if (ast.mode != syntax::PathMode::Default) {
      throw refuse("a path mode says which matches are found, and " + clause + " makes a path")
          .with_hint("leave the mode out");
    }
  }
  if (is_function(ast.selector)) {
    if (ast.steps.size() != 1 || flat.grouped) {
      throw refuse("a shortest path is searched along exactly one relationship pattern")
          .with_hint("write shortestPath((a)-[:TYPE*]-(b)), or SHORTEST 1 before a longer pattern");
    }
    if (ast.mode != syntax::PathMode::Default) {
      throw refuse("shortestPath takes no path mode")
          .with_hint("write the mode behind SHORTEST 1 or ALL SHORTEST");
    }
  }
  if (inside_ == Inside::Repetition) {
    for (const syntax::PathStep* step : flat.steps) {
      std::visit(
          [](const auto& each) {
            if (!each.repetition) return;
            throw syntax_error("NestedQuantifier",
                               "a part that repeats stands inside another part that repeats",
                               each.span)
                .with_hint("write the inner part out, or repeat the outer one only");
          },
          *step);
    }
    if (flat.steps.empty()) {
      throw syntax_error("InvalidQuantifier",
                         "what repeats needs at least one relationship, and here is none", ast.span)
          .with_hint("write for example ((a)-[:TYPE]->(b)){1,3}");
    }
  }
  if (selects && !flat.moded.empty()) {
    throw not_supported("a path mode in parentheses within a path of which some are chosen", flat.moded[0].where)
        .with_hint("write the mode before the whole path, as in SHORTEST 1 TRAIL (a)-->+(b)");
  }
  if (!selects) {
    for (std::size_t i = 0; i < flat.steps.size(); ++i) {
      const syntax::PathStep* step = flat.steps[i];
      if (flat.modes[i] != PathMode::Walk || !is_unbounded(*step)) continue;
      throw syntax_error("UnboundedWalk",
                         "a WALK may go in circles for ever, and this one has no bound",
                         std::visit([](const auto& each) { return each.span; }, *step))
          .with_hint("give a greatest length as in {1,5}, or choose some paths as in ANY SHORTEST");
    }
  }
}

/// Within a path that has no mode, or the mode WALK, the innermost parentheses say how a relationship that repeats
/// goes on; elsewhere the mode of the whole does, and theirs is tested besides.
void PatternBinder::settle_modes(const syntax::PathPattern& ast, FlatPath& flat) {
  using Mode = syntax::PathMode;
  Mode whole = ast.mode;
  if (whole == Mode::Default && !flat.moded.empty() && !flat.steps.empty()) {
    const FlatPath::Moded& last = flat.moded.back();
    if (last.from == 0 && last.to == flat.steps.size()) {
      whole = last.mode;
      flat.moded.pop_back();
    }
  }
  flat.mode = mode_of(whole);
  for (std::size_t i = 0; i < flat.steps.size(); ++i) {
    Mode mode = whole;
    if (whole == Mode::Default || whole == Mode::Walk) {
      const auto around = std::find_if(flat.moded.begin(), flat.moded.end(),
                                       [i](const auto& each) { return each.from <= i && i < each.to; });
      if (around != flat.moded.end()) mode = around->mode;
      const auto* group = std::get_if<syntax::QuantifiedPath>(flat.steps[i]);
      if (mode == Mode::Default && group != nullptr && group->path->mode == Mode::Walk) mode = Mode::Walk;
    }
    flat.modes.push_back(mode_of(mode));
  }
}

/// Notes what is to be tested of a path that is declared.
void PatternBinder::keep_modes(const syntax::PathPattern& ast, const FlatPath& flat, const PathPattern& path) {
  const bool within = inside_ == Inside::Repetition;  // Where the path around says what may repeat.
  if (!flat.steps.empty()) {
    const bool says = ast.mode != syntax::PathMode::Default;
    modes_.push_back({path, flat.mode, within && says && flat.mode != PathMode::Walk});
  }
  for (const FlatPath::Moded& each : flat.moded) {
    PathPattern part;
    part.first_node = each.from == 0 ? path.first_node : pattern_.relationships[path.relationships[each.from - 1]].right;
    part.relationships.assign(path.relationships.begin() + static_cast<std::ptrdiff_t>(each.from),
                              path.relationships.begin() + static_cast<std::ptrdiff_t>(each.to));
    const PathMode mode = mode_of(each.mode);
    const bool differ = mode != PathMode::Walk && (within || flat.mode == PathMode::Walk);
    if (!part.relationships.empty()) modes_.push_back({std::move(part), mode, differ});
  }
}

void PatternBinder::add_mode_predicates() {
  const auto add = [&](auto test) {
    predicates_.push_back(Binder::make(std::move(test), ValueType::Boolean, SourceSpan{}).expression);
  };
  for (const ModedPath& each : modes_) {
    const std::vector<Slot> elements = path_elements(pattern_, each.path);
    if (each.mode == PathMode::Acyclic || each.mode == PathMode::Simple)
      add(NodesDiffer{elements, each.mode == PathMode::Simple});
    if (!each.relationships_differ || each.path.relationships.size() < 2) continue;
    AllDifferent differ;
    for (std::size_t i = 1; i < elements.size(); i += 2) differ.relationships.push_back(elements[i]);
    add(std::move(differ));
  }
}

}  // namespace agora::semantic
