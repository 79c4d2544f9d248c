"""What the real servers ask in turn, on loopback: a cluster's TokenReview, AWS's STS, a broker's management, a directory.

Each answers only what a right question gets, and counts what it was asked.
"""
import http.server
import io
import json
import socketserver
import ssl
import threading
import urllib.parse

STS_NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/"


class Fake:
    """A threading server on a free port of loopback, until `close`."""

    def __init__(self, handler, server=http.server.ThreadingHTTPServer, tls=None):
        self.server = server(("127.0.0.1", 0), handler)
        self.server.daemon_threads = True
        self.server.fake = self
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*tls)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.port = self.server.server_address[1]
        self.address = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def body(self):
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def answer(self, status, data=b"", kind="application/json"):
        data = data if isinstance(data, bytes) else json.dumps(data).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


class Cluster(Fake):
    """A Kubernetes API that knows the tokens of `pods`: token -> (namespace, service account)."""

    def __init__(self, tls, pods):
        self.pods = pods
        super().__init__(ClusterHandler, tls=tls)


class ClusterHandler(Handler):
    def do_POST(self):
        asked = json.loads(self.body())
        if self.path != "/apis/authentication.k8s.io/v1/tokenreviews":
            return self.answer(404, {"kind": "Status", "status": "Failure", "code": 404})
        pod = self.server.fake.pods.get(asked["spec"]["token"])
        status = {"authenticated": False, "error": "unknown token"}
        if pod:
            namespace, account = pod
            status = {"authenticated": True, "audiences": asked["spec"].get("audiences", []),
                      "user": {"username": f"system:serviceaccount:{namespace}:{account}", "uid": f"uid-of-{account}",
                               "groups": ["system:serviceaccounts", "system:authenticated"]}}
        self.answer(201, {"kind": "TokenReview", "apiVersion": "authentication.k8s.io/v1", **asked, "status": status})


class Sts(Fake):
    """STS that answers GetCallerIdentity where the signed request is of `access_key` and signs what it must."""

    def __init__(self, access_key, arn, server_id):
        self.access_key, self.arn, self.server_id = access_key, arn, server_id
        self.asked = []
        super().__init__(StsHandler)


class StsHandler(Handler):
    def do_POST(self):
        sts, body = self.server.fake, urllib.parse.parse_qs(self.body().decode())
        signature = self.headers.get("Authorization", "")
        signed = signature.partition("SignedHeaders=")[2].partition(",")[0].split(";")
        sts.asked.append(signature)
        right = (body == {"Action": ["GetCallerIdentity"], "Version": ["2011-06-15"]}
                 and signature.startswith(f"AWS4-HMAC-SHA256 Credential={sts.access_key}/")
                 and {"host", "x-amz-date", "x-vault-aws-iam-server-id"} <= set(signed)
                 and self.headers.get("X-Vault-AWS-IAM-Server-ID") == sts.server_id)
        if not right:
            return self.answer(403, f'<ErrorResponse xmlns="{STS_NAMESPACE}"><Error><Type>Sender</Type><Code>SignatureDoesNotMatch</Code>'
                                    '</Error></ErrorResponse>'.encode(), "text/xml")
        account = sts.arn.split(":")[4]
        self.answer(200, f'<GetCallerIdentityResponse xmlns="{STS_NAMESPACE}"><GetCallerIdentityResult><Arn>{sts.arn}</Arn>'
                         f'<UserId>AIDAEXAMPLE</UserId><Account>{account}</Account></GetCallerIdentityResult>'
                         '<ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></GetCallerIdentityResponse>'.encode(), "text/xml")


class Broker(Fake):
    """RabbitMQ's management API, as far as an engine makes and removes users with it; `users` are those alive."""

    def __init__(self):
        self.users, self.made = {}, 0
        super().__init__(BrokerHandler)


class BrokerHandler(Handler):
    def do_GET(self):
        self.answer(200, [])

    def do_PUT(self):
        body, broker = self.body(), self.server.fake
        parts = self.path.strip("/").split("/")
        if parts[1] == "users":
            broker.users[urllib.parse.unquote(parts[2])] = json.loads(body)
            broker.made += 1
        self.answer(204)

    def do_DELETE(self):
        self.body()
        self.server.fake.users.pop(urllib.parse.unquote(self.path.strip("/").split("/")[2]), None)
        self.answer(204)


class Directory(Fake):
    """LDAP that knows how to bind and to find who has bound: `people` are distinguished name -> password."""

    def __init__(self, people):
        self.people = people
        super().__init__(DirectoryHandler, socketserver.ThreadingTCPServer)
        self.address = f"ldap://127.0.0.1:{self.port}"


def read_element(stream):
    """One BER element of a definite length: its tag and content; None at the end."""
    head = stream.read(2)
    if len(head) < 2:
        return None
    size = head[1]
    if size & 0x80:
        size = int.from_bytes(stream.read(size & 0x7F), "big")
    return head[0], stream.read(size)


def element(tag, *parts):
    content = b"".join(parts)
    size = bytes([len(content)]) if len(content) < 0x80 else b"\x82" + len(content).to_bytes(2, "big")
    return bytes([tag]) + size + content


class DirectoryHandler(socketserver.StreamRequestHandler):
    INTEGER, OCTETS, ENUMERATED, SEQUENCE, SET = 0x02, 0x04, 0x0A, 0x30, 0x31
    BIND, BIND_ANSWER, UNBIND, SEARCH, SEARCH_ENTRY, SEARCH_DONE = 0x60, 0x61, 0x42, 0x63, 0x64, 0x65
    SUCCESS, INVALID_CREDENTIALS = 0, 49

    def handle(self):
        while message := read_element(self.rfile):
            parts = io.BytesIO(message[1])
            self.number = read_element(parts)[1]
            kind, content = read_element(parts)
            fields = io.BytesIO(content)
            if kind == self.BIND:
                self.bind(*(read_element(fields)[1] for _ in range(3)))
            elif kind == self.SEARCH:
                self.search(read_element(fields)[1])
            else:
                return

    def bind(self, version, name, password):
        known = self.server.fake.people.get(name.decode())
        right = known is not None and known == password.decode()
        self.finish_with(self.BIND_ANSWER, self.SUCCESS if right else self.INVALID_CREDENTIALS)

    def search(self, base):
        if base.decode() in self.server.fake.people:
            name = base.decode().partition(",")[0].partition("=")[2].encode()
            attribute = element(self.SEQUENCE, element(self.OCTETS, b"cn"), element(self.SET, element(self.OCTETS, name)))
            self.answer(self.SEARCH_ENTRY, element(self.OCTETS, base), element(self.SEQUENCE, attribute))
        self.finish_with(self.SEARCH_DONE, self.SUCCESS)

    def finish_with(self, kind, code):
        self.answer(kind, element(self.ENUMERATED, bytes([code])), element(self.OCTETS), element(self.OCTETS))

    def answer(self, kind, *parts):
        self.wfile.write(element(self.SEQUENCE, element(self.INTEGER, self.number), element(kind, *parts)))
