"""HashiCorp's Vault and OpenBao, played by a strict server: what a workspace can say, and what comes of it."""
import json
import time
import unittest

from resolver_wire import RESOLVER, sanitized
from vaults import TOKEN, WAYS, VaultTest, certificates, http1, http2, jwt, settings, vault

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
        # What the server says of it may be lost with the connection: then nobody knows, and it is guessed.
        result = self.render(self.bad(WAYS["cert"].auth))
        self.assertEqual(result.returncode, 3)
        self.assertRegex(result.stderr, b"error.(tls|network).: .*client certificate")

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

    def test_the_cure_for_a_token_is_where_it_came_from(self):
        (self.root / "home/.vault-token").write_text("hvs.n0neOfTheServers")
        self.assertIn("`vault login` makes a new one", self.assert_fails("unauthenticated", self.bad("")).hint)
        gone = "hvs.n0neOfTheServers"
        self.assertIn("unset it and `vault login`", self.assert_fails("unauthenticated", self.bad(""), env={"VAULT_TOKEN": gone}).hint)
        said = self.assert_fails("unauthenticated", self.bad(), env={"MY_TOKEN": gone}).hint
        self.assertIn("`auth.token`", said)
        self.assertNotIn("vault login", said)
        self.assertIn("the policy `default`", said)


class Lies(HashicorpTest):
    """Servers that answer with more than anybody wants, or with what can't be."""

    def answers(self, **by_end):
        """A server whose answers are given by how the target ends; the last, `other`, is of all else."""
        def application(request, _):
            found = [answer for end, answer in by_end.items() if request.target.endswith(end.replace("_", "-"))]
            status, body = (found or [by_end["other"]])[0]
            return http1.Response(status, json.dumps(body).encode())
        server = self.start(application)
        return lambda **more: settings("bad", server.url, MY_TOKEN, **{"kv_version": 2, **more})

    def assert_quick(self, began):
        # What hung took minutes; a sanitizer takes ten times as long as a user.
        self.assertLess(time.monotonic() - began, 100 if sanitized(RESOLVER) else 10)

    def test_lists_without_end(self):
        many = ["p%d" % i for i in range(300000)]
        bad = self.answers(lookup_self=(200, {"data": {"display_name": "x" * 100000, "policies": many}}), other=(403, {"errors": ["denied"]}))
        began = time.monotonic()
        said = self.assert_fails("access-denied", bad())
        self.assertIn("`p9`, ", said.message)
        self.assertLess(len(said.message), 3000)
        for errors in ([""] * 300000, [1] * 300000, ["\n".join(many)], many):
            self.assertLess(len(self.assert_fails("config-invalid", self.answers(other=(400, {"errors": errors}))()).message), 3000)
        factor = {"any": [{"type": "totp"}] * 300000}
        login = {"auth": {"mfa_requirement": {"mfa_constraints": {"a": factor, "b": factor}}}}
        self.env.update(ROLE_ID="r", PASSWORD="p")
        server = self.start(lambda request, _: http1.Response(200, json.dumps(login).encode()))
        auth = '{ type = "userpass", username = "ann", password = { env = "PASSWORD" } }'
        self.assert_fails("needs-person", settings("bad", server.url, auth), status=4)
        self.assert_quick(began)

    def test_times_that_no_clock_has(self):
        way = WAYS["userpass"]
        way.prepare(self.vault)
        self.env.update(way.variables)
        for lasts in (2 ** 63 - 1, 2 ** 64 - 1, 9_300_000_000, -1, 1e300, "soon"):
            def lie(request, envelope, lasts=lasts):
                if envelope["auth"]:
                    return {**envelope, "auth": {**envelope["auth"], "lease_duration": lasts}}
                metadata = {"version": 1, "destroyed": False, "deletion_time": "9999-12-31T23:59:59Z"}
                return {**envelope, "data": {**envelope["data"], "metadata": metadata}}
            self.vault.changes = lie
            self.server.requests.clear()
            template = "".join("{{ secret('bad', 'app/%s', key='password') }} " % name for name in ("one", "two"))
            self.assert_renders("v4lueOne-kC4 v4lueTwo-kC4 ", self.bad(way.auth, kv_version=2), template=template)
            self.assertEqual(sum("login" in target for target in self.targets()), 1, lasts)

    def test_a_login_that_gives_a_token_as_long_as_a_book(self):
        way = WAYS["userpass"]
        way.prepare(self.vault)
        self.env.update(way.variables)
        self.vault.changes = lambda request, envelope: {**envelope, "auth": {**envelope["auth"], "client_token": "t" * (1 << 20)}}
        self.assertIn("64 KiB", self.assert_fails("protocol", self.bad(way.auth)).message)

    def test_a_document_deeper_than_values_are(self):
        deep = "[" * 300 + "]" * 300
        body = '{"data": {"metadata": {"version": 1}, "data": {"password": %s}}}' % deep
        server = self.start(lambda request, _: http1.Response(200, body.encode()))
        said = self.assert_fails("wrong-form", settings("bad", server.url, MY_TOKEN, kv_version=2))
        self.assertIn("nested more than 256 deep", said.message)

    def test_more_than_a_machine_has_to_spare(self):
        """Answers each of which would do, and which together would not."""
        large = b'{"data": {"metadata": {"version": 1}, "data": {"password": "x", "y": "' + b"y" * (30 << 20) + b'"}}}'
        server = self.start(lambda request, _: http1.Response(200, large))
        template = "".join("{{ secret('bad', 'app/%d', key='password') }}" % i for i in range(8))
        said = self.assert_fails("protocol", settings("bad", server.url, MY_TOKEN, kv_version=2), template=template)
        self.assertIn("128 MiB", said.message)

    def test_a_secret_that_takes_long_to_look_into(self):
        members = 100000 if sanitized(RESOLVER) else 2000000  # what is begun is ended, however slow a sanitizer makes it
        large = b'{"data": {"metadata": {"version": 1}, "data": {' + b",".join(b'"k%d":1' % i for i in range(members)) + b"}}}"
        server = self.start(lambda request, _: http1.Response(200, large))
        began = time.monotonic()
        template = "".join("{{ secret('bad', 'app/one', key='k%d') }}" % i for i in range(3000))
        bad = settings("bad", server.url, MY_TOKEN, kv_version=2)
        said = self.assert_fails("timeout", bad, template=template, arguments=("--timeout", "2s"))
        self.assertIn("KiB of `app/one`", said.message)
        self.assert_quick(began)

    def test_no_part_of_a_token_is_shown(self):
        """What is cut could be cut within a token, and the rest would not be masked."""
        long = "hvs." + "CAESIkC4nary" * 20

        def application(request, _):
            if "app/one" in request.target:
                return http1.Response(200, b"<html>", type="text/" + request.one("x-vault-token"))
            return http1.Response(307, headers=[("location", "https://" + request.one("x-vault-token") + ":1/v1/x")])
        bad = settings("bad", self.start(application).url, MY_TOKEN, kv_version=2)
        for name in ("one", "two"):
            said = self.assert_fails("protocol", bad, template="{{ secret('bad', 'app/%s') }}" % name, env={"MY_TOKEN": long})
            self.assertNotIn("CAESIkC4nary", said.message)


if __name__ == "__main__":
    unittest.main()
