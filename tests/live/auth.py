"""Each way to authenticate that the server has: it lets in, and it says what is wrong."""
import pathlib

from live import ACCESS_KEY, AUDIENCE, PASSWORD, SERVER_ID

__all__ = ["Token", "AppRole", "Password", "Jwt", "Kubernetes", "Certificate", "Aws", "Probe"]

ISLAND = "{{ secret('corp', 'app/one', key='password') }}"


class Token:
    def test_by_variable_and_file(self):
        token = self.site.token()
        self.workspace('type = "token", token = { env = "MY_TOKEN" }')
        self.reads(env={"MY_TOKEN": token})
        file = self.root / "home" / "token"
        file.write_text(token + "\n")
        file.chmod(0o600)
        self.workspace('type = "token", token = { file = "~/token" }')
        self.reads()

    def test_the_ambient_chain(self):
        self.workspace()
        helper = self.root / "home" / ".vault-token"
        said = self.render(ISLAND, 4)
        self.says(said, "login-required", "VAULT_TOKEN")
        helper.write_text(self.site.token() + "\n")
        helper.chmod(0o600)
        self.reads()
        helper.write_text("s.no-token-of-this-server")
        self.reads(env={"VAULT_TOKEN": self.site.token()})
        self.reads(env={"BAO_TOKEN": self.site.token()})

    def test_address_and_authority_by_variable(self):
        self.workspace(address=None, ca_file=None)
        for name in ("VAULT", "BAO"):
            self.reads(env={f"{name}_ADDR": self.server.address, f"{name}_CACERT": str(self.server.authority.file),
                            f"{name}_TOKEN": self.site.token()})

    def test_over_a_socket(self):
        if not self.server.has_socket:
            self.skipTest(f"this {self.server.name} was built without sockets")
        self.workspace(address=None, ca_file=None)
        self.reads(env={"VAULT_ADDR": f"unix://{self.server.socket}", "VAULT_TOKEN": self.site.token()})

    def test_of_no_use(self):
        self.workspace('type = "token", token = { env = "MY_TOKEN" }')
        for token in ("s.AAAAAAAAAAAAAAAAAAAAAAAA", self.site.token(ttl="1s", explicit_max_ttl="1s")):
            if token[2:].strip("A"):
                self.server.write("auth/token/revoke", token=token)
            said = self.render(ISLAND, 3, env={"MY_TOKEN": token})
            self.says(said, "unauthenticated")
            self.assertNotIn(token, said)

    def test_that_may_not_look_itself_up(self):
        token = self.site.token(no_default_policy=True)
        self.workspace('type = "token", token = { env = "MY_TOKEN" }', kv_version=2)
        self.reads(env={"MY_TOKEN": token})


class AppRole:
    AUTH = 'type = "approle", role_id = { env = "ROLE_ID" }'
    BOUND = AUTH + ', secret_id = { env = "SECRET_ID" }'
    WRAPPED = BOUND + ", wrapped = true"

    def variables(self, role="app", secret_id=None):
        variables = {"ROLE_ID": self.site.role_id(role)}
        if role != "unbound":
            variables["SECRET_ID"] = secret_id or self.site.secret_id(role)
        return variables

    def test_plain(self):
        self.workspace(self.BOUND)
        self.reads(env=self.variables())
        self.reads(env=self.variables("batch"))

    def test_at_another_mount(self):
        self.server.write("sys/auth/teams/robots", type="approle")
        self.server.write("auth/teams/robots/role/app", token_policies="app")
        variables = {"ROLE_ID": self.server.api("GET", "auth/teams/robots/role/app/role-id")["data"]["role_id"],
                     "SECRET_ID": self.server.write("auth/teams/robots/role/app/secret-id")["data"]["secret_id"]}
        self.workspace(self.BOUND + ', mount = "teams/robots"')
        self.reads(env=variables)

    def test_a_role_without_secret_id(self):
        self.workspace(self.AUTH)
        self.reads(env=self.variables("unbound"))

    def test_one_login_for_a_run(self):
        self.workspace(self.BOUND)
        variables = self.variables("once")
        islands = " ".join(f"{{{{ secret('corp', 'app/one', key='{key}') }}}}" for key in ("password", "port"))
        islands += " {{ secret('corp', 'app/one', key='password', version='1') }}"
        self.assertEqual(self.render(islands, env=variables), "third 5432 first")
        self.says(self.render(islands, 3, env=variables), "unauthenticated")

    def test_wrapped(self):
        self.workspace(self.WRAPPED)
        variables = self.variables(secret_id=self.site.wrapped_secret_id())
        self.reads(env=variables)
        said = self.render(ISLAND, 3, env=variables)
        self.says(said, "integrity")
        self.assertNotIn(variables["SECRET_ID"], said)

    def test_wrapped_by_somebody_else(self):
        """A token that was made elsewhere is not opened, however well it wraps."""
        self.workspace(self.WRAPPED)
        made = self.server.api("POST", "sys/wrapping/wrap", {"secret_id": self.site.secret_id()}, X_Vault_Wrap_TTL="60s")
        token = made["wrap_info"]["token"]
        said = self.render(ISLAND, 3, env=self.variables(secret_id=token))
        self.says(said, "integrity", "sys/wrapping/wrap")
        self.assertTrue(self.server.api("POST", "sys/wrapping/lookup", {"token": token}, token=None)["data"])

    def test_wrong(self):
        self.workspace(self.BOUND)
        right = self.variables()
        for name in right:
            wrong = {**right, name: "11111111-2222-3333-4444-555555555555"}
            said = self.render(ISLAND, 3, env=wrong)
            self.says(said, "unauthenticated")
            for value in wrong.values():
                self.assertNotIn(value, said)


class Password:
    def test_userpass(self):
        self.workspace('type = "userpass", username = "alice", password = { env = "PW" }')
        self.reads(env={"PW": PASSWORD})
        said = self.render(ISLAND, 3, env={"PW": "not the one"})
        self.says(said, "unauthenticated")
        self.assertNotIn("not the one", said)

    def test_userpass_of_a_name_with_marks(self):
        self.server.write("auth/userpass/users/bob.b-1", password=PASSWORD, token_policies="app")
        self.workspace('type = "userpass", username = "bob.b-1", password = { env = "PW" }')
        self.reads(env={"PW": PASSWORD})

    def test_ldap(self):
        if "ldap" not in self.server.methods:
            self.skipTest(f"{self.server.name} has no LDAP built in")
        self.workspace('type = "ldap", username = "alice", password = { env = "PW" }')
        self.reads(env={"PW": PASSWORD})
        said = self.render(ISLAND, 3, env={"PW": "not the one"})
        self.says(said, "unauthenticated")
        self.assertNotIn("not the one", said)


class Jwt:
    def token(self, **claims):
        return self.site.issuer.token(**{"sub": "job", "repository": "acme/pay", **claims})

    def test_by_variable_and_file(self):
        self.workspace('type = "jwt", role = "ci", token = { env = "JOB_TOKEN" }')
        self.reads(env={"JOB_TOKEN": self.token()})
        file = self.root / "home" / "jwt"
        file.write_text(self.token())
        file.chmod(0o600)
        self.workspace('type = "jwt", token = { file = "~/jwt" }')
        self.reads()

    def test_wrong(self):
        self.workspace('type = "jwt", role = "ci", token = { env = "JOB_TOKEN" }')
        right = self.token()
        for token in (self.token(repository="evil/fork"), self.token(aud="https://elsewhere.test"), self.token(exp=1),
                      right[:-8] + "AAAAAAAA"):
            said = self.render(ISLAND, 3, env={"JOB_TOKEN": token})
            self.says(said, "unauthenticated")
            self.assertNotIn(token, said)
        self.workspace('type = "jwt", role = "none", token = { env = "JOB_TOKEN" }')
        self.says(self.render(ISLAND, 3, env={"JOB_TOKEN": right}), "unauthenticated", "none")


class Kubernetes:
    def test_a_pod(self):
        self.workspace('type = "kubernetes", role = "worker", token = { env = "POD_TOKEN" }')
        token, = self.site.pods
        self.reads(env={"POD_TOKEN": token})
        stranger = self.site.pod_token("shop", "thief")
        said = self.render(ISLAND, 3, env={"POD_TOKEN": stranger})
        self.says(said, "unauthenticated")
        self.assertNotIn(stranger, said)

    def test_without_a_pod(self):
        self.workspace('type = "kubernetes", role = "worker"')
        if pathlib.Path("/var/run/secrets/kubernetes.io/serviceaccount/token").exists():
            self.skipTest("this is a pod")
        self.assertIn("/var/run/secrets/kubernetes.io/serviceaccount/token", self.render(ISLAND, 3))


class Certificate:
    def test_of_the_client(self):
        certificate, key = self.home_copy()
        for role in ("", ', role = "web"'):
            self.workspace(f'type = "cert", certificate = "{certificate}", key = "{key}"{role}')
            self.reads()
        self.workspace(f'type = "cert", certificate = "{certificate}", key = "{key}", role = "other"')
        self.says(self.render(ISLAND, 3), "unauthenticated")

    def test_of_a_stranger(self):
        certificate, key = self.server.authority.issue("stranger", "clientAuth")
        self.workspace(f'type = "cert", certificate = "{certificate}", key = "{key}"')
        self.says(self.render(ISLAND, 3), "unauthenticated")

    def test_with_the_key_of_another(self):
        certificate, _ = self.site.client
        self.workspace(f'type = "cert", certificate = "{certificate}", key = "{self.server.key}"')
        self.render(ISLAND, 3)

    def home_copy(self):
        return self.site.client


class Aws:
    AUTH = f'type = "aws", role = "deploy", server_id = "{SERVER_ID}"'
    KEY = {"AWS_ACCESS_KEY_ID": ACCESS_KEY, "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
           "AWS_REGION": "us-east-1"}

    def setUp(self):
        super().setUp()
        if "aws" not in self.server.methods:
            self.skipTest(f"{self.server.name} has no AWS method built in")

    def test_a_signed_identity(self):
        self.workspace(self.AUTH)
        self.reads(env=self.KEY)

    def test_without_the_server_s_id(self):
        self.workspace('type = "aws", role = "deploy"')
        self.says(self.render(ISLAND, 3, env=self.KEY), "unauthenticated", "server_id")

    def test_of_a_stranger(self):
        self.workspace(self.AUTH)
        self.says(self.render(ISLAND, 3, env={**self.KEY, "AWS_ACCESS_KEY_ID": "AKIDSTRANGER"}), "unauthenticated")


class Probe:
    def test_who_is_let_in(self):
        self.workspace(AppRole.BOUND)
        variables = {"ROLE_ID": self.site.role_id(), "SECRET_ID": self.site.secret_id()}
        shown = self.expect(0, "vaults", "--probe", "--trust", env=variables)
        text = (shown.stdout + shown.stderr).decode()
        for word in ("approle", "app", "default", self.server.address):
            self.assertIn(word, text)
        self.assertRegex(text, r"\b(20m|19m|1200 ?s|119\d ?s)\b")
        for value in variables.values():
            self.assertNotIn(value, text)

    def test_a_token(self):
        self.workspace()
        token = self.site.token(display_name="deploy")
        shown = self.expect(0, "vaults", "--probe", "--trust", env={"VAULT_TOKEN": token})
        text = (shown.stdout + shown.stderr).decode()
        for word in ("VAULT_TOKEN", "app", "default"):
            self.assertIn(word, text)
        self.assertNotIn(token, text)

    def test_who_is_not(self):
        self.workspace()
        result = self.expect(4, "vaults", "--probe", "--trust")
        self.assertIn(b"VAULT_TOKEN", result.stdout + result.stderr)
        self.workspace(AppRole.BOUND)
        self.expect(3, "vaults", "--probe", "--trust", env={"ROLE_ID": "nobody", "SECRET_ID": "nothing"})
