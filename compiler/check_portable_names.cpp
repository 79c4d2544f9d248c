#include "compiler/check_portable_names.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "grammar/unicode.h"

namespace keyplate::compiler {
namespace {

/// What Insomnia puts into the root context by itself: all variables, and its local secrets.
constexpr std::string_view kept_by_insomnia[] = {"_", "vault", "__insomnia_vault"};

/// What Insomnia does with the name, as half a sentence; empty: takes it.
std::string_view complaint(std::string_view name, bool at_root) {
  if (name.starts_with('$')) return "takes no name that begins with `$`";
  if (name.find('.') != std::string_view::npos) return "takes no name with a dot";
  const bool is_reserved =
      at_root && std::find(std::begin(kept_by_insomnia), std::end(kept_by_insomnia), name) !=
                     std::end(kept_by_insomnia);
  return is_reserved ? "keeps that name for itself" : "";
}

}  // namespace

void check_portable_names(const Workspace& workspace, DiagnosticSink& sink) {
  std::vector<const VariableTable*> pending;
  const auto look_at = [&](const VariableTable& table, bool at_root) {
    for (const VariableEntry& entry : table) {
      const std::string_view does = complaint(entry.name, at_root);
      if (!does.empty())
        sink.report(entry.name_where.source, entry.name_where.span, diag::not_portable,
                    std::string(does), "another name works in both");
      if (const auto* inner = entry.value.as<VariableTable>()) pending.push_back(inner);
    }
  };
  for (const Environment& environment : workspace.environments)
    look_at(environment.variables, true);
  while (!pending.empty()) {
    const VariableTable* const table = pending.back();
    pending.pop_back();
    look_at(*table, false);
  }
}

}  // namespace keyplate::compiler
