"""What a vault is read with: the settings and variables that reach keyplate-resolver, which is a
script here that writes down what it is asked; and whose configuration is believed."""
import os
import pathlib
import re
import shutil
import stat
import struct
import sys
import unittest

import workspaces
from resolver_wire import Reader
from workspaces import WorkspaceTest, as_other_user

FAKE = """#!{python}
import socket, struct, sys
sys.path.insert(0, {here!r})
from resolver_wire import frame, many, text
client = socket.socket(fileno=3)
def receive():
    head = client.recv(4, socket.MSG_WAITALL)
    return client.recv(struct.unpack("<I", head)[0], socket.MSG_WAITALL) if len(head) == 4 else b""
receive()
client.sendall(frame(0, struct.pack("<H", 1) + text("0")))
asked = receive()
open({log!r}, "wb").write(asked)
client.sendall(frame(1, many([{answer}])))
receive()
"""
ANSWER = r'b"\0" + text("s3cret-value")'
FAILURE = r'b"\5" + bytes([6]) + text("said %s") + text("")'

WORKSPACE = """\
[cache]
ttl = "90s"

[vaults.corp]
provider  = "hashicorp"
address   = "https://vault.acme.dev:8200"
ca_file   = "acme.pem"
auth      = { type = "approle", role_id = { env = "ROLE_ID" }, secret_id = { file = "/run/secret_id" } }

[vaults.open]
provider = "hashicorp"

[vaults.ci]
provider = "hashicorp"
auth     = { type = "jwt", token = { github_oidc = "vault" } }

[vaults.iam]
provider = "hashicorp"
auth     = { type = "aws", role = "reader" }

[vaults.os]
provider = "env"
prefix   = "APP_"
"""

# Everything that might matter to some vault, and what never does.
VARIABLES = {name: f"value-of-{name}" for name in (
    "VAULT_ADDR BAO_ADDR VAULT_TOKEN BAO_TOKEN VAULT_NAMESPACE VAULT_CACERT VAULT_SKIP_VERIFY BAO_CLIENT_KEY_BYTES SSL_CERT_FILE SSL_CERT_DIR "
    "http_proxy HTTP_PROXY https_proxy HTTPS_PROXY all_proxy ALL_PROXY no_proxy NO_PROXY ACTIONS_ID_TOKEN_REQUEST_URL "
    "ACTIONS_ID_TOKEN_REQUEST_TOKEN AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_REGION AWS_DEFAULT_REGION "
    "ROLE_ID OTHER KEYPLATE_PASSPHRASE LD_LIBRARY_PATH").split()}
OF_NETWORK = {"SSL_CERT_FILE", "SSL_CERT_DIR", "http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"}
OF_VAULT = OF_NETWORK | {"HOME", "VAULT_ADDR", "BAO_ADDR", "VAULT_NAMESPACE", "VAULT_CACERT", "VAULT_SKIP_VERIFY", "BAO_CLIENT_KEY_BYTES"}


class ConfigTest(WorkspaceTest):
    def setUp(self):
        super().setUp()
        self.write("keyplate.toml", WORKSPACE)
        self.config = self.root / "home/.config/keyplate/config.toml"
        self.config.parent.mkdir(parents=True)
        self.log = self.root / "log"

    def configure(self, text):
        self.config.write_text(text)


class Sent(ConfigTest):
    def setUp(self):
        super().setUp()
        program = self.root / "keyplate"
        shutil.copy(workspaces.KEYPLATE, program)
        real, workspaces.KEYPLATE = workspaces.KEYPLATE, str(program)
        self.addCleanup(setattr, workspaces, "KEYPLATE", real)
        self.install(ANSWER)

    def install(self, answer):
        resolver = self.root / "libexec/keyplate/keyplate-resolver"
        resolver.parent.mkdir(parents=True, exist_ok=True)
        resolver.write_text(FAKE.format(python=sys.executable, here=str(pathlib.Path(__file__).parent), log=str(self.log),
                                        answer=answer))
        resolver.chmod(0o755)

    def get(self, vault, *more, env=None):
        """The settings of the vault, the variables, and ttl, refresh, offline, as they were sent."""
        self.expect(0, "get", vault, "APP_X", "--trust", *more, env={**VARIABLES, **(env or {})})
        return self.asked()

    def asked(self):
        reader = Reader(self.log.read_bytes()[3:])
        reader.text(), reader.many(reader.text), reader.u32(), reader.u8()
        variables = dict(reader.many(lambda: (reader.text(), reader.text())))
        (settings,) = reader.many(lambda: (reader.text(), reader.text(), dict(
            reader.many(lambda: (reader.text(), reader.many(reader.text))))))
        reader.many(lambda: (reader.u32(), reader.text(), [reader.u8() and reader.text() for _ in range(5)]))
        return settings[2], variables, (reader.u32(), bool(reader.u8()), bool(reader.u8()))

    def test_as_written_where_nobody_says_more(self):
        settings, variables, _ = self.get("corp")
        self.assertEqual(settings, {"address": ["https://vault.acme.dev:8200"], "ca_file": ["acme.pem"], "auth.type": ["approle"],
                                    "auth.role_id.env": ["ROLE_ID"], "auth.secret_id.file": ["/run/secret_id"]})
        self.assertEqual(set(variables), OF_VAULT | {"ROLE_ID"})
        self.assertEqual(variables["VAULT_ADDR"], "value-of-VAULT_ADDR")

    def test_the_persons_network_goes_beneath_the_vaults_own(self):
        self.configure('allow_http = ["a.lan", "b.lan"]\nca_file = "~/mine.pem"\nproxy = "http://proxy:3128"\nno_proxy = [".lan", "x"]\n')
        settings = self.get("corp")[0]
        self.assertEqual(settings["ca_file"], ["acme.pem"])
        self.assertEqual(settings["allow_http"], ["a.lan", "b.lan"])
        self.assertEqual(settings["proxy"], ["http://proxy:3128"])
        self.assertEqual(settings["no_proxy"], [".lan", "x"])
        self.assertEqual(self.get("open")[0]["ca_file"], ["~/mine.pem"])
        self.assertEqual(set(self.get("os")[0]), {"prefix"})

    def test_a_token_goes_only_where_the_chain_is_ambient(self):
        tokens = {"VAULT_TOKEN", "BAO_TOKEN"}
        self.assertEqual(set(self.get("open")[1]), OF_VAULT | tokens)
        self.assertEqual(set(self.get("corp", "--auth", "corp=default")[1]), OF_VAULT | tokens)
        for vault in ("corp", "ci", "iam"):
            self.assertEqual(set(self.get(vault)[1]) & tokens, set())
        self.assertEqual(set(self.get("open", "--auth", "open=oidc")[1]), OF_VAULT)

    def test_credentials_of_others_go_to_those_that_need_them(self):
        github = {"ACTIONS_ID_TOKEN_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_TOKEN"}
        self.assertEqual(set(self.get("ci")[1]), OF_VAULT | github)
        self.assertEqual(set(self.get("iam")[1]), OF_VAULT | {name for name in VARIABLES if name.startswith("AWS_") and "REGION" not in name})
        self.assertEqual(set(self.get("os", env={"APP_X": "1"})[1]), {"HOME", "APP_X"})

    def test_how_long_values_are_kept(self):
        self.assertEqual(self.get("corp")[2], (90, False, False))
        self.assertEqual(self.get("corp", "--refresh")[2], (90, True, False))
        self.assertEqual(self.get("corp", "--offline")[2], (90, False, True))
        for written, sent in ('"0"', 0), ("0", 0), ('"12h"', 43200):
            self.write("keyplate.toml", WORKSPACE.replace('"90s"', written))
            self.assertEqual(self.get("corp")[2][0], sent)
        self.write("keyplate.toml", WORKSPACE.replace('ttl = "90s"', ""))
        self.assertEqual(self.get("corp")[2][0], 1800)
        self.write("keyplate.toml", WORKSPACE.replace('"90s"', '"12h1s"'))
        self.assertIn(b"out-of-range", self.expect(2, "get", "corp", "x", "--trust").stderr)

    def test_render_and_run_send_the_same(self):
        self.configure('[[auth]]\nmatch = { provider = "hashicorp", vault = "corp" }\nuse = { token = { env = "OTHER" }, type = "token" }\n')
        self.write("a.env", "A={{ secret('corp', 'APP_X') }}\n")
        for command in (["render", "a.env"], ["run", "--env-file", "a.env"]):
            end = ["--", "true"] if command[0] == "run" else []
            self.expect(0, *command, "--trust", "--offline", *end, env=VARIABLES)
            settings, variables, kept = self.asked()
            self.assertEqual(settings["auth.token.env"], ["OTHER"])
            self.assertNotIn("auth.role_id.env", settings)
            self.assertEqual(set(variables), OF_VAULT | {"OTHER"})
            self.assertEqual(kept, (90, False, True))
            self.expect(0, *command, "--trust", "--auth", "corp=approle", "--refresh", *end, env=VARIABLES)
            settings, variables, kept = self.asked()
            self.assertEqual((settings["auth.type"], settings["auth.role_id.env"]), (["approle"], ["ROLE_ID"]))
            self.assertEqual(kept, (90, True, False))

    def test_a_credential_of_the_environment_is_not_printed(self):
        for vault, name, value in (("open", "VAULT_TOKEN", "hvs.hunter2"), ("iam", "AWS_SECRET_ACCESS_KEY", "hunter2-key"),
                                   ("ci", "ACTIONS_ID_TOKEN_REQUEST_TOKEN", "hunter2-jwt"), ("corp", "ROLE_ID", "hunter2-role"),
                                   ("open", "https_proxy", "me:hunter2")):
            self.install(FAILURE % value)
            sent = f"http://{value}@proxy:3128" if name == "https_proxy" else value
            result = self.expect(3, "get", vault, "x", "--trust", env={name: sent})
            self.assertIn(b"said ", result.stderr)
            self.assertNotIn(b"hunter2", result.stderr, name)

    def test_a_tag_of_insomnia_keeps_what_it_says_itself(self):
        self.configure('proxy = "http://proxy:3128"\n[[auth]]\nmatch = { provider = "hashicorp" }\nuse = { type = "oidc" }\n')
        self.write("keyplate.toml", WORKSPACE + '[insomnia]\ncredentials = { cred = "corp" }\nambient = ["hashicorp"]\n')
        tag = """{%% vault 'hashicorp', '%s', '{"secretEnginePath":"kv","secretName":"a","kvVersion":"v1"}' %%}"""
        self.write("mapped.txt", tag % "cred")
        self.expect(0, "render", "mapped.txt", "--trust", env=VARIABLES)
        settings = self.asked()[0]
        self.assertEqual({key: settings.get(key) for key in ("mount", "kv_version", "auth.type", "auth.role_id.env", "proxy")},
                         {"mount": ["kv"], "kv_version": ["1"], "auth.type": ["oidc"], "auth.role_id.env": None, "proxy": ["http://proxy:3128"]})
        self.write("ambient.txt", tag % "")
        self.expect(0, "render", "ambient.txt", "--trust", env={
            **VARIABLES, "INSOMNIA_HASHICORP_TYPE": "onPrem", "INSOMNIA_HASHICORP_SERVERADDRESS": "https://vault.acme.dev:8200",
            "INSOMNIA_HASHICORP_AUTHMETHOD": "token", "INSOMNIA_HASHICORP_ACCESS_TOKEN": "t"})
        settings, variables, _ = self.asked()
        self.assertEqual((settings["auth.type"], settings["proxy"]), (["token"], ["http://proxy:3128"]))
        self.assertEqual(set(variables), OF_VAULT | {"INSOMNIA_HASHICORP_ACCESS_TOKEN"})

    def test_the_grant_is_the_same_whoever_reads(self):
        shown = self.run_keyplate("trust").stdout
        self.configure('ca_file = "/x.pem"\n[[auth]]\nmatch = { provider = "hashicorp" }\nuse = { type = "oidc" }\n')
        self.assertEqual(self.run_keyplate("trust").stdout, shown)
        self.assertIn(b"sha256:", shown)

    def test_an_address_is_matched_where_credentials_would_go(self):
        self.configure('[[auth]]\nmatch = { provider = "hashicorp", address = "https://vault.acme.dev:8200" }\nuse = { type = "oidc" }\n')
        here = {"VAULT_ADDR": "https://vault.acme.dev:8200/", "BAO_ADDR": None}
        self.assertEqual(self.get("corp")[0]["auth.type"], ["oidc"])
        self.assertEqual(self.get("open", env=here)[0]["auth.type"], ["oidc"])
        self.assertNotIn("auth.type", self.get("open")[0])
        self.assertNotIn("auth.type", self.get("open", env={**here, "BAO_ADDR": ""})[0], "an empty BAO_ADDR hides VAULT_ADDR")
        for key, address, used in (("endpoint", "https://VAULT.acme.dev:8200", "oidc"), ("endpoint", "https://evil.example", "approle"),
                                   ("address", "https://vault.acme.dev.evil.example:8200", "approle")):
            self.write("keyplate.toml", WORKSPACE.replace('address   = "https://vault.acme.dev:8200"', f'{key} = "{address}"'))
            self.assertEqual(self.get("corp", env=here)[0]["auth.type"], [used], address)


class Ownership(ConfigTest):
    def setUp(self):
        super().setUp()
        self.configure('ca_file = "/x.pem"\n')

    def assert_unsafe(self, said, **options):
        result = self.expect(4, "vaults", **options)
        self.assertIn(b"error[unsafe-configuration]", result.stderr)
        self.assertIn(said, result.stderr)
        self.assertEqual(result.stdout, b"")

    def test_a_configuration_that_others_can_write_is_refused(self):
        for path in (self.config, self.config.parent):
            mode = stat.S_IMODE(path.stat().st_mode)
            path.chmod(mode | 0o002)
            self.assert_unsafe(b"can be written by everybody")
            self.assertIn(b"unsafe-configuration", self.expect(4, "get", "corp", "x", "--trust").stderr)
            path.chmod(mode)
        self.expect(0, "vaults")

    def test_what_reads_no_vault_does_not_look_at_it(self):
        self.config.chmod(0o666)
        self.expect(0, "check")
        self.expect(0, "trust", "--list")

    def as_nobody(self):
        options = as_other_user()
        self.root.chmod(0o755)
        return {**options, "env": {"HOME": str(self.root / "home")}}

    def test_a_configuration_of_root_is_safe_for_others(self):
        self.assertIn(b"/x.pem", self.expect(0, "vaults", **self.as_nobody()).stdout)

    def test_a_configuration_of_somebody_else_is_refused(self):
        options = self.as_nobody()
        for path in (self.config, self.config.parent):
            os.chown(path, 12345, 12345)
            self.assert_unsafe(b"belongs to user 12345", **options)
            os.chown(path, 0, 0)

    def test_a_link_is_judged_by_what_it_leads_to(self):
        real = self.root / "dotfiles"
        real.mkdir()
        (real / "keyplate.toml").write_text('ca_file = "/y.pem"\n')
        self.config.unlink()
        self.config.symlink_to(real / "keyplate.toml")
        self.assertIn(b"/y.pem", self.expect(0, "vaults").stdout)
        real.chmod(0o777)
        self.assert_unsafe(b"can be written by everybody")

    def test_what_is_no_file_or_can_not_be_read_is_wrong(self):
        self.config.unlink()
        self.config.mkdir()
        self.assertIn(b"not a regular file", self.expect(2, "vaults").stderr)
        self.config.rmdir()
        self.config.symlink_to("nowhere")
        self.assertIn(b"does not exist", self.expect(2, "vaults").stderr)
        self.config.unlink()
        os.mkfifo(self.config)
        self.expect(2, "vaults")

    def test_one_in_the_repository_is_none(self):
        self.write(".config/keyplate/config.toml", "nonsense")
        self.write("config.toml", "nonsense")
        self.expect(0, "vaults")
        self.expect(0, "vaults", env={"XDG_CONFIG_HOME": ".config"})


class Page(unittest.TestCase):
    def test_every_variable_and_setting_is_on_the_page(self):
        page = (workspaces.SOURCE / "docs/configuration.md").read_text()
        rows = (workspaces.SOURCE / "cli/vault_variables.cpp").read_text().split("constexpr Name of_network")[1].split("constexpr Name of_local")[0]
        names = re.findall(r'\{"(\w+)"', rows)
        names += re.findall(r'^    \{"(\w+)"', (workspaces.SOURCE / "compiler/user_settings.cpp").read_text(), re.M)
        self.assertGreater(len(names), 40)
        for name in names:
            self.assertRegex(page, rf"`[^`\n]*\b{name}\b[^`\n]*`")


if __name__ == "__main__":
    unittest.main()
