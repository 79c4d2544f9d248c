#include <fmt/core.h>
#include <unistd.h>

#include <utility>
#include <variant>

#include "cli/arguments.h"
#include "cli/console.h"
#include "cli/github_mask.h"
#include "cli/named_vault.h"
#include "cli/report.h"
#include "cli/secret_reference.h"
#include "cli/write.h"
#include "runtime/protocol/hardening.h"

namespace keyplate::cli {
namespace {

using protocol::Answer;
using protocol::Reference;

Reference reference_of(const Arguments& arguments) {
  Reference reference;
  reference.name = *arguments.operand(1);
  reference.key = arguments.value("key");
  reference.path = arguments.value("path");
  reference.version = arguments.value("version");
  reference.stage = arguments.value("stage");
  reference.binary = arguments.value("binary");
  return reference;
}

struct Bytes {
  std::string_view operator()(const protocol::Text& text) const { return text.value.reveal(); }
  std::string_view operator()(const protocol::Number& number) const {
    return number.spelling.reveal();
  }
  std::string_view operator()(const protocol::Boolean& boolean) const {
    return boolean.value ? "true" : "false";
  }
  std::string_view operator()(protocol::Null) const { return "null"; }
  std::string_view operator()(const protocol::Document& document) const {
    return document.json.reveal();
  }
  std::string_view operator()(const protocol::Failure&) const { return {}; }
};

/// Straight to the descriptor: the console's buffer is not for secrets.
Result<void> print(const Answer& answer, Console& console) {
  TRY(write_all(STDOUT_FILENO, std::visit(Bytes{}, answer), "standard output"));
  if (console.out.terminal()) TRY(write_all(STDOUT_FILENO, "\n", "standard output"));
  return {};
}

}  // namespace

ExitCode run_get(const Arguments& arguments, Console& console) {
  protocol::empty_core_files();
  if (const auto fits = check_github_mask(arguments); !fits) return end_with(fits.error(), console);
  auto named = named_vault(arguments, *arguments.operand(0), console);
  if (!named) return end_with(named.error(), console);
  if (const auto added = add_settings(named->access, &named->loaded, arguments, console); !added)
    return end_with(added.error(), console);

  Reference reference = reference_of(arguments);
  if (const auto checked = check_reference(*named->vault, reference); !checked)
    return end_with(checked.error(), console);

  DiagnosticSink sink;
  ResolverWorld world(&named->workspace(), std::move(named->access), sink);
  const evaluate::SecretRequest request{named->vault, std::move(reference)};
  const std::vector<Answer> answers = world.read({&request, 1});
  if (!sink.empty()) return report(sink.take(), console);
  if (const auto* const failure = std::get_if<protocol::Failure>(&answers.front()))
    return report({diagnostic_of(*failure)}, console);
  if (const auto told = mask_in_github(arguments, console); !told)
    return end_with(told.error(), console);
  if (const auto printed = print(answers.front(), console); !printed)
    return end_with({ExitCode::world, printed.error().message}, console);
  return ExitCode::ok;
}

}  // namespace keyplate::cli
