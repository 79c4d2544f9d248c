"""The protocol of keyplate and keyplate-resolver as a test speaks it: a second implementation,
written from runtime/protocol/members.h, that can also send what no keyplate would."""

import os
import pathlib
import socket
import struct
import subprocess

KEYPLATE = pathlib.Path(os.environ.get("KEYPLATE", "keyplate"))
RESOLVER = KEYPLATE.parent / "libexec/keyplate/keyplate-resolver"
VERSION = 1
KINDS = ["not-found", "version-unavailable", "key-not-found", "unauthenticated", "access-denied",
         "login-required", "config-invalid", "throttled", "unavailable", "network", "tls",
         "integrity", "protocol", "timeout", "cancelled", "needs-person", "unsupported",
         "wrong-form", "io-error", "resolver-unavailable"]
VERBS = ["init", "set", "list", "remove", "rekey"]


def u32(value):
    return struct.pack("<I", value)


def text(value):
    data = value if isinstance(value, bytes) else value.encode()
    return u32(len(data)) + data


def many(items):
    return u32(len(items)) + b"".join(items)


def maybe(value):
    return b"\0" if value is None else b"\1" + text(value)


def frame(kind, body, version=VERSION):
    data = struct.pack("<HB", version, kind) + body
    return u32(len(data)) + data


def vault(name, provider, **settings):
    """`passphrase={"env": "X"}` becomes the setting `passphrase.env`."""
    rows = []
    for key, value in settings.items():
        if isinstance(value, dict):
            (kind, inner), = value.items()
            key, value = f"{key}.{kind}", inner
        values = value if isinstance(value, list) else [value]
        rows.append(text(key) + many([text(one) for one in values]))
    return text(name) + text(provider) + many(rows)


def reference(index, name, key=None, path=None, version=None, stage=None, binary=None):
    return u32(index) + text(name) + b"".join(map(maybe, (key, path, version, stage, binary)))


def sanitized(program):
    """Whether a sanitizer's allocator stands in for ours; it also refuses to be preloaded over."""
    data = pathlib.Path(program).read_bytes()
    return b"__asan_init" in data or b"__tsan_init" in data


class Reader:
    def __init__(self, data):
        self.data = data

    def take(self, size):
        if size > len(self.data):
            raise ValueError("the answer is cut off")
        head, self.data = self.data[:size], self.data[size:]
        return head

    def u8(self):
        return self.take(1)[0]

    def u32(self):
        return struct.unpack("<I", self.take(4))[0]

    def bytes(self):
        return self.take(self.u32())

    def text(self):
        return self.bytes().decode()

    def many(self, read):
        return [read() for _ in range(self.u32())]


def read_failure(reader):
    return ("failure", KINDS[reader.u8()], reader.text(), reader.text())


def read_answer(reader):
    kind = reader.u8()
    if kind == 5:
        return read_failure(reader)
    if kind == 2:
        return ("boolean", bool(reader.u8()))
    if kind == 3:
        return ("null",)
    return (["text", "number", None, None, "document"][kind], reader.bytes())


def decode(data):
    reader = Reader(data)
    version, kind = struct.unpack("<HB", reader.take(3))
    if kind == 0:
        answer = ("hello", struct.unpack("<H", reader.take(2))[0], reader.text())
    elif kind == 1:
        answer = reader.many(lambda: read_answer(reader))
    elif kind == 2:
        answer = ("local", reader.many(reader.text), reader.many(reader.text))
    elif kind == 3:
        answer = ("question", reader.text(), bool(reader.u8()))
    else:
        answer = read_failure(reader)
    if reader.data:
        raise ValueError("bytes after the answer")
    return answer


class Resolver:
    """A running keyplate-resolver with this process as its client."""

    def __init__(self, program=RESOLVER, env=None, **more):
        ours, theirs = socket.socketpair()
        self.socket = ours
        self.socket.settimeout(90)

        def give_socket():
            os.dup2(theirs.fileno(), 3, inheritable=True)

        self.process = subprocess.Popen([program], env=env or {}, stdin=subprocess.DEVNULL,
                                        preexec_fn=give_socket, close_fds=False, **more)
        theirs.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()
        try:
            self.status = self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise

    def send(self, data):
        self.socket.sendall(data)

    def receive_exactly(self, size):
        data = b""
        while len(data) < size:
            more = self.socket.recv(size - len(data))
            if not more:
                raise EOFError("the resolver closed")
            data += more
        return data

    def receive(self):
        size = struct.unpack("<I", self.receive_exactly(4))[0]
        return decode(self.receive_exactly(size))

    def hello(self, version=VERSION):
        self.send(frame(0, struct.pack("<H", version), version))
        return self.receive()

    @staticmethod
    def caller(folder, environment=(), deadline_ms=30000, interactive=False, data_folders=()):
        variables = [text(name) + text(value) for name, value in dict(environment).items()]
        return (text(str(folder)) + many([text(str(one)) for one in data_folders]) + u32(deadline_ms)
                + bytes([interactive]) + many(variables))

    def read(self, folder, vaults, references, ttl=1800, refresh=False, offline=False, **caller):
        self.send(frame(1, self.caller(folder, **caller) + many(vaults) + many(references)
                        + u32(ttl) + bytes([refresh, offline])))
        return self.receive()

    def local(self, verb, folder, vault, name="", value=b"", **caller):
        self.send(frame(2, bytes([VERBS.index(verb)]) + self.caller(folder, **caller) + vault
                        + text(name) + text(value)))
        return self.receive()

    def answer(self, value):
        self.send(frame(3, maybe(value)))
        return self.receive()
