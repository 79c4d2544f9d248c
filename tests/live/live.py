"""A server with what the tests read from it, and the class that they derive from."""
import base64
import json
import pathlib
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "program"))
import resolver_wire as wire  # noqa: E402, F401
from workspaces import WorkspaceTest  # noqa: E402

from fakes import Broker, Cluster, Directory, Sts  # noqa: E402
from servers import Refused  # noqa: E402

POLICY = """
path "secret/data/app/*"     { capabilities = ["read"] }
path "old/app/*"             { capabilities = ["read"] }
path "team/kv/data/app/*"    { capabilities = ["read"] }
path "rabbitmq/creds/worker" { capabilities = ["read"] }
"""
PASSWORD = "wonder land/9+"
ROLE_ARN = "arn:aws:iam::123456789012:user/deployer"
ACCESS_KEY = "AKIDEXAMPLE"
SERVER_ID = "vault.keyplate.test"
AUDIENCE = "https://keyplate.test"
TTL = "20m"


def _part(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=")


class Issuer:
    """An identity provider: a key, and tokens signed with it."""

    def __init__(self, folder):
        self.key = folder / "issuer.key"
        subprocess.run(["openssl", "genrsa", "-out", self.key, "2048"], check=True, capture_output=True)
        self.public = subprocess.run(["openssl", "rsa", "-in", self.key, "-pubout"], check=True, capture_output=True,
                                     text=True).stdout

    def token(self, **claims):
        claims = {"iss": "https://issuer.keyplate.test", "aud": AUDIENCE, "exp": int(time.time()) + 600,
                  "iat": int(time.time()), "nbf": int(time.time()) - 5, **claims}
        text = _part(json.dumps({"alg": "RS256", "typ": "JWT"}).encode()) + b"." + _part(json.dumps(claims).encode())
        signature = subprocess.run(["openssl", "dgst", "-sha256", "-sign", self.key], input=text, check=True,
                                   capture_output=True).stdout
        return (text + b"." + _part(signature)).decode()


class Site:
    """A server, what stands around it, and what was put in."""

    def __init__(self, kind):
        self.server = server = kind()
        self.issuer = Issuer(server.folder)
        self.client = server.authority.issue("web", "clientAuth")
        self.pods = {self.pod_token("shop", "worker"): ("shop", "worker")}
        self.cluster = Cluster((server.certificate, server.key), self.pods)
        self.sts = Sts(ACCESS_KEY, ROLE_ARN, SERVER_ID)
        self.broker = Broker()
        self.directory = Directory({"cn=alice,ou=people,dc=keyplate": PASSWORD})
        self.mount_engines()
        self.mount_methods()

    def pod_token(self, namespace, account):
        """What a cluster projects into a pod."""
        place = {"namespace": namespace, "serviceaccount": {"name": account, "uid": f"uid-of-{account}"}}
        return self.issuer.token(sub=f"system:serviceaccount:{namespace}:{account}", aud=[AUDIENCE], **{"kubernetes.io": place})

    def close(self):
        self.server.close()
        for fake in (self.cluster, self.sts, self.broker, self.directory):
            fake.close()

    def mount_engines(self):
        server = self.server
        server.api("PUT", "sys/policies/acl/app", {"policy": POLICY})
        for path, version in (("secret", "2"), ("team/kv", "2"), ("old", "1")):
            server.write(f"sys/mounts/{path}", type="kv", options={"version": version})
        self.wait_for_upgrade()
        server.write("old/app/one", password="of version 1", port=5432)
        server.write("team/kv/data/app/one", data={"password": "of a team"})
        server.put_v2("app/one", password="first")
        server.put_v2("app/one", password="second")
        server.put_v2("app/one", password="third", port=5432, on=True, nested={"list": [1, 2]}, **{"a.b": "dotted"})
        server.put_v2("closed/one", password="nobody's")
        server.write("old/closed/one", password="nobody's")
        if not server.has_broker_engine:
            return
        server.write("sys/mounts/rabbitmq", type="rabbitmq")
        server.write("rabbitmq/config/connection", connection_uri=self.broker.address, username="admin", password="admin")
        server.write("rabbitmq/config/lease", ttl=TTL, max_ttl="1h")
        server.write("rabbitmq/roles/worker", vhosts=json.dumps({"/": {"configure": "", "write": ".*", "read": ".*"}}))

    def wait_for_upgrade(self):
        """A versioned engine refuses for a moment after it was mounted."""
        deadline = time.monotonic() + 20
        for path in ("secret", "team/kv"):
            while True:
                try:
                    self.server.write(f"{path}/data/probe", data={})
                    break
                except Refused as error:
                    if error.status != 400 or time.monotonic() > deadline:
                        raise
                    time.sleep(0.05)

    def mount_methods(self):
        server, login = self.server, {"token_policies": "app", "token_ttl": TTL}
        for method in server.methods:
            server.write(f"sys/auth/{method}", type=method)
        server.write("auth/approle/role/app", **login)
        server.write("auth/approle/role/once", secret_id_num_uses=1, **login)
        server.write("auth/approle/role/batch", token_type="batch", **login)
        server.write("auth/approle/role/unbound", bind_secret_id=False, secret_id_bound_cidrs="127.0.0.0/8", **login)
        server.write("auth/userpass/users/alice", password=PASSWORD, **login)
        server.write("auth/jwt/config", jwt_validation_pubkeys=self.issuer.public, default_role="ci")
        server.write("auth/jwt/role/ci", role_type="jwt", user_claim="sub", bound_audiences=AUDIENCE,
                     bound_claims={"repository": "acme/pay"}, **login)
        server.write("auth/kubernetes/config", kubernetes_host=self.cluster.address, disable_local_ca_jwt=True,
                     kubernetes_ca_cert=server.authority.file.read_text(), disable_iss_validation=True,
                     token_reviewer_jwt=next(iter(self.pods)))
        server.write("auth/kubernetes/role/worker", bound_service_account_names="worker",
                     bound_service_account_namespaces="shop", audience=AUDIENCE, **login)
        server.write("auth/cert/certs/web", certificate=server.authority.file.read_text(), allowed_common_names="web", **login)
        if "ldap" in server.methods:
            server.write("auth/ldap/config", url=self.directory.address, userdn="ou=people,dc=keyplate", userattr="cn",
                         username_as_alias=True, **login)
        if "aws" in server.methods:
            server.write("auth/aws/config/client", sts_endpoint=self.sts.address, sts_region="us-east-1",
                         iam_server_id_header_value=SERVER_ID)
            server.write("auth/aws/role/deploy", auth_type="iam", bound_iam_principal_arn=ROLE_ARN,
                         resolve_aws_unique_ids=False, **login)

    def role_id(self, role="app"):
        return self.server.api("GET", f"auth/approle/role/{role}/role-id")["data"]["role_id"]

    def secret_id(self, role="app"):
        return self.server.write(f"auth/approle/role/{role}/secret-id")["data"]["secret_id"]

    def wrapped_secret_id(self, role="app"):
        answer = self.server.api("POST", f"auth/approle/role/{role}/secret-id", {}, X_Vault_Wrap_TTL="120s")
        return answer["wrap_info"]["token"]

    def token(self, **more):
        """A token that may what the policy `app` lets it."""
        answer = self.server.write("auth/token/create", **{"policies": ["app"], "ttl": TTL, "no_parent": True, **more})
        return answer["auth"]["client_token"]


class LiveTest(WorkspaceTest):
    """`kind` is the server's class; its site lives until the last test, and a test leaves it as it was."""

    kind = None
    sites = {}

    @classmethod
    def setUpClass(cls):
        if cls.kind not in cls.sites:
            cls.sites[cls.kind] = Site(cls.kind)
        cls.site = cls.sites[cls.kind]
        cls.server = cls.site.server

    @classmethod
    def close_sites(cls):
        for site in cls.sites.values():
            site.close()
        cls.sites.clear()

    def workspace(self, auth=None, **settings):
        """One vault, `corp`, at the server; a setting that is None is left out."""
        settings = {"provider": "hashicorp", "address": self.server.address, "ca_file": str(self.server.authority.file),
                    **settings}
        lines = [f"{key} = {json.dumps(value)}" for key, value in settings.items() if value is not None]
        if auth:
            lines.append(f"auth = {{ {auth} }}")
        self.write("keyplate.toml", "[vaults.corp]\n" + "\n".join(lines) + "\n")

    def with_token(self, **settings):
        """A workspace whose vault reads with a token of the policy `app`, by a variable that only it knows."""
        self.env["APP_TOKEN"] = self.site.token()
        self.workspace('type = "token", token = { env = "APP_TOKEN" }', **settings)

    def render(self, template, code=0, env=None, **more):
        """What came of `template`, printed; with another code, what was said of it."""
        self.write("t.txt", template)
        result = self.expect(code, "render", "--trust", "t.txt", env=env, **more)
        if code == 0:
            return result.stdout.decode()
        self.assertEqual(result.stdout, b"")
        return result.stderr.decode()

    def says(self, said, slug, *words, line=1, column=None):
        """That a failure of that slug is reported at its island, with `words`."""
        at = f"t.txt:{line}:" + ("" if column is None else f"{column}:")
        found = [one for one in said.splitlines() if one.startswith(at) and f"error[{slug}]" in one]
        self.assertTrue(found, f"no error[{slug}] at {at}\n{said}")
        for word in words:
            self.assertIn(word, said)

    def reads(self, env=None, name="app/one", value="third"):
        self.assertEqual(self.render(f"{{{{ secret('corp', '{name}', key='password') }}}}", env=env), value)
