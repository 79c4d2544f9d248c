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

/// A point in time, and what a clock on the wall is ahead of UTC there and then.
struct Moment {
  std::int64_t nanoseconds = 0;  ///< since 1970, UTC
  std::int32_t utc_offset = 0;   ///< in seconds, east of Greenwich
};

/// A question to a person, as `prompt` asks it.
struct Prompt {
  std::string title;
  std::string label;                    ///< the question itself; empty: the title is
  std::optional<std::string> fallback;  ///< what is offered
  std::string storage;                  ///< under which the answer is kept; may be empty
  bool hidden = false;                  ///< while it is typed; then the answer is secret
  bool secret_fallback = false;         ///< the offer isn't to be shown

  /// What the command line calls the answer.
  const std::string& name() const { return storage.empty() ? title : storage; }
};

/// Everything outside: what a render can't compute. A Render asks nothing twice.
class World {
 public:
  virtual ~World() = default;
  /// One answer a request, in order. Called once a round with all that the round noted, each once.
  virtual std::vector<protocol::Answer> read(std::span<const SecretRequest> requests) = 0;
  /// Bytes that nobody can guess.
  virtual void random(std::span<std::uint8_t> bytes) = 0;
  virtual Moment now() = 0;
  /// The UTF-8 text of a file, by its path as a template has it.
  virtual protocol::Outcome<std::string> file(const std::string& path) = 0;
  virtual protocol::Outcome<protocol::Secret> answer(const Prompt& prompt) = 0;
  /// A variable of the process environment, where a person allows what the tag `vault` needs of it.
  virtual std::optional<std::string> variable(std::string_view name) = 0;
  /// What `os` says of this machine, as JSON, by its name there.
  virtual std::string fact(std::string_view name) = 0;
};

struct Options {
  compiler::Undefined undefined = compiler::Undefined::error;
  compiler::Limits limits;
  /// What made-up data begins with; nothing: it is different every time.
  std::optional<std::uint64_t> seed = {};
  /// Prints `mask_text` for what came from a secret; the output then holds none.
  bool mask = false;
};

struct Rendered {
  Rendered() = default;
  Rendered(Rendered&&) = default;
  Rendered& operator=(Rendered&&) = default;
  ~Rendered();  ///< wipes the text if it is secret

  std::string text;
  std::vector<Segment> map;
  bool secret = false;  ///< holds a byte that came from a secret
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
