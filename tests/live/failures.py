"""What goes wrong at a server that is real: a policy, a seal, a restart, a stranger's certificate."""
import threading
import time

from live import wire
from servers import Authority, Refused, free_port

__all__ = ["Policy", "Seal", "Restart", "Tls"]

ISLAND = "{{ secret('corp', 'app/one', key='password') }}"


class Policy:
    def test_what_it_denies(self):
        self.with_token()
        said = self.render("{{ secret('corp', 'app/one', key='password') }}\n{{ secret('corp', 'closed/one', key='password') }}", 3)
        self.says(said, "access-denied", "read", "secret/data/closed/one", line=2)
        self.assertNotIn("t.txt:1:", said)

    def test_what_it_denies_in_version_1(self):
        self.with_token(mount="old")
        said = self.render("{{ secret('corp', 'closed/one', key='password') }}", 3)
        self.says(said, "access-denied", "read", "old/closed/one")

    def test_each_is_told_at_its_place(self):
        self.with_token()
        said = self.render("{{ secret('corp', 'closed/a', key='x') }}\n{{ secret('corp', 'app/none', key='x') }} "
                           "{{ secret('corp', 'closed/b', key='x') }}", 3)
        self.says(said, "access-denied", "secret/data/closed/a", line=1)
        self.says(said, "not-found", "app/none", line=2)
        self.says(said, "access-denied", "secret/data/closed/b", line=2)

    def test_nothing_is_written(self):
        self.with_token()
        self.write("t.txt", ISLAND + "{{ secret('corp', 'closed/one', key='password') }}")
        self.expect(3, "render", "--trust", "-o", "out.txt", "t.txt")
        self.assertFalse((self.work / "out.txt").exists())

    def test_one_vault_holds_back_no_other(self):
        self.env["APP_TOKEN"] = self.site.token()
        self.workspace('type = "token", token = { env = "APP_TOKEN" }')
        with (self.work / "keyplate.toml").open("a") as file:
            file.write(f'\n[vaults.gone]\nprovider = "hashicorp"\naddress = "https://127.0.0.1:{free_port()}"\n'
                       'auth = { type = "token", token = { env = "APP_TOKEN" } }\n')
        said = self.render(ISLAND + "\n{{ secret('gone', 'a', key='b') }}\n{{ secret('corp', 'closed/one', key='x') }}", 3)
        self.says(said, "network", line=2)
        self.says(said, "access-denied", line=3)


class Seal:
    def test_a_sealed_server(self):
        self.with_token()
        self.server.seal()
        self.addCleanup(self.server.unseal)
        began = time.monotonic()
        said = self.render(ISLAND, 3)
        self.says(said, "unavailable", "sealed")
        self.assertLess(time.monotonic() - began, 20)

    def test_one_that_is_unsealed_in_time(self):
        self.with_token()
        self.server.seal()
        opener = threading.Timer(0.7, self.server.unseal)
        opener.start()
        try:
            self.reads()
        finally:
            opener.join()


class Restart:
    """One resolver that lives on while its server doesn't."""

    def setUp(self):
        super().setUp()
        self.variables = {"ROLE_ID": self.site.role_id(), "SECRET_ID": self.site.secret_id(), "HOME": str(self.root / "home")}
        self.vault = wire.vault("corp", "hashicorp", **{
            "address": self.server.address, "ca_file": str(self.server.authority.file), "auth.type": "approle",
            "auth.role_id": {"env": "ROLE_ID"}, "auth.secret_id": {"env": "SECRET_ID"}})

    def ask(self, resolver, name="app/one", version=None):
        """Another version each time, so that nothing comes from the cache."""
        answers = resolver.read(self.work, [self.vault], [wire.reference(0, name, key="password", version=version)],
                                environment=self.variables)
        return answers[0]

    def logins(self):
        """How many tokens of the role `app` are alive."""
        accessors = self.server.api("LIST", "auth/token/accessors")["data"]["keys"]
        return sum(self.role_of(accessor) == "app" for accessor in accessors)

    def role_of(self, accessor):
        try:
            return (self.server.write("auth/token/lookup-accessor", accessor=accessor)["data"]["meta"] or {}).get("role_name")
        except Refused:
            return None  # it has ended since

    def test_a_token_that_is_unknown_afterwards(self):
        with wire.Resolver() as resolver:
            self.assertEqual(self.ask(resolver, version="1"), ("text", b"first"))
            self.server.api("PUT", "sys/leases/revoke-prefix/auth/approle/login")
            self.server.restart()
            before = self.logins()
            self.assertEqual(self.ask(resolver, version="2"), ("text", b"second"))
            self.assertEqual(self.logins(), before + 1)
            self.assertEqual(self.ask(resolver, version="3"), ("text", b"third"))
            self.assertEqual(self.logins(), before + 1)

    def test_a_token_that_is_known_still(self):
        with wire.Resolver() as resolver:
            self.assertEqual(self.ask(resolver, version="1"), ("text", b"first"))
            before = self.logins()
            self.server.restart()
            self.assertEqual(self.ask(resolver, version="2"), ("text", b"second"))
            self.assertEqual(self.logins(), before)

    def test_a_token_that_ends_between_two_reads(self):
        self.server.write("auth/approle/role/short", token_policies="app", token_ttl="1s", token_max_ttl="1s")
        self.variables.update(ROLE_ID=self.site.role_id("short"), SECRET_ID=self.site.secret_id("short"))
        with wire.Resolver() as resolver:
            self.assertEqual(self.ask(resolver, version="1"), ("text", b"first"))
            time.sleep(2)
            self.assertEqual(self.ask(resolver, version="2"), ("text", b"second"))

    def test_a_denied_read_is_no_reason_to_log_in_again(self):
        with wire.Resolver() as resolver:
            self.assertEqual(self.ask(resolver, version="1"), ("text", b"first"))
            before = self.logins()
            self.assertEqual(self.ask(resolver, "closed/one")[1], "access-denied")
            self.assertEqual(self.logins(), before)

    def test_a_server_that_is_gone(self):
        self.server.stop()
        try:
            with wire.Resolver() as resolver:
                self.assertEqual(self.ask(resolver)[:2], ("failure", "network"))
        finally:
            self.server.start()
            self.server.unseal()

    def test_one_that_comes_back_in_time(self):
        self.server.stop()
        with wire.Resolver() as resolver:
            starter = threading.Thread(target=lambda: (self.server.start(), self.server.unseal()))
            starter.start()
            answer = self.ask(resolver)
            starter.join()
            self.assertIn(answer[:2], (("text", b"third"), ("failure", "network"), ("failure", "unavailable")))
            self.assertEqual(self.ask(resolver, version="1"), ("text", b"first"))


class Tls:
    def test_an_authority_that_is_not_trusted(self):
        self.with_token(ca_file=None)
        said = self.render(ISLAND, 3)
        self.says(said, "tls", "VAULT_CACERT")
        self.reads(env={"VAULT_CACERT": str(self.server.authority.file)})
        self.reads(env={"SSL_CERT_FILE": str(self.server.authority.file)})
        other = Authority(self.root / "other").file
        self.says(self.render(ISLAND, 3, env={"VAULT_CACERT": str(other)}), "tls")
        self.with_token(ca_file=str(other))
        self.says(self.render(ISLAND, 3, env={"VAULT_CACERT": str(self.server.authority.file)}), "tls")

    def test_an_authority_that_can_t_be_read(self):
        for file in ("/nonexistent/ca.pem", str(self.root / "home")):
            self.with_token(ca_file=file)
            self.assertIn(file, self.render(ISLAND, 3))

    def test_another_name(self):
        self.with_token(address=f"https://127.0.0.2:{self.server.port}")
        self.assertRegex(self.render(ISLAND, 3), r"error\[(tls|network)\]")

    def test_no_verification_is_refused(self):
        self.with_token(ca_file=None)
        said = self.render(ISLAND, 3, env={"VAULT_SKIP_VERIFY": "true"})
        self.assertIn("VAULT_SKIP_VERIFY", said)
        self.assertIn("VAULT_CACERT", said)

    def test_plain_http_is_no_server(self):
        plain = self.server.address.replace("https", "http")
        self.with_token(address=plain)
        self.says(self.render(ISLAND, 3), "protocol", "400", "https")
        self.workspace('type = "userpass", username = "alice", password = { env = "PW" }', address=plain)
        self.says(self.render(ISLAND, 3, env={"PW": "nobody's"}), "protocol", "400", "https")
