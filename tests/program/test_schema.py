"""The committed schemas: fresh, true to what keyplate reads and prints, and of use in an editor.

Validators and editors that nobody here wrote judge them: python3-jsonschema, taplo, and the language
server of tombi.
"""
import functools
import json
import os
import pathlib
import re
import select
import subprocess
import sys
import time
import tomllib
import unittest

from workspaces import KEYPLATE, SOURCE, WorkspaceTest

sys.path.insert(0, str(SOURCE / "tests/golden"))
import run as golden  # noqa: E402

try:
    import jsonschema
except ImportError:
    jsonschema = None

TOOLS = SOURCE / ".cache/toml-tools/bin"
AWS = '[vaults.v]\nprovider = "aws"\n'
GCP = '[vaults.v]\nprovider = "gcp"\n'
HASHICORP = '[vaults.v]\nprovider = "hashicorp"\n'
AZURE = '[vaults.v]\nprovider = "azure"\nvault_name = "acme-kv"\n'
LOCAL = '[vaults.v]\nprovider = "local"\nfile = "dev.vault"\n'
TOKEN = 'token = { env = "TOKEN" }'

BROKEN = {
    "an unknown table": "[vault.v]\n",
    "a setting at the top": 'templates = ["*"]\n',
    "an unknown setting": '[workspace]\ntemplate = ["*"]\n',
    "a string for a list": '[workspace]\ntemplates = "*"\n',
    "a number in a list": "[workspace]\ntemplates = [1]\n",
    "an unknown dialect": '[workspace]\ndialect = "jinja"\n',
    "an unknown choice": '[workspace]\nundefined = "warn"\n',
    "an environment's name with a space": '[workspace]\ndefault_environment = "a b"\n',
    "an output without a target": '[[outputs]]\nfrom = "*.tmpl"\n',
    "an output without a source": '[[outputs]]\nto = "build/{name}"\n',
    "an output with more": '[[outputs]]\nfrom = "*.tmpl"\nto = "build/{name}"\nmode = "0600"\n',
    "one output for a list": '[outputs]\nfrom = "*.tmpl"\nto = "build/{name}"\n',
    "a duration without a unit": '[cache]\nttl = "30"\n',
    "a duration as a number": "[cache]\nttl = 30\n",
    "a duration in the wrong order": '[cache]\nttl = "30m1h"\n',
    "a limit of nothing": "[limits]\nreferences = 0\n",
    "a limit beyond the tenfold": "[limits]\nnesting = 641\n",
    "a limit as text": '[limits]\nsteps = "1000"\n',
    "an unknown limit": "[limits]\nmemory = 1\n",
    "an unknown format": '[formats]\n"*.conf" = "nginx"\n',
    "a format that is none": '[formats]\n"*.conf" = true\n',
    "a code that is no text": "[check]\nignore = [404]\n",
    "an unknown provider of Insomnia": '[insomnia]\nambient = ["local"]\n',
    "an id that means a number": "[insomnia.credentials]\ncloudCred_ab12 = 1\n",
    "a vault without provider": '[vaults.v]\nregion = "eu-west-1"\n',
    "an unknown provider": '[vaults.v]\nprovider = "aws-sm"\n',
    "a vault that is no table": '[vaults]\nv = "aws"\n',
    "a vault's name with a dot": AWS.replace("vaults.v", 'vaults."a.b"'),
    "an unknown setting of a vault": AWS + 'regoin = "eu-west-1"\n',
    "another provider's setting": AWS + 'mount = "secret"\n',
    "a region in capitals": AWS + 'region = "EU-WEST-1"\n',
    "an account of eleven digits": AWS + 'account = "12345678901"\n',
    "a flag as text": AWS + 'use_fips = "yes"\n',
    "too much at once": AWS + "concurrency = 101\n",
    "a timeout of words": AWS + 'timeout = "half an hour"\n',
    "an endpoint without scheme": AWS + 'endpoint = "localhost:4566"\n',
    "an endpoint with a query": AWS + 'endpoint = "https://localhost/?a=b"\n',
    "auth as text": AWS + 'auth = "sso"\n',
    "auth without type": AWS + 'auth = { profile = "dev" }\n',
    "an unknown type of auth": AWS + 'auth = { type = "magic" }\n',
    "another provider's type of auth": AWS + 'auth = { type = "approle" }\n',
    "another type's field": AWS + 'auth = { type = "profile", profile = "dev", role = "Read" }\n',
    "auth that lacks a field": AWS + 'auth = { type = "profile" }\n',
    "a session's name with a space": AWS + 'auth = { type = "sso", sso_session = "corp sso", role = "Read" }\n',
    "neither a session nor a start URL": AWS + 'auth = { type = "sso", role = "Read" }\n',
    "a session and a start URL": AWS + 'auth = { type = "sso", role = "Read", sso_session = "corp", '
                                       'sso_start_url = "https://corp.awsapps.com/start", sso_region = "eu-west-1" }\n',
    "a start URL without region": AWS + 'auth = { type = "sso", role = "Read", sso_start_url = "https://corp.awsapps.com/start" }\n',
    "a literal credential": AWS + 'auth = { type = "static", access_key_id = "AKIA", secret_access_key = { env = "S" } }\n',
    "a credential from two places": HASHICORP + 'auth = { type = "token", token = { env = "T", file = "t" } }\n',
    "a credential from nowhere": HASHICORP + 'auth = { type = "token", token = {} }\n',
    "a credential from an unknown place": HASHICORP + 'auth = { type = "token", token = { keyring = "t" } }\n',
    "an OIDC token where none goes": HASHICORP + 'auth = { type = "token", token = { github_oidc = "a" } }\n',
    "a command as text": HASHICORP + 'auth = { type = "token", token = { command = "pass show t" } }\n',
    "no ARN of a role": AWS + 'auth = { type = "assume_role", role_arn = "ReadSecrets" }\n',
    "a mistake in the source of a role": AWS + 'auth = { type = "assume_role", role_arn = "arn:aws:iam::123456789012:role/R", '
                                               'source = { type = "oidc" } }\n',
    "a project in capitals": GCP + 'project = "Acme"\n',
    "neither a file nor an audience": GCP + 'auth = { type = "external_account" }\n',
    "an audience without token": GCP + 'auth = { type = "external_account", audience = "//iam.googleapis.com/x" }\n',
    "a version that is none": HASHICORP + "kv_version = 3\n",
    "an unknown engine": HASHICORP + 'engine = "transit"\n',
    "neither a name nor a URL": '[vaults.v]\nprovider = "azure"\n',
    "a name and a URL": AZURE + 'vault_url = "https://acme-kv.vault.azure.net"\n',
    "a client that is no id": AZURE + 'auth = { type = "browser", client_id = "keyplate" }\n',
    "an unknown scope": AZURE + 'auth = { type = "browser", client_id = "11111111-2222-3333-4444-555555555555", '
                                'scopes = ["openid", "profile", "offline_access", "user_impersonation", "email"] }\n',
    "a local vault without file": '[vaults.v]\nprovider = "local"\n',
    "a key and a passphrase": LOCAL + 'key_file = "k"\npassphrase = { env = "P" }\n',
    "auth where there is none": LOCAL + 'auth = { type = "default" }\n',
    "an env vault that permits nothing": '[vaults.v]\nprovider = "env"\n',
    "an empty prefix": '[vaults.v]\nprovider = "env"\nprefix = ""\n',
    "a prefix and names": '[vaults.v]\nprovider = "env"\nprefix = "A_"\nnames = ["B"]\n',
    "an unknown setting of an environment": '[environments.dev]\nextend = "base"\n',
    "an alias that is no text": "[environments.dev.vaults]\nmain = 1\n",
    "variables that are a list": "[environments.dev]\nvariables = []\n",
}

GOOD = {
    "nothing": "",
    "an empty auth": AWS + "auth = {}\n",
    "free variables": '[environments.dev.variables]\na = 1\nb = [1, { c = "d" }]\ne.f = 1979-05-27\n"g h" = 1.5\n',
    "a duration of nothing": "[cache]\nttl = 0\n",
    "every unit": AWS + 'timeout = "1m30s"\n',
    "a source within a source": AWS + 'auth = { type = "assume_role", role_arn = "arn:aws:iam::123456789012:role/a/R", source = '
                                      '{ type = "assume_role", role_arn = "arn:aws:iam::123456789012:role/S", source = {} } }\n',
    "a job's own token": AWS + 'auth = { type = "web_identity", role_arn = "arn:aws:iam::123456789012:role/R", '
                               'token = { github_oidc = "sts.amazonaws.com" } }\n',
    "a session that names a region too": AWS + 'auth = { type = "sso", role = "R", sso_session = "s", sso_region = "eu-west-1" }\n',
    "an audience": GCP + f'auth = {{ type = "external_account", audience = "//iam", {TOKEN} }}\n',
    "a local vault alone": LOCAL,
    "formats": '[formats]\n"*.env" = "dotenv:sh"\n',
}

# Texts that some rule or other looks at closely, and settings with a rule.
TEXTS = ["", "a", "a b", "eu-west-1", "eu-west", "eu-west-", "us-gov-west-1", "eu--west-1", "europe-west1", "123456789012", "12345678901", "dev_1",
         "dev.1", "user+x@y", "/a/b", "a/", "é", "a\tb", "A=B", "acme-prod", "acme-", "Acme", "x.com:acme-prod", "1acme-prod",
         "r@acme.iam.gserviceaccount.com", "r@gserviceaccount.com", "acme--kv", "kv1", "1kv", "common", "acme.onmicrosoft.com",
         "localhost", "11111111-2222-3333-4444-555555555555", "11111111222233334444555555555555", "root", "-", "x" * 33, "x" * 65]
RULED = {
    "aws": ["region", "account"], "gcp": ["project", "location", "quota_project"], "hashicorp": ["namespace", "mount"],
    "azure": ["tenant", "vault_name"], "env": ["prefix"],
}


@functools.cache
def schema(name):
    return json.loads((SOURCE / f"schemas/{name}.schema.json").read_text())


def problems(name, document):
    return sorted(error.message for error in jsonschema.Draft7Validator(schema(name)).iter_errors(document))


def as_json(value):
    """TOML's dates as the texts that they are in JSON."""
    return json.loads(json.dumps(value, default=str))


class Schemas(WorkspaceTest):
    def names(self):
        return [line.split()[0] for line in self.expect(0, "schema").stdout.decode().splitlines()]

    def test_the_committed_ones_are_fresh(self):
        self.assertEqual(sorted(f"{name}.schema.json" for name in self.names()),
                         sorted(path.name for path in (SOURCE / "schemas").iterdir()))
        for name in self.names():
            with self.subTest(name=name):
                printed = self.expect(0, "schema", name).stdout.decode()
                committed = SOURCE / f"schemas/{name}.schema.json"
                if os.environ.get("KEYPLATE_UPDATE"):
                    committed.write_text(printed)
                self.assertEqual(committed.read_text(), printed, "stale: run this test with KEYPLATE_UPDATE=1")

    def test_an_unknown_name_is_told_the_others(self):
        self.assertIn(b"`workspace`, `config`, `check` or `plan`", self.expect(2, "schema", "workspaces").stderr)


class Validation(WorkspaceTest):
    def setUp(self):
        if jsonschema is None:
            self.skipTest("python3-jsonschema is not installed; `./dev setup` installs it")
        super().setUp()

    def mistakes(self, text):
        """The codes of errors that `check` finds in the workspace file itself."""
        self.write("keyplate.toml", text)
        report = json.loads(self.run_keyplate("check", "keyplate.toml", "--format", "json").stdout)
        return [(d["code"], d["message"], d["range"]) for d in report["diagnostics"]
                if d["file"] == "keyplate.toml" and d["severity"] == "error"]

    def test_they_are_schemas(self):
        for path in (SOURCE / "schemas").iterdir():
            jsonschema.Draft7Validator.check_schema(json.loads(path.read_text()))

    def test_broken_workspaces_are_refused_by_both(self):
        self.assertGreaterEqual(len(BROKEN), 40)
        for name, text in BROKEN.items():
            with self.subTest(name=name):
                self.assertNotEqual(problems("workspace", as_json(tomllib.loads(text))), [])
                self.assertNotEqual(self.mistakes(text), [])

    def test_good_workspaces_are_accepted_by_both(self):
        for name, text in GOOD.items():
            with self.subTest(name=name):
                self.assertEqual(problems("workspace", as_json(tomllib.loads(text))), [])
                self.assertEqual(self.mistakes(text), [])

    def test_the_samples_are_accepted(self):
        samples = sorted((SOURCE / "samples").glob("*/keyplate.toml"))
        self.assertGreater(len(samples), 1)
        for sample in samples:
            self.assertEqual(problems("workspace", as_json(tomllib.loads(sample.read_text()))), [], sample)
            self.assertEqual(self.run_keyplate("check", cwd=sample.parent).returncode, 0, sample)

    def test_whatever_check_accepts_is_accepted(self):
        """Every workspace of the golden cases in which `check` finds no error."""
        accepted = 0
        for case in sorted((SOURCE / "tests/golden").rglob("*.case")):
            for section in golden.parse_case(case)[1]:
                if golden.is_file(section) and golden.flags(section.head)[0].endswith("keyplate.toml"):
                    text = golden.body_bytes(section).decode("utf-8", "replace")
                    if "ignore" not in text and not self.mistakes(text):
                        accepted += 1
                        self.assertEqual(problems("workspace", as_json(tomllib.loads(text))), [], case)
        self.assertGreater(accepted, 50)

    def test_a_user_configuration_is_judged_alike(self):
        """The golden cases of user configurations: those that vaults are read with, and those that are refused."""
        seen = set()
        for case in sorted((SOURCE / "tests/golden/user-config").glob("*.case")):
            for section in golden.parse_case(case)[1]:
                text = golden.body_bytes(section).decode()
                if golden.is_file(section) and section.head.endswith("config.toml") and "nonsense" not in text and "hunter2 }" not in text:
                    good = "is not used" not in case.read_text()
                    seen.add(good)
                    if case.stem != "short-form-of-two":  # which of them is meant no schema can say
                        self.assertEqual(problems("config", as_json(tomllib.loads(text))) == [], good, case)
        self.assertEqual(seen, {True, False})

    def test_a_text_that_a_pattern_refuses_breaks_the_rule(self):
        text, cases = "", []
        for provider, keys in RULED.items():
            for key in keys:
                for value in TEXTS:
                    cases.append((provider, key, value))
                    text += (f'[vaults.v{len(cases)}]\nprovider = "{provider}"\n{key} = {json.dumps(value, ensure_ascii=False)}\n')
        refused = set()
        for error in jsonschema.Draft7Validator(schema("workspace")).iter_errors(tomllib.loads(text)):
            if len(error.absolute_path) == 3:
                refused.add(cases[int(error.absolute_path[1][1:]) - 1])
        lines = text.split("\n")
        broken = {cases[int(re.search(r"\d+", lines[(at["start"]["line"] - 1) // 3 * 3]).group()) - 1]
                  for code, _, at in self.mistakes(text) if code != "missing-setting"}
        self.assertEqual(refused - broken, set())
        self.assertGreater(len(refused), 100)

    def unpack(self, case):
        """The folder that the files of a golden case were written to, and their names."""
        folder = self.work / case.parent.name / case.stem
        (folder / ".git").mkdir(parents=True)
        names = []
        for section in golden.parse_case(case)[1]:
            name = golden.flags(section.head)[0]
            if golden.is_file(section) and not name.startswith(("/", "..", "~")):
                path = folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(golden.body_bytes(section))
                names.append(name)
        return folder, names

    def test_plans_are_what_their_schema_says(self):
        """What `plan --format json` prints for every golden case of plans."""
        seen = set()
        for case in sorted((SOURCE / "tests/golden/plan-cli").glob("*.case")):
            with self.subTest(case=case.name):
                printed = self.run_keyplate("plan", "--format", "json", cwd=self.unpack(case)[0]).stdout
                report = json.loads(printed or '{"version": 1, "complete": false, "calls": [], "dynamic": [], "diagnostics": []}')
                self.assertEqual(problems("plan", report), [])
                seen |= {(key, bool(report[key])) for key in ("complete", "calls", "dynamic", "diagnostics")}
                seen |= {(key, bool(value)) for call in report["calls"] for key, value in [("certain", call["certain"]), *call["secrets"][0].items()]}
        expected = {(key, value) for key in ("complete", "calls", "dynamic", "diagnostics", "certain", "version", "stage") for value in (True, False)}
        self.assertEqual(expected - seen, set(), "each member was seen with and without a value")

    def test_reports_are_what_their_schema_says(self):
        """What `check --format json` prints for the files of every golden case."""
        seen = set()
        for case in sorted((SOURCE / "tests/golden").rglob("*.case")):
            with self.subTest(case=case.name):
                folder, names = self.unpack(case)
                printed = self.run_keyplate("check", "--format", "json", *(["--", *names] if names else ["none"]), cwd=folder).stdout
                report = json.loads(printed)
                self.assertEqual(problems("check", report), [])
                seen |= {(key, bool(d[key])) for d in report["diagnostics"] for key in ("range", "environments", "related", "fix")}
        self.assertEqual(len(seen), 8, "each member was seen with and without a value")

    def test_a_report_with_more_or_less_is_refused(self):
        self.write("a.txt", "{{ x | uper }}")
        report = json.loads(self.run_keyplate("check", "--format", "json", "a.txt").stdout)
        self.assertEqual(problems("check", report), [])
        for change in (lambda r: r.pop("version"), lambda r: r.update(version=2), lambda r: r.update(more=1),
                       lambda r: r["diagnostics"][0].pop("fix"), lambda r: r["diagnostics"][0]["range"]["start"].update(line=0),
                       lambda r: r["diagnostics"][0].update(severity="fatal"), lambda r: r["summary"].update(files=-1)):
            other = json.loads(json.dumps(report))
            change(other)
            self.assertNotEqual(problems("check", other), [])


class Editors(WorkspaceTest):
    """In the workspace that `init` writes, with the line that tells editors of the schema."""

    def setUp(self):
        if not TOOLS.is_dir():
            self.skipTest(f"{TOOLS.relative_to(SOURCE)} has no taplo and no tombi; `./dev setup` installs them where PyPI can be reached")
        super().setUp()
        self.expect(0, "init")
        self.head, self.rest = self.read("keyplate.toml").decode().split("\n", 1)
        self.assertEqual(self.head, "#:schema ./.keyplate/workspace.schema.json")
        self.env |= {"TOMBI_OFFLINE": "1", "NO_COLOR": "1"}

    def lint(self, text):
        self.write("keyplate.toml", f"{self.head}\n{text}")
        return subprocess.run([TOOLS / "taplo", "lint", "--no-auto-config", "keyplate.toml"], cwd=self.work, env=self.env,
                              capture_output=True, text=True, timeout=60)

    def test_taplo_accepts_what_init_writes_and_the_good_ones(self):
        for text in (self.rest, *GOOD.values()):
            done = self.lint(text)
            self.assertEqual(done.returncode, 0, done.stderr)

    def test_taplo_refuses_the_broken_ones(self):
        for name, text in BROKEN.items():
            with self.subTest(name=name):
                self.assertNotEqual(self.lint(text).returncode, 0)

    def offered(self, text):
        """What tombi offers where `|` stands: label and documentation."""
        with LanguageServer([TOOLS / "tombi", "lsp", "--offline"], self.work, self.env) as server:
            return server.completions(f"{self.head}\n{text}")

    def test_settings_of_a_vault_are_completed(self):
        offered = self.offered("[vaults.x]\n|\n")
        self.assertLessEqual({"provider", "auth", "region", "mount", "vault_name"}, set(offered))
        self.assertIn("The region of the secrets", offered["region"])
        offered = self.offered('[vaults.x]\nprovider = "aws"\nre|\n')
        self.assertIn("region", offered)

    def test_choices_are_completed(self):
        self.assertEqual({f'"{name}"' for name in ("aws", "gcp", "hashicorp", "azure", "local", "env")},
                         set(self.offered("[vaults.x]\nprovider = |\n")))
        self.assertIn('"sso"', self.offered('[vaults.x]\nprovider = "aws"\nauth = { type = | }\n'))

    def test_fields_of_auth_are_completed(self):
        offered = self.offered('[vaults.x]\nprovider = "aws"\nauth = { type = "sso", | }\n')
        self.assertLessEqual({"sso_session", "role"}, set(offered))
        offered = self.offered('[vaults.x]\nprovider = "hashicorp"\n[vaults.x.auth]\ntype = "token"\ntoken = { | }\n')
        self.assertLessEqual({"env", "file", "command"}, set(offered))

    def test_tables_are_completed(self):
        self.assertLessEqual({"workspace", "vaults", "environments", "limits"}, set(self.offered("[|]\n")))


class LanguageServer:
    """Just enough of the protocol to ask for completions."""

    def __init__(self, command, folder, env):
        self.folder, self.next_id, self.pending = folder, 1, b""
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                        cwd=folder, env=env, bufsize=0)

    def __enter__(self):
        self.ask("initialize", {"processId": None, "rootUri": self.folder.as_uri(), "capabilities": {}})
        self.send({"method": "initialized", "params": {}})
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()

    def send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)

    def receive(self):
        while True:
            head, found, rest = self.pending.partition(b"\r\n\r\n")
            if found:
                size = int(re.search(rb"Content-Length: (\d+)", head, re.I).group(1))
                if len(rest) >= size:
                    self.pending = rest[size:]
                    return json.loads(rest[:size])
            if not select.select([self.process.stdout], [], [], 30)[0]:
                raise AssertionError(f"the language server says nothing more after {self.pending!r}")
            chunk = os.read(self.process.stdout.fileno(), 65536)
            if not chunk:
                raise AssertionError("the language server ended")
            self.pending += chunk

    def ask(self, method, params):
        number, self.next_id = self.next_id, self.next_id + 1
        self.send({"id": number, "method": method, "params": params})
        while True:
            message = self.receive()
            if message.get("id") == number and "method" not in message:
                return message.get("result")
            if "id" in message:  # it asks us; we have no settings
                items = message["params"]["items"] if message["method"] == "workspace/configuration" else None
                self.send({"id": message["id"], "result": None if items is None else [None] * len(items)})

    def completions(self, text):
        before = text.split("|")[0]
        uri = (self.folder / "keyplate.toml").as_uri()
        self.send({"method": "textDocument/didOpen", "params": {"textDocument": {
            "uri": uri, "languageId": "toml", "version": 1, "text": text.replace("|", "", 1)}}})
        at = {"line": before.count("\n"), "character": len(before) - before.rfind("\n") - 1}
        for _ in range(100):  # until the schema is loaded
            items = self.ask("textDocument/completion", {"textDocument": {"uri": uri}, "position": at})
            if items:
                return {item["label"]: (item.get("documentation") or {}).get("value", "") for item in items}
            time.sleep(0.1)
        raise AssertionError("nothing is offered")


if __name__ == "__main__":
    unittest.main()
