"""The strict servers of tests/servers by themselves: they answer what is right, and refuse each request that differs from it by one rule."""
import base64
import json
import pathlib
import re
import socket
import ssl
import sys
import time
import unittest

from workspaces import SOURCE

sys.path.insert(0, str(SOURCE / "tests"))
from servers import faults, http1, http2, proxy, sigv4, vault  # noqa: E402
from servers.certificates import certificates  # noqa: E402

TOKEN = "hvs.a-token-of-the-tests"
# Right requests: a read, a login, and a write that takes a token.
READ = ("GET /v1/secret/data/app/one HTTP/1.1\r\nHost: {host}\r\nUser-Agent: keyplate/1.0\r\nAccept: */*\r\n"
        f"X-Vault-Request: true\r\nX-Vault-Token: {TOKEN}\r\n\r\n")
LOGIN_BODY = '{"password":"pAss"}'
LOGIN = ("POST /v1/auth/userpass/login/ann HTTP/1.1\r\nHost: {host}\r\nUser-Agent: keyplate/1.0\r\nAccept: */*\r\n"
         f"X-Vault-Request: true\r\nContent-Type: application/json\r\nContent-Length: {len(LOGIN_BODY)}\r\n\r\n" + LOGIN_BODY)


def with_body(body):
    return LOGIN.replace(LOGIN_BODY, body).replace(f"Length: {len(LOGIN_BODY)}", f"Length: {len(body)}")


def path(text):
    return READ.replace("/v1/secret/data/app/one", text)


def more(header, base=READ):
    return base.replace("\r\n\r\n", f"\r\n{header}\r\n\r\n", 1)


# rule -> requests that break it and nothing else.
MUTATIONS = {
    "line-ends": [READ.replace("\r\n", "\n"), READ.replace("Accept: */*\r\n", "Accept: */*\n")],
    "request-line": [READ.replace("HTTP/1.1", "HTTP/1.0"), READ.replace("GET ", "get "), READ.replace("GET ", "GET  "), path("/v1/secret/data/app one"),
                     path("/v1/secret/data/\u00e4pp")],
    "header-syntax": [READ.replace("Accept:", "Accept :"), READ.replace("Accept: */*", " Accept: */*"), READ.replace("a-token", "a\0token"), more("no header")],
    "transfer-encoding": [LOGIN.replace(f"Content-Length: {len(LOGIN_BODY)}", "Transfer-Encoding: chunked")],
    "content-length": [more("Content-Length: 2", LOGIN), LOGIN.replace("Content-Length: ", "Content-Length: +"),
                       LOGIN.replace(f"Content-Length: {len(LOGIN_BODY)}", "Content-Length: 40000000")],
    "target": [path("/secret/data/app/one"), path("https://{host}/v1/secret/data/app/one"), path("/v2/secret/data/app/one"), path("/v1/secret/data/app/one#x")],
    "path-encoding": [path("/v1/secret/data/app/%6Fne"), path("/v1/secret/data/app+one"), path("/v1/secret/data/app/one%2Ftwo"), path("/v1/secret/data/app/%c3%a4"),
                      path("/v1/secret/data/app/%FF"), path("/v1/secret/data/app/%"), path("/v1/secret/data/app/one%00"), path('/v1/secret/data/"app"')],
    "double-encoding": [path("/v1/secret/data/app%252Fone"), path("/v1/secret/data/b%2520c")],
    "dot-segment": [path("/v1/secret/data/../data/app/one"), path("/v1/secret/./data/app/one"), path("/v1/secret/data//app/one"), path("/v1/secret/data/app/one/"),
                    path("/v1/sys/internal/ui/mounts/secret/../x")],
    "query": [path("/v1/secret/data/app/one?list=true"), path("/v1/secret/data/app/one?version=0"), path("/v1/secret/data/app/one?version=1&x=2"),
              path("/v1/secret/data/app/one?"), path("/v1/sys/internal/ui/mounts/secret/app?version=1"), path("/v1/old/app?version=1"),
              LOGIN.replace("/login/ann", "/login/ann?version=1")],
    "host": [READ.replace("{host}", "vault.example"), READ.replace("{host}", "127.0.0.1"), READ.replace("{host}", "127.0.0.1:1"), READ.replace("Host: {host}\r\n", "")],
    "method": [READ.replace("GET", "DELETE"), READ.replace("GET", "LIST"), READ.replace("GET", "HEAD"), path("/v1/auth/userpass/users"),
               LOGIN.replace("POST", "PUT"), READ.replace("GET /v1/secret/data/app/one", "POST /v1/auth/token/lookup-self")],
    "duplicate-header": [more(f"X-Vault-Token: {TOKEN}"), more("X-Vault-Request: true"), more("Host: {host}"), more("x-vault-token: other"),
                         more("X-Vault-Namespace: a\r\nX-Vault-Namespace: a")],
    "unknown-header": [more("Cookie: a=b"), more(f"Authorization: Bearer {TOKEN}"), more("Expect: 100-continue", LOGIN), more("Accept-Encoding: gzip"),
                       more("Proxy-Authorization: Basic eDp5"), more("Proxy-Connection: keep-alive"), more("X-Vault-Wrap-TTL: 60s"), more("Connection: Upgrade"),
                       more("X-Vault-AWS-IAM-Server-ID: x"), READ.replace("*/*", "text/html"), more("Referer: x")],
    "request-mark": [READ.replace("X-Vault-Request: true\r\n", ""), READ.replace("Request: true", "Request: 1"), LOGIN.replace("X-Vault-Request: true\r\n", "")],
    "user-agent": [READ.replace("keyplate/1.0", "curl/7.88.1"), READ.replace("User-Agent: keyplate/1.0\r\n", "")],
    "token-missing": [READ.replace(f"X-Vault-Token: {TOKEN}\r\n", ""), LOGIN.replace("/auth/userpass/login/ann", "/sys/wrapping/unwrap").replace(LOGIN_BODY, "{}").replace("19", "2")],
    "token-not-wanted": [more(f"X-Vault-Token: {TOKEN}", LOGIN)],
    "token-syntax": [READ.replace(TOKEN, "hvs. with blanks"), READ.replace(TOKEN, "")],
    "namespace-syntax": [more("X-Vault-Namespace: /team"), more("X-Vault-Namespace: team/"), more("X-Vault-Namespace: "), more("X-Vault-Namespace: te am")],
    "body-on-get": [more("Content-Length: 2") + "{}", more("Content-Type: application/json"), more("Content-Length: 0")],
    "content-type": [LOGIN.replace("Content-Type: application/json\r\n", ""), LOGIN.replace("application/json", "application/x-www-form-urlencoded"),
                     LOGIN.replace("application/json", "application/json; charset=utf-8")],
    "body-syntax": [with_body("password=pAss"), with_body('["pAss"]'), with_body('{"password":"pAss","password":"pAss"}'), with_body('{"password":"pAss"'),
                    with_body('{"password":"pAss"}x')],
    "body-fields": [with_body('{"password":"pAss","ttl":"1h"}'), with_body('{"password":"pAss","username":"ann"}')],
}


def make_vault():
    made = vault.Vault()
    made.kv2("secret", {"app/one": [vault.Version({"password": "old"}, deleted="2024-03-22T02:36:43Z"), vault.Version({}, destroyed=True), {"password": "new"}],
                        "a%20b": {"x": "y"}})
    made.kv1("old", {"app": {"user": "u"}})
    made.dynamic("database", {"ro": 3600})
    made.login("userpass", vault.Login("userpass", {"ann": "pAss"}))
    made.token(TOKEN)
    return made


class ServerTest(unittest.TestCase):
    def setUp(self):
        self.vault = make_vault()
        self.server = self.start()
        self.addCleanup(self.server.close)

    def start(self, **options):
        return http1.Server(self.vault, certificates().good, certificates().clients.certificate, **options)

    def connect(self, pair=None, server=None, versions=None):
        server = server or self.server
        raw = socket.create_connection(("127.0.0.1", server.port), timeout=10)
        self.addCleanup(raw.close)
        if not server.tls:
            return raw
        context = ssl.create_default_context(cafile=certificates().authority.certificate)
        if pair:
            context.load_cert_chain(pair.certificate, pair.key)
        connection = context.wrap_socket(raw, server_hostname="127.0.0.1")
        self.addCleanup(connection.close)
        return connection

    def ask(self, text, connection=None, **options):
        """Status, headers and body of the answer; an answer without a length ends with the connection."""
        connection = connection or self.connect(**options)
        connection.sendall(text.replace("{host}", f"127.0.0.1:{self.server.port}").encode("utf-8"))
        data = b""
        while b"\r\n\r\n" not in data:
            part = connection.recv(65536)
            self.assertTrue(part, f"no answer but {data!r}")
            data += part
        head, _, body = data.partition(b"\r\n\r\n")
        headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in head.decode().split("\r\n")[1:])}
        while len(body) < int(headers.get("content-length", 0)):
            body += connection.recv(65536)
        return int(head.split()[1]), headers, body

    def get(self, target, token=TOKEN):
        status, _, body = self.ask(path(target).replace(TOKEN, token))
        return status, json.loads(body)

    def post(self, target, value, token=None, **options):
        body = json.dumps(value)
        text = with_body(body).replace("/v1/auth/userpass/login/ann", target)
        status, _, body = self.ask(more(f"X-Vault-Token: {token}", text) if token else text, **options)
        return status, json.loads(body) if body else None


class Refusals(ServerTest):
    def test_each_rule_refuses_a_request_that_breaks_it_alone(self):
        for rule, requests in MUTATIONS.items():
            for number, request in enumerate(requests):
                with self.subTest(rule=rule, number=number):
                    self.assertNotIn(request, (READ, LOGIN), "nothing was changed")
                    self.server.refusals.clear()
                    status = self.ask(request)[0]
                    self.assertEqual((status, [name for name, _ in self.server.refusals]), (400, [rule]))

    def test_every_rule_has_such_a_request(self):
        self.assertEqual(set(MUTATIONS) | {"plain-http"}, set(vault.RULES))

    def test_every_refusal_in_the_sources_is_a_rule(self):
        raised = set()
        for name in ("http1", "http2", "vault"):
            raised |= set(re.findall(r'Refused\("([a-z0-9-]+)"', (SOURCE / f"tests/servers/{name}.py").read_text()))
        self.assertEqual(raised - {"http2"}, set(vault.RULES))

    def test_no_tls_where_tls_is_expected(self):
        with socket.create_connection(("127.0.0.1", self.server.port), timeout=10) as raw:
            raw.sendall(READ.encode())
            self.assertIn(b"HTTP request to an HTTPS server", raw.recv(65536))
        self.assertEqual([name for name, _ in self.server.refusals], ["plain-http"])

    def test_what_is_right_is_not_refused(self):
        self.assertEqual(self.ask(READ)[0], 200)
        self.assertEqual(self.ask(LOGIN)[0], 200)
        self.assertEqual(self.server.refusals, [])


class Answers(ServerTest):
    def tearDown(self):
        self.assertEqual(self.server.refusals, [])

    def test_versions(self):
        status, newest = self.get("/v1/secret/data/app/one")
        self.assertEqual((status, newest["data"]["data"], newest["data"]["metadata"]["version"]), (200, {"password": "new"}, 3))
        status, deleted = self.get("/v1/secret/data/app/one?version=1")
        self.assertEqual((status, deleted["data"]["data"], deleted["data"]["metadata"]["deletion_time"][:4]), (404, None, "2024"))
        status, destroyed = self.get("/v1/secret/data/app/one?version=2")
        self.assertEqual((status, destroyed["data"]["metadata"]["destroyed"]), (404, True))
        self.assertEqual(self.get("/v1/secret/data/app/one?version=9"), (404, {"errors": []}))
        self.assertEqual(self.get("/v1/secret/data/nothing"), (404, {"errors": []}))
        status, wrong = self.get("/v1/secret/app/one")
        self.assertEqual((status, wrong["data"]), (404, None))
        self.assertIn("Invalid path for a versioned", wrong["warnings"][0])
        self.assertEqual(self.get("/v1/secret/data/a%2520b")[0], 200)  # a name that looks encoded

    def test_version_1(self):
        status, value = self.get("/v1/old/app")
        self.assertEqual((status, value["data"], value["lease_duration"]), (200, {"user": "u"}, 2764800))
        self.assertEqual(self.get("/v1/old/none"), (404, {"errors": []}))

    def test_mounts(self):
        data = self.get("/v1/sys/internal/ui/mounts/secret/app/one")[1]["data"]
        self.assertEqual((data["path"], data["type"], data["options"]), ("secret/", "kv", {"version": "2"}))
        self.assertIsNone(self.get("/v1/sys/internal/ui/mounts/old/app")[1]["data"]["options"])
        self.assertEqual(self.get("/v1/sys/internal/ui/mounts/none/app")[0], 403)

    def test_tokens(self):
        self.assertEqual(self.get("/v1/secret/data/app/one", "hvs.other")[0], 403)
        data = self.get("/v1/auth/token/lookup-self")[1]["data"]
        self.assertEqual((data["ttl"], data["expire_time"], data["policies"]), (0, None, ["default", "reader"]))
        self.vault.token("hvs.short", ends=time.monotonic() + 60, ttl=60, renewable=True)
        self.assertIn(self.get("/v1/auth/token/lookup-self", "hvs.short")[1]["data"]["ttl"], range(50, 61))
        self.assertEqual(self.post("/v1/auth/token/renew-self", {"increment": "60s"}, "hvs.short")[1]["auth"]["client_token"], "hvs.short")
        self.assertEqual(self.post("/v1/auth/token/renew-self", {}, TOKEN)[0], 400)
        self.vault.token("hvs.over", ends=time.monotonic() - 1)
        self.assertEqual(self.get("/v1/secret/data/app/one", "hvs.over")[0], 403)
        self.vault.token("hvs.twice", uses=2)
        self.assertEqual([self.get("/v1/old/app", "hvs.twice")[0] for _ in range(3)], [200, 200, 403])
        self.vault.token("hvs.denied", denied="^secret/")
        self.assertEqual([self.get(target, "hvs.denied")[0] for target in ("/v1/secret/data/app/one", "/v1/auth/token/lookup-self")], [403, 200])
        self.assertEqual(self.post("/v1/auth/token/revoke-self", {}, "hvs.short"), (204, None))
        self.assertEqual(self.get("/v1/old/app", "hvs.short")[0], 403)

    def test_wrapping(self):
        token = self.vault.wrap({"secret_id": "s"}, "auth/approle/role/ci/secret-id")
        self.assertEqual(self.post("/v1/sys/wrapping/lookup", {"token": token})[1]["data"]["creation_path"], "auth/approle/role/ci/secret-id")
        self.assertEqual(self.post("/v1/sys/wrapping/unwrap", {}, token)[1]["data"], {"secret_id": "s"})
        for target, body, sent in (("unwrap", {}, token), ("lookup", {"token": token}, None)):
            status, answer = self.post(f"/v1/sys/wrapping/{target}", body, sent)
            self.assertEqual((status, answer["errors"]), (400, ["wrapping token is not valid or does not exist"]))

    def test_dynamic(self):
        first, second = (self.get("/v1/database/creds/ro")[1] for _ in range(2))
        self.assertNotEqual(first["data"]["password"], second["data"]["password"])
        self.assertEqual((first["lease_duration"], first["renewable"], len(self.vault.minted)), (3600, True, 2))
        self.assertEqual(self.post("/v1/sys/leases/renew", {"lease_id": first["lease_id"]}, TOKEN)[1]["lease_duration"], 3600)
        self.assertEqual([self.post("/v1/sys/leases/revoke", {"lease_id": first["lease_id"], "sync": True}, TOKEN)[0] for _ in range(2)], [204, 400])
        self.assertEqual(self.get("/v1/database/creds/rw")[0], 400)

    def test_namespaces(self):
        self.vault.kv2("secret", {"app": {"x": "theirs"}}, namespace="team/a")
        status, _, body = self.ask(more("X-Vault-Namespace: team/a", path("/v1/secret/data/app")))
        self.assertEqual((status, json.loads(body)["data"]["data"]), (200, {"x": "theirs"}))
        self.assertEqual(self.get("/v1/secret/data/app")[0], 404)
        self.assertEqual(self.ask(more("X-Vault-Namespace: team/b", path("/v1/secret/data/app")))[0], 403)

    def test_sealed(self):
        self.vault.sealed = True
        self.assertEqual(self.get("/v1/old/app"), (503, {"errors": ["Vault is sealed"]}))

    def test_logins(self):
        self.vault.login("approle", vault.Login("approle", {"role": "sId", "open": None}))
        self.vault.login("ldap", vault.Login("ldap", {"bob": "pw"}))
        self.vault.login("ci/jwt", vault.Login("jwt", {"": "ey.a", "r": "ey.b"}))
        self.vault.login("kubernetes", vault.Login("kubernetes", {"r": "ey.c"}))
        for target, right, wrong in (("approle/login", {"role_id": "role", "secret_id": "sId"}, {"role_id": "role", "secret_id": "x"}),
                                     ("approle/login", {"role_id": "open"}, {"role_id": "role"}), ("userpass/login/Ann", {"password": "pAss"}, {"password": "x"}),
                                     ("ldap/login/bob", {"password": "pw"}, {}), ("ci/jwt/login", {"jwt": "ey.a"}, {"jwt": "ey.b"}),
                                     ("ci/jwt/login", {"jwt": "ey.b", "role": "r"}, {"jwt": "ey.b", "role": "s"}),
                                     ("kubernetes/login", {"jwt": "ey.c", "role": "r"}, {"jwt": "ey.c"})):
            with self.subTest(target=target, body=right):
                status, answer = self.post("/v1/auth/" + target, right)
                self.assertEqual(status, 200)
                self.assertEqual(self.get("/v1/old/app", answer["auth"]["client_token"])[0], 200)
                self.assertIn(self.post("/v1/auth/" + target, wrong)[0], (400, 403))
        self.assertEqual(self.post("/v1/auth/none/login", {})[0], 403)

    def test_certificates(self):
        self.vault.login("cert", vault.Login("cert", {"ci-client": "ci"}))
        self.assertEqual(self.post("/v1/auth/cert/login", {})[0], 400)
        for body, status in (({}, 200), ({"name": "ci"}, 200), ({"name": "other"}, 400)):
            self.assertEqual(self.post("/v1/auth/cert/login", body, pair=certificates().client)[0], status)
        with self.assertRaises((OSError, AssertionError)):  # one that nobody knows breaks the handshake
            self.post("/v1/auth/cert/login", {}, pair=certificates().strange_client)
        patience = time.monotonic() + 10  # the alert is under way before the server has said so to anybody
        while not self.server.broken_handshakes and time.monotonic() < patience:
            time.sleep(0.01)
        self.assertEqual(len(self.server.broken_handshakes), 1)

    def test_what_happens_to_answers_by_script(self):
        self.server.script.on("/data/", faults.status(500, "x"), faults.too_many("7"))
        self.server.script.on("/old/", faults.status(412), always=True)
        self.assertEqual(self.get("/v1/secret/data/app/one")[0], 500)
        status, headers, _ = self.ask(READ)
        self.assertEqual((status, headers["retry-after"]), (429, "7"))
        self.assertEqual(self.get("/v1/secret/data/app/one")[0], 200)
        self.assertEqual([self.get("/v1/old/app")[0] for _ in range(3)], [412] * 3)
        self.assertEqual(len(self.server.requests), 6)


def signed_login(keys, stamp=None, url="https://sts.amazonaws.com/", region="us-east-1", key="AKIDEXAMPLE", secret=None, unsigned=(), **headers):
    """The body of a login as Vault's own client makes it."""
    stamp = stamp or time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    sent = b"Action=GetCallerIdentity&Version=2011-06-15"
    fields = {"content-type": "application/x-www-form-urlencoded; charset=utf-8", "host": url.split("/")[2], "x-amz-date": stamp, **headers}
    signed = sorted(set(fields) - set(unsigned))
    request = sigv4.canonical_request("POST", url, fields, signed, sent)
    scope = f"{stamp[:8]}/{region}/sts/aws4_request"
    text = "\n".join(["AWS4-HMAC-SHA256", stamp, scope, sigv4.hashlib.sha256(request.encode()).hexdigest()])
    signature = sigv4.hmac.new(sigv4.signing_key(secret or keys[key], stamp[:8], region, "sts"), text.encode(), "sha256").hexdigest()
    fields["authorization"] = f"AWS4-HMAC-SHA256 Credential={key}/{scope}, SignedHeaders={';'.join(signed)}, Signature={signature}"
    return {"role": "ci", "iam_http_request_method": "POST", "iam_request_url": base64.b64encode(url.encode()).decode(),
            "iam_request_body": base64.b64encode(sent).decode(), "iam_request_headers": base64.b64encode(json.dumps(fields).encode()).decode()}


class AwsLogin(ServerTest):
    KEYS = {"AKIDEXAMPLE": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"}
    ID = {"x-vault-aws-iam-server-id": "vault.acme.dev"}

    def setUp(self):
        super().setUp()
        self.vault.login("aws", vault.Login("aws", self.KEYS, server_id="vault.acme.dev"))

    def log_in(self, **how):
        return self.post("/v1/auth/aws/login", signed_login(self.KEYS, **{**self.ID, **how}))[0]

    def test_signed_as_it_should_be(self):
        self.assertEqual(self.log_in(), 200)
        self.assertEqual(self.log_in(url="https://sts.eu-west-1.amazonaws.com/", region="eu-west-1"), 200)
        self.assertEqual(self.log_in(**{"x-amz-security-token": "t"}), 200)

    def test_each_mistake_is_refused(self):
        old, early = (time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(time.time() + by)) for by in (-1200, 1200))
        for how in ({"secret": "x"}, {"key": "AKIDOTHER", "secret": "x"}, {"stamp": old}, {"stamp": early}, {"region": "eu-west-1"}, {"url": "https://sts.evil.example/"},
                    {"url": "https://sts.amazonaws.com.evil.example/"}, {"unsigned": ["x-vault-aws-iam-server-id"]}, {"x-vault-aws-iam-server-id": "other"},
                    {"unsigned": ["host"]}, {"unsigned": ["x-amz-date"]}):
            with self.subTest(how=how):
                self.assertEqual(self.log_in(**how), 400)
        self.assertEqual(self.post("/v1/auth/aws/login", signed_login(self.KEYS))[0], 400)  # without the server's id
        self.server.clock = 1200
        self.assertEqual([self.log_in(), self.log_in(stamp=early)], [400, 200])

    def test_an_example_of_aws(self):
        """From the description of the signature; the vectors are another reader's."""
        file = pathlib.Path(SOURCE).parent / "shared/vectors/provider-facts/sigv4-worked-examples.json"
        if not file.is_file():
            self.skipTest("the signed examples are not here")
        for case in json.loads(file.read_text())["cases"]:
            with self.subTest(case=case["name"]):
                if case["canonical_request"].split("\n")[1:3] != ["/", ""]:
                    continue
                headers = dict(line.split(":", 1) for line in case["canonical_request"].split("\n")[3:-3])
                headers["authorization"] = case["authorization"]
                sigv4.check(case["method"], f"https://{case['host']}/", headers, case["body"].encode(), {case["access_key_id"]: case["secret_access_key"]}, case["service"])


class Http2(ServerTest):
    def start(self, **options):
        return http2.Server(self.vault, certificates().good, certificates().clients.certificate, **options)

    def converse(self, *requests, change=None):
        """(status, body) for each stream, in one connection; None where it was reset, and what ended the connection."""
        context = ssl.create_default_context(cafile=certificates().authority.certificate)
        context.set_alpn_protocols(["h2"])
        with context.wrap_socket(socket.create_connection(("127.0.0.1", self.server.port), timeout=10), server_hostname="127.0.0.1") as connection:
            self.assertEqual(connection.selected_alpn_protocol(), "h2")
            link = http2.h2.connection.H2Connection(http2.h2.config.H2Configuration(header_encoding="latin-1"))
            link.initiate_connection()
            answers = {}
            for target in requests:
                stream = link.get_next_available_stream_id()
                fields = [(":method", "GET"), (":scheme", "https"), (":authority", f"127.0.0.1:{self.server.port}"), (":path", target),
                          ("user-agent", "keyplate/1.0"), ("x-vault-request", "true"), ("x-vault-token", TOKEN)]
                link.send_headers(stream, change(fields) if change else fields, end_stream=True)
                answers[stream] = [None, b""]
            connection.sendall(link.data_to_send())
            open_streams = set(answers)
            while open_streams:
                data = connection.recv(65536)
                if not data:
                    break
                for event in link.receive_data(data):
                    if isinstance(event, http2.h2.events.ResponseReceived):
                        answers[event.stream_id][0] = int(dict(event.headers)[":status"])
                    elif isinstance(event, http2.h2.events.DataReceived):
                        link.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
                        answers[event.stream_id][1] += event.data
                    elif isinstance(event, (http2.h2.events.StreamEnded, http2.h2.events.StreamReset)):
                        open_streams.discard(event.stream_id)
                    elif isinstance(event, http2.h2.events.ConnectionTerminated):
                        return list(answers.values()), event
                connection.sendall(link.data_to_send())
            return list(answers.values()), None

    def test_streams_beside_each_other(self):
        self.vault.kv2("big", {"one": {"x": "y" * 300_000}})
        answers, _ = self.converse(*["/v1/secret/data/app/one", "/v1/big/data/one"] * 10)
        self.assertEqual([status for status, _ in answers], [200] * 20)
        self.assertEqual([len(json.loads(body)["data"]["data"].get("x", "")) for _, body in answers], [0, 300_000] * 10)
        self.assertEqual((self.server.connections, self.server.refusals), (1, []))
        self.assertGreater(self.server.most_streams, 1)

    def test_the_rules_are_the_same(self):
        for rule, change in (("unknown-header", lambda fields: [*fields, ("cookie", "a=b")]), ("unknown-header", lambda fields: [*fields, ("host", dict(fields)[":authority"])]),
                             ("host", lambda fields: [(name, "x" if name == ":authority" else value) for name, value in fields]),
                             ("request-mark", lambda fields: [field for field in fields if field[0] != "x-vault-request"]),
                             ("request-line", lambda fields: [(name, "http" if name == ":scheme" else value) for name, value in fields])):
            with self.subTest(rule=rule):
                self.server.refusals.clear()
                answers, _ = self.converse("/v1/secret/data/app/one", change=change)
                self.assertEqual((answers[0][0], [name for name, _ in self.server.refusals]), (400, [rule]))

    def test_a_stream_is_reset_and_the_others_go_on(self):
        self.server.script.on("/old/", faults.reset_stream)
        answers, _ = self.converse("/v1/secret/data/app/one", "/v1/old/app", "/v1/secret/data/app/one")
        self.assertEqual([status for status, _ in answers], [200, None, 200])

    def test_the_server_goes_away(self):
        self.server.script.on(".", faults.go_away)
        answers, end = self.converse("/v1/secret/data/app/one")
        self.assertEqual((answers[0][0], end.last_stream_id), (None, 0))
        self.assertEqual(self.converse("/v1/secret/data/app/one")[0][0][0], 200)


class Proxies(ServerTest):
    def test_a_proxy_leads_names_to_loopback(self):
        with proxy.Proxy(credentials="Basic eDp5") as between:
            for credentials, status in (("", b"407"), ("Proxy-Authorization: Basic eDp5\r\n", b"200")):
                with socket.create_connection(("127.0.0.1", between.port), timeout=10) as raw:
                    raw.sendall(f"CONNECT vault.test:{self.server.port} HTTP/1.1\r\nHost: vault.test\r\n{credentials}\r\n".encode())
                    self.assertIn(status, raw.recv(65536).split(b"\r\n")[0])
                    if status == b"200":
                        context = ssl.create_default_context(cafile=certificates().authority.certificate)
                        self.vault.hosts.add("vault.test")
                        with context.wrap_socket(raw, server_hostname="vault.test") as connection:
                            connection.sendall(READ.replace("{host}", f"vault.test:{self.server.port}").encode())
                            self.assertIn(b" 200 ", connection.recv(65536).split(b"\r\n")[0])
            self.assertEqual([request.target for request in between.requests], [f"vault.test:{self.server.port}"] * 2)

    def test_a_canary_hears(self):
        with proxy.Canary() as canary:
            with socket.create_connection(("127.0.0.1", canary.port)) as raw:
                raw.sendall(TOKEN.encode())
                raw.shutdown(socket.SHUT_WR)
                raw.recv(1)
            self.assertEqual((canary.calls, canary.heard), (1, TOKEN.encode()))


class Faults(ServerTest):
    """Each fault is what it says, seen by a client that knows nothing of it."""

    def raw(self, fault, limit=1 << 20, server=None):
        """The bytes that come for a read within 2 seconds, and the problem that ended them."""
        server = server or self.server
        server.script.on("/data/", fault)
        connection = self.connect(server=server)
        connection.settimeout(1.5)
        connection.sendall(READ.replace("{host}", f"127.0.0.1:{server.port}").encode())
        data, end = b"", time.monotonic() + 2
        try:
            while len(data) < limit and time.monotonic() < end and (part := connection.recv(65536)):
                data += part
        except OSError as problem:
            return data, problem
        return data, None

    def whole(self, fault):
        """The body of an answer that has one."""
        self.server.script.on("/data/", fault)
        return self.ask(READ)[2]

    def test_connections_that_end(self):
        with http1.Server(self.vault) as plain:  # Python's TLS takes a reset for an end
            self.assertIsInstance(self.raw(faults.reset, server=plain)[1], ConnectionResetError)
        self.assertEqual(self.raw(faults.hang_up)[0], b"")
        data, _ = self.raw(faults.cut_short)
        head, _, body = data.partition(b"\r\n\r\n")
        self.assertLess(len(body), int(re.search(rb"content-length: (\d+)", head)[1]))

    def test_connections_that_stand_still(self):
        for fault, least in ((faults.hang, 0), (faults.hang_in_body, 50)):
            data, problem = self.raw(fault)
            self.assertIsInstance(problem, TimeoutError)
            self.assertGreaterEqual(len(data), least)
        data, _ = self.raw(faults.drip)
        self.assertIn(len(data.partition(b"\r\n\r\n")[2]), range(1, 4))

    def test_answers_that_are_none(self):
        self.server.script.on("/data/", faults.typed("text/plain"))
        self.assertEqual(self.ask(READ)[1]["content-type"], "text/plain")
        self.assertIn(b"<!doctype html>", self.whole(faults.html))
        self.assertNotIn("data", json.loads(self.whole(faults.without("data", "data")))["data"])
        with self.assertRaises(ValueError):
            json.loads(self.whole(faults.malformed))
        data, _ = self.raw(faults.oversized)
        self.assertIn(b"content-length: %d\r\n" % ((32 << 20) + (1 << 20)), data)
        data, _ = self.raw(faults.endless)
        self.assertNotIn(b"content-length", data.partition(b"\r\n\r\n")[0])
        self.assertGreaterEqual(len(data), 1 << 20)

    def test_old_versions_of_tls_are_spoken(self):
        versions = (ssl.TLSVersion.TLSv1_1, ssl.TLSVersion.TLSv1_1)
        server = self.start(versions=versions)
        self.addCleanup(server.close)
        context = ssl.create_default_context(cafile=certificates().authority.certificate)
        context.minimum_version, context.maximum_version = versions
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
        with context.wrap_socket(socket.create_connection(("127.0.0.1", server.port), timeout=10), server_hostname="127.0.0.1") as connection:
            self.assertEqual(connection.version(), "TLSv1.1")


if __name__ == "__main__":
    unittest.main()
