"""A strict HTTP/1.1 server on loopback, with TLS or without: a thread accepts, and one serves each connection.

It takes a request only as the grammar has it, byte for byte; what it refuses is kept in `refusals`, so that a test can
say that there was nothing to refuse. What a request means is the application's: a function from Request to Response, which
raises Refused. A Script may put a fault in the place of any answer.
"""
import contextlib
import dataclasses
import datetime
import email.utils
import re
import select
import socket
import ssl
import struct
import threading
import time

TOKEN = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
HEAD_LIMIT = 64 << 10
BODY_LIMIT = 32 << 20


class Refused(Exception):
    """What no client of ours may send; `rule` names it."""

    def __init__(self, rule, detail=""):
        super().__init__(f"{rule}: {detail}" if detail else rule)
        self.rule = rule


@dataclasses.dataclass
class Request:
    method: str
    target: str
    headers: list  # of (name in lower case, value)
    body: bytes = b""
    tls: bool = False
    certificate: dict = None  # of the client, when it gave one that is trusted
    version: str = "HTTP/1.1"
    at: float = dataclasses.field(default_factory=time.monotonic)

    def all(self, name):
        return [value for known, value in self.headers if known == name]

    def one(self, name):
        values = self.all(name)
        return values[0] if len(values) == 1 else None


@dataclasses.dataclass
class Response:
    status: int = 200
    body: bytes = b""
    headers: list = dataclasses.field(default_factory=list)
    type: str = "application/json"

    def head_fields(self, date):
        fields = [("date", date), ("cache-control", "no-store")]
        if self.type and self.status != 204:
            fields.append(("content-type", self.type))
        return fields + self.headers


def date_header(offset=0):
    return email.utils.format_datetime(datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=offset), usegmt=True)


def parse_head(head):
    """Method, target and headers of a head without its empty line, or Refused."""
    if re.search(rb"(?<!\r)\n|\r(?!\n)", head):
        raise Refused("line-ends", "a line that does not end in CR LF")
    first, *lines = head.split(b"\r\n")
    parts = re.fullmatch(rb"([A-Z]+) ([!-~]+) HTTP/1\.1", first)
    if not parts:
        raise Refused("request-line", repr(first[:80]))
    headers = []
    for line in lines:
        name, colon, value = line.partition(b":")
        if not colon or not TOKEN.fullmatch(name):
            raise Refused("header-syntax", repr(name[:80]))
        value = value.strip(b" \t")
        if re.search(rb"[^\t -~]", value):
            raise Refused("header-syntax", f"the value of {name.decode()}")
        headers.append((name.decode().lower(), value.decode()))
    return parts[1].decode(), parts[2].decode(), headers


def body_length(headers):
    if any(name == "transfer-encoding" for name, _ in headers):
        raise Refused("transfer-encoding")
    lengths = [value for name, value in headers if name == "content-length"]
    if len(lengths) > 1 or lengths and not re.fullmatch(r"0|[1-9][0-9]{0,9}", lengths[0]):
        raise Refused("content-length", ", ".join(lengths))
    length = int(lengths[0]) if lengths else 0
    if length > BODY_LIMIT:
        raise Refused("content-length", "more than 32 MiB")
    return length


class Exchange:
    """One request and the connection that waits for its answer: what a fault gets to play with."""

    def __init__(self, server, connection, request):
        self.server, self.connection, self.request = server, connection, request
        self.keep = True

    def answer(self):
        """What the application says, refusals included."""
        return self.server.answer(self.request)

    def head(self, response, length):
        """The bytes before the body; no length is sent where it is None."""
        fields = response.head_fields(date_header(self.server.clock))
        if length is not None:
            fields.append(("content-length", str(length)))
        text = f"HTTP/1.1 {response.status} X\r\n" + "".join(f"{name}: {value}\r\n" for name, value in fields) + "\r\n"
        return text.encode("latin-1")

    def write(self, data):
        self.connection.sendall(data)

    def send(self, response):
        length = None if response.status == 204 else len(response.body)
        self.write(self.head(response, length) + response.body)

    def close(self):
        """Closes in good order, after what was written."""
        self.keep = False

    def reset(self):
        """Closes with RST."""
        self.keep = False
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.server.drop(self.connection)

    def wait(self, seconds=None):
        """Until then, or until somebody hangs up. True: the time is over."""
        end = None if seconds is None else time.monotonic() + seconds
        while not self.server.stopping.is_set():
            left = 60 if end is None else end - time.monotonic()
            if left <= 0:
                return True
            if select.select([self.connection], [], [], min(left, 0.5))[0]:
                return False
        return False

    def hang(self):
        self.wait()
        self.keep = False


class Script:
    """Which request meets which fault. A pattern is searched in `METHOD target`; faults are used up in order."""

    def __init__(self):
        self._rules = []
        self._lock = threading.Lock()

    def on(self, pattern, *faults, always=False):
        """The first requests that match meet `faults`, one each; with `always` the last of them meets all others."""
        self._rules.append((re.compile(pattern), list(faults), always))
        return self

    def next(self, request):
        line = f"{request.method} {request.target}"
        with self._lock:
            for pattern, faults, always in self._rules:
                if faults and pattern.search(line):
                    return faults[0] if always and len(faults) == 1 else faults.pop(0)
        return None


class Server:
    """`with Server(application, pair) as server:`; it listens from construction on."""

    protocols = ["http/1.1"]
    scheme = "https"

    def __init__(self, application, pair=None, client_authority=None, versions=None, family=socket.AF_INET):
        self.application = application
        self.script = Script()
        self.clock = 0          # seconds that this server's clock is ahead
        self.requests = []      # all that were read whole, the refused too
        self.refusals = []      # (rule, what is known of the request)
        self.broken_handshakes = []
        self.connections = 0
        self.stopping = threading.Event()
        self._lock = threading.Lock()
        self._open = set()
        self.tls = self._context(pair, client_authority, versions) if pair else None
        self._listener = socket.create_server(("::1" if family == socket.AF_INET6 else "127.0.0.1", 0), family=family, backlog=128)
        self.port = self._listener.getsockname()[1]
        if not pair:
            self.scheme = "http"
        threading.Thread(target=self._accept, daemon=True).start()

    def _context(self, pair, client_authority, versions):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pair.certificate, pair.key)
        context.set_alpn_protocols(self.protocols)
        if client_authority:
            context.load_verify_locations(client_authority)
            context.verify_mode = ssl.CERT_OPTIONAL
        if versions:
            context.minimum_version, context.maximum_version = versions
            if versions[1] < ssl.TLSVersion.TLSv1_2:
                context.set_ciphers("DEFAULT:@SECLEVEL=0")
        return context

    @property
    def url(self):
        return f"{self.scheme}://127.0.0.1:{self.port}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """Nothing listens afterwards, and nothing that hangs goes on."""
        self.stopping.set()
        try:
            self._listener.shutdown(socket.SHUT_RDWR)  # wakes the thread that accepts
        except OSError:
            pass
        self._listener.close()
        with self._lock:
            for connection in list(self._open):
                self._shut(connection)

    @staticmethod
    def _shut(connection):
        try:
            connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass

    def drop(self, connection):
        with self._lock:
            self._open.discard(connection)
        connection.close()

    def refused(self, refused, request=None):
        with self._lock:
            self.refusals.append((refused.rule, f"{refused} in {request.method} {request.target}" if request else str(refused)))

    def _accept(self):
        while not self.stopping.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            connection = self._secure(connection)
            if connection is None:
                return
            with self._lock:
                self._open.add(connection)
            self.serve(connection)
        except OSError:
            pass  # somebody hung up
        finally:
            if connection is not None:
                self.drop(connection)

    def _secure(self, connection):
        """With TLS where this server has it; nothing when the client wouldn't."""
        if not self.tls:
            return connection
        connection.settimeout(30)
        if connection.recv(1, socket.MSG_PEEK) not in (b"\x16", b""):
            self.refused(Refused("plain-http", "no TLS where TLS is expected"))
            connection.sendall(b"HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n")
            connection.close()
            return None
        try:
            connection = self.tls.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
            connection.do_handshake()
        except OSError as problem:  # ssl.SSLError is one
            self.broken_handshakes.append(str(problem))
            self.hang_up(connection)
            return None
        connection.settimeout(None)
        return connection

    @staticmethod
    def hang_up(connection):
        """Lets the alert arrive: closing while the client has more to say would reset the connection before it reads it."""
        with socket.socket(fileno=connection.detach()) as raw, contextlib.suppress(OSError):
            raw.settimeout(2)
            raw.shutdown(socket.SHUT_WR)
            while raw.recv(4096):
                pass

    def serve(self, connection):
        """Requests of one connection, one after the other."""
        buffer = b""
        while not self.stopping.is_set():
            try:
                request, buffer = self._read(connection, buffer)
            except Refused as refused:
                self.refused(refused)
                Exchange(self, connection, None).send(Response(400, b'{"errors":["refused"]}'))
                return
            if request is None:
                return
            exchange = Exchange(self, connection, request)
            self.meet(exchange)
            if not exchange.keep:
                return

    def meet(self, exchange):
        """Answers it, or lets the script's fault do so."""
        with self._lock:
            self.requests.append(exchange.request)
        fault = self.script.next(exchange.request)
        if fault:
            fault(exchange)
        else:
            exchange.send(exchange.answer())

    def answer(self, request):
        try:
            return self.application(request, self)
        except Refused as refused:
            self.refused(refused, request)
            return Response(400, b'{"errors":["refused: %s"]}' % refused.rule.encode())

    def _read(self, connection, buffer):
        while b"\r\n\r\n" not in buffer:
            if len(buffer) > HEAD_LIMIT:
                raise Refused("request-line", "a head of more than 64 KiB")
            if b"\n\n" in buffer:
                raise Refused("line-ends", "an empty line without CR")
            data = connection.recv(65536)
            if not data:
                return None, b""
            buffer += data
        head, _, buffer = buffer.partition(b"\r\n\r\n")
        method, target, headers = parse_head(head)
        length = body_length(headers)
        while len(buffer) < length:
            data = connection.recv(65536)
            if not data:
                return None, b""
            buffer += data
        certificate = connection.getpeercert() if self.tls else None
        return Request(method, target, headers, buffer[:length], bool(self.tls), certificate), buffer[length:]
