"""The security rules of transport and metadata that apply to HashiCorp's Vault: one class for each, against strict servers.

S1 to S8 apply, and S26 for wrapped tokens. Not to this provider: S9 (no metadata server is asked), S10 (no address that a
credential names is called), S11 (nothing is paged), S12 (no challenge names an authority). The other rules are in
test_security_rules.py.
"""
import base64
import dataclasses
import json
import os
import re
import socket
import ssl
import unittest

from leaks import leaks_in
from vaults import SECRET_ID, TOKEN, WAYS, VaultTest, certificates, faults, http1, http2, jwt, proxy, settings, vault

MY_TOKEN = '{ type = "token", token = { env = "MY_TOKEN" } }'
OTHER_TOKEN = '{ type = "token", token = { env = "OTHER_TOKEN" } }'
OTHER = "hvs.kC4naryAnotherT0ken"
ONE = "v4lueOne-kC4"
PRODUCT = f"one={ONE}"


def tokens_seen(*servers):
    return [value for server in servers for request in server.requests for value in request.all("x-vault-token")]


class RuleTest(VaultTest):
    def setUp(self):
        super().setUp()
        self.env["MY_TOKEN"] = TOKEN
        self.vault = self.make_vault()

    def bad(self, url, auth=MY_TOKEN, **more):
        return settings("bad", url, auth, **more)


class S1(RuleTest):
    """TLS 1.2 or newer, peer and host verified; nothing turns that off."""

    def test_s1_an_old_version_of_tls_is_refused(self):
        for version in (ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1):
            server = self.start(self.vault, versions=(version, version))
            self.assert_fails("tls", self.bad(server.url))
            self.assertEqual((len(server.broken_handshakes), server.requests), (1, []))

    def test_s1_versions_that_are_spoken(self):
        for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            self.assert_renders(PRODUCT, self.bad(self.start(self.vault, versions=(version, version)).url))

    def test_s1_the_peer_and_its_name_are_verified(self):
        for pair in ("untrusted", "wrong_host", "expired"):
            server = self.start(self.vault, getattr(certificates(), pair))
            said = self.assert_fails("tls", self.bad(server.url))
            self.assertIn("127.0.0.1", said.message)
            self.assertEqual(server.requests, [])

    def test_s1_an_address_needs_its_own_name(self):
        """A certificate of 127.0.0.1 is none of another name that leads there."""
        server = self.start(self.vault, certificates().authority.issue("numbers", ("127.0.0.1",)))
        self.assert_fails("tls", self.bad(server.url.replace("127.0.0.1", "localhost")))
        self.assertEqual(server.requests, [])

    def test_s1_verification_cannot_be_skipped(self):
        server = self.start(self.vault, certificates().untrusted)
        for name, value in (("VAULT_SKIP_VERIFY", "true"), ("VAULT_SKIP_VERIFY", "1"), ("BAO_SKIP_VERIFY", "TRUE")):
            said = self.assert_fails("config-invalid", self.bad(server.url), env={name: value})
            self.assertIn(name, said.message)
            self.assertIn("CACERT", said.message)
        self.assertEqual(server.connections, 0)
        for value in ("false", "0"):  # asks for nothing
            self.assert_fails("tls", self.bad(server.url), env={"VAULT_SKIP_VERIFY": value})

    def test_s1_no_setting_skips_it(self):
        for name in ("tls_skip_verify", "skip_verify", "insecure"):
            result = self.render(self.bad("https://127.0.0.1:1", **{name: True}))
            self.assertEqual(result.returncode, 2)
            self.assertIn(b"unknown", result.stderr)


class S2(RuleTest):
    """https alone, but to loopback; by the host as parsed."""

    NOT_LOOPBACK = ("http://vault.example:{port}", "http://127.0.0.1.evil.example:{port}", "http://localhost.evil.example:{port}", "http://evil-localhost:{port}",
                    "http://127.0.0.1.:{port}", "http://127.evil.example:{port}", "http://10.0.0.1:{port}", "http://0.0.0.0:{port}", "http://[::]:{port}",
                    "http://[::ffff:10.0.0.1]:{port}", "http://169.254.169.254:{port}", "http://128.0.0.1:{port}")
    NO_ADDRESS = ("http://127.0.0.1@evil.example:{port}", "https://user:pass@127.0.0.1:{port}", "http://127.0.0.1:{port}@evil.example", "https://127.0.0.1:{port}?x=y",
                  "https://127.0.0.1:{port}/#f", "ftp://127.0.0.1:{port}", "file:///etc/passwd", "https://127.0.0.1:{port}\\@evil.example", "127.0.0.1:{port}", "https:///x")

    def refused(self, address, **more):
        """By the workspace (2, 1) or by the resolver (3), with a reason of its own and not for want of a connection."""
        result = self.render(self.bad(None if more else address), env={"VAULT_ADDR": address, **more} if more else None)
        self.assertIn(result.returncode, (1, 2, 3), (address, result.stderr))
        self.assertRegex(result.stderr, rb"error\[(hashicorp-address|config-invalid|bad-url|secret-in-url)\]", address)
        self.assertEqual(leaks_in(result.stdout + result.stderr, TOKEN), [])

    def test_s2_http_goes_to_loopback_alone(self):
        with proxy.Canary() as canary:
            for address in self.NOT_LOOPBACK:
                with self.subTest(address=address):
                    self.refused(address.format(port=canary.port))
                    self.refused(address.format(port=canary.port), BY="variable")
            self.assertEqual(canary.calls, 0)

    def test_s2_what_is_no_address(self):
        with proxy.Canary() as canary:
            for address in self.NO_ADDRESS:
                with self.subTest(address=address):
                    self.refused(address.format(port=canary.port))
                    self.refused(address.format(port=canary.port), BY="variable")
            self.assertEqual(canary.calls, 0)

    def test_s2_http_to_loopback(self):
        server = self.start_plain(self.vault)
        for host in ("127.0.0.1", "localhost"):
            self.assert_renders(PRODUCT, self.bad(f"http://{host}:{server.port}", ca_file=None))

    def test_s2_http_to_loopback_over_ipv6(self):
        try:
            server = http1.Server(self.vault, family=socket.AF_INET6)
        except OSError:
            self.skipTest("no IPv6 here")
        self.addCleanup(server.close)
        self.assert_renders(PRODUCT, self.bad(f"http://[::1]:{server.port}", ca_file=None))
        self.assertEqual(server.refusals, [])


class S3(RuleTest):
    """No redirect is followed to where the token doesn't belong."""

    def test_s3_no_redirect_is_followed_elsewhere(self):
        other = self.start(self.vault, refuses=True)
        with proxy.Canary() as canary:
            for status in (301, 302, 303, 307, 308):
                for base in (f"https://localhost:{other.port}", f"http://127.0.0.1:{canary.port}", f"https://127.0.0.1:{other.port}", f"//127.0.0.1:{other.port}",
                             f"http://user:pass@localhost:{canary.port}"):
                    with self.subTest(status=status, base=base):
                        server = self.start(self.vault)
                        server.script.on("^GET", faults.redirect(base, status), always=True)
                        said = self.assert_fails("protocol", self.bad(server.url))
                        self.assertIn("redirect", said.message)
                        self.assertNotIn("pass@", said.message)
                        self.assertEqual(len(server.requests), 1)
            self.assertEqual((other.connections, canary.calls), (0, 0))

    def test_s3_a_login_is_not_redirected(self):
        """The password would go along."""
        other = self.start(self.vault, refuses=True)
        for name in ("userpass", "approle", "jwt"):
            way = WAYS[name]
            way.prepare(self.vault)
            for file, text in way.files.items():
                (self.root / "home" / file).write_text(text)
            server = self.start(self.vault)
            server.script.on("^POST", faults.redirect(f"https://localhost:{other.port}"), always=True)
            self.assert_fails("protocol", self.bad(server.url, way.auth), env=way.variables)
        self.assertEqual(other.connections, 0)

    def test_s3_a_circle_ends(self):
        server = self.start(self.vault)
        server.script.on("^GET", faults.redirect(server.url), always=True)
        self.assert_fails("protocol", self.bad(server.url))
        self.assertLessEqual(len(server.requests), 2)


class S4(RuleTest):
    """A proxy of the environment for public hosts, by CONNECT; never for loopback; it gets no token and the vault none of its passwords."""

    def setUp(self):
        super().setUp()
        self.vault.hosts.add("vault.test")
        self.server = self.start(self.vault)
        self.public = f"https://vault.test:{self.server.port}"
        self.proxy = self.start_proxy()

    def start_proxy(self, **options):
        made = proxy.Proxy(**options)
        self.addCleanup(made.close)
        self.addCleanup(lambda: self.assertEqual(made.refusals, []))
        return made

    def url_of(self, made, credentials=""):
        return f"http://{credentials}127.0.0.1:{made.port}"

    def assert_by(self, made, **variables):
        before = len(made.requests)
        self.assert_renders(PRODUCT, self.bad(self.public), env=variables)
        self.assertEqual([request.target for request in made.requests[before:]], [f"vault.test:{self.server.port}"])
        self.assertEqual([request.all(name) for request in made.requests for name in ("x-vault-token", "x-vault-request", "cookie")], [[]] * 3 * len(made.requests))

    def test_s4_a_proxy_of_the_environment_is_asked_to_connect(self):
        for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
            with self.subTest(name=name):
                self.assert_by(self.proxy, **{name: self.url_of(self.proxy)})

    def test_s4_proxies_of_vault_go_before_the_others(self):
        other = self.start_proxy()
        for name in ("VAULT_PROXY_ADDR", "VAULT_HTTP_PROXY"):
            with self.subTest(name=name):
                self.assert_by(self.proxy, **{name: self.url_of(self.proxy), "HTTPS_PROXY": self.url_of(other), "NO_PROXY": "vault.test"})
        self.assert_by(self.proxy, VAULT_PROXY_ADDR=self.url_of(self.proxy), VAULT_HTTP_PROXY=self.url_of(other))
        self.assertEqual(other.connections, 0)

    def test_s4_no_proxy_for_loopback(self):
        plain = self.start_plain(self.vault)
        names = ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "http_proxy", "HTTP_PROXY", "VAULT_PROXY_ADDR", "VAULT_HTTP_PROXY")
        with proxy.Canary() as canary:
            variables = {name: f"http://127.0.0.1:{canary.port}" for name in names}
            for url in (self.server.url, self.server.url.replace("127.0.0.1", "localhost"), plain.url):
                with self.subTest(url=url):
                    self.assert_renders(PRODUCT, self.bad(url), env=variables)
            self.assertEqual(canary.calls, 0)

    def test_s4_hosts_without_a_proxy(self):
        """vault.test leads nowhere by itself."""
        for value in ("vault.test", ".test", "*"):
            said = self.assert_fails("network", self.bad(self.public), env={"HTTPS_PROXY": self.url_of(self.proxy), "NO_PROXY": value}, arguments=("--timeout", "8s"))
            self.assertIn("vault.test", said.message)
        self.assertEqual(self.proxy.connections, 0)

    def test_s4_a_password_of_the_proxy_is_the_proxys_alone(self):
        password = "pr0xyPass-kC4"
        made = self.start_proxy(credentials="Basic " + base64.b64encode(f"me:{password}".encode()).decode())
        self.assert_by(made, HTTPS_PROXY=self.url_of(made, f"me:{password}@"))
        self.assertEqual([name for request in self.server.requests for name, _ in request.headers if "auth" in name], [])
        result = self.render(self.bad(self.public), env={"HTTPS_PROXY": self.url_of(made, "me:wr0ngPass-kC4@")}, arguments=("--timeout", "8s"))
        self.assertEqual(result.returncode, 3)
        self.assertEqual(leaks_in(result.stderr, TOKEN, "wr0ngPass-kC4"), [])

    def test_s4_a_proxy_that_is_not_there(self):
        with socket.socket() as held:  # a port that is ours, and not listened on
            held.bind(("127.0.0.1", 0))
            proxy = f"http://me:pr0xyPass-kC4@127.0.0.1:{held.getsockname()[1]}"
            said = self.assert_fails("network", self.bad(self.public), env={"HTTPS_PROXY": proxy}, arguments=("--timeout", "8s"))
        self.assertNotIn("pr0xyPass", said.message)


class S5(RuleTest):
    """A certificate authority of one vault's is trusted for that vault alone."""

    def setUp(self):
        super().setUp()
        self.strange = self.start(self.vault, certificates().untrusted)
        self.known = self.start(self.vault)
        self.stranger = str(certificates().stranger.certificate)

    def test_s5_each_vault_has_its_own(self):
        both = self.bad(self.strange.url, ca_file=self.stranger) + settings("good", self.known.url, MY_TOKEN)
        template = "{{ secret('bad', 'app/one', key='password') }} {{ secret('good', 'app/two', key='password') }}"
        self.assert_renders(f"{ONE} v4lueTwo-kC4", both, template=template)

    def test_s5_one_vaults_is_not_anothers(self):
        for own, expected in ((None, 1), (str(certificates().authority.certificate), 1)):
            workspace = settings("good", self.known.url, MY_TOKEN) + self.bad(self.strange.url, ca_file=own)
            template = "{{ secret('good', 'app/two', key='password') }}\none={{ secret('bad', 'app/one', key='password') }}"
            said = self.assert_fails("tls", workspace, template=template)
            self.assertEqual(said.line, 2)
        self.assertEqual(self.strange.requests, [])

    def test_s5_the_same_server_by_two_vaults(self):
        """A connection that one vault's authority vouches for is not lent to the other."""
        workspace = self.bad(self.strange.url, ca_file=str(certificates().authority.certificate)) + settings("good", self.strange.url, MY_TOKEN, ca_file=self.stranger)
        template = "{{ secret('good', 'app/two', key='password') }}\none={{ secret('bad', 'app/one', key='password') }}"
        self.assertEqual(self.assert_fails("tls", workspace, template=template).line, 2)

    def test_s5_what_says_which_authority(self):
        """`ca_file`, VAULT_CACERT, VAULT_CAPATH, SSL_CERT_FILE, SSL_CERT_DIR: the first of them counts."""
        file, folder = str(certificates().authority.certificate), str(certificates().hashed)
        wrong = self.stranger
        workspace = self.bad(self.known.url, ca_file=None)
        for variables in ({"VAULT_CACERT": file}, {"VAULT_CAPATH": folder}, {"SSL_CERT_FILE": file}, {"SSL_CERT_DIR": folder}, {"BAO_CACERT": file},
                          {"VAULT_CACERT": file, "SSL_CERT_FILE": wrong}, {"VAULT_CACERT": file, "VAULT_CAPATH": "/nowhere"},
                          {"VAULT_CACERT_BYTES": certificates().authority.certificate.read_text()}):
            with self.subTest(variables=list(variables)):
                self.assert_renders(PRODUCT, workspace, env=variables)
        for variables in ({}, {"SSL_CERT_FILE": wrong}, {"VAULT_CACERT": wrong, "SSL_CERT_FILE": file}, {"CURL_CA_BUNDLE": file}, {"REQUESTS_CA_BUNDLE": file}):
            with self.subTest(variables=list(variables)):
                self.assert_fails("tls", workspace, env=variables)
        self.assert_fails("tls", self.bad(self.known.url, ca_file=wrong), env={"VAULT_CACERT": file})

    def test_s5_a_file_that_can_not_be_read_is_an_error(self):
        for path in ("/nowhere/ca.pem", str(self.write("no.pem", "no certificate"))):
            said = self.assert_fails("config-invalid", self.bad(self.known.url, ca_file=path))
            self.assertIn(path, said.message)
        self.assertEqual(self.known.connections, 0)


class S6(RuleTest):
    """No netrc, no cookies, no alternative services, no other state of curl's."""

    def test_s6_no_netrc(self):
        home = self.root / "home"
        for name in (".netrc", "_netrc"):
            (home / name).write_text("machine 127.0.0.1 login me password kC4naryNetrc\ndefault login me password kC4naryNetrc\n")
            (home / name).chmod(0o600)
        (home / ".curlrc").write_text('header = "X-Canary: kC4naryNetrc"\ninsecure\n')
        server = self.start(self.vault)
        self.assert_renders(PRODUCT, self.bad(server.url), env={"NETRC": str(home / ".netrc"), "CURL_HOME": str(home)})
        server.script.on("^GET", faults.status(401, headers=[("www-authenticate", "Basic realm=x")]), always=True)
        self.assert_fails("unauthenticated", self.bad(server.url))
        self.assertEqual([name for request in server.requests for name, _ in request.headers if name == "authorization"], [])

    def test_s6_no_cookies(self):
        server = self.start(self.vault)  # refuses one that comes back
        server.script.on("^GET", faults.plus(("set-cookie", "a=kC4naryCookie; Path=/")), always=True)
        self.assert_renders(PRODUCT + "v4lueTwo-kC4", self.bad(server.url),
                            template="one={{ secret('bad', 'app/one', key='password') }}{{ secret('bad', 'app/two', key='password') }}")
        self.assertGreater(len(server.requests), 2)

    def test_s6_no_alternative_services(self):
        server = self.start(self.vault)
        with proxy.Canary() as canary:
            server.script.on("^GET", faults.plus(("alt-svc", f'h2="127.0.0.1:{canary.port}"; ma=3600, http/1.1="127.0.0.1:{canary.port}"')), always=True)
            template = "one={{ secret('bad', 'app/one', key='password') }}{% if secret('bad', 'app/two', key='password') %}{{ secret('bad', 'app/two', key='password') }}{% endif %}"
            self.assert_renders(PRODUCT + "v4lueTwo-kC4", self.bad(server.url), template=template)
            self.assertEqual(canary.calls, 0)

    def test_s6_nothing_is_left_in_the_home_folder(self):
        server = self.start(self.vault)
        server.script.on("^GET", faults.plus(("strict-transport-security", "max-age=31536000"), ("set-cookie", "a=b")), always=True)
        self.assert_renders(PRODUCT, self.bad(server.url))
        self.assertEqual([path for path in (self.root / "home").rglob("*") if path.is_file() and "grants" not in str(path)], [])

    def test_s6_what_is_sent_is_what_the_api_has(self):
        """The strict server refuses all others: here is what is left."""
        for kind in (http1.Server, http2.Server):
            server = self.start(self.vault, kind=kind)
            self.assert_renders(PRODUCT, self.bad(server.url))
            for request in server.requests:
                self.assertLessEqual({name for name, _ in request.headers}, {"host", "user-agent", "accept", "x-vault-request", "x-vault-token"})


class S7(RuleTest):
    """A workspace that nobody granted can't choose where a token goes, nor which file or program gives one."""

    def assert_untrusted(self, workspace, **options):
        result = self.render(workspace, **options)
        self.assertEqual(result.returncode, 4, result.stderr)
        self.assertIn(b"error[untrusted-workspace]", result.stderr)

    def test_s7_no_grant_no_connection(self):
        with proxy.Canary() as canary:
            for auth in ("", MY_TOKEN, '{ type = "token", token = { file = "/etc/hostname" } }'):
                self.assert_untrusted(self.bad(f"https://127.0.0.1:{canary.port}", auth), trust=None, env={"VAULT_TOKEN": TOKEN})
            self.assertEqual(canary.calls, 0)

    def test_s7_a_grant_shows_the_address_and_ends_with_it(self):
        server = self.start(self.vault)
        shown = self.render(self.bad(server.url), trust=None).stderr
        self.assertIn(b"vaults.bad.address", shown)
        digest = re.search(rb"sha256:[0-9a-f]{64}", shown).group().decode()
        self.assert_renders(PRODUCT, self.bad(server.url), trust=f"--trust={digest}")
        with proxy.Canary() as canary:
            self.assert_untrusted(self.bad(f"https://127.0.0.1:{canary.port}"), trust=f"--trust={digest}")
            self.assert_untrusted(self.bad(server.url, ca_file="/tmp/other.pem"), trust=f"--trust={digest}")
            self.assertEqual(canary.calls, 0)

    def test_s7_nothing_else_in_a_repository_chooses(self):
        """Files that other programs of the kind would read."""
        server = self.start(self.vault)
        with proxy.Canary() as canary:
            away = f"https://127.0.0.1:{canary.port}"
            for name in (".env", ".envrc", ".vault", "vault.hcl", ".netrc", ".curlrc"):
                self.write(name, f"VAULT_ADDR={away}\nHTTPS_PROXY=http://127.0.0.1:{canary.port}\nproxy = {away}\n")
            self.write(".vault-token", OTHER)
            self.assert_renders(PRODUCT, self.bad(server.url, ""), env={"VAULT_TOKEN": TOKEN})
            self.assertEqual(canary.calls, 0)
        self.assertEqual(set(tokens_seen(server)), {TOKEN})

    def test_s7_variables_of_the_caller_choose(self):
        server = self.start(self.vault)
        self.assert_renders(PRODUCT, self.bad(None, ""), env={"VAULT_ADDR": server.url, "VAULT_TOKEN": TOKEN})
        self.vault.token(OTHER)
        (self.root / "home/.vault-token").write_text(OTHER + "\n")
        self.assert_renders(PRODUCT, self.bad(None, ""), env={"VAULT_ADDR": server.url})
        self.assertEqual(set(tokens_seen(server)), {TOKEN, OTHER})


class S8(RuleTest):
    """A credential goes to the origin that it is for."""

    TEMPLATE = "one={{ secret('bad', 'app/one', key='password') }} {{ secret('good', 'app/one', key='password') }}"

    def test_s8_each_vault_gets_its_own_token(self):
        for kind in (http1.Server, http2.Server):
            mine, theirs = self.start(self.vault, kind=kind), self.start(self.make_vault(OTHER), kind=kind)
            self.assert_renders(f"{PRODUCT} {ONE}", self.bad(mine.url) + settings("good", theirs.url, OTHER_TOKEN), template=self.TEMPLATE, env={"OTHER_TOKEN": OTHER})
            self.assertEqual((set(tokens_seen(mine)), set(tokens_seen(theirs))), ({TOKEN}, {OTHER}))

    def test_s8_two_vaults_of_one_server_keep_theirs_apart(self):
        self.vault.token(OTHER, denied="^secret/data/app/one$")
        server = self.start(self.vault)
        workspace = self.bad(server.url) + settings("good", server.url, OTHER_TOKEN)
        said = self.assert_fails("access-denied", workspace, template=self.TEMPLATE, env={"OTHER_TOKEN": OTHER})
        self.assertEqual(said.column, self.TEMPLATE.index("secret('good'") + 1)
        readers = [request.one("x-vault-token") for request in server.requests if request.target == "/v1/secret/data/app/one"]
        self.assertEqual(set(readers), {TOKEN, OTHER})

    def test_s8_what_a_login_gave_stays_where_it_was_made(self):
        vaults = [vault.Vault(name).kv2("secret", {"app/one": {"password": ONE}}) for name in ("first", "second")]
        way = WAYS["userpass"]
        for made in vaults:
            way.prepare(made)
        servers = [self.start(made) for made in vaults]
        self.assert_renders(f"{PRODUCT} {ONE}", self.bad(servers[0].url, way.auth) + settings("good", servers[1].url, way.auth), template=self.TEMPLATE, env=way.variables)
        for made, server in zip(vaults, servers):
            self.assertEqual([mount for mount, _ in made.login_log], ["userpass"])
            self.assertLessEqual(set(tokens_seen(server)), set(made.tokens))

    def test_s8_an_explicit_login_never_falls_back_to_the_ambient_token(self):
        server = self.start(self.vault)
        (self.root / "home/.vault-token").write_text(TOKEN)
        way = dataclasses.replace(WAYS["userpass"], prepare=lambda made: made.login("userpass", vault.Login("userpass", {"ann": "another"})))
        way.prepare(self.vault)
        self.assert_fails("unauthenticated", self.bad(server.url, way.auth), env={"VAULT_TOKEN": TOKEN, **way.variables})
        self.assertEqual(tokens_seen(server), [])
        result = self.render(self.bad(server.url), env={"VAULT_TOKEN": TOKEN, "MY_TOKEN": None})
        self.assertIn(result.returncode, (3, 4), result.stderr)
        self.assertEqual(server.connections, 1)  # that of the login

    def test_s8_a_namespace_is_part_of_it(self):
        self.vault.kv2("secret", {"app/one": {"password": "theirs-kC4"}}, namespace="team/a")
        server = self.start(self.vault)
        self.assert_renders(f"{PRODUCT} theirs-kC4", self.bad(server.url) + settings("good", server.url, MY_TOKEN, namespace="team/a"), template=self.TEMPLATE)


class S26(RuleTest):
    """A wrapping token that somebody else has opened, or that was made elsewhere, is loud."""

    def setUp(self):
        super().setUp()
        self.way = WAYS["approle-wrapped"]
        self.way.prepare(self.vault)
        self.server = self.start(self.vault)

    def wrapped(self, path):
        token = self.vault.wrap({"secret_id": SECRET_ID, "secret_id_accessor": "a", "secret_id_ttl": 0, "secret_id_num_uses": 1}, path)
        (self.root / "home/secret_id").write_text(token)
        return token

    def asked(self, what):
        return sum(request.target == f"/v1/sys/wrapping/{what}" for request in self.server.requests)

    def test_s26_a_wrapped_secret_id(self):
        self.wrapped("auth/approle/role/ci/secret-id")
        self.assert_renders(PRODUCT, self.bad(self.server.url, self.way.auth), env=self.way.variables)
        self.assertEqual(self.asked("unwrap"), 1)

    def test_s26_one_that_was_opened_before(self):
        token = self.wrapped("auth/approle/role/ci/secret-id")
        self.vault.wrapped[token].opened = True
        said = self.assert_fails("integrity", self.bad(self.server.url, self.way.auth), env=self.way.variables)
        self.assertRegex(said.message, "opened|used")
        self.assertLessEqual(self.asked("lookup") + self.asked("unwrap"), 1)

    def test_s26_one_that_was_made_elsewhere(self):
        for path in ("auth/other/role/ci/secret-id", "secret/data/app/one", "auth/approle/role/ci/secret-id/../x", "sys/wrapping/wrap"):
            self.wrapped(path)
            said = self.assert_fails("integrity", self.bad(self.server.url, self.way.auth), env=self.way.variables)
            self.assertIn(path.split("/..")[0], said.message)
        self.assertEqual(self.asked("unwrap"), 0)
        self.assertEqual(self.vault.login_log, [])


class S28(RuleTest):
    """Each segment of a path is encoded by us, and no path is changed on the way."""

    NAMES = ("a b", "ä/ö", "100%", "a%20b", "q?x=1", "frag#1", "plus+plus", "semi;colon", 'quo"te', "back\\slash", "~tilde", "a=b&c", "\U0001f511")

    def test_s28_names_of_secrets(self):
        for kind in (http1.Server, http2.Server):
            for name in self.NAMES:
                with self.subTest(name=name, kind=kind.__module__):
                    made = self.make_vault(**{name: {"password": ONE}})
                    server = self.start(made, kind=kind)
                    written = name.replace("\\", "\\\\")
                    self.assert_renders(PRODUCT, self.bad(server.url), template=f"one={{{{ secret('bad', '{written}', key='password') }}}}")

    def test_s28_no_segment_leads_elsewhere(self):
        server = self.start(self.vault)
        for name in ("../../sys/health", "app/../one", "./app", "app//one", "/app/one", "app/one/", "app/one.", "a\\nb"):
            with self.subTest(name=name):
                result = self.render(self.bad(server.url), template=f"{{{{ secret('bad', '{name}', key='password') }}}}")
                self.assertEqual(result.returncode, 1, result.stderr)
                self.assertIn(b"error[hashicorp-path]", result.stderr)
        self.assertEqual(server.requests, [])

    def test_s28_names_of_users_and_mounts(self):
        name = "ann bü%"
        self.vault.login("own-mount/ü", vault.Login("ldap", {name: "pw-kC4nary"}))
        server = self.start(self.vault)
        auth = f'{{ type = "ldap", username = {json.dumps(name)}, password = {{ env = "PW" }}, mount = "own-mount/ü" }}'
        self.assert_renders(PRODUCT, self.bad(server.url, auth), env={"PW": "pw-kC4nary"})


if __name__ == "__main__":
    unittest.main()
