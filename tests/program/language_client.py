"""A client of `keyplate lsp` that writes frames and reads them, and knows no more of the protocol."""
import json
import os
import select
import subprocess
import time

from workspaces import KEYPLATE

ALL = {"textDocument": {"codeAction": {"codeActionLiteralSupport": {}, "isPreferredSupport": True},
                        "publishDiagnostics": {"relatedInformation": True}}}
PULL = {"textDocument": {"diagnostic": {"relatedDocumentSupport": True}},
        "workspace": {"diagnostics": {"refreshSupport": True},
                      "didChangeWatchedFiles": {"dynamicRegistration": True}}}
SECONDS = 20


def frame(message):
    body = message if isinstance(message, bytes) else json.dumps({"jsonrpc": "2.0", **message}).encode()
    return b"Content-Length: %d\r\n\r\n" % len(body) + body


class Client:
    def __init__(self, env, cwd, *arguments, confine=None):
        """`confine`: a program that starts it, under a filter."""
        words = [*([confine] if confine else []), KEYPLATE, "lsp", *arguments]
        self.process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, env=env, cwd=cwd)
        self.buffer, self.last_id, self.others = b"", 0, []

    def send(self, *messages):
        """All in one write."""
        self.process.stdin.write(b"".join(frame(message) for message in messages))
        self.process.stdin.flush()

    def raw(self, data):
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def more(self, until):
        if not select.select([self.process.stdout], [], [], max(0, until - time.monotonic()))[0]:
            raise AssertionError(f"nothing came; so far: {self.buffer!r}, before it: {self.others}")
        chunk = os.read(self.process.stdout.fileno(), 1 << 16)
        if not chunk:
            raise EOFError(self.process.stderr.read().decode())
        self.buffer += chunk

    def receive(self):
        until = time.monotonic() + SECONDS
        while b"\r\n\r\n" not in self.buffer:
            self.more(until)
        header, _, rest = self.buffer.partition(b"\r\n\r\n")
        size = int(header.decode().split(":")[1])
        while len(rest) < size:
            self.more(until)
            rest = self.buffer.partition(b"\r\n\r\n")[2]
        self.buffer = rest[size:]
        return json.loads(rest[:size])

    def answer(self, request_id):
        """The answer to a request; what comes before it goes to `others`."""
        while True:
            message = self.receive()
            if message.get("id") == request_id and "method" not in message:
                return message
            self.others.append(message)

    def request(self, method, params=None):
        self.last_id += 1
        self.send({"id": self.last_id, "method": method, **({} if params is None else {"params": params})})
        return self.answer(self.last_id)

    def result(self, method, params=None):
        answer = self.request(method, params)
        if "error" in answer:
            raise AssertionError(answer)
        return answer["result"]

    def notify(self, method, params):
        self.send({"method": method, "params": params})

    def start(self, capabilities=None):
        result = self.result("initialize", {"processId": None, "rootUri": None, "capabilities": ALL if capabilities is None else capabilities})
        self.notify("initialized", {})
        return result

    def open(self, uri, text, version=1):
        self.notify("textDocument/didOpen",
                    {"textDocument": {"uri": uri, "languageId": "text", "version": version, "text": text}})

    def change(self, uri, version, *changes):
        """A change is (line, character, line, character, text), or a whole text."""
        parts = [{"text": change} if isinstance(change, str) else
                 {"range": span(*change[:4]), "text": change[4]} for change in changes]
        self.notify("textDocument/didChange", {"textDocument": {"uri": uri, "version": version}, "contentChanges": parts})

    def published(self, uri):
        """The next diagnostics for that document."""
        while True:
            message = self.others.pop(0) if self.others else self.receive()
            if message.get("method") == "textDocument/publishDiagnostics" and message["params"]["uri"] == uri:
                return message["params"]

    def end(self):
        """The exit code after the input's end."""
        self.process.stdin.close()
        code = self.process.wait(SECONDS)
        self.process.stdout.close()
        self.process.stderr.close()
        return code

    def stop(self):
        self.result("shutdown")
        self.notify("exit", None)
        return self.end()


def span(line, character, end_line, end_character):
    return {"start": {"line": line, "character": character}, "end": {"line": end_line, "character": end_character}}
