#pragma once
// Renders templates for tests, in a world that is made of tables and counts what it is asked.

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "compiler/check.h"
#include "compiler/program.h"
#include "grammar/parse.h"
#include "runtime/evaluate/render.h"

namespace keyplate::evaluate {

/// Answers by `name`, `name#key` or `name#path`; what is not there is not found.
class FakeWorld : public World {
 public:
  std::map<std::string, std::function<protocol::Answer()>> answers;
  std::vector<std::vector<std::string>> rounds;  ///< what was asked, round by round
  std::vector<compiler::Vault> vaults;           ///< that were asked, one a request
  int failures = 0;                              ///< among the answers

  void text(const std::string& name, const std::string& value) {
    answers[name] = [value] {
      return protocol::Text{protocol::Secret(std::string_view(value))};
    };
  }
  void document(const std::string& name, const std::string& json) {
    answers[name] = [json] {
      return protocol::Document{protocol::Secret(std::string_view(json))};
    };
  }
  void number(const std::string& name, const std::string& spelling) {
    answers[name] = [spelling] {
      return protocol::Number{protocol::Secret(std::string_view(spelling))};
    };
  }
  void failure(const std::string& name, protocol::ErrorKind kind, const std::string& message) {
    answers[name] = [=] {
      return protocol::Failure{kind, message, ""};
    };
  }

  std::vector<protocol::Answer> read(std::span<const SecretRequest> requests) override {
    std::vector<protocol::Answer> out;
    rounds.emplace_back();
    for (const SecretRequest& request : requests) {
      std::string name = request.reference.name;
      if (request.reference.key) name += "#" + *request.reference.key;
      rounds.back().push_back(request.vault->name + "/" + name);
      vaults.push_back(*request.vault);
      const auto found = answers.find(name);
      if (found != answers.end()) {
        out.push_back(found->second());
      } else {
        out.push_back(protocol::Failure{protocol::ErrorKind::not_found,
                                        "no secret named `" + name + "`", ""});
      }
      failures += std::holds_alternative<protocol::Failure>(out.back()) ? 1 : 0;
    }
    return out;
  }

  // Everything but secrets. `asked` counts each question; bytes are 0, 1, 2, ... at first.
  std::map<std::string, int> asked;
  Moment moment{1'700'000'000'123'456'789, 0};
  std::map<std::string, std::string> files;
  std::map<std::string, std::string> people;  ///< answers by Prompt::name
  std::vector<Prompt> prompts;
  std::map<std::string, std::string, std::less<>> facts;
  std::uint32_t next_byte = 0;

  void random(std::span<std::uint8_t> bytes) override {
    ++asked["random"];
    for (std::uint8_t& byte : bytes) {
      byte = static_cast<std::uint8_t>(next_byte ^ (next_byte >> 8) * 31);
      ++next_byte;
    }
  }
  Moment now() override {
    ++asked["now"];
    return moment;
  }
  protocol::Outcome<std::string> file(const std::string& path) override {
    ++asked["file " + path];
    const auto found = files.find(path);
    if (found != files.end()) return found->second;
    return protocol::fail(protocol::ErrorKind::not_found, "no file `" + path + "`");
  }
  protocol::Outcome<protocol::Secret> answer(const Prompt& prompt) override {
    ++asked["answer " + prompt.name()];
    prompts.push_back(prompt);
    const auto found = people.find(prompt.name());
    if (found != people.end()) return protocol::Secret(std::string_view(found->second));
    return protocol::fail(protocol::ErrorKind::needs_person, "nobody to ask");
  }
  std::map<std::string, std::string, std::less<>> variables;  ///< of the process environment
  std::optional<std::string> variable(std::string_view name) override {
    ++asked["variable " + std::string(name)];
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  }
  std::string fact(std::string_view name) override {
    ++asked["fact " + std::string(name)];
    const auto found = facts.find(name);
    return found == facts.end() ? "null" : found->second;
  }
};

/// One render: what it printed, or the diagnostics as `code` or `code@text`.
struct Outcome {
  std::string text;
  std::vector<std::string> errors;
  std::vector<std::string> warnings;
  std::vector<std::string> messages;
  Rendered rendered;
  std::shared_ptr<const compiler::Program> program;  ///< that the map of `rendered` speaks of

  /// The text, or the errors.
  std::string shown() const {
    if (errors.empty()) return text;
    std::string all = "!";
    for (const std::string& error : errors) all += " " + error;
    return all;
  }
};

class RenderTest {
 public:
  FakeWorld world;
  compiler::Workspace workspace;
  compiler::Scope scope;
  Options options;
  bool checked = false;  ///< whether `check` looks first, as it does in the program

  RenderTest() {
    workspace.vaults.push_back({});
    workspace.vaults.back().name = "v";
    workspace.vaults.back().provider = compiler::ProviderId::local;
  }

  /// Variables as `--context` gives them.
  RenderTest& context(std::string_view json) {
    compiler::merge(scope.variables, compiler::parse_json_object(json).value());
    return *this;
  }
  /// A string of the environment, which is a template.
  RenderTest& variable(const std::string& name, const std::string& text) {
    compiler::VariableTable table(1);
    table[0].name = name;
    const SourcePtr source = Source::file("keyplate.toml", text);
    table[0].value.where = {source, {0, static_cast<std::uint32_t>(text.size())}};
    table[0].value.value = compiler::TemplateText{source};
    compiler::merge(scope.variables, table);
    return *this;
  }

  Outcome render(const std::string& text, const std::string& format = "text") {
    DiagnosticSink sink;
    Outcome outcome;
    const SourcePtr source = Source::file("template", text);
    grammar::Tree tree;
    grammar::parse(source, tree, sink);
    if (checked && sink.empty()) compiler::check(tree, {&workspace, {&scope, 1}}, sink);
    if (!has_error(sink)) {
      compiler::Symbols symbols;
      outcome.program =
          std::make_shared<const compiler::Program>(compiler::lower(std::move(tree), symbols));
      Render render(&workspace, scope, symbols, world, options);
      const Job job{outcome.program.get(), format};
      outcome.rendered = std::move(render.run({&job, 1}, sink)[0]);
      outcome.text = outcome.rendered.text;
    }
    for (const Diagnostic& diagnostic : sink.diagnostics()) {
      std::string shown(info(diagnostic.code).slug);
      if (diagnostic.source != nullptr && diagnostic.span)
        shown += "@" + std::string(diagnostic.source->text(*diagnostic.span));
      outcome.messages.push_back(diagnostic.message);
      (diagnostic.severity == Severity::error ? outcome.errors : outcome.warnings).push_back(shown);
    }
    return outcome;
  }

 private:
  static bool has_error(const DiagnosticSink& sink) {
    return std::any_of(
        sink.diagnostics().begin(), sink.diagnostics().end(),
        [](const Diagnostic& diagnostic) { return diagnostic.severity == Severity::error; });
  }
};

}  // namespace keyplate::evaluate
