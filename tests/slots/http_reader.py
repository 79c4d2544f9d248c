"""What a server gets of the requests of a `.http` file: a real one on loopback, asked by a client.

A text names its server `http://host.example`; that becomes this one. A request is {"method", "path":
segments, "query": pairs, "headers": those that begin with X-, "body"}, all decoded, the body by its
Content-Type.
"""
import email.parser
import email.policy
import html.parser
import http.server
import json
import re
import socket
import threading
import urllib.parse
from xml.etree import ElementTree

from readers import NODE, Failure, Reader, node_missing

HOST = "http://host.example"


class Recorder(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def record(self):
        size = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(size)
        self.server.recorded.append((self.command, self.path, list(self.headers.items()), body))
        self.send_response(204)
        self.end_headers()

    do_GET = do_POST = do_PUT = record

    def log_message(self, *_):
        pass


class Quiet(http.server.ThreadingHTTPServer):
    def handle_error(self, *_):
        """What is wrong with a request is told by the answer."""


class Server:
    """Started when it is first needed."""

    def __init__(self):
        self.server = None

    def port(self):
        if self.server is None:
            self.server = Quiet(("127.0.0.1", 0), Recorder)
            self.server.recorded = []
            threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return self.server.server_address[1]

    def recorded(self):
        found, self.server.recorded = self.server.recorded, []
        return found

    def close(self):
        if self.server:
            self.server.shutdown()
            self.server.server_close()
            self.server = None


SERVER = Server()


def bytes_of(header):
    """The server takes headers for Latin-1; ours are UTF-8."""
    return header.encode("latin-1").decode("utf-8", "replace")


def decoded(request):
    method, target, headers, body = request
    path, mark, query = target.partition("?")
    path = re.sub(r"^/case[0-9]+", "", path)
    named = {name.lower(): bytes_of(value) for name, value in headers}
    return {
        "method": method, "path": [urllib.parse.unquote(part) for part in path.split("/")[1:]],
        "query": [list(pair) for pair in urllib.parse.parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query))] if mark else [],
        "headers": {name: value for name, value in named.items() if name.startswith("x-") and name != "x-request-type"},
        "body": body_of(named.get("content-type", ""), body),
    }


class Elements(html.parser.HTMLParser):
    """The attributes and texts of HTML that has one element."""

    def __init__(self, text):
        super().__init__()
        self.attributes, self.texts, self.inside = [], [], False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.attributes += attrs
        self.inside = True

    def handle_endtag(self, tag):
        self.inside = False

    def handle_data(self, data):
        if self.inside:
            self.texts.append(data)


def body_of(kind, body):
    if not body:
        return None
    if kind.startswith("application/x-ndjson"):
        return [json.loads(line) for line in body.decode().split("\n") if line.strip()]
    if kind.startswith("text/html"):
        elements = Elements(body.decode())
        return [*map(list, elements.attributes), "".join(elements.texts)]
    if not kind and body.startswith(b"<r>"):
        kind = "application/xml"
    if kind.startswith("application/json") or (not kind and body.startswith(b"{")):
        return json.loads(body)
    if kind.startswith("application/x-www-form-urlencoded"):
        return [list(pair) for pair in urllib.parse.parse_qsl(body.decode().rstrip("\r\n"), keep_blank_values=True, strict_parsing=True)]
    if kind.startswith("application/xml"):
        return [[child.tag, child.text or ""] for child in ElementTree.fromstring(body)]
    if kind.startswith("multipart/"):
        message = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body)
        return [[part["content-disposition"].params["name"], part.get_payload(decode=True).decode().replace("\r\n", "\n")] for part in message.iter_parts()]
    return body.decode()


# ---- a client of few lines: the format as its documentation has it ----

def requests_of(text):
    """(method, url, headers, body) of each request of the file."""
    for part in re.split(r"^###.*$", text, flags=re.M):
        lines = [line for line in part.strip("\r\n").split("\n")]
        lines = [line[:-1] if line.endswith("\r") else line for line in lines]
        while lines and (not lines[0].strip() or re.match(r"#|//|@[A-Za-z]", lines[0])):
            lines.pop(0)
        if lines:
            yield one_request(lines)


def one_request(lines):
    line = lines.pop(0)
    while lines and re.match(r"[ \t]+[?&]", lines[0]):
        line += lines.pop(0).strip()
    method, url = line.split(" ", 1)
    url = re.sub(r" HTTP/[0-9.]+$", "", url)
    headers = []
    while lines and lines[0].strip():
        name, _, value = lines.pop(0).partition(":")
        if not name.startswith(("#", "//")):
            headers.append((name.strip(), value.strip(" \t")))
    return method, url, headers, "\n".join(lines[1:])


def graphql(headers, body):
    kept = [(name, value) for name, value in headers if name.lower() != "x-request-type"]
    if len(kept) == len(headers):
        return headers, body
    query, _, variables = body.partition("\n\n")
    return kept, json.dumps({"query": query, "variables": json.loads(variables or "{}")})


def send(method, url, headers, body):
    host = re.match(r"http://127\.0\.0\.1:[0-9]+(?=/)", url)
    if not host:
        raise ValueError("another server")
    if re.search(r"[\0-\x20\x7f]", url) or any(re.search(r"[\0-\x08\x0a-\x1f\x7f]", name + value) for name, value in headers):
        raise ValueError("a control character or blank in the head of a request")
    if "{{" in url + body + str(headers):
        raise ValueError("`{{`, which a client takes for a variable")
    headers, body = graphql(headers, body)
    data = body.replace("\n", "\r\n").encode() if any(value.startswith("multipart/") for _, value in headers) else body.encode()
    if any("x-www-form-urlencoded" in value for _, value in headers):
        data = data.replace(b"\n", b"")  # its lines are one
    head = [f"{method} {url[host.end():]} HTTP/1.1", f"Host: {host.group()[7:]}", "Connection: close", f"Content-Length: {len(data)}", *(f"{name}: {value}" for name, value in headers)]
    with socket.create_connection(("127.0.0.1", int(host.group().rsplit(":", 1)[1])), timeout=10) as connection:
        connection.sendall("\r\n".join(head).encode() + b"\r\n\r\n" + data)
        answer = connection.recv(100)
    if not answer.startswith(b"HTTP/1.1 204"):
        raise ValueError(f"the server answers {answer[:60]!r}")


def own_client(text):
    text = text.replace(HOST, f"http://127.0.0.1:{SERVER.port()}")
    SERVER.recorded()
    for request in requests_of(text):
        send(*request)
    return [decoded(request) for request in SERVER.recorded()]


class Httpyac:
    """The client of that name, which reads `.http` files and knows variables and scripts in them."""
    name, missing = "httpyac", node_missing("httpyac", "httpyac")

    def read(self, texts):
        if not texts:
            return []
        port = SERVER.port()
        SERVER.recorded()
        given = [text.replace(HOST, f"http://127.0.0.1:{port}/case{number}") for number, text in enumerate(texts)]
        failures = NODE.ask("httpyac", given)
        by_case = {}
        for request in SERVER.recorded():
            number = re.match(r"/case([0-9]+)(?=[/?])", request[1])
            by_case.setdefault(int(number.group(1)) if number else None, []).append(request)
        return [failure if isinstance(failure, Failure) else self.answer(by_case.get(number, [])) for number, failure in enumerate(failures)]

    @staticmethod
    def answer(requests):
        try:
            return [decoded(request) for request in requests]
        except Exception as error:
            return Failure(f"{type(error).__name__}: {error}")


HTTP = (Reader("a client of few lines", own_client), Httpyac())
