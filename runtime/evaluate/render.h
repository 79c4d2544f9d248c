#pragma once
// Programs to text. One Render is one command: every variable leaf and every world call is
// evaluated once for all its files. Pure but for the World it is given; one thread.
//
// Evaluation runs in rounds: what a round needs from vaults and isn't there yet is noted, read at
// once, and the programs run again. A failed read is an error at the tag that prints it.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "compiler/program.h"
#include "compiler/workspace.h"
#include "grammar/diagnostic.h"
#include "runtime/evaluate/origin.h"
#include "runtime/protocol/message.h"

namespace keyplate::evaluate {

/// A read of a secret as a template asks for it.
struct SecretRequest {
  const compiler::Vault* vault = nullptr;
  protocol::Reference reference;
};

/// Everything outside: what a render can't compute.
class World {
 public:
  virtual ~World() = default;
  /// One answer a request, in order. Called once a round with all that the round noted, each once.
  virtual std::vector<protocol::Answer> read(std::span<const SecretRequest> requests) = 0;
};

struct Options {
  compiler::Undefined undefined = compiler::Undefined::error;
  compiler::Limits limits;
};

/// A run of the output and where it came from. Small, for a loop makes one a turn and more.
struct Segment {
  Origin origin;            ///< of one of the jobs' programs
  std::uint32_t begin = 0;  ///< in the output, up to the next segment's begin
  bool island = false;
  bool secret = false;
};

struct Rendered {
  Rendered() = default;
  Rendered(Rendered&&) = default;
  Rendered& operator=(Rendered&&) = default;
  ~Rendered();  ///< wipes the text if it is secret

  std::string text;
  std::vector<Segment> map;  ///< good as long as the jobs' programs are
  bool secret = false;       ///< holds a byte that came from a secret
};

/// A template to render. `host_format`: `text`, `json`, ...; see slots/slot.h.
struct Job {
  const compiler::Program* program = nullptr;
  std::string host_format;
};

class Render {
 public:
  /// Everything must outlive the Render. `workspace` may be null: then no vault can be named.
  Render(const compiler::Workspace* workspace, const compiler::Scope& scope,
         compiler::Symbols& symbols, World& world, const Options& options);
  ~Render();
  Render(const Render&) = delete;
  Render& operator=(const Render&) = delete;

  /// One result a job; what failed is in the sink and its text is not to be used.
  std::vector<Rendered> run(std::span<const Job> jobs, DiagnosticSink& sink);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace keyplate::evaluate
