#pragma once
// The secrets that a run has read or was given, so that nothing it says about itself can show one:
// diagnostics and sentences are scrubbed field by field, before they are printed in any format. A
// file's name isn't, nor a code. As long as no secret was read this costs nothing. The copies are
// wiped with the object. One thread, but for the `const` members once it is `ready`.

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/variables.h"
#include "grammar/diagnostic.h"
#include "runtime/protocol/masker.h"
#include "runtime/protocol/message.h"

namespace keyplate::cli {

class SeenSecrets {
 public:
  SeenSecrets();
  ~SeenSecrets();
  SeenSecrets(const SeenSecrets&) = delete;
  SeenSecrets& operator=(const SeenSecrets&) = delete;

  void add(std::string_view value);
  void add(const protocol::Answer& answer);
  /// Those of `--set-env` and `--set-file`.
  void add(const compiler::VariableTable& given);
  /// A passphrase or the like: never a value of the product, and not among `values`.
  void add_credential(std::string_view value);

  bool empty() const { return read_.empty() && credentials_.empty(); }
  /// The secrets that were read or given, and what a text that is JSON holds, each once; nothing
  /// that is empty. Good until the next `add`.
  std::vector<std::string_view> values();

  /// Prepares for the members below; to be called after the last `add`. Where there are more
  /// secrets than can be masked, they put a fixed sentence in place of every text.
  void ready();
  std::string scrubbed(std::string text) const;
  /// The message, the related ones and the fix.
  void scrub(Diagnostic& diagnostic) const;

 private:
  void expand();
  std::string masked(std::string_view text) const;

  std::vector<protocol::Secret> read_;
  std::vector<protocol::Secret> credentials_;
  std::vector<protocol::Secret> parts_;  ///< of those that are JSON
  std::size_t expanded_ = 0;             ///< how many of `read_` are in `parts_`
  std::unique_ptr<protocol::MaskedValues> masked_;
  bool too_much_ = false;  ///< not all of them are among `masked_`
};

}  // namespace keyplate::cli
