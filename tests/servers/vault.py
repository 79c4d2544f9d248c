"""A strict Vault or OpenBao: what the real ones answer, and a refusal of what no client of ours may send.

A Vault is the application of a Server (http1.py, http2.py). Its state is set up by a test; `RULES` lists each refusal,
and tests/program/test_servers.py has a request for each that differs from a good one by that alone.
"""
import base64
import dataclasses
import datetime
import json
import re
import threading
import time
import urllib.parse
import uuid

from servers import sigv4
from servers.http1 import Refused, Response

# rule -> what it refuses. Those of http1.py and http2.py first.
RULES = {
    "line-ends": "a line of the head that does not end in CR LF",
    "request-line": "a first line of another form",
    "header-syntax": "a header that is none, or has bytes that no text has",
    "transfer-encoding": "a body of unknown length",
    "content-length": "several lengths, or one that is no number",
    "plain-http": "no TLS where TLS is expected",
    "target": "a target that is not a path below /v1/",
    "path-encoding": "a byte of a path that is to be encoded and isn't, or the other way round",
    "double-encoding": "a path that was encoded twice",
    "dot-segment": "`.`, `..` or nothing between two slashes",
    "query": "a query, but `version=N` where a version is read",
    "host": "a Host that isn't this server",
    "method": "a method that this path has not",
    "duplicate-header": "a header that stands twice",
    "unknown-header": "a header that does not belong: cookies, Authorization, Expect, ...",
    "request-mark": "no `X-Vault-Request: true`",
    "user-agent": "a program that does not say its name",
    "token-missing": "no token where one is needed",
    "token-not-wanted": "a token where none belongs",
    "token-syntax": "a token that is none",
    "namespace-syntax": "a namespace with slashes around it, or with what no namespace has",
    "body-on-get": "a body, or its type, on a read",
    "content-type": "a body that is not said to be JSON",
    "body-syntax": "a body that is no JSON object, or says a member twice",
    "body-fields": "a member that this path has not",
}
HEADERS = {"host", "user-agent", "accept", "x-vault-request", "x-vault-token", "x-vault-namespace", "content-type", "content-length"}
UNRESERVED = r"A-Za-z0-9._~-"
PLAIN = re.compile(rf"(?:[!$&'()*,;=:@{UNRESERVED}]|%[0-9A-F]{{2}})*")
KEPT = re.compile(rf"[{UNRESERVED}]")
MOST_SKEW = 15 * 60


def encode_segment(text):
    return urllib.parse.quote(text, safe="")


@dataclasses.dataclass
class Version:
    data: dict
    deleted: str = ""  # when
    destroyed: bool = False


@dataclasses.dataclass
class Mount:
    type: str               # kv, database, ...
    version: int = None     # of kv
    secrets: dict = dataclasses.field(default_factory=dict)  # v1: path -> object; v2: path -> [Version or None]
    roles: dict = dataclasses.field(default_factory=dict)    # dynamic: role -> seconds of its leases


@dataclasses.dataclass
class Token:
    policies: tuple = ("default", "reader")
    ends: float = None       # by time.monotonic
    ttl: int = 0
    renewable: bool = False
    uses: int = 0            # 0: any number
    denied: str = None       # a pattern of paths that its policies deny
    type: str = "service"
    made_by: str = "token"


@dataclasses.dataclass
class Login:
    """A way in: what a body or path must hold, and how the token is that it gives."""
    type: str
    accounts: dict           # what is proved -> secret, as each type means it
    ttl: int = 3600
    uses: int = 0
    server_id: str = None    # aws
    denied: str = None


@dataclasses.dataclass
class Wrapped:
    creation_path: str
    data: dict
    opened: bool = False


def error(status, *messages):
    return Response(status, json.dumps({"errors": list(messages)}).encode())


def strict_object(body):
    def members(pairs):
        if len(dict(pairs)) != len(pairs):
            raise Refused("body-syntax", "a member twice")
        return dict(pairs)
    try:
        value = json.loads(body.decode("utf-8"), object_pairs_hook=members)
    except ValueError as wrong:
        raise Refused("body-syntax", "no JSON") from wrong
    if not isinstance(value, dict):
        raise Refused("body-syntax", "no object")
    return value


class Vault:
    """State for one server; `namespaces` maps a name (empty: the root) to its mounts, by their path without slashes around."""

    def __init__(self, name="vault"):
        self.name = name
        self.namespaces = {"": {}}
        self.logins = {"": {}}
        self.tokens = {}
        self.wrapped = {}
        self.leases = {}
        self.minted = []        # (path, lease id) of dynamic reads
        self.login_log = []     # (mount, whether it let somebody in)
        self.hosts = set()      # names that the server may be called by, beside loopback
        self.sealed = False
        self.changes = None     # a function that may change an envelope: (request, envelope) -> envelope
        self.lock = threading.RLock()
        self._count = 0

    # ---- setting it up ----

    def kv1(self, mount, secrets, namespace=""):
        self.namespaces.setdefault(namespace, {})[mount] = Mount("kv", 1, dict(secrets))
        return self

    def kv2(self, mount, secrets, namespace=""):
        """`secrets` maps paths to an object, or to a list of them or of Versions, oldest first."""
        made = {path: [one if isinstance(one, Version) or one is None else Version(one) for one in (value if isinstance(value, list) else [value])]
                for path, value in secrets.items()}
        self.namespaces.setdefault(namespace, {})[mount] = Mount("kv", 2, made)
        return self

    def dynamic(self, mount, roles, namespace="", type="database"):
        self.namespaces.setdefault(namespace, {})[mount] = Mount(type, roles=dict(roles))
        return self

    def login(self, mount, login, namespace=""):
        self.logins.setdefault(namespace, {})[mount] = login
        return self

    def token(self, text, **more):
        self.tokens[text] = Token(**more)
        return text

    def wrap(self, data, creation_path):
        token = self._new_token("wrap")
        self.wrapped[token] = Wrapped(creation_path, data)
        return token

    def _new_token(self, kind):
        with self.lock:
            self._count += 1
            return f"hvs.{self.name}{kind}{self._count}x{uuid.uuid4().hex}"

    # ---- answering ----

    def __call__(self, request, server):
        self._check_head(request, server)
        path, query = self._path(request)
        if self.sealed and path != "sys/health":
            return error(503, "Vault is sealed")
        with self.lock:
            return self._route(request, server, path, query)

    def _envelope(self, request, data=None, **more):
        envelope = {"request_id": str(uuid.uuid4()), "lease_id": "", "renewable": False, "lease_duration": 0, "data": data,
                    "wrap_info": None, "warnings": None, "auth": None, **more}
        if self.changes:
            envelope = self.changes(request, envelope)
        return Response(200, json.dumps(envelope).encode())

    def _check_head(self, request, server):
        names = [name for name, _ in request.headers]
        for name in names:
            if names.count(name) > 1:
                raise Refused("duplicate-header", name)
            if name not in HEADERS:
                raise Refused("unknown-header", name)
        if request.all("host") not in [[f"{host}:{server.port}"] for host in ("127.0.0.1", "localhost", "[::1]", *self.hosts)]:
            raise Refused("host", repr(request.all("host")))
        if request.all("x-vault-request") != ["true"]:
            raise Refused("request-mark")
        if not re.fullmatch(r"keyplate/[0-9][0-9A-Za-z.+-]*", request.one("user-agent") or ""):
            raise Refused("user-agent", repr(request.all("user-agent")))
        if request.one("accept") not in (None, "*/*", "application/json"):
            raise Refused("unknown-header", "another Accept")
        token = request.one("x-vault-token")
        if token is not None and not re.fullmatch(r"[!-~]+", token):
            raise Refused("token-syntax")
        namespace = request.one("x-vault-namespace")
        if namespace is not None and not re.fullmatch(r"[^/\s]+(?:/[^/\s]+)*", namespace):
            raise Refused("namespace-syntax", repr(namespace))
        if request.method == "GET" and (request.body or request.all("content-type") or request.all("content-length")):
            raise Refused("body-on-get")
        if request.body and request.one("content-type") != "application/json":
            raise Refused("content-type", repr(request.all("content-type")))

    def _path(self, request):
        """The decoded path below /v1/, and the query's members."""
        target, mark, query = request.target.partition("?")
        if not target.startswith("/v1/") or "#" in request.target:
            raise Refused("target", request.target)
        if not re.fullmatch(r"version=[1-9][0-9]{0,17}", query) if mark else False:
            raise Refused("query", query)
        segments = []
        for segment in target[len("/v1/"):].split("/"):
            if not PLAIN.fullmatch(segment) or any(KEPT.match(chr(int(code, 16))) for code in re.findall("%(..)", segment)):
                raise Refused("path-encoding", segment)
            try:
                decoded = urllib.parse.unquote(segment, errors="strict")
            except UnicodeDecodeError as wrong:
                raise Refused("path-encoding", segment) from wrong
            if decoded in ("", ".", ".."):
                raise Refused("dot-segment", target)
            if "/" in decoded or any(ord(c) < 32 or ord(c) == 127 for c in decoded):
                raise Refused("path-encoding", segment)
            segments.append(decoded)
        path = "/".join(segments)
        if re.search("%[0-9A-Fa-f]{2}", path) and not self._is_stored(path):
            raise Refused("double-encoding", path)
        return path, dict([query.split("=")]) if query else {}

    def _is_stored(self, path):
        return any(path.endswith("/" + stored) for mounts in self.namespaces.values() for mount in mounts.values() for stored in mount.secrets)

    def _route(self, request, server, path, query):
        if query and request.method != "GET":
            raise Refused("query", "on a write")
        namespace = request.one("x-vault-namespace") or ""
        exact = {"sys/health": self._health, "sys/wrapping/lookup": self._wrapping_lookup, "sys/wrapping/unwrap": self._unwrap,
                 "auth/token/lookup-self": self._lookup_self, "auth/token/renew-self": self._renew_self,
                 "auth/token/revoke-self": self._revoke_self, "sys/leases/renew": self._renew_lease, "sys/leases/revoke": self._revoke_lease}
        if path in exact:
            self._no_query(query)
            return exact[path](request)
        if path.startswith("auth/"):
            self._no_query(query)
            return self._login(request, server, path[len("auth/"):], namespace)
        if path.startswith("sys/internal/ui/mounts/"):
            self._no_query(query)
            return self._mounts(request, path[len("sys/internal/ui/mounts/"):], namespace)
        return self._secret(request, path, query, namespace)

    @staticmethod
    def _no_query(query):
        if query:
            raise Refused("query", "here is no version")

    @staticmethod
    def _only(request, method):
        if request.method != method:
            raise Refused("method", request.method)

    def _body(self, request, allowed, needed=()):
        """The members of a write's body; an Outcome of the real server where one that is needed is missing."""
        self._only(request, "POST")
        value = strict_object(request.body) if request.body else {}
        if not set(value) <= set(allowed):
            raise Refused("body-fields", ", ".join(sorted(set(value) - set(allowed))))
        return value if all(value.get(name) for name in needed) else None

    # ---- tokens ----

    def _token(self, request, path):
        """The caller's token, or the answer that says why it has none."""
        text = request.one("x-vault-token")
        if text is None:
            raise Refused("token-missing")
        token = self.tokens.get(text)
        if token is None or token.ends is not None and token.ends <= time.monotonic():
            return error(403, "permission denied", "invalid token")
        if token.uses:
            token.uses -= 1
            if token.uses == 0:
                del self.tokens[text]
        if token.denied and re.search(token.denied, path):
            return error(403, "1 error occurred:\n\t* permission denied\n\n")
        return token

    @staticmethod
    def _no_token(request):
        if request.all("x-vault-token"):
            raise Refused("token-not-wanted")

    def _health(self, request):
        self._only(request, "GET")
        self._no_token(request)
        return Response(503 if self.sealed else 200, json.dumps({"initialized": True, "sealed": self.sealed, "standby": False, "version": "1.15.0"}).encode())

    def _lookup_self(self, request):
        self._only(request, "GET")
        token = self._token(request, "auth/token/lookup-self")
        if isinstance(token, Response):
            return token
        left = None if token.ends is None else max(0, round(token.ends - time.monotonic()))
        ends = left and (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=left)).isoformat().replace("+00:00", "Z")
        return self._envelope(request, {"id": request.one("x-vault-token"), "accessor": "acc", "ttl": left or 0, "creation_ttl": token.ttl,
                                        "expire_time": ends, "renewable": token.renewable, "type": token.type, "policies": list(token.policies),
                                        "path": token.made_by, "num_uses": token.uses, "orphan": True, "explicit_max_ttl": 0, "display_name": "test"})

    def _auth(self, text, token, **metadata):
        return {"client_token": text, "accessor": "acc", "policies": list(token.policies), "token_policies": list(token.policies),
                "metadata": metadata or None, "lease_duration": token.ttl, "renewable": token.renewable, "entity_id": str(uuid.uuid4()),
                "token_type": token.type, "orphan": True, "mfa_requirement": None, "num_uses": token.uses}

    def _renew_self(self, request):
        self._body(request, {"increment"})
        token = self._token(request, "auth/token/renew-self")
        if isinstance(token, Response):
            return token
        if not token.renewable:
            return error(400, "lease is not renewable")
        token.ends = time.monotonic() + token.ttl
        return self._envelope(request, auth=self._auth(request.one("x-vault-token"), token))

    def _revoke_self(self, request):
        self._body(request, set())
        token = self._token(request, "auth/token/revoke-self")
        if isinstance(token, Response):
            return token
        self.tokens.pop(request.one("x-vault-token"), None)
        return Response(204)

    # ---- wrapping and leases ----

    def _wrapping_lookup(self, request):
        body = self._body(request, {"token"}, {"token"})
        self._no_token(request)
        found = body and self.wrapped.get(body["token"])
        if not found or found.opened:
            return error(400, "wrapping token is not valid or does not exist")
        return self._envelope(request, {"creation_path": found.creation_path, "creation_time": "2024-01-01T00:00:00Z", "creation_ttl": 300})

    def _unwrap(self, request):
        self._body(request, set())
        text = request.one("x-vault-token")
        if text is None:
            raise Refused("token-missing")
        found = self.wrapped.get(text)
        if not found or found.opened:
            return error(400, "wrapping token is not valid or does not exist")
        found.opened = True
        return self._envelope(request, found.data)

    def _renew_lease(self, request):
        body = self._body(request, {"lease_id", "increment"}, {"lease_id"})
        token = self._token(request, "sys/leases/renew")
        if isinstance(token, Response):
            return token
        if body is None or body["lease_id"] not in self.leases:
            return error(400, "lease not found")
        return self._envelope(request, lease_id=body["lease_id"], renewable=True, lease_duration=self.leases[body["lease_id"]])

    def _revoke_lease(self, request):
        body = self._body(request, {"lease_id", "sync"}, {"lease_id"})
        token = self._token(request, "sys/leases/revoke")
        if isinstance(token, Response):
            return token
        if body is None or self.leases.pop(body["lease_id"], None) is None:
            return error(400, "lease not found")
        return Response(204)

    # ---- secrets ----

    def _mount_of(self, path, namespace):
        """The longest mount that the path begins with, and the rest."""
        for mount in sorted(self.namespaces.get(namespace, {}), key=len, reverse=True):
            if path == mount or path.startswith(mount + "/"):
                return mount, path[len(mount) + 1:]
        return None, path

    def _mounts(self, request, path, namespace):
        self._only(request, "GET")
        token = self._token(request, "sys/internal/ui/mounts/" + path)
        if isinstance(token, Response):
            return token
        mount, _ = self._mount_of(path, namespace)
        if mount is None:
            return error(403, f'preflight capability check returned 403, please ensure client\'s policies grant access to path "{path}/"')
        known = self.namespaces[namespace][mount]
        options = {"version": "2"} if known.version == 2 else None
        return self._envelope(request, {"accessor": "kv_x", "config": {"default_lease_ttl": 0, "force_no_cache": False, "max_lease_ttl": 0},
                                        "description": "", "local": False, "options": options, "path": mount + "/", "type": known.type, "uuid": "u"})

    def _secret(self, request, path, query, namespace):
        mount, rest = self._mount_of(path, namespace)
        known = self.namespaces.get(namespace, {}).get(mount)
        if query and not (known and known.version == 2 and rest.startswith("data/")):
            raise Refused("query", "here is no version")
        self._only(request, "GET")
        token = self._token(request, path)
        if isinstance(token, Response):
            return token
        if known is None:
            return error(403, "1 error occurred:\n\t* permission denied\n\n")
        if known.version == 1:
            return self._envelope(request, known.secrets[rest], lease_duration=2764800) if rest in known.secrets else error(404)
        if known.version == 2:
            return self._versioned(request, known, rest, int(query.get("version", 0)))
        return self._mint(request, known, path, rest)

    def _versioned(self, request, mount, rest, number):
        if not rest.startswith("data/"):
            warning = "Invalid path for a versioned K/V secrets engine. See the API docs for the appropriate API endpoints to use."
            return dataclasses.replace(self._envelope(request, warnings=[warning]), status=404)
        versions = mount.secrets.get(rest[len("data/"):], [])
        number = number or len(versions)
        version = versions[number - 1] if 0 < number <= len(versions) else None
        if version is None:
            return error(404)
        gone = bool(version.deleted or version.destroyed)
        answer = self._envelope(request, {"data": None if gone else version.data,
                                          "metadata": {"created_time": "2024-03-22T02:24:06.945319214Z", "custom_metadata": None,
                                                       "deletion_time": version.deleted, "destroyed": version.destroyed, "version": number}})
        return dataclasses.replace(answer, status=404) if gone else answer

    def _mint(self, request, mount, path, rest):
        role = rest.removeprefix("creds/")
        if not rest.startswith("creds/") or role not in mount.roles:
            return error(400, f"unknown role: {role}")
        lease = f"{path}/{uuid.uuid4().hex}"
        self.leases[lease] = mount.roles[role]
        self.minted.append((path, lease))
        return self._envelope(request, {"username": f"v-{role}-{len(self.minted)}", "password": f"minted-pAssw0rd-{len(self.minted)}"},
                              lease_id=lease, renewable=True, lease_duration=mount.roles[role])

    # ---- logins ----

    def _login(self, request, server, rest, namespace):
        for mount, login in self.logins.get(namespace, {}).items():
            if rest == f"{mount}/login" or rest.startswith(f"{mount}/login/") and login.type in ("userpass", "ldap"):
                self._no_token(request)
                answer = LOGINS[login.type](self, request, server, login, rest[len(mount) + len("/login/"):])
                return self._let_in(request, mount, login, answer)
        if re.search(r"/login(?:/|$)", rest):
            self._no_token(request)
            return error(403, "permission denied")  # what the real one says of a mount that isn't there
        raise Refused("method", "a path that no client of ours needs")

    def _let_in(self, request, mount, login, answer):
        """`answer` is a failure, or who it is."""
        self.login_log.append((mount, not isinstance(answer, Response)))
        if isinstance(answer, Response):
            return answer
        text = self._new_token(login.type)
        token = Token(ends=time.monotonic() + login.ttl, ttl=login.ttl, renewable=True, uses=login.uses, denied=login.denied, made_by=f"auth/{mount}/login")
        self.tokens[text] = token
        return self._envelope(request, auth=self._auth(text, token, name=answer))

    def _approle(self, request, server, login, rest):
        body = self._body(request, {"role_id", "secret_id"}, {"role_id"})
        role = body and login.accounts.get(body["role_id"], Refused)
        if role is Refused or body is None or role != body.get("secret_id"):
            return error(400, "invalid role or secret ID")
        return body["role_id"]

    def _userpass(self, request, server, login, user):
        body = self._body(request, {"password"}, {"password"})
        if body is None or login.accounts.get(user.lower()) != body["password"]:
            return error(400, "invalid username or password" if login.type == "userpass" else "ldap operation failed: failed to bind as user")
        return user

    def _jwt(self, request, server, login, rest):
        """Accounts map a role (empty: the default one) to the token that it takes."""
        body = self._body(request, {"role", "jwt"}, {"jwt"} if login.type == "jwt" else {"jwt", "role"})
        if body is None or login.accounts.get(body.get("role", "")) != body["jwt"]:
            return error(400, "error validating token: no known key successfully validated the token signature") if login.type == "jwt" else error(403, "permission denied")
        return body.get("role", "default")

    def _cert(self, request, server, login, rest):
        """Accounts map common names to roles."""
        body = self._body(request, {"name"})
        subject = dict(pair for group in (request.certificate or {}).get("subject", ()) for pair in group)
        role = login.accounts.get(subject.get("commonName"))
        if not request.certificate:
            return error(400, "client certificate must be supplied")
        if role is None or body.get("name") not in (None, role):
            return error(400, "invalid certificate or no client certificate supplied")
        return role

    def _aws(self, request, server, login, rest):
        """Accounts map access key ids to their secrets. What is signed is checked as STS and Vault would."""
        fields = {"iam_http_request_method", "iam_request_url", "iam_request_body", "iam_request_headers"}
        body = self._body(request, fields | {"role"}, fields)
        if body is None:
            return error(400, "missing iam_http_request_method")
        try:
            return self._aws_identity(body, server, login)
        except (sigv4.Unsigned, ValueError, KeyError) as wrong:
            return error(400, f"error making upstream request: received error code 403 from STS: {wrong}")

    def _aws_identity(self, body, server, login):
        url, sent = (base64.b64decode(body[name], validate=True) for name in ("iam_request_url", "iam_request_body"))
        headers = body["iam_request_headers"]
        if isinstance(headers, str):
            headers = strict_object(base64.b64decode(headers, validate=True))
        headers = {name.lower(): value[0] if isinstance(value, list) and len(value) == 1 else value for name, value in headers.items()}
        where = re.fullmatch(r"https://(sts(?:\.([a-z0-9-]+))?\.amazonaws\.com)/", url.decode())
        if not where or body["iam_http_request_method"] != "POST" or sent != b"Action=GetCallerIdentity&Version=2011-06-15":
            raise sigv4.Unsigned("another request than GetCallerIdentity")
        if headers.get("host", where[1]) != where[1]:
            raise sigv4.Unsigned("another host than the URL's")
        key, region, signed = sigv4.check("POST", url.decode(), {"host": where[1], **headers}, sent, login.accounts, "sts")
        if region != (where[2] or "us-east-1"):
            raise sigv4.Unsigned("another region than the URL's")
        stamp = datetime.datetime.strptime(headers["x-amz-date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=datetime.timezone.utc)
        if abs(stamp.timestamp() - time.time() - server.clock) > MOST_SKEW:
            raise sigv4.Unsigned("SignatureDoesNotMatch: Signature expired: it is not within 15 minutes of now")
        if login.server_id and (headers.get("x-vault-aws-iam-server-id") != login.server_id or "x-vault-aws-iam-server-id" not in signed):
            raise sigv4.Unsigned("the header X-Vault-AWS-IAM-Server-ID is not right, or not signed")
        return key


LOGINS = {"approle": Vault._approle, "userpass": Vault._userpass, "ldap": Vault._userpass, "jwt": Vault._jwt, "kubernetes": Vault._jwt,
          "aws": Vault._aws, "cert": Vault._cert}
