#pragma once
// What one render has learned from its World beside secrets. Everything is asked once: the clock
// stands still, a file has one text, a person answers a question one time, and what is random stays
// as it first came, so that a program that runs again in a later round says the same.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>

#include "compiler/program.h"
#include "runtime/evaluate/random.h"
#include "runtime/evaluate/references.h"
#include "runtime/evaluate/render.h"
#include "runtime/evaluate/scope.h"
#include "runtime/evaluate/value.h"

namespace keyplate::evaluate {

/// What an answer of the world costs, as long as it is kept.
inline constexpr std::uint64_t remembered_steps = 32;

/// Where in a render the world is asked: in which program, which tag or filter of it, in which
/// turns of the loops around it, within which calls of macros. Cheap until somebody asks for its
/// key.
class CallSite {
 public:
  CallSite(const compiler::Program& program, const compiler::TagCall& call, const Scope& scope)
      : CallSite(program, tag, static_cast<std::size_t>(&call - program.tags.data()), call.span,
                 scope) {}
  CallSite(const compiler::Program& program, grammar::ExprId filter, const Scope& scope)
      : CallSite(program, expression, static_cast<std::size_t>(filter), program.tree[filter].span,
                 scope) {}
  CallSite(const compiler::Program& program, grammar::StatementId filter, const Scope& scope)
      : CallSite(program, statement, static_cast<std::size_t>(filter), program.tree[filter].span,
                 scope) {}

  /// Equal for the same site of the same render, in any round.
  std::string key() const;
  Location where() const;

 private:
  enum Table : std::size_t { tag, expression, statement };

  CallSite(const compiler::Program& program, Table table, std::size_t index, Span span,
           const Scope& scope)
      : program_(program), table_(table), index_(index), span_(span), scope_(scope) {}

  const compiler::Program& program_;
  Table table_;
  std::size_t index_;
  Span span_;
  const Scope& scope_;
};

class WorldCalls {
 public:
  WorldCalls(World& world, References& references, std::optional<std::uint64_t> seed)
      : world_(world), references_(references), seed_(seed) {}

  const Moment& now();
  /// Bytes that nobody can guess. Not remembered: see `once`.
  void random(std::span<std::uint8_t> bytes) { world_.random(bytes); }
  /// The source of made-up data and of chance: from the seed that the command line gave, if it
  /// did.
  Random& made_up();
  /// What made-up dates are counted from: now, but a fixed day after a seed.
  Moment today();

  /// The text of a file; failed when it can't be had.
  Value file(const std::string& path, const CallSite& site);
  /// What the person says: one answer for each storage key, else for each site. It is secret when
  /// it was hidden.
  Value answer(const Prompt& prompt, const CallSite& site);
  /// What `os` says of this machine, by its name there.
  const Value& fact(std::string_view name);

  /// What `make` gave when the site was first reached.
  template <typename Make>
  Value once(const CallSite& site, Make make) {
    std::string key = site.key();
    if (const auto known = made_.find(key); known != made_.end()) return known->second;
    return made_.emplace(std::move(key), make()).first->second;
  }

 private:
  World& world_;
  References& references_;
  std::optional<std::uint64_t> seed_;
  std::optional<Moment> now_;
  std::optional<Random> made_up_;
  std::unordered_map<std::string, Value> made_;     ///< by site
  std::unordered_map<std::string, Value> files_;    ///< by path
  std::unordered_map<std::string, Value> answers_;  ///< by storage key or site
  std::map<std::string, Value, std::less<>> facts_;
};

}  // namespace keyplate::evaluate
