"""keyplate beside strict Vault servers on loopback: each way to sign in, and what a test looks for afterwards.

The environment is bare: no VAULT_..., no certificates and no proxy of whoever runs the tests.
"""
import base64
import dataclasses
import json
import re
import sys
import typing

from leaks import LeakTest, leaks_in
from workspaces import SOURCE

sys.path.insert(0, str(SOURCE / "tests"))
from servers import faults, http1, http2, proxy, vault  # noqa: E402,F401
from servers.certificates import certificates  # noqa: E402

TOKEN = "hvs.kC4naryT0kenOfTheTests"
PASSWORD = 'pAss"w/0rd+kC4'
SECRET_ID = "5ecret1d-kC4n-ary0-9f1e-0a1b2c3d4e5f"
ROLE_ID = "r0le1d00-kC4n-ary0-9f1e-0a1b2c3d4e5f"
AWS_KEY, AWS_SECRET = "AKIDKC4NARYEXAMPLE", "kC4naryAws/K7MDENG+bPxRfiCYEXAMPLEKEY"


def jwt(subject):
    """A token of the usual form; the servers know it by its text."""
    part = [base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=") for value in ({"alg": "RS256"}, {"sub": subject})]
    return ".".join([*part, "kC4narySignature" + subject])


@dataclasses.dataclass(frozen=True)
class Way:
    """A way to sign in: what the workspace says, what lies around, and what the server knows."""
    auth: str
    login: str = None                       # a pattern of its request
    variables: dict = dataclasses.field(default_factory=dict)
    files: dict = dataclasses.field(default_factory=dict)
    prepare: typing.Callable = lambda made: None
    secrets: tuple = ()                     # never to be printed
    wrapped: bool = False


def log_in(mount, type, accounts, **more):
    return lambda made: made.login(mount, vault.Login(type, accounts, **more))


WAYS = {
    "token": Way('{ type = "token", token = { env = "MY_TOKEN" } }', variables={"MY_TOKEN": TOKEN}, prepare=lambda made: made.token(TOKEN), secrets=(TOKEN,)),
    "approle": Way('{ type = "approle", role_id = { env = "ROLE_ID" }, secret_id = { file = "~/secret_id" } }', r"^POST /v1/auth/approle/login",
                   {"ROLE_ID": ROLE_ID}, {"secret_id": SECRET_ID + "\n"}, log_in("approle", "approle", {ROLE_ID: SECRET_ID}), (SECRET_ID, ROLE_ID)),
    "approle-wrapped": Way('{ type = "approle", role_id = { env = "ROLE_ID" }, secret_id = { file = "~/secret_id" }, wrapped = true }',
                           r"^POST /v1/auth/approle/login", {"ROLE_ID": ROLE_ID}, {}, log_in("approle", "approle", {ROLE_ID: SECRET_ID}), (SECRET_ID, ROLE_ID), True),
    "userpass": Way('{ type = "userpass", username = "ann", password = { env = "MY_PASSWORD" } }', r"^POST /v1/auth/userpass/login/ann",
                    {"MY_PASSWORD": PASSWORD}, {}, log_in("userpass", "userpass", {"ann": PASSWORD}), (PASSWORD,)),
    "ldap": Way('{ type = "ldap", username = "bob", password = { file = "~/password" }, mount = "corp/ldap" }', r"^POST /v1/auth/corp/ldap/login/bob",
                {}, {"password": PASSWORD}, log_in("corp/ldap", "ldap", {"bob": PASSWORD}), (PASSWORD,)),
    "jwt": Way('{ type = "jwt", role = "ci", token = { env = "ID_TOKEN" } }', r"^POST /v1/auth/jwt/login", {"ID_TOKEN": jwt("ci")}, {},
               log_in("jwt", "jwt", {"ci": jwt("ci")}), (jwt("ci"),)),
    "kubernetes": Way('{ type = "kubernetes", role = "app", token = { file = "~/pod" } }', r"^POST /v1/auth/kubernetes/login", {}, {"pod": jwt("pod")},
                      log_in("kubernetes", "kubernetes", {"app": jwt("pod")}), (jwt("pod"),)),
    "aws": Way('{ type = "aws", role = "ci", server_id = "vault.acme.dev" }', r"^POST /v1/auth/aws/login",
               {"AWS_ACCESS_KEY_ID": AWS_KEY, "AWS_SECRET_ACCESS_KEY": AWS_SECRET}, {},
               log_in("aws", "aws", {AWS_KEY: AWS_SECRET}, server_id="vault.acme.dev"), (AWS_SECRET,)),
    "cert": Way('{ type = "cert", certificate = "~/client.pem", key = "~/client.key" }', r"^POST /v1/auth/cert/login", {}, {},
                log_in("cert", "cert", {"ci-client": "ci"})),
}


def settings(name, url, auth="", **more):
    """`[vaults.NAME]`; `ca_file` is that of the tests unless it is said to be None."""
    more = {"ca_file": str(certificates().authority.certificate), **more}
    lines = [f"[vaults.{name}]", 'provider = "hashicorp"'] + ([f"address = {json.dumps(url)}"] if url else []) + ([f"auth = {auth}"] if auth else [])
    return "\n".join(lines + [f"{key} = {json.dumps(value)}" for key, value in more.items() if value is not None]) + "\n"


@dataclasses.dataclass
class Diagnostic:
    file: str
    line: int
    column: int
    code: str
    message: str

    @property
    def hint(self):
        return self.message.partition("; ")[2]


def diagnostics(stderr):
    found = re.findall(r"^(\S+?):(\d+):(\d+): error\[([a-z0-9-]+)\]: (.*)$", stderr.decode(), re.M)
    return [Diagnostic(file, int(line), int(column), code, message) for file, line, column, code, message in found]


class VaultTest(LeakTest):
    """A test with its own strict servers; at its end none of them may have refused anything."""

    def start(self, application, pair=None, kind=http1.Server, refuses=False, **options):
        server = kind(application, pair or certificates().good, certificates().clients.certificate, **options)
        self.addCleanup(server.close)
        if not refuses:
            self.addCleanup(lambda: self.assertEqual(server.refusals, []))
        return server

    def start_plain(self, application):
        server = http1.Server(application)
        self.addCleanup(server.close)
        self.addCleanup(lambda: self.assertEqual(server.refusals, []))
        return server

    def make_vault(self, token=TOKEN, **secrets):
        made = vault.Vault().kv2("secret", {"app/one": {"password": "v4lueOne-kC4"}, "app/two": {"password": "v4lueTwo-kC4"}, **secrets})
        made.token(token)
        return made

    def render(self, *workspace, template="one={{ secret('bad', 'app/one', key='password') }}", env=None, arguments=(), trust="--trust"):
        """Of one template by a workspace of these vaults."""
        self.write("keyplate.toml", "\n".join(workspace))
        self.write("config.txt", template)
        return self.run_keyplate("render", "config.txt", *([trust] if trust else []), *arguments, env=env)

    def assert_renders(self, expected, *workspace, **options):
        result = self.render(*workspace, **options)
        self.assertEqual((result.returncode, result.stdout.decode()), (0, expected), result.stderr.decode())
        return result

    def assert_fails(self, code, *workspace, status=3, **options):
        """Fails with that slug alone, shows no token, and returns the first diagnostic."""
        result = self.render(*workspace, **options)
        found = diagnostics(result.stderr)
        self.assertEqual((result.returncode, {one.code for one in found}), (status, {code}), result.stderr.decode())
        self.assertEqual(leaks_in(result.stdout + result.stderr, TOKEN), [])
        self.assertEqual(result.stdout, b"")
        return found[0]
