#include <fmt/core.h>

#include <algorithm>
#include <vector>

#include "compiler/walk.h"
#include "compiler/workspace_load.h"
#include "grammar/unicode.h"

namespace keyplate::compiler {
namespace {

bool is_fixed(std::string_view to) {
  return to.find("{name}") == std::string_view::npos;
}

/// One `[[outputs]]` with both its texts.
struct WrittenOutput {
  std::string from;
  std::string to;  ///< as written
  std::string target;
  const TomlValue* value;  ///< of `to`
};

std::vector<WrittenOutput> written_outputs(const TomlTable& document) {
  std::vector<WrittenOutput> outputs;
  const TomlValue* const value = find(document, "outputs");
  const auto* const list = value == nullptr ? nullptr : value->as<TomlArray>();
  if (list == nullptr) return outputs;
  for (const TomlValue& element : *list) {
    const auto* const table = element.as<TomlTable>();
    if (table == nullptr) continue;
    const auto from = string(*table, "from");
    const auto to = string(*table, "to");
    if (from && to) outputs.push_back({*from, *to, plain_path(*to), find(*table, "to")});
  }
  return outputs;
}

class OutputChecker {
 public:
  explicit OutputChecker(const Workspace& workspace)
      : workspace_(workspace), templates_(workspace.templates, workspace.exclude) {}

  /// Why nothing can be written there, as half a sentence; empty when the text says nothing.
  std::string problem(const WrittenOutput& output) const {
    const std::string_view to = output.to;
    if (to.empty()) return {};  // said of the path
    if (std::any_of(to.begin(), to.end(), is_control)) return "holds a control character";
    const std::string_view last = to.substr(to.rfind('/') + 1);
    if (last.empty() || last == "." || last == ".." || output.target.empty())
      return "names a folder, and an output is a file";
    return is_fixed(to) ? replaced(output.target) : std::string();
  }

 private:
  std::string replaced(const std::string& target) const {
    if (target == workspace_file_name) return "is the workspace file, which no output may replace";
    for (const Vault& vault : workspace_.vaults) {
      for (const Setting& setting : vault.settings) {
        const bool is_path = setting.key == "file" || setting.key.ends_with("key_file");
        if (!is_path || setting.list || setting.values.empty()) continue;
        if (plain_path(setting.values.front()) == target)
          return fmt::format("is `{}` of vault `{}`, which no output may replace", setting.key,
                             visible(vault.name));
      }
    }
    if (templates_.matches(target)) return "is a file that `templates` matches";
    return {};
  }

  const Workspace& workspace_;
  TemplateGlobs templates_;
};

/// Both write the same file for any template that both match.
bool collide(const WrittenOutput& a, const WrittenOutput& b) {
  return a.target == b.target && (is_fixed(a.to) || a.from == b.from);
}

}  // namespace

void check_outputs(const TomlTable& document, Loading& loading) {
  const OutputChecker checker(loading.workspace);
  const std::vector<WrittenOutput> outputs = written_outputs(document);
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    std::string problem = checker.problem(outputs[i]);
    const bool again =
        std::any_of(outputs.begin(), outputs.begin() + static_cast<std::ptrdiff_t>(i),
                    [&](const auto& other) { return collide(other, outputs[i]); });
    if (problem.empty() && again) problem = "is the target of a rule above too";
    if (problem.empty()) continue;
    loading.reader.sink().report(loading.reader.source(), outputs[i].value->span,
                                 diag::output_target, visible(outputs[i].to), std::move(problem));
  }
}

}  // namespace keyplate::compiler
