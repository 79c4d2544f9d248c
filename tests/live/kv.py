"""The engines: KV of both versions, how its version is found out, namespaces, credentials that are minted."""
import json
import time

from servers import Refused

__all__ = ["Kv", "Namespaces", "Dynamic"]


class Kv:
    def setUp(self):
        super().setUp()
        self.with_token()

    def test_version_2(self):
        self.assertEqual(self.render("{{ secret('corp', 'app/one', key='password') }} {{ secret('corp', 'app/one', key='port') }}"),
                         "third 5432")
        self.assertEqual(self.render("{{ secret('corp', 'app/one', path='nested.list.1') }}"), "2")
        self.assertEqual(self.render("{{ secret('corp', 'app/one', path='/a.b') }} {{ secret('corp', 'app/one', key='a.b') }}"),
                         "dotted dotted")
        whole = json.loads(self.expect(0, "get", "--trust", "corp", "app/one").stdout)
        self.assertEqual(whole, {"password": "third", "port": 5432, "on": True, "nested": {"list": [1, 2]}, "a.b": "dotted"})

    def test_versions(self):
        for version, value in ("1", "first"), ("2", "second"), ("3", "third"):
            self.assertEqual(self.render(f"{{{{ secret('corp', 'app/one', key='password', version='{version}') }}}}"), value)
        said = self.render("{{ secret('corp', 'app/one', key='password', version='9') }}", 3)
        self.says(said, "not-found", "9")

    def test_version_1(self):
        self.with_token(mount="old")
        self.reads(value="of version 1")
        self.assertEqual(self.render("{{ secret('corp', 'app/one', key='port') }}"), "5432")
        said = self.render("{{ secret('corp', 'app/one', key='password', version='1') }}", 3)
        self.assertIn("version", said)

    def test_a_mount_of_several_segments(self):
        for mount in ("team/kv", "team/kv/"):
            self.with_token(mount=mount)
            self.reads(value="of a team")

    def test_the_version_pinned(self):
        self.with_token(kv_version=2)
        self.reads()
        self.with_token(kv_version=1, mount="old")
        self.reads(value="of version 1")

    def test_the_wrong_version_pinned(self):
        token = self.server.root
        for mount, version, really in ("secret", 1, 2), ("old", 2, 1):
            self.workspace('type = "token", token = { env = "APP_TOKEN" }', mount=mount, kv_version=version)
            said = self.render("{{ secret('corp', 'app/one', key='password') }}", 3, env={"APP_TOKEN": token})
            self.assertIn("kv_version" if version == 1 else "not-found", said, f"it is {really}")

    def test_a_pinned_version_needs_one_use_of_a_token(self):
        self.with_token(kv_version=2)
        self.env["APP_TOKEN"] = self.site.token(num_uses=1)
        self.reads()
        self.render("{{ secret('corp', 'app/one', key='password') }}", 3)

    def test_deleted_undeleted_destroyed(self):
        name = f"app/{self.id().rsplit('.', 1)[-1]}"
        self.server.put_v2(name, password="old")
        self.server.put_v2(name, password="new")
        self.server.api("DELETE", f"secret/data/{name}")
        island = f"{{{{ secret('corp', '{name}', key='password') }}}}"
        self.says(self.render(island, 3), "version-unavailable", "deleted")
        pinned = island.replace("key=", "version='2', key=")
        self.says(self.render(pinned, 3), "version-unavailable", "deleted", "2")
        self.reads(name=f"{name}', version='1", value="old")
        self.server.write(f"secret/undelete/{name}", versions=[2])
        self.reads(name=name, value="new")
        self.server.write(f"secret/destroy/{name}", versions=[2])
        self.says(self.render(island, 3), "version-unavailable", "destroyed")
        self.server.api("DELETE", f"secret/metadata/{name}")
        self.says(self.render(island, 3), "not-found", name)

    def test_a_version_with_an_end(self):
        name = "app/ends"
        self.server.write(f"secret/metadata/{name}", delete_version_after="2s")
        self.server.put_v2(name, password="short")
        self.reads(name=name, value="short")
        time.sleep(2.2)
        self.says(self.render(f"{{{{ secret('corp', '{name}', key='password') }}}}", 3), "version-unavailable")

    def test_what_is_not_there(self):
        said = self.render("{{ secret('corp', 'app/none', key='a') }}\n{{ secret('corp', 'app/one', key='none') }}", 3)
        self.says(said, "not-found", "app/none")
        self.says(said, "key-not-found", "none", line=2)
        self.assertNotIn("third", said)

    def test_a_mount_that_is_not_there(self):
        self.with_token(mount="nowhere")
        said = self.render("{{ secret('corp', 'app/one', key='a') }}", 3)
        self.assertIn("nowhere", said)

    def test_names_with_odd_characters(self):
        for name in ("app/with space", "app/per%cent%2F", "app/plus+and&=", "app/hash#query?x=1", "app/stra\u00dfe \u4e16", "app/a/b/c",
                     "app/semi;colon,", "app/quote\""):
            with self.subTest(name):
                self.server.put_v2(name, password=f"at {name}")
                self.assertEqual(self.expect(0, "get", "--trust", "corp", name, "--key", "password").stdout.decode(), f"at {name}")

    def test_values_of_every_kind(self):
        self.server.put_v2("app/kinds", password="\u00fc\u4e16\U0001f600\n\t\"\\", empty="", zero=0, big=9007199254740991,
                           fraction=0.1, no=False, nothing=None)
        self.assertEqual(self.render("{{ secret('corp', 'app/kinds', key='password') }}"), "\u00fc\u4e16\U0001f600\n\t\"\\")
        self.assertEqual(self.render("[{{ secret('corp', 'app/kinds', key='empty') }}|{{ secret('corp', 'app/kinds', key='zero') }}|"
                                     "{{ secret('corp', 'app/kinds', key='big') }}|{{ secret('corp', 'app/kinds', key='fraction') }}|"
                                     "{{ secret('corp', 'app/kinds', key='no') }}]"), "[|0|9007199254740991|0.1|false]")

    def test_many_in_one_run(self):
        for number in range(40):
            self.server.put_v2(f"app/many/{number}", password=f"value {number}")
        template = "".join(f"{{{{ secret('corp', 'app/many/{n}', key='password') }}}}\n" for n in range(40))
        self.assertEqual(self.render(template), "".join(f"value {n}\n" for n in range(40)))


class Namespaces:
    def setUp(self):
        super().setUp()
        if not self.server.has_namespaces:
            self.skipTest(f"{self.server.name} has namespaces in its Enterprise edition only")
        if "team-a" not in self.made():
            for name, parent in (("team-a", ""), ("inner", "team-a/")):
                self.in_namespace(parent, "POST", f"sys/namespaces/{name}", {})
                place = f"{parent}{name}/"
                self.in_namespace(place, "POST", "sys/mounts/secret", {"type": "kv", "options": {"version": "2"}})
                self.in_namespace(place, "PUT", "sys/policies/acl/app", {"policy": 'path "secret/data/app/*" { capabilities = ["read"] }'})
                self.in_namespace(place, "POST", "sys/auth/userpass", {"type": "userpass"})
                self.in_namespace(place, "POST", "auth/userpass/users/bob", {"password": "builder", "token_policies": "app"})
                self.put(place)

    def made(self):
        try:
            return [one.strip("/") for one in self.server.api("LIST", "sys/namespaces")["data"]["keys"]]
        except Refused:
            return []

    def put(self, place):
        deadline = time.monotonic() + 20
        while True:
            try:
                return self.in_namespace(place, "POST", "secret/data/app/one", {"data": {"password": f"of {place}"}})
            except Refused as error:
                if error.status != 400 or time.monotonic() > deadline:
                    raise
                time.sleep(0.05)

    def in_namespace(self, namespace, method, path, body):
        return self.server.api(method, path, body, X_Vault_Namespace=namespace) if namespace else self.server.api(method, path, body)

    BOB = 'type = "userpass", username = "bob", password = { env = "BOB" }'

    def test_login_and_read_in_one(self):
        self.env["BOB"] = "builder"
        for namespace in ("team-a", "team-a/", "team-a/inner"):
            self.workspace(self.BOB, namespace=namespace)
            self.reads(value=f"of {namespace.strip('/')}/")

    def test_by_variable(self):
        self.env["BOB"] = "builder"
        self.workspace(self.BOB)
        for name in ("VAULT_NAMESPACE", "BAO_NAMESPACE"):
            self.reads(env={name: "team-a"}, value="of team-a/")
        self.workspace(self.BOB, namespace="team-a/inner")
        self.reads(env={"VAULT_NAMESPACE": "team-a"}, value="of team-a/inner/")

    def test_one_that_is_not_there(self):
        self.env["BOB"] = "builder"
        self.workspace(self.BOB, namespace="team-z")
        said = self.render("{{ secret('corp', 'app/one', key='password') }}", 3)
        self.assertIn("team-z", said)

    def test_a_token_of_another_is_no_good(self):
        self.workspace('type = "token", token = { env = "APP_TOKEN" }', namespace="team-a")
        said = self.render("{{ secret('corp', 'app/one', key='password') }}", 3, env={"APP_TOKEN": self.site.token()})
        self.assertRegex(said, r"error\[(unauthenticated|access-denied)\]")


class Dynamic:
    MINT = {"mount": "rabbitmq", "engine": "dynamic", "paths": ["creds/*"]}
    BOTH = "{{ secret('corp', 'creds/worker', key='username') }} {{ secret('corp', 'creds/worker', key='password') }}"

    def setUp(self):
        super().setUp()
        if not self.server.has_broker_engine:
            self.skipTest(f"this {self.server.name} was built without an engine that mints")

    def test_one_read_mints_one(self):
        self.with_token(**self.MINT)
        before = self.site.broker.made
        user, password = self.render(self.BOTH).split(" ")
        self.assertEqual(self.site.broker.made, before + 1)
        self.assertEqual(self.site.broker.users[user]["password"], password)
        self.render(self.BOTH)
        self.assertEqual(self.site.broker.made, before + 2)

    def test_check_and_plan_mint_none(self):
        self.with_token(**self.MINT)
        before = self.site.broker.made
        self.write("t.txt", self.BOTH)
        self.expect(0, "check", "t.txt")
        self.assertIn(b"creds/worker", self.expect(0, "plan", "t.txt").stdout)
        self.assertEqual(self.site.broker.made, before)

    def test_a_path_that_is_not_listed(self):
        self.with_token(**{**self.MINT, "paths": ["creds/other"]})
        before = self.site.broker.made
        self.write("t.txt", self.BOTH)
        self.assertNotEqual(self.run_keyplate("render", "--trust", "t.txt").returncode, 0)
        self.assertEqual(self.site.broker.made, before)

    def test_a_role_that_is_denied(self):
        self.with_token(**self.MINT)
        said = self.render("{{ secret('corp', 'creds/admin', key='username') }}", 3)
        self.says(said, "access-denied", "read", "rabbitmq/creds/admin")

    def test_a_vault_of_kv_mints_nothing(self):
        self.with_token(mount="rabbitmq")
        before = self.site.broker.made
        said = self.render(self.BOTH, 3)
        self.assertIn("dynamic", said)
        self.assertEqual(self.site.broker.made, before)

    def test_the_lease_is_the_server_s(self):
        """What was minted can be taken back by its lease, and lives as long as the login that made it."""
        self.env["SECRET_ID"] = self.site.secret_id()
        self.workspace(f'type = "approle", role_id = {{ env = "ROLE_ID" }}, secret_id = {{ env = "SECRET_ID" }}', **self.MINT)
        user = self.render(self.BOTH, env={"ROLE_ID": self.site.role_id()}).split(" ")[0]
        leases = self.server.api("LIST", "sys/leases/lookup/rabbitmq/creds/worker")["data"]["keys"]
        self.assertTrue(leases)
        self.assertIn(user, self.site.broker.users)
        self.server.api("PUT", "sys/leases/revoke-prefix/rabbitmq/creds/worker")
        deadline = time.monotonic() + 20
        while user in self.site.broker.users and time.monotonic() < deadline:
            time.sleep(0.05)
        self.assertNotIn(user, self.site.broker.users)
