"""`vaults --probe` and `plan --probe`: signing in without reading a secret, by a strict server."""
import json
import unittest

from leaks import leaks_in
from vaults import ROLE_ID, SECRET_ID, TOKEN, WAYS, VaultTest, settings

MY_TOKEN = '{ type = "token", token = { env = "MY_TOKEN" } }'


class Probe(VaultTest):
    def setUp(self):
        super().setUp()
        self.vault = self.make_vault()
        self.server = self.start(self.vault)
        self.env["MY_TOKEN"] = TOKEN

    def probe(self, *arguments, env=None):
        result = self.run_keyplate(*arguments, "--probe", "--trust", env=env)
        self.assertEqual(leaks_in(result.stdout + result.stderr, TOKEN, SECRET_ID), [])
        return result, result.stdout.decode()

    def targets(self):
        return [request.target for request in self.server.requests]

    def test_a_token_says_who_it_is_and_reads_nothing(self):
        self.write("keyplate.toml", settings("bad", self.server.url, MY_TOKEN))
        result, said = self.probe("vaults")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertRegex(said, r"(?m)^  connected  +\S")
        self.assertRegex(said, r"(?m)^  policies  +\S")
        self.assertTrue(any(target.endswith("auth/token/lookup-self") for target in self.targets()), self.targets())
        self.assertFalse([target for target in self.targets() if "/data/" in target])

    def test_every_vault_is_probed_whatever_becomes_of_the_others(self):
        way = WAYS["approle"]
        way.prepare(self.vault)
        self.env.update(way.variables)
        self.write("secret_id", SECRET_ID)
        self.write("keyplate.toml", "\n".join([
            settings("none", self.server.url), settings("wrong", self.server.url, MY_TOKEN.replace("MY_TOKEN", "OTHER")),
            settings("role", self.server.url, way.auth.replace("~/", "")), '[vaults.os]\nprovider = "env"\nprefix = "A_"\n']))
        result, said = self.probe("vaults", env={"OTHER": "hvs.nobodyKnowsThis"})
        self.assertEqual(result.returncode, 4, said)  # somebody has to sign in
        self.assertIn("login-required", said)
        self.assertIn("VAULT_TOKEN", said)
        self.assertIn("auth/approle", said)
        self.assertNotIn(ROLE_ID, said)
        self.assertNotIn("hvs.nobodyKnowsThis", said)

    def test_what_a_server_repeats_of_a_token_is_masked(self):
        """Of one that keyplate itself has never seen, since the resolver found it or got it by a login."""
        made = "hvs.kC4naryMadeByTheLogin"

        def repeat(request, envelope):
            token = request.one("x-vault-token")
            if token:
                return {**envelope, "data": {**envelope["data"], "display_name": token, "policies": ["of " + token], "identity_policies": [token]}}
            named = {"username": made, "role_name": made}
            return {**envelope, "auth": {**envelope["auth"], "client_token": made, "policies": [made, SECRET_ID], "metadata": named}}

        self.vault.changes = repeat
        (self.root / "home/.vault-token").write_text(TOKEN)
        WAYS["approle"].prepare(self.vault)
        self.env.update(WAYS["approle"].variables)
        self.write("secret_id", SECRET_ID)
        self.write("keyplate.toml", settings("file", self.server.url, kv_version=2)
                   + settings("role", self.server.url, WAYS["approle"].auth.replace("~/", ""), kv_version=2))
        result, said = self.probe("vaults")
        self.assertEqual(result.returncode, 0, said)
        self.assertEqual(leaks_in(result.stdout, made), [])
        self.assertEqual(said.count("identity    \u2022"), 2, said)

    def test_it_needs_a_grant(self):
        self.write("keyplate.toml", settings("bad", self.server.url, MY_TOKEN))
        result = self.run_keyplate("vaults", "--probe")
        self.assertEqual(result.returncode, 4)
        self.assertIn(b"untrusted-workspace", result.stderr)
        self.assertEqual(self.targets(), [])

    def test_a_plan_signs_in_to_its_vaults_alone(self):
        self.write("keyplate.toml", settings("bad", self.server.url, MY_TOKEN) + settings("other", "https://127.0.0.1:1", MY_TOKEN))
        self.write("config.txt", "{{ secret('bad', 'app/one', key='password') }}")
        result, said = self.probe("plan", "config.txt")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertRegex(said, r"(?ms)1 secret of 1 vault\n\nbad\n  connected ")
        self.assertNotIn("other", said)
        result, said = self.probe("plan", "config.txt", "--format", "json")
        logins = json.loads(said)["logins"]
        self.assertEqual([login["vault"] for login in logins], ["bad"])
        self.assertIsNone(logins[0]["failure"])
        self.assertFalse([target for target in self.targets() if "/data/" in target])

    def test_a_plan_in_which_a_vault_is_down(self):
        self.write("keyplate.toml", settings("other", "https://127.0.0.1:1", MY_TOKEN))
        self.write("config.txt", "{{ secret('other', 'app/one', key='password') }}")
        result, said = self.probe("plan", "config.txt", "--format", "json")
        self.assertEqual(result.returncode, 3, result.stderr)
        self.assertEqual(json.loads(said)["logins"][0]["failure"]["code"], "network")


if __name__ == "__main__":
    unittest.main()
