#pragma once
// Answers to the questions of `prompt`: those of `--answer` first, then a person's at the terminal.

#include <set>
#include <string>
#include <vector>

#include "cli/arguments.h"
#include "cli/failure.h"
#include "runtime/evaluate/render.h"

namespace keyplate::cli {

class Answers {
 public:
  /// Nobody to ask, nothing known.
  Answers() = default;
  /// `--answer` and `--no-input` of a command that has them.
  static Expected<Answers> given(const Arguments& arguments);

  protocol::Outcome<protocol::Secret> answer(const evaluate::Prompt& prompt);

  /// The names of answers that no question asked for.
  std::vector<std::string> unused() const;

 private:
  struct Given {
    std::string name;
    std::string text;
    bool used = false;
  };
  std::vector<Given> given_;
  bool may_ask_ = false;
};

}  // namespace keyplate::cli
