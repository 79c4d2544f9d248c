"""HashiCorp's Vault and OpenBao, played by a strict server: what a workspace can say, and what comes of it."""
import time
import unittest

from vaults import TOKEN, WAYS, VaultTest, certificates, http2, jwt, settings, vault

MY_TOKEN = '{ type = "token", token = { env = "MY_TOKEN" } }'


class HashicorpTest(VaultTest):
    def setUp(self):
        super().setUp()
        self.env["MY_TOKEN"] = TOKEN
        self.vault = self.make_vault()
        self.server = self.start(self.vault)

    def bad(self, auth=MY_TOKEN, **more):
        return settings("bad", self.server.url, auth, **more)

    def targets(self):
        return [f"{request.method} {request.target}" for request in self.server.requests]


class Reading(HashicorpTest):
    def test_a_secret_is_read_once_for_all_that_is_of_it(self):
        self.vault.kv2("secret", {"app": {"a": "1", "b": {"c": [1, 2.5]}, "d": None, "e": True}})
        template = """{{ secret('bad', 'app', key='a') }} {{ secret('bad', 'app', path='b.c.1') }} {{ secret('bad', 'app', path='/b/c') | dump }}
{{ secret('bad', 'app', key='e') }} {{ secret('bad', 'app') }}"""
        self.assert_renders('1 2.5 [1,2.5]\ntrue {"a":"1","b":{"c":[1,2.5]},"d":null,"e":true}', self.bad(), template=template)
        self.assertEqual(self.targets().count("GET /v1/secret/data/app"), 1)

    def test_the_version_of_the_engine_is_asked_once(self):
        template = "{{ secret('bad', 'app/one', key='password') }}{{ secret('bad', 'app/two', key='password') }}"
        self.assert_renders("v4lueOne-kC4v4lueTwo-kC4", self.bad(), template=template)
        self.assertEqual(sum("/sys/internal/ui/mounts/" in target for target in self.targets()), 1)

    def test_a_pinned_version_of_the_engine_is_not_asked_for(self):
        self.vault.kv1("old", {"app": {"password": "v1"}})
        self.assert_renders("one=v4lueOne-kC4", self.bad(kv_version=2))
        self.assert_renders("v1", self.bad(kv_version=1, mount="old"), template="{{ secret('bad', 'app', key='password') }}")
        self.assertEqual(self.targets(), ["GET /v1/secret/data/app/one", "GET /v1/old/app"])

    def test_version_1(self):
        self.vault.kv1("team/old", {"app": {"password": "v1"}})
        self.assert_renders("v1", self.bad(mount="team/old"), template="{{ secret('bad', 'app', key='password') }}")
        said = self.assert_fails("not-found", self.bad(mount="team/old"), template="{{ secret('bad', 'none', key='password') }}")
        self.assertIn("none", said.message)

    def test_versions_of_a_secret(self):
        self.vault.kv2("secret", {"app": [vault.Version({"x": "1"}, deleted="2024-03-22T02:36:43.986212308Z"), vault.Version({}, destroyed=True), {"x": "3"}]})
        read = "{{{{ secret('bad', 'app', key='x'{}) }}}}"
        self.assert_renders("3", self.bad(), template=read.format(""))
        self.assert_renders("3", self.bad(), template=read.format(", version='3'"))
        said = self.assert_fails("version-unavailable", self.bad(), template=read.format(", version='1'"))
        self.assertRegex(said.message, "deleted.*2024-03-22")
        self.assertIn("destroyed", self.assert_fails("version-unavailable", self.bad(), template=read.format(", version='2'")).message)
        self.assert_fails("not-found", self.bad(), template=read.format(", version='9'"))
        self.assert_renders("d", self.bad(), template="{{ secret('bad', 'app', key='x', version='9', default='d') }}")

    def test_a_newest_version_that_is_deleted(self):
        self.vault.kv2("secret", {"app": [{"x": "1"}, vault.Version({"x": "2"}, deleted="2024-03-22T02:36:43Z")]})
        said = self.assert_fails("version-unavailable", self.bad(), template="{{ secret('bad', 'app', key='x') }}")
        self.assertIn("version 2", said.message)

    def test_a_key_that_is_not_there(self):
        said = self.assert_fails("key-not-found", self.bad(), template="{{ secret('bad', 'app/one', key='passwort') }}")
        self.assertIn("passwort", said.message)

    def test_a_policy_that_denies(self):
        self.vault.token(TOKEN, denied="^secret/data/app/one$")
        said = self.assert_fails("access-denied", self.bad())
        self.assertIn("`read`", said.message)
        self.assertIn("secret/data/app/one", said.message)

    def test_a_policy_that_hides_the_version_of_the_engine(self):
        self.vault.token(TOKEN, denied="^sys/internal/")
        said = self.assert_fails("access-denied", self.bad())
        self.assertIn("kv_version", said.message)
        self.assert_renders("one=v4lueOne-kC4", self.bad(kv_version=2))

    def test_the_wrong_version_of_the_engine(self):
        said = self.assert_fails("config-invalid", self.bad(kv_version=1))
        self.assertIn("kv_version", said.message)

    def test_namespaces(self):
        self.vault.kv2("secret", {"app": {"x": "theirs"}}, namespace="team/a")
        template = "{{ secret('bad', 'app', key='x') }}"
        self.assert_renders("theirs", self.bad(namespace="team/a"), template=template)
        self.assert_renders("theirs", self.bad(), template=template, env={"VAULT_NAMESPACE": "team/a"})
        self.assert_renders("theirs", self.bad(), template=template, env={"VAULT_NAMESPACE": "team/a/"})
        self.assert_renders("theirs", self.bad(namespace="team/a"), template=template, env={"VAULT_NAMESPACE": "other"})
        self.assert_fails("not-found", self.bad(), template=template)

    def test_many_secrets_over_one_connection_of_http2(self):
        many = {f"n/{n}": {"x": f"v{n}"} for n in range(300)}
        self.vault.kv2("many", many)
        server = self.start(self.vault, kind=http2.Server)
        template = "".join(f"{{{{ secret('bad', '{name}', key='x') }}}} " for name in many)
        self.assert_renders("".join(f"v{n} " for n in range(300)), settings("bad", server.url, MY_TOKEN, mount="many"), template=template, arguments=("--timeout", "60s"))
        self.assertEqual(server.connections, 1)
        self.assertLessEqual(server.most_streams, 100)

    def test_many_secrets_over_http_1(self):
        many = {f"n/{n}": {"x": f"v{n}"} for n in range(100)}
        self.vault.kv2("many", many)
        template = "".join(f"{{{{ secret('bad', '{name}', key='x') }}}} " for name in many)
        self.assert_renders("".join(f"v{n} " for n in range(100)), self.bad(mount="many"), template=template, arguments=("--timeout", "60s"))
        self.assertLessEqual(self.server.connections, 17)
        before = self.server.connections
        self.assert_renders("".join(f"v{n} " for n in range(100)), self.bad(mount="many", concurrency=2), template=template, arguments=("--timeout", "60s"))
        self.assertLessEqual(self.server.connections - before, 2)


class Dynamic(HashicorpTest):
    def dynamic(self, **more):
        self.vault.dynamic("database", {"ro": 3600})
        return self.bad(engine="dynamic", mount="database", paths=["creds/*"], **more)

    def test_one_read_for_a_pair(self):
        template = "{{ secret('bad', 'creds/ro', key='username') }} {{ secret('bad', 'creds/ro', key='password') }}"
        self.assert_renders("v-ro-1 minted-pAssw0rd-1", self.dynamic(), template=template)
        self.assertEqual((len(self.vault.minted), self.targets()), (1, ["GET /v1/database/creds/ro"]))

    def test_an_unknown_role(self):
        said = self.assert_fails("config-invalid", self.dynamic(), template="{{ secret('bad', 'creds/rw', key='password') }}")
        self.assertIn("unknown role", said.message)

    def test_paths_permit(self):
        result = self.render(self.dynamic(), template="{{ secret('bad', 'config/x', key='password') }}")
        self.assertEqual(result.returncode, 1)
        self.assertEqual(self.targets(), [])


class Signing(HashicorpTest):
    def sign_in(self, name):
        way = WAYS[name]
        way.prepare(self.vault)
        for file, text in way.files.items():
            (self.root / "home" / file).write_text(text)
        self.env.update(way.variables)
        return way

    def test_one_login_for_many_secrets(self):
        way = self.sign_in("userpass")
        template = "{{ secret('bad', 'app/one', key='password') }}{{ secret('bad', 'app/two', key='password') }}"
        self.assert_renders("v4lueOne-kC4v4lueTwo-kC4", self.bad(way.auth), template=template)
        self.assertEqual(self.vault.login_log, [("userpass", True)])

    def test_each_login_that_is_refused_says_what_to_look_at(self):
        for name, variables, look in (("approle", {"ROLE_ID": "another-r0le"}, "secret_id"), ("userpass", {"MY_PASSWORD": "wr0ngPass-kC4"}, "password"),
                                      ("jwt", {"ID_TOKEN": jwt("x")}, "role"), ("aws", {"AWS_SECRET_ACCESS_KEY": "wr0ngAws-kC4"}, "")):
            way = self.sign_in(name)
            said = self.assert_fails("unauthenticated", self.bad(way.auth), env=variables)
            self.assertIn(look, said.hint)
            for value in variables.values():
                self.assertNotIn(value + " ", said.message)
        self.assertEqual([well for _, well in self.vault.login_log], [False] * 4)

    def test_a_method_that_is_not_mounted(self):
        said = self.assert_fails("unauthenticated", self.bad('{ type = "userpass", username = "ann", password = { env = "MY_TOKEN" }, mount = "nowhere" }'))
        self.assertIn("auth/nowhere", said.message)

    def test_login_of_the_namespace(self):
        self.vault.kv2("secret", {"app/one": {"password": "theirs"}}, namespace="team")
        self.vault.login("userpass", vault.Login("userpass", {"ann": WAYS["userpass"].variables["MY_PASSWORD"]}), namespace="team")
        self.assert_renders("one=theirs", self.bad(WAYS["userpass"].auth, namespace="team"), env=WAYS["userpass"].variables)

    def test_a_client_certificate_that_is_not_known(self):
        self.sign_in("cert")
        for kind, pair in (("pem", "certificate"), ("key", "key")):
            (self.root / f"home/client.{kind}").write_bytes(getattr(certificates().strange_client, pair).read_bytes())
        (self.root / "home/client.key").chmod(0o600)
        self.assert_fails("tls", self.bad(WAYS["cert"].auth))

    def test_a_token_with_few_uses(self):
        """Each request uses one up, so none is spent on looking around."""
        way = self.sign_in("userpass")
        self.vault.logins[""]["userpass"].uses = 2
        self.assert_renders("one=v4lueOne-kC4", self.bad(way.auth))

    def test_a_token_that_is_over(self):
        self.vault.token(TOKEN, ends=time.monotonic() - 1)
        said = self.assert_fails("unauthenticated", self.bad())
        self.assertIn("MY_TOKEN", said.message)

    def test_ambient_tokens(self):
        home = self.root / "home/.vault-token"
        home.write_text(TOKEN + "\n")
        self.assert_renders("one=v4lueOne-kC4", self.bad(""))
        self.assert_renders("one=v4lueOne-kC4", self.bad(""), env={"VAULT_TOKEN": TOKEN})
        self.assert_fails("unauthenticated", self.bad(""), env={"VAULT_TOKEN": "hvs.n0neOfTheServers"})  # goes before the file
        self.assert_fails("unauthenticated", self.bad(""), env={"BAO_TOKEN": "hvs.n0neOfTheServers", "VAULT_TOKEN": TOKEN})
        home.unlink()
        self.assertIn("VAULT_TOKEN", self.assert_fails("login-required", self.bad(""), status=4).message)


if __name__ == "__main__":
    unittest.main()
