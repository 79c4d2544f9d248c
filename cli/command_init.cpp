#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/arguments.h"
#include "cli/console.h"
#include "cli/loaded_workspace.h"
#include "cli/own_folders.h"
#include "cli/ownership.h"
#include "cli/report.h"
#include "cli/resolver_world.h"
#include "cli/shown_path.h"
#include "cli/trust.h"
#include "cli/write.h"
#include "compiler/schema.h"
#include "grammar/unicode.h"

namespace keyplate::cli {
namespace {

constexpr std::string_view vault_file = "dev.vault";
constexpr std::string_view template_file = "config/app.env.tmpl";
constexpr std::string_view schema_file = ".keyplate/workspace.schema.json";
constexpr std::string_view secret_name = "example/api-token";
constexpr std::string_view secret_value = "not-a-real-token";

constexpr std::string_view template_text =
    R"(# `keyplate render config/app.env.tmpl` shows this with its values;
# `keyplate render` writes build/app.env.
GREETING={{ greeting }}
API_TOKEN={{ secret('main', 'example/api-token') }}
)";

// {0}: the workspace's name; {1}: the key file.
constexpr fmt::format_string<std::string, std::string> workspace_text =
    R"(#:schema ./.keyplate/workspace.schema.json
[workspace]
name                = {0}
templates           = ["config/*.tmpl"]
default_environment = "dev"

[[outputs]]                      # what a bare `keyplate render` writes
from = "config/*.tmpl"
to   = "build/{{name}}"

[vaults.dev]                     # `keyplate local set dev NAME` stores a secret in it
provider = "local"
file     = "dev.vault"
key_file = {1}

[environments.dev]
vaults = {{ main = "dev" }}

[environments.dev.variables]
greeting = "hello"
)";

/// A TOML basic string.
std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char byte : text) {
    if (byte == '"' || byte == '\\') out += '\\';
    if (static_cast<unsigned char>(byte) < 0x20 || byte == 0x7F)
      out += fmt::format("\\u{:04X}", static_cast<unsigned>(static_cast<unsigned char>(byte)));
    else
      out += byte;
  }
  return out + "\"";
}

/// The folder's name with nothing in it that a file name or a person would stumble over.
std::string plain_name(const std::string& folder) {
  std::string name;
  for (const char byte : folder.substr(folder.rfind('/') + 1)) {
    const bool plain = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                       (byte >= '0' && byte <= '9') || byte == '-' || byte == '_';
    name += plain ? byte : '-';
  }
  return name.empty() ? "workspace" : name;
}

bool exists(const std::string& path) {
  struct stat status {};
  return ::lstat(path.c_str(), &status) == 0;
}

/// A key file that isn't there yet, so that every workspace has a key of its own.
std::string new_key_file(const std::string& configuration, const std::string& name) {
  std::string path = fmt::format("{}/{}.key", configuration, name);
  for (unsigned i = 2; exists(path); ++i)
    path = fmt::format("{}/{}-{}.key", configuration, name, i);
  return path;
}

/// `~` for the home folder, so that the workspace can be shared.
std::string with_tilde(const std::string& path) {
  const auto home = environment_variable("HOME");
  if (!home || !is_beneath(path, *home) || *home == "/") return path;
  return "~" + path.substr(home->size());
}

struct StarterFile {
  std::string path;
  std::string text;
};

/// What init has made, taken away again unless it is kept.
class Starter {
 public:
  Starter() = default;
  ~Starter() {
    for (auto path = made_.rbegin(); path != made_.rend(); ++path)
      if (::unlink(path->c_str()) != 0) ::rmdir(path->c_str());
  }
  Starter(const Starter&) = delete;
  Starter& operator=(const Starter&) = delete;

  Result<void> write(const std::string& folder, std::span<const StarterFile> files) {
    std::vector<Output> outputs;
    for (const StarterFile& file : files) {
      outputs.push_back(
          {TRY(resolve_target(folder, folder, file.path, NamedBy::workspace)), file.text, false});
      for (const std::string& made : outputs.back().target.located.missing)
        made_.push_back(folder + "/" + made);
    }
    TRY(write_outputs(outputs));
    for (const StarterFile& file : files) made_.push_back(folder + "/" + file.path);
    return {};
  }
  void add(const std::string& path) { made_.push_back(path); }
  void keep() { made_.clear(); }
  const std::vector<std::string>& made() const { return made_; }

 private:
  std::vector<std::string> made_;
};

Expected<void> refuse_to_overwrite(const std::string& folder) {
  for (const std::string_view name :
       {compiler::workspace_file_name, schema_file, vault_file, template_file}) {
    if (exists(fmt::format("{}/{}", folder, name)))
      return give_up(ExitCode::usage,
                     fmt::format("`{}` is there already; nothing is written", name));
  }
  return {};
}

tl::unexpected<Failure> world_failed(const Error& error) {
  return give_up(ExitCode::world, error.message);
}

/// The vault with its key and one secret. Makes the files that it returns.
Expected<std::vector<std::string>> make_vault(const compiler::Workspace& workspace,
                                              ResolverOptions options) {
  const compiler::Vault& vault = workspace.vaults.front();
  ResolverClient client(std::move(options));
  const auto created =
      client.local(workspace, vault, protocol::LocalVerb::init, {}, protocol::Secret());
  if (!created) return give_up(ExitCode::world, created.error().message);
  const auto stored = client.local(workspace, vault, protocol::LocalVerb::set, secret_name,
                                   protocol::Secret(secret_value));
  if (!stored) return give_up(ExitCode::world, stored.error().message);
  return created->created;
}

std::vector<StarterFile> starter_files(const std::string& folder, const std::string& key_file) {
  std::vector<StarterFile> files = {
      {std::string(compiler::workspace_file_name),
       fmt::format(workspace_text, quoted(plain_name(folder)), quoted(with_tilde(key_file)))},
      {std::string(schema_file), compiler::workspace_schema()},
      {std::string(template_file), std::string(template_text)}};
  if (!exists(folder + "/.gitignore")) files.push_back({".gitignore", "build/\n"});
  return files;
}

Expected<void> init(const std::string& folder, ResolverOptions options, Starter& starter) {
  TRY(refuse_to_overwrite(folder));
  const auto configuration = configuration_folder();
  if (!configuration) return world_failed(configuration.error());
  const auto private_place = private_folder(*configuration);
  if (!private_place) return world_failed(private_place.error());
  const std::string key_file = new_key_file(*configuration, plain_name(folder));
  if (const auto written = starter.write(folder, starter_files(folder, key_file)); !written)
    return world_failed(written.error());

  const std::string file = fmt::format("{}/{}", folder, compiler::workspace_file_name);
  if (const auto problem = ownership_problem(file)) return give_up(ExitCode::person, *problem);
  const auto loaded = load_workspace_of(folder);
  if (!loaded) return give_up(ExitCode::world, loaded.error().message);
  for (const std::string& path : {key_file, fmt::format("{}/{}", folder, vault_file)})
    starter.add(path);
  TRY(make_vault(loaded->workspace, std::move(options)));

  const auto store = TrustStore::of_caller();
  if (!store) return world_failed(store.error());
  const auto granted =
      store->grant({loaded->workspace.folder, grant_digest(grant_text(loaded->workspace))});
  if (!granted) return world_failed(granted.error());
  return {};
}

}  // namespace

ExitCode run_init(const Arguments& arguments, Console& console) {
  auto options = resolver_options(arguments, console);
  if (!options) return end_with(options.error(), console);
  options->seen = nullptr;  // the starter's value is everybody's
  const auto chosen = chosen_workspace(arguments);
  if (!chosen) return end_with(chosen.error(), console);
  const std::string current = current_folder();
  const std::string folder = chosen->value_or(current);
  Starter starter;
  const auto done = init(folder, *std::move(options), starter);
  if (!done) return end_with(done.error(), console);
  for (const std::string& path : starter.made()) {
    struct stat status {};
    if (::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode))
      console.note(
          fmt::format("wrote `{}`", is_beneath(path, folder) ? shown_path(path, current) : path));
  }
  starter.keep();
  console.note(fmt::format("granted; try `keyplate render {}`",
                           shown_path(fmt::format("{}/{}", folder, template_file), current)));
  return ExitCode::ok;
}

}  // namespace keyplate::cli
