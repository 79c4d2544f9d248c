#include <catch2/catch.hpp>

#include "checking.h"

namespace {

constexpr const char* workspace = R"(
[workspace]
inputs = ["build_id"]

[vaults.local]
provider = "local"
file = "dev.vault"
key_file = "~/dev.key"

[vaults.os]
provider = "env"
prefix = "APP_"

[vaults.names]
provider = "env"
names = ["HOME", "USER"]

[vaults.kv]
provider = "hashicorp"
address = "https://vault.acme.dev"
allow = ["payments/*"]

[vaults.cloud]
provider = "aws"
region = "eu-west-1"

[environments.base]
vaults = { main = "local" }

[environments.base.variables]
host = "https://acme.dev"
db = { host = "localhost", port = 5432 }
hosts = ["a", "b"]

[environments.dev]
extends = "base"
vaults = { side = "os" }

[environments.dev.variables]
db = { user = "me" }
debug = true

[environments.prod]
extends = "base"
vaults = { main = "cloud" }
)";

struct Case {
  const char* text;
  const char* findings;
};

void run(const std::vector<Case>& cases, const char* where) {
  for (const Case& c : cases) {
    CAPTURE(c.text);
    CHECK(checking::findings(c.text, where) == c.findings);
  }
}

}  // namespace

TEST_CASE("tags, functions, filters and tests are known by name") {
  run({{"plain text", ""},
       {"{% uuid %}{{ uuid() }}", ""},
       {"{% uid %}", "unknown-tag `uid`"},
       {"{% op 'x' %}", "unknown-tag `op`"},
       {"{{ uid() }}", "unknown-function `uid`"},
       {"{{ range(3) }}{{ cycler(1, 2, 3, 4).next() }}{{ joiner()() }}", ""},
       {"{{ 'x' | uper }}", "unknown-filter `uper`"},
       {"{{ 'x' | upper | lowr }}", "unknown-filter `lowr`"},
       {"{% filter uper %}x{% endfilter %}", "unknown-filter `uper`"},
       {"{{ 1 is od }}", "unknown-test `od`"},
       {"{{ 1 is odd and 2 is not od }}", "unknown-test `od`"},
       {"{{ none is none }}{{ none is null }}", ""},
       {"{{ [1] | select('od') }}", "unknown-test `'od'`"}},
      "");
}

TEST_CASE("arguments fall on fields") {
  run({{"{% uuid 'v4', 'v1' %}", "too-many-arguments `'v1'`"},
       {"{% uuid version='v1', 'v4' %}", "duplicate-argument `'v4'`"},
       {"{% uuid 'v4', version='v1' %}", "duplicate-argument `version`"},
       {"{% uuid verson='v4' %}", "unknown-argument `verson`"},
       {"{% hash 'sha256' %}", "missing-argument `hash`"},
       {"{% hash text='x', 'sha256', 'hex' %}", ""},
       {"{{ 'x' | upper(1, 2) }}", "too-many-arguments `1`"},
       {"{{ 'x' | center(width=3) }}", "named-argument `width`"},
       {"{{ 'x' | int(base=16) }}{{ [1] | sort(reverse=true) }}", ""},
       {"{{ 'x' | int(bas=16) }}", "unknown-argument `bas`"},
       {"{{ [] | batch }}", "missing-argument `batch`"},
       {"{{ 1 is divisibleby }}", "missing-argument `divisibleby`"},
       {"{{ 1 is divisibleby(1, 2) }}", "too-many-arguments `2`"},
       {"{{ 1 is odd(2) }}", "too-many-arguments `2`"},
       {"{{ range() }}", "missing-argument `range`"},
       {"{{ range(1, 2, 3, 4) }}", "too-many-arguments `4`"}},
      "");
}

TEST_CASE("constants have the type and choice of their field") {
  run({{"{% hash 'sha25', 'hex', 'x' %}", "wrong-choice `'sha25'`"},
       {"{% hash 5, 'hex', 'x' %}", "wrong-type `5`"},
       {"{% uuid '' %}{% uuid none %}", ""},
       {"{% now 'ISO-8601' %}", ""},
       {"{% now 'iso' %}", "wrong-choice `'iso'`"},
       {"{{ 'x' | center('5') }}", "wrong-type `'5'`"},
       {"{{ 'x' | center(2.5) }}", "wrong-type `2.5`"},
       {"{{ 'x' | center(-2) }}", ""},
       {"{{ 'x' | indent(2, true) }}", ""},
       {"{{ 'x' | indent(2, 'yes') }}", "wrong-type `'yes'`"},
       {"{{ 1 | round(1, 'flor') }}", "wrong-choice `'flor'`"},
       {"{{ 'x' | replace(r/x/, 'y') }}", ""},
       {"{{ [{}] | groupby([1]) }}", "wrong-type `[1]`"}},
      "");
}

TEST_CASE("a vault is a constant that the workspace knows") {
  run({{"{{ secret('local', 'api') }}", ""},
       {"{{ secret('locl', 'api') }}", "unknown-vault `'locl'`"},
       {"{{ secret('main', 'api') }}", ""},
       {"{{ secret('side', 'APP_X') }}", "unknown-vault `'side'` [prod]"},
       {"{{ secret(host, 'api') }}", "vault-not-constant `host`"},
       {"{{ secret('lo' ~ 'cal', 'api') }}", "vault-not-constant `'lo' ~ 'cal'`"},
       {"{{ secret(5, 'api') }}", "wrong-type `5`"},
       {"{% secret 'local', 'api', key='token' %}", ""},
       {"{% secret('local', 'api') %}", ""}},
      workspace);
}

TEST_CASE("a reference has what its provider takes, and a name that the vault permits") {
  run({{"{{ secret('cloud', 'api', stage='AWSPREVIOUS') }}", ""},
       {"{{ secret('kv', 'payments/api', stage='x') }}", "reference-field `stage='x'`"},
       {"{{ secret('main', 'api', stage='x') }}", "reference-field `stage='x'` [dev]"},
       {"{{ secret('kv', 'payments/api') }}", ""},
       {"{{ secret('kv', 'billing/api') }}", "name-not-allowed `'billing/api'`"},
       {"{{ secret('kv', host) }}", ""},
       {"{{ secret('os', 'HOME') }}", "name-not-allowed `'HOME'`"},
       {"{{ secret('names', 'HOME') }}", ""},
       {"{{ secret('names', 'PATH') }}", "name-not-allowed `'PATH'`"}},
      workspace);
}

TEST_CASE("outside of a workspace a vault read is an error and variables are not checked") {
  run({{"{{ secret('a', 'b') }}", "no-workspace `secret`"},
       {"{% vault 'aws', '', '{}' %}", "no-workspace `vault`"},
       {"{{ anything.at.all }}", ""}},
      "");
}

TEST_CASE("variables are known in every environment, or their lack is named") {
  run({{"{{ host }}{{ _.host }}{{ _['host'] }}{{ build_id }}{{ build_id.x }}", ""},
       {"{{ hots }}", "unknown-variable `hots`"},
       {"{{ _.hots }}", "unknown-variable `hots`"},
       {"{{ _['hots'] }}", "unknown-variable `'hots'`"},
       {"{{ debug }}", "unknown-variable `debug` [prod]"},
       {"{{ db.port }}{{ db.host.length }}{{ hosts[0] }}{{ db[host] }}", ""},
       {"{{ db.prot }}", "unknown-key `prot`"},
       {"{{ db['prot'] }}", "unknown-key `'prot'`"},
       {"{{ _.db.user }}", "unknown-key `user` [prod]"},
       {"{{ db[hots] }}", "unknown-variable `hots`"},
       {"{{ { hots: host } | dump }}", ""},
       {"{{ hots.a.b }}", "unknown-variable `hots`"}},
      workspace);
}

TEST_CASE("how an undefined name is used decides what it is") {
  run({{"{{ x | default('a') }}{{ x | d('a') }}{{ x or 'a' }}{{ x.y.z | default('a') }}", ""},
       {"{{ x is defined }}{{ x is not defined }}{{ x is undefined }}", ""},
       {"{{ 'a' or x }}", "unknown-variable `x`"},
       {"{{ x | upper }}", "unknown-variable `x`"},
       {"{{ (x | upper) | default('a') }}", ""},
       {"{{ 'a' ~ x }}", "unknown-variable `x`"},
       {"{{ 'a' if x }}", "unknown-variable (warning) `x`"},
       {"{% if x %}a{% endif %}", "unknown-variable (warning) `x`"},
       {"{% if not x %}a{% endif %}", "unknown-variable (warning) `x`"},
       {"{% if x == 1 %}a{% endif %}", "unknown-variable (warning) `x`"},
       {"{% if db.x %}a{% endif %}", "unknown-key (warning) `x`"},
       {"{% for i in x %}{{ i }}{% endfor %}", "unknown-variable (warning) `x`"},
       {"{% switch x %}{% case 1 %}a{% endswitch %}", "unknown-variable (warning) `x`"},
       {"{% set a = x %}", "unknown-variable `x`"},
       {"{{ [x] | join }}", "unknown-variable `x`"},
       {"{% uuid x %}", "unknown-variable `x`"}},
      workspace);
}

TEST_CASE("a condition vouches for what it guards") {
  run({{"{% if x is defined %}{{ x }}{{ _.x }}{% endif %}", ""},
       {"{% if x.y is defined %}{{ x }}{{ x.y }}{% endif %}", ""},
       {"{% if x is defined %}a{% else %}{{ x }}{% endif %}", "unknown-variable `x`"},
       {"{% if x is undefined %}a{% else %}{{ x }}{% endif %}", ""},
       {"{% if not (x is defined) %}a{% elif true %}{{ x }}{% endif %}", ""},
       {"{% if x is defined and host %}{{ x }}{% endif %}", ""},
       {"{% if x is defined or host %}{{ x }}{% endif %}", "unknown-variable `x`"},
       {"{{ x if x is defined else 'a' }}", ""},
       {"{{ x is defined and x }}", ""},
       {"{% if x is defined %}{% endif %}{{ x }}", "unknown-variable `x`"},
       {"{% if db.x is defined %}{{ db.x }}{{ db.y }}{% endif %}", "unknown-key `y`"}},
      workspace);
}

TEST_CASE("names of the template's own follow Nunjucks' frames") {
  run({{"{% set x = 1 %}{{ x }}{{ x.y }}", ""},
       {"{{ x }}{% set x = 1 %}", "unknown-variable `x`"},
       {"{% set x, y = 1 %}{{ x }}{{ y }}", ""},
       {"{% set x %}a{% endset %}{{ x }}", ""},
       {"{% if true %}{% set x = 1 %}{% endif %}{{ x }}", ""},
       {"{% for x in hosts %}{{ x }}{{ loop.index }}{% endfor %}", ""},
       {"{% for x in hosts %}{% endfor %}{{ x }}", "unknown-variable `x`"},
       {"{% for x in hosts %}{{ loop.indx }}{% endfor %}", "unknown-key `indx`"},
       {"{{ loop.index }}", "unknown-variable `loop`"},
       {"{% for x in hosts %}{% else %}{{ x }}{% endfor %}", "unknown-variable `x`"},
       {"{% for k, v in db %}{{ k }}{{ v }}{% endfor %}", ""},
       {"{% for x in hosts %}{% set y = x %}{{ y }}{% endfor %}{{ y }}", "unknown-variable `y`"},
       {"{% set y = 1 %}{% for x in hosts %}{% set y = x %}{% endfor %}{{ y }}", ""},
       {"{% macro m(a, b=2) %}{{ a }}{{ b }}{{ host }}{% endmacro %}{{ m(1) }}", ""},
       {"{% macro m() %}{{ a }}{% endmacro %}{{ m() }}", "unknown-variable `a`"},
       {"{% macro m() %}{{ a }}{% endmacro %}{% set a = 1 %}{{ m() }}", ""},
       {"{% for a in hosts %}{% macro m() %}{{ a }}{% endmacro %}{{ m() }}{% endfor %}",
        "unknown-variable `a`"},
       {"{% macro m() %}{{ caller() }}{% endmacro %}{% call m() %}{{ host }}{% endcall %}", ""},
       {"{% macro m() %}{{ caller(1) }}{% endmacro %}{% call(x) m() %}{{ x }}{% endcall %}{{ x }}",
        "unknown-variable `x`"},
       {"{{ caller() }}", "unknown-function `caller`"},
       {"{{ m() }}{% macro m() %}{% endmacro %}", "unknown-function `m`"},
       {"{% set _ = 1 %}{{ _ }}", ""}},
      workspace);
}

TEST_CASE("tags can't be hidden where they are called") {
  run({{"{% set uuid = 1 %}{{ uuid }}", ""},
       {"{% set uuid = 1 %}{{ uuid() }}", "shadows-tag `uuid`"},
       {"{% for hash in hosts %}{{ hash('md5', 'hex', 'x') }}{% endfor %}", "shadows-tag `hash`"},
       {"{% macro now() %}{% endmacro %}{{ now() }}", "shadows-tag `now`"},
       {"{% macro m(os) %}{{ os('arch') }}{% endmacro %}", "shadows-tag `os`"},
       {"{% set range = 1 %}{{ range() }}", ""}},
      workspace);
}

TEST_CASE("where a filter binds, and where raw may stand") {
  run({{"{% uuid 'v4' | lower %}", "filter-on-argument `lower`"},
       {"{% uuid version='v4' | lower %}", "filter-on-argument `lower`"},
       {"{% uuid('v4' | lower) %}", ""},
       {"{{ uuid('v4' | lower) | upper }}", ""},
       {"{{ 'a' | raw }}", ""},
       {"{{ 'a' | raw | trim }}", "raw-not-last `raw`"},
       {"{{ 'a' | raw ~ 'b' }}", "raw-not-last `raw`"},
       {"{% set x = 'a' | raw %}", "raw-not-last `raw`"},
       {"{% filter raw %}a{% endfilter %}", "raw-not-last `raw`"}},
      "");
}

TEST_CASE("what needs a loader or an app is named") {
  run({{"{% include 'a' %}", "needs-loader `include`"},
       {"{% extends 'a' %}", "needs-loader `extends`"},
       {"{% import 'a' as m %}{{ m.x() }}", "needs-loader `import`"},
       {"{% from 'a' import b as c %}{{ c() }}", "needs-loader `from`"},
       {"{% block a %}{{ super() }}{% uid %}{% endblock %}",
        "needs-loader `block`; unknown-tag `uid`"},
       {"{% cookie 'https://a', 'b' %}", "needs-app `cookie`"}},
      "");
}

TEST_CASE("a broken island is reported once, by the parser") {
  run({{"{{ secret( }}", "expected-token `}}`"}, {"{{ }}", "expected-expression `}}`"}}, workspace);
}

TEST_CASE("strings of environments are templates") {
  const auto findings = [](const char* variables) {
    return checking::variable_findings(std::string(workspace) + variables);
  };
  CHECK(findings("") == "");
  CHECK(findings("[environments.x.variables]\na = '{{ hots }}'\n") == "unknown-variable `hots`");
  CHECK(findings("[environments.x.variables]\na = '{{ b }}'\nb = '{% uid %}'\n") ==
        "unknown-tag `uid`");
  CHECK(findings("[environments.x.variables]\na = ['{{ b }}', { c = '{{ d }}' }]\n") ==
        "unknown-variable `b`; unknown-variable `d`");
}

TEST_CASE("a variable's own name means what it replaced") {
  CHECK(checking::variable_findings("[environments.a.variables]\nx = '{{ x }}'\n") ==
        "variable-cycle `x`");
  CHECK(checking::variable_findings("[environments.a.variables]\nx = '{{ x | default(1) }}'\n") ==
        "variable-cycle `x`");
  CHECK(checking::variable_findings("[environments.a.variables]\nx = '{{ _.x }}'\n") ==
        "variable-cycle `_.x`");
  CHECK(checking::variable_findings(
            "[environments.a.variables]\nx = 'old'\n[environments.b]\nextends = 'a'\n"
            "[environments.b.variables]\nx = '{{ x }}'\n") == "");
  CHECK(checking::variable_findings(
            "[environments.a.variables]\nx = '{{ y }}'\n[environments.b]\nextends = 'a'\n"
            "[environments.b.variables]\nx = 'new'\n") == "");
  CHECK(checking::variable_findings(
            "[environments.a.variables]\nx = '{{ y }}'\n[environments.b]\nextends = 'a'\n"
            "[environments.b.variables]\nx = '{{ x }}'\n") == "unknown-variable `y`");
}

TEST_CASE("variables that need each other are a cycle") {
  CHECK(checking::variable_findings("[environments.a.variables]\nx = '{{ y }}'\ny = '{{ _.z.k "
                                    "}}'\nz = { k = '{{ x }}' }\n") == "variable-cycle `y`");
  CHECK(checking::variable_findings(
            "[environments.a.variables]\nx = '{{ y }}'\ny = '{{ x }}'\n[environments.b]\nextends = "
            "'a'\n"
            "[environments.b.variables]\ny = 'end'\n[environments.c]\nextends = 'a'\n") ==
        "variable-cycle `y` [c]");
}
