#include "compiler/workspace.h"

#include <fmt/core.h>

#include <catch2/catch.hpp>

namespace keyplate::compiler {
namespace {

struct LoadedFile {
  Workspace workspace;
  std::vector<Diagnostic> diagnostics;
};

LoadedFile load_file(std::string text) {
  DiagnosticSink sink;
  LoadedFile loaded;
  loaded.workspace =
      load_workspace(Source::file("keyplate.toml", std::move(text)), "/home/me/shop", sink);
  loaded.diagnostics = sink.take();
  sort_and_merge(loaded.diagnostics);
  return loaded;
}

/// "the spanned text|code|message" of each.
std::vector<std::string> report(const std::string& text) {
  std::vector<std::string> lines;
  for (const Diagnostic& each : load_file(text).diagnostics) {
    REQUIRE(each.span);
    lines.push_back(
        fmt::format("{}|{}|{}", each.source->text(*each.span), info(each.code).slug, each.message));
  }
  return lines;
}

using Lines = std::vector<std::string>;

TEST_CASE("the design's example loads without a word") {
  const LoadedFile loaded = load_file(R"(#:schema ./.keyplate/workspace.schema.json
[workspace]
name                = "payments"
templates           = ["requests/**/*.http", "config/*.env.tmpl"]
exclude             = ["**/node_modules/**"]
dialect             = "nunjucks"
undefined           = "error"
inputs              = ["build_id"]        # variables that only the command line gives
default_environment = "dev"

[[outputs]]                               # what a bare `keyplate render` writes
from = "config/*.env.tmpl"
to   = "build/{name}"

[cache]
ttl = "30m"                               # 0 disables; at most 12h

[vaults.prod]
provider = "aws"
region   = "eu-west-1"
account  = "123456789012"
auth     = { type = "sso", sso_session = "corp-sso", role = "ReadSecrets" }

[vaults.team]
provider = "gcp"
project  = "acme-prod"                    # no auth: the ambient chain

[vaults.corp]
provider  = "hashicorp"
address   = "https://vault.acme.dev:8200"
namespace = "team-a"
mount     = "secret"
auth      = { type = "approle", role_id = { env = "ROLE_ID" }, secret_id = { file = "/run/secrets/secret_id" } }

[vaults.keys]
provider   = "azure"
vault_name = "acme-prod-kv"
auth       = { type = "browser", tenant = "acme.onmicrosoft.com", client_id = "11111111-2222-3333-4444-555555555555", scopes = ["openid", "profile", "offline_access", "user_impersonation"] }

[vaults.dev]
provider = "local"
file     = "dev.vault"
key_file = "~/.config/keyplate/dev.key"

[vaults.os]
provider = "env"
prefix   = "APP_"                         # or names = ["HOME"]

[environments.base.variables]
version = "v1"

[environments.dev]
extends = "base"
vaults  = { main = "dev" }                # secret('main', …) is dev here and prod there

[environments.dev.variables]
host  = "https://dev.acme.dev"
token = "{{ secret('main', 'api', key='token') }}"
)");
  for (const Diagnostic& each : loaded.diagnostics) FAIL_CHECK(each.message);
  const Workspace& workspace = loaded.workspace;
  CHECK(workspace.name == "payments");
  CHECK(workspace.templates == Lines{"requests/**/*.http", "config/*.env.tmpl"});
  CHECK(workspace.inputs == Lines{"build_id"});
  REQUIRE(workspace.vaults.size() == 6);
  CHECK(workspace.vaults[2].name == "corp");
  CHECK(workspace.vaults[2].find("auth.secret_id.file")->values == Lines{"/run/secrets/secret_id"});
  CHECK(workspace.vaults[3].find("auth.scopes")->list);
  REQUIRE(workspace.environments.size() == 2);
  CHECK(workspace.outputs.at(0).to == "build/{name}");

  const Scope scope = make_scope(workspace, workspace.find_environment("dev"), {});
  REQUIRE(scope.variables.size() == 3);
  CHECK(scope.variables[0].name == "version");
  CHECK(resolve_vault(workspace, scope, "main")->name == "dev");
  CHECK(resolve_vault(workspace, scope, "prod")->name == "prod");
  CHECK(resolve_vault(workspace, scope, "nowhere") == nullptr);
  const auto checked = checked_environments(workspace);
  REQUIRE(checked.size() == 1);
  CHECK(checked[0]->name == "dev");
}

struct MistakeRow {
  const char* text;
  Lines expected;
};

// clang-format off
const MistakeRow mistakes[] = {
    {"[vault.a]\nprovider = \"env\"\n", {"vault|unknown-table|a workspace file has no table `vault`; did you mean `vaults`?"}},
    {"templates = [\"*\"]\n", {"templates|unknown-setting|the top of the file has no setting `templates`; it belongs in `[workspace]`"}},
    {"[workspace]\nnmae = \"x\"\n", {"nmae|unknown-setting|`[workspace]` has no setting `nmae`; did you mean `name`?"}},
    {"[workspace]\nname = 1\n", {"1|wrong-type|`name` is an integer; expected a string"}},
    {"[workspace]\ninputs = [\"a\", 2]\n", {"2|wrong-type|`inputs[...]` is an integer; expected a string"}},
    {"[workspace]\nundefined = \"emtpy\"\n", {"\"emtpy\"|wrong-choice|`emtpy` is no value of `undefined`; did you mean `empty`?"}},
    {"workspace = 1\n", {"1|wrong-type|`workspace` is an integer; expected a table"}},
    {"[workspace]\ntemplates = [\"a\", \"x/\u00e9{b\"]\n", {"{|bad-glob|`x/\u00e9{b`: this `{` is never closed"}},
    {"[workspace]\ntemplates = [\"/etc/*\", \"../x\"]\n",
     {"\"/etc/*\"|outside-workspace|`/etc/*` leads out of the workspace; templates and outputs lie beneath its folder",
      "\"../x\"|outside-workspace|`../x` leads out of the workspace; templates and outputs lie beneath its folder"}},
    {"[workspace]\nname = \"{{ x }}\"\n", {"{{|template-in-setting|`name` holds a template, and a setting is taken literally"}},
    {"[workspace]\ndefault_environment = \"prd\"\n[environments.prod]\n",
     {"\"prd\"|unknown-environment|no environment named `prd`; did you mean `prod`?"}},
    {"[[outputs]]\nfrom = \"a\"\nto = \"../{name}\"\n",
     {"\"../{name}\"|outside-workspace|`../{name}` leads out of the workspace; templates and outputs lie beneath its folder"}},
    {"[[outputs]]\nfrom = \"a\"\nto = \"x/{nam}\"\n", {"{nam}|unknown-placeholder|`{nam}` is no placeholder; `{name}` is the only one"}},
    {"[[outputs]]\nfrom = \"a\"\n", {"[[outputs]]|missing-setting|`[[outputs]]` needs `to`"}},
    {"[cache]\nttl = \"13h\"\n", {"\"13h\"|out-of-range|`ttl` is 13h; 12h is the most"}},
    {"[cache]\nttl = \"soon\"\n", {"\"soon\"|bad-duration|`soon` is no duration; write it like `90s`, `30m` or `1h30m`"}},
    {"[cache]\nttl = 0\n", {}},
    {"[limits]\nnesting = 641\n", {"641|out-of-range|`nesting` is 641; it is between 1 and 640"}},
    {"[check]\nignore = [\"unknown-valt\", \"unknown-vault\"]\n",
     {"\"unknown-valt\"|unknown-code|no diagnostic is called `unknown-valt`; did you mean `unknown-vault`?"}},
    {"[formats]\n\"*.env\" = \"dotenv:sh\"\n\"*.x\" = \"jsn\"\n", {"\"jsn\"|wrong-choice|`jsn` is no value of `*.x`; did you mean `json`?"}},
    {"[formats]\n\"a}\" = \"json\"\n", {"\"a}\"|bad-glob|`a}`: this `}` closes nothing"}},

    {"[vaults.a]\n", {"a|missing-setting|vault `a` needs `provider`"}},
    {"[vaults.a]\nprovider = \"awss\"\nregon = 1\n", {"\"awss\"|wrong-choice|`awss` is no value of `provider`; did you mean `aws`?"}},
    {"[vaults.\"a b\"]\nprovider = \"aws\"\n", {"\"a b\"|invalid-name|`a b` has a space; letters, digits, `-` and `_` are what a name may hold"}},
    {"[vaults.a]\nprovider = \"aws\"\nregin = \"x\"\n", {"regin|unknown-setting|vault `a` has no setting `regin`; did you mean `region`?"}},
    {"[vaults.a]\nprovider = \"env\"\n", {"a|missing-setting|vault `a` needs `prefix` or `names`"}},
    {"[vaults.a]\nprovider = \"env\"\nprefix = \"\"\n", {"\"\"|invalid-name|`\"\"` is empty; it would permit every variable"}},
    {"[vaults.a]\nprovider = \"env\"\nprefix = \"A\"\nnames = [\"B\"]\n",
     {"names|conflicting-settings|vault `a` has both `prefix` and `names`; it takes one of them"}},
    {"[vaults.a]\nprovider = \"local\"\nfile = \"a\"\nkey_file = \"~/b\"\npassphrase = { env = \"C\" }\n",
     {"passphrase|conflicting-settings|vault `a` has both `key_file` and `passphrase`; it takes one of them"}},
    {"[vaults.a]\nprovider = \"local\"\nfile = \"/a\"\nauth = {}\n",
     {"\"/a\"|outside-workspace|`/a` leads out of the workspace; `[workspace] data_folders` lists folders beside it",
      "auth|unknown-setting|vault `a` has no setting `auth`"}},
    {"[workspace]\ndata_folders = [\"/data/\"]\n[vaults.a]\nprovider = \"local\"\nfile = \"/data/x/../a\"\n", {}},
    {"[vaults.a]\nprovider = \"local\"\nfile = \"x/.git/a\"\n", {"\"x/.git/a\"|outside-workspace|`x/.git/a` lies in `.git`, which keyplate leaves alone"}},
    {"[vaults.a]\nprovider = \"local\"\nfile = \"a\"\npassphrase = \"hunter2\"\n",
     {"\"hunter2\"|literal-credential|`passphrase` is written out here; say where it comes from instead: `{ env = \"NAME\" }`, `{ file = \"PATH\" }` or `{ command = [\"/PROGRAM\"] }`"}},
    {"[vaults.a]\nprovider = \"local\"\nfile = \"a\"\npassphrase = { command = [\"pass\"] }\n",
     {"\"pass\"|bad-command|`pass` is no absolute path, and a program is not searched for"}},
    {"[vaults.a]\nprovider = \"local\"\nfile = \"a\"\npassphrase = { command = [\"/home/me/shop/x\"] }\n",
     {"\"/home/me/shop/x\"|bad-command|`/home/me/shop/x` lies in the workspace, whose files are not run"}},
    {"[vaults.a]\nprovider = \"local\"\nfile = \"a\"\npassphrase = { evn = \"X\" }\n",
     {"evn|unknown-setting|`passphrase` has no setting `evn`; did you mean `env`?"}},
    {"[vaults.a]\nprovider = \"local\"\nfile = \"a\"\npassphrase = {}\n", {"{}|missing-setting|`passphrase` needs `env`, `file` or `command`"}},
    {"[vaults.a]\nprovider = \"aws\"\nauth = { type = \"sso\", sso_session = \"corp sso\", role = \"r\" }\n",
     {" |sso-session-name|`corp sso` has a space; letters, digits, `-` and `_` are what an SSO session name may hold"}},
    {"[vaults.a]\nprovider = \"aws\"\nauth = { type = \"sso\", role = \"r\" }\n",
     {"{ type = \"sso\", role = \"r\" }|missing-setting|`auth` of vault `a` with type `sso` needs `sso_session` or `sso_start_url` with `sso_region`"}},
    {"[vaults.a]\nprovider = \"aws\"\nauth = { type = \"ss\" }\n", {"\"ss\"|wrong-choice|`ss` is no value of `auth.type`; did you mean `sso`?"}},
    {"[vaults.a]\nprovider = \"gcp\"\nauth = { key_file = \"x\" }\n",
     {"{ key_file = \"x\" }|missing-setting|`auth` of vault `a` needs a `type`; known: `access_token`, `default`, `external_account`, `impersonate`, `metadata`, `service_account`"}},
    {"[vaults.a]\nprovider = \"gcp\"\nauth = {}\n", {}},
    {"[vaults.a]\nprovider = \"gcp\"\nauth = { type = \"impersonate\", target = \"ci@acme-prod.iam.gserviceaccount.com\", source = { type = \"access_token\", token = \"ya29.x\" } }\n",
     {"\"ya29.x\"|literal-credential|`token` is written out here; say where it comes from instead: `{ env = \"NAME\" }`, `{ file = \"PATH\" }` or `{ command = [\"/PROGRAM\"] }`"}},
    {"[vaults.a]\nprovider = \"aws\"\nauth = { type = \"web_identity\", role_arn = \"arn:aws:iam::123456789012:role/r\", token = { github_oidc = \"x\" } }\n", {}},
    {"[vaults.a]\nprovider = \"hashicorp\"\nengine = \"dynamic\"\n", {"a|missing-setting|vault `a` needs `paths`, which say what a dynamic engine may mint"}},
    {"[vaults.a]\nprovider = \"hashicorp\"\naddress = \"https://me:hunter2@x\"\n", {"\"https://me:hunter2@x\"|bad-url|`https://` is followed by a user name; a URL here names only a host"}},
    {"[vaults.a]\nprovider = \"hashicorp\"\naddress = \"vault.acme.dev\"\n", {"\"vault.acme.dev\"|bad-url|`vault.acme.dev` is no URL; it begins with `https://`"}},
    {"[vaults.a]\nprovider = \"azure\"\n", {"a|missing-setting|vault `a` needs `vault_name` or `vault_url`"}},
    {"[vaults.a]\nprovider = \"azure\"\nvault_name = \"acme-kv\"\nauth = { type = \"browser\", client_id = \"11111111-2222-3333-4444-555555555555\", scopes = [\"openid\", \"ofline_access\", \"profile\", \"https://vault.azure.net/user_impersonation\"] }\n",
     {"\"ofline_access\"|azure-scopes|`ofline_access` is no scope of a Key Vault; did you mean `offline_access`?"}},
    {"[vaults.a]\nprovider = \"azure\"\nvault_name = \"acme-kv\"\nauth = { type = \"browser\", client_id = \"11111111-2222-3333-4444-555555555555\", scopes = [\"openid\", \"profile\", \"user_impersonation\"] }\n",
     {"[\"openid\", \"profile\", \"user_impersonation\"]|azure-scopes|`scopes` lacks `offline_access`, which keeps you signed in without asking again; a written list holds all four"}},

    {"[environments.a]\nextends = \"bb\"\n[environments.b]\n", {"\"bb\"|unknown-environment|no environment named `bb`; did you mean `b`?"}},
    {"[environments.a]\nextends = \"b\"\n[environments.b]\nextends = \"c\"\n[environments.c]\nextends = \"b\"\n",
     {"\"c\"|environment-cycle|environment `b` extends itself: b -> c -> b"}},
    {"[environments.a]\nextends = \"a\"\n", {"\"a\"|environment-cycle|environment `a` extends itself: a -> a"}},
    {"[environments.a]\nvaults = { main = \"prd\" }\n[vaults.prod]\nprovider = \"gcp\"\n", {"\"prd\"|unknown-vault|no vault named `prd`; did you mean `prod`?"}},
    {"[environments.a]\nvariable = {}\n", {"variable|unknown-setting|environment `a` has no setting `variable`; did you mean `variables`?"}},
    {"[environments.a.variables]\nx = inf\ny = [nan]\n", {"inf|non-finite-number|`inf` is no number that JSON or YAML could hold", "nan|non-finite-number|`nan` is no number that JSON or YAML could hold"}},
    {"[insomnia]\ncredentials = { x = \"prod\" }\nambient = [\"awz\"]\n",
     {"\"prod\"|unknown-vault|no vault named `prod`", "\"awz\"|wrong-choice|`awz` is no value of `ambient[...]`; did you mean `aws`?"}},
};
// clang-format on

TEST_CASE("more keys or environments than anybody writes are one mistake, soon found") {
  std::string keys = "[formats]\n";
  std::string environments;
  for (int i = 0; i < 5001; ++i) keys += fmt::format("'*.{}' = 'text'\n", i);
  for (int i = 0; i < 5000; ++i)
    environments += fmt::format("[environments.e{}]\nextends = 'e{}'\n", i, i + 1);
  CHECK(report(keys) ==
        Lines{"'*.5000'|out-of-range|`formats` is a table of 5001 keys; a table may have 5000"});
  CHECK(report(environments) == Lines{"e256|out-of-range|`environments` is 5000 environments; a "
                                      "workspace may have 256"});
}

TEST_CASE("every mistake is named where it stands") {
  for (const MistakeRow& row : mistakes) {
    CAPTURE(row.text);
    CHECK(report(row.text) == row.expected);
  }
}

}  // namespace
}  // namespace keyplate::compiler
