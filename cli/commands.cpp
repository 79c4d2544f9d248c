#include "cli/commands.h"

#include "cli/completion.h"
#include "cli/report.h"
#include "cli/schemas.h"

namespace keyplate::cli {
namespace {

using compiler::FieldSpec;
using compiler::FieldType;

// clang-format off

constexpr std::string_view color_choices[] = {"auto", "always", "never"};

constexpr OptionSpec shared_rows[] = {
    {FieldSpec{.name = "workspace", .type = FieldType::path, .doc = "the workspace: a keyplate.toml or its folder, instead of the nearest one upwards"}, "PATH"},
    {FieldSpec{.name = "env", .doc = "the environment, instead of the workspace's default"}, "NAME"},
    {FieldSpec{.name = "color", .type = FieldType::choice, .doc = "whether to colour what a terminal shows", .fallback = "auto", .choices = color_choices}, "WHEN"},
    {FieldSpec{.name = "quiet", .type = FieldType::boolean, .doc = "say only what went wrong"}, "", false, 'q'},
    {FieldSpec{.name = "verbose", .type = FieldType::boolean, .doc = "say more about what is done"}, "", false, 'v'},
    {FieldSpec{.name = "no-input", .type = FieldType::boolean, .doc = "ask nothing; what needs an answer fails"}},
    {FieldSpec{.name = "timeout", .type = FieldType::duration, .doc = "how long all reads together may take", .fallback = "30s"}, "DURATION"},
};

constexpr OptionSpec variable_rows[] = {
    {FieldSpec{.name = "context", .type = FieldType::path, .doc = "variables from the object in a JSON file"}, "FILE", true},
    {FieldSpec{.name = "set", .doc = "a variable with that text; `a.b` reaches into a table"}, "NAME=TEXT", true},
    {FieldSpec{.name = "set-json", .doc = "a variable with that JSON value"}, "NAME=JSON", true},
    {FieldSpec{.name = "set-file", .doc = "a variable with the text of a file, as a secret"}, "NAME=FILE", true},
    {FieldSpec{.name = "set-env", .doc = "a variable with the text of a process variable, as a secret"}, "NAME=VARIABLE", true},
};

// --- check ---
constexpr OperandSpec check_operands[] = {
    {FieldSpec{.name = "PATH", .type = FieldType::path, .doc = "a template, a folder of them, or a keyplate.toml, which stands for its whole workspace; without one, the workspace"}, true},
};
constexpr OptionSpec check_rows[] = {
    {FieldSpec{.name = "format", .type = FieldType::choice, .doc = "how to print what was found", .fallback = "text", .choices = report_format_names}, "FORMAT"},
    {FieldSpec{.name = "deny-warnings", .type = FieldType::boolean, .doc = "exit with 1 for warnings too"}},
    {FieldSpec{.name = "force-exclude", .type = FieldType::boolean, .doc = "leave out a named file that the workspace's `templates` don't match or its `exclude` does"}},
    {FieldSpec{.name = "fix", .type = FieldType::boolean, .doc = "write safe fixes into the files, or with `--stdin` the fixed text to standard output, and say what is left"}},
    {FieldSpec{.name = "stdin", .type = FieldType::boolean, .doc = "check the text of standard input"}},
    {FieldSpec{.name = "stdin-filename", .type = FieldType::path, .doc = "the file that standard input stands for"}, "NAME", false, 0, false, "stdin"},
};
constexpr std::span<const OptionSpec> check_options[] = {check_rows, variable_rows};
constexpr Conflict check_conflicts[] = {{"stdin", "PATH"}, {"fix", "env"}, {"quiet", "verbose"}};

// --- plan ---
constexpr std::string_view plan_formats[] = {"text", "json"};
constexpr OptionSpec plan_rows[] = {
    {FieldSpec{.name = "format", .type = FieldType::choice, .doc = "how to print the plan", .fallback = "text", .choices = plan_formats}, "FORMAT"},
    {FieldSpec{.name = "probe", .type = FieldType::boolean, .doc = "sign in to each vault of the plan, and show as whom, how, and for how long"}},
};
constexpr Conflict plan_conflicts[] = {{"quiet", "verbose"}};

// --- fmt ---
constexpr OptionSpec fmt_rows[] = {
    {FieldSpec{.name = "check", .type = FieldType::boolean, .doc = "write nothing; list the files that would change, and exit with 1 if there are any"}},
    {FieldSpec{.name = "force-exclude", .type = FieldType::boolean, .doc = "leave out a named file that the workspace's `templates` don't match or its `exclude` does"}},
    {FieldSpec{.name = "stdin", .type = FieldType::boolean, .doc = "format the text of standard input to standard output"}},
    {FieldSpec{.name = "stdin-filename", .type = FieldType::path, .doc = "the file that standard input stands for"}, "NAME", false, 0, false, "stdin"},
};
constexpr std::span<const OptionSpec> fmt_options[] = {fmt_rows};
constexpr Conflict fmt_conflicts[] = {{"stdin", "PATH"}, {"quiet", "verbose"}};

// --- tags ---
constexpr OperandSpec tags_operands[] = {
    {FieldSpec{.name = "NAME", .doc = "a tag, to show its arguments and an example"}, false, false, tag_names},
};

// --- init, render, get, local, vaults, trust, untrust ---
constexpr OptionSpec grant_rows[] = {
    {FieldSpec{.name = "trust", .doc = "grant what the workspace sets for this run, or only the settings with that digest"}, "sha256:DIGEST", true, 0, true},
};

constexpr OptionSpec auth_rows[] = {
    {FieldSpec{.name = "auth", .doc = "how to authenticate with a vault, instead of what the workspace says"}, "VAULT=TYPE", true},
};

constexpr OptionSpec cache_rows[] = {
    {FieldSpec{.name = "refresh", .type = FieldType::boolean, .doc = "ask the servers, whatever is kept from earlier reads"}},
    {FieldSpec{.name = "offline", .type = FieldType::boolean, .doc = "ask no server: what isn't kept from an earlier read fails"}},
};

constexpr OptionSpec github_rows[] = {
    {FieldSpec{.name = "github-mask", .type = FieldType::boolean, .doc = "tell the runner of GitHub Actions, which must be there, to mask what is read"}},
};

constexpr OperandSpec render_operands[] = {
    {FieldSpec{.name = "FILE", .type = FieldType::path, .doc = "a template; without one, the workspace's `[[outputs]]` are written"}, true},
};
constexpr std::string_view undefined_choices[] = {"error", "empty"};
constexpr OptionSpec render_rows[] = {
    {FieldSpec{.name = "output", .type = FieldType::path, .doc = "write what one template gives to that file"}, "FILE", false, 'o'},
    {FieldSpec{.name = "out-dir", .type = FieldType::path, .doc = "write each file below that folder, at its path relative to the workspace"}, "DIR"},
    {FieldSpec{.name = "stdin", .type = FieldType::boolean, .doc = "render the text of standard input"}},
    {FieldSpec{.name = "stdin-filename", .type = FieldType::path, .doc = "the file that standard input stands for"}, "NAME", false, 0, false, "stdin"},
    {FieldSpec{.name = "undefined", .type = FieldType::choice, .doc = "what printing an undefined value is, instead of what the workspace says", .choices = undefined_choices}, "WHAT"},
    {FieldSpec{.name = "host-format", .doc = "the format of the output, instead of what its name says: `json`, `text`, ..."}, "FORMAT"},
    {FieldSpec{.name = "answer", .doc = "the answer to a `prompt`, by its storage key or else its title"}, "KEY=TEXT", true},
    {FieldSpec{.name = "seed", .type = FieldType::integer, .doc = "make up the same data (`faker`) and take the same items (`random`) whenever that number is given"}, "NUMBER"},
    {FieldSpec{.name = "mask", .type = FieldType::boolean, .doc = "print `\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2` for everything that came from a secret"}},
    {FieldSpec{.name = "force-tracked", .type = FieldType::boolean, .doc = "write a secret even to a file that git tracks"}},
};
constexpr std::span<const OptionSpec> render_options[] = {render_rows, cache_rows, github_rows, variable_rows, auth_rows, grant_rows};
constexpr Conflict render_conflicts[] = {{"stdin", "FILE"}, {"output", "out-dir"}, {"offline", "refresh"}, {"quiet", "verbose"}};

constexpr OperandSpec run_operands[] = {
    {FieldSpec{.name = "COMMAND", .doc = "what to start: a program of PATH, or the path of one", .required = true}, false, true},
    {FieldSpec{.name = "ARGUMENT", .doc = "what the command is given"}, true, true},
};
constexpr OptionSpec run_rows[] = {
    {FieldSpec{.name = "env-file", .type = FieldType::path, .doc = "a template of an env file; of several, a later one wins"}, "FILE", true},
    {FieldSpec{.name = "no-mask", .type = FieldType::boolean, .doc = "leave the command's output alone: it may show secrets"}},
    {FieldSpec{.name = "undefined", .type = FieldType::choice, .doc = "what printing an undefined value is, instead of what the workspace says", .choices = undefined_choices}, "WHAT"},
    {FieldSpec{.name = "answer", .doc = "the answer to a `prompt`, by its storage key or else its title"}, "KEY=TEXT", true},
    {FieldSpec{.name = "seed", .type = FieldType::integer, .doc = "make up the same data (`faker`) and take the same items (`random`) whenever that number is given"}, "NUMBER"},
};
constexpr std::span<const OptionSpec> run_options[] = {run_rows, cache_rows, github_rows, variable_rows, auth_rows, grant_rows};
constexpr Conflict run_conflicts[] = {{"offline", "refresh"}, {"quiet", "verbose"}};

constexpr OperandSpec get_operands[] = {
    {FieldSpec{.name = "VAULT", .doc = "a vault of the workspace, or an alias of the environment", .required = true}},
    {FieldSpec{.name = "NAME", .doc = "the secret's name", .required = true}},
};
constexpr std::string_view binary_choices[] = {"base64", "hex"};
constexpr OptionSpec get_rows[] = {
    {FieldSpec{.name = "key", .doc = "the value of that top-level key of a JSON secret"}, "KEY"},
    {FieldSpec{.name = "path", .doc = "the value at that dotted path or JSON Pointer"}, "PATH"},
    {FieldSpec{.name = "version", .doc = "that version"}, "VERSION"},
    {FieldSpec{.name = "stage", .doc = "the version with that stage"}, "STAGE"},
    {FieldSpec{.name = "binary", .type = FieldType::choice, .doc = "how to write bytes that are no text", .choices = binary_choices}, "ENCODING"},
};
constexpr std::span<const OptionSpec> get_options[] = {get_rows, cache_rows, github_rows, auth_rows, grant_rows};
constexpr Conflict get_conflicts[] = {{"key", "path"}, {"offline", "refresh"}};

constexpr std::string_view local_verbs[] = {"init", "set", "list", "remove", "rekey"};
constexpr OperandSpec local_operands[] = {
    {FieldSpec{.name = "VERB", .type = FieldType::choice, .doc = "what to do", .required = true, .choices = local_verbs}},
    {FieldSpec{.name = "VAULT", .doc = "a `local` vault", .required = true}},
    {FieldSpec{.name = "NAME", .doc = "the secret to set or remove; `set` stores standard input exactly, or asks"}},
};
constexpr std::span<const OptionSpec> grant_options[] = {grant_rows};
constexpr OptionSpec vaults_rows[] = {
    {FieldSpec{.name = "probe", .type = FieldType::boolean, .doc = "sign in to each vault, and show as whom, how, and for how long"}},
};
constexpr std::span<const OptionSpec> plan_options[] = {plan_rows, variable_rows, auth_rows, grant_rows};
constexpr std::span<const OptionSpec> vaults_options[] = {vaults_rows, auth_rows, grant_rows};

constexpr OptionSpec trust_rows[] = {
    {FieldSpec{.name = "list", .type = FieldType::boolean, .doc = "list all grants"}},
};
constexpr std::span<const OptionSpec> trust_options[] = {trust_rows};
constexpr OperandSpec untrust_operands[] = {
    {FieldSpec{.name = "FOLDER", .type = FieldType::path, .doc = "the workspace's folder, if not the current one's; it may be gone"}},
};

// --- lsp ---
constexpr OptionSpec lsp_rows[] = {
    {FieldSpec{.name = "stdio", .type = FieldType::boolean, .doc = "speak on standard input and output; there is no other way, but some editors say so"}},
};
constexpr std::span<const OptionSpec> lsp_options[] = {lsp_rows};

// --- explain ---
constexpr OperandSpec explain_operands[] = {
    {FieldSpec{.name = "CODE", .doc = "the code of a diagnostic, such as `unknown-tag`", .required = true}, false, false, diagnostic_codes},
};

// --- schema ---
constexpr OperandSpec schema_operands[] = {
    {FieldSpec{.name = "NAME", .type = FieldType::choice, .doc = "which document; without one, they are listed", .choices = schema_names}},
};

// --- completion ---
constexpr OperandSpec completion_operands[] = {
    {FieldSpec{.name = "SHELL", .type = FieldType::choice, .doc = "for which shell", .required = true, .choices = completed_shells}},
};

constexpr CommandSpec command_rows[] = {
    {"check", "find what is wrong in templates and their workspace, offline", check_operands, check_options, check_conflicts,
     "keyplate check --format json requests/pay.http", run_check},
    {"plan", "show which secrets a render reads, and why, without reading any", check_operands, plan_options, plan_conflicts,
     "keyplate plan --env staging config/api.env.tmpl", run_plan},
    {"render", "write templates with every secret in its place", render_operands, render_options, render_conflicts,
     "keyplate render --env staging requests/pay.http", run_render},
    {"fmt", "write the spaces inside islands as they should be", check_operands, fmt_options, fmt_conflicts,
     "keyplate fmt --check", run_fmt},
    {"run", "start a command with an environment that holds secrets, and mask them in its output", run_operands, run_options, run_conflicts,
     "keyplate run --env-file app.env -- ./serve --port 8080", run_run, ExitCode::before_command},
    {"lsp", "show mistakes in an editor as you type: a language server", {}, lsp_options, {},
     "keyplate lsp", run_lsp},
    {"tags", "list the tags that templates may use", tags_operands, {}, {},
     "keyplate tags secret", run_tags},
    {"explain", "say what a diagnostic means and what to write instead", explain_operands, {}, {},
     "keyplate explain expected-expression", run_explain},
    {"schema", "print a JSON Schema of a document that keyplate reads or prints", schema_operands, {}, {},
     "keyplate schema workspace", run_schema},
    {"completion", "print what makes a shell complete command lines of keyplate", completion_operands, {}, {},
     "keyplate completion bash", run_completion},
    {"init", "write a starter workspace with a local vault and a template", {}, {}, {},
     "keyplate init", run_init},
    {"get", "print one secret", get_operands, get_options, get_conflicts,
     "keyplate get dev api --key token", run_get},
    {"local", "keep secrets in a `local` vault", local_operands, grant_options, {},
     "keyplate local set dev api", run_local},
    {"vaults", "show each vault's settings, and where they came from", {}, vaults_options, {},
     "keyplate vaults", run_vaults},
    {"trust", "show what a workspace sets, and grant it", {}, trust_options, {},
     "keyplate trust", run_trust},
    {"untrust", "take a grant back", untrust_operands, {}, {},
     "keyplate untrust", run_untrust},
};

// clang-format on

const OptionSpec* find_in(std::span<const OptionSpec> options, std::string_view name) {
  for (const OptionSpec& option : options) {
    if (option.field.name == name) return &option;
    if (option.letter != 0 && name.size() == 2 && name[0] == '-' && name[1] == option.letter)
      return &option;
  }
  return nullptr;
}

}  // namespace

std::span<const CommandSpec> commands() {
  return command_rows;
}

const CommandSpec* find_command(std::string_view name) {
  for (const CommandSpec& command : command_rows) {
    if (command.name == name) return &command;
  }
  return nullptr;
}

std::span<const OptionSpec> shared_options() {
  return shared_rows;
}

std::span<const OptionSpec> variable_options() {
  return variable_rows;
}

const OptionSpec* find_option(const CommandSpec* command, std::string_view name) {
  if (const OptionSpec* const shared = find_in(shared_rows, name)) return shared;
  if (command == nullptr) return nullptr;
  for (const auto group : command->options) {
    if (const OptionSpec* const own = find_in(group, name)) return own;
  }
  return nullptr;
}

}  // namespace keyplate::cli
